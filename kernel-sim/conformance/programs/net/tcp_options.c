/* Options: defaults, limits, sizes, and what they refuse. */
#include "net.h"

static void get(int fd, int level, int name, const char *text) {
  int value = -1;
  socklen_t size = sizeof value;
  int result = getsockopt(fd, level, name, &value, &size);
  if (result < 0) printf("%s: %s\n", text, name_of(errno));
  else printf("%s %d (%u)\n", text, value, size);
}
#define GET(level, name) get(fd, level, name, #name)
static int set(int fd, int level, int name, int value) { return setsockopt(fd, level, name, &value, sizeof value); }

int main(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  GET(SOL_SOCKET, SO_TYPE);
  GET(SOL_SOCKET, SO_PROTOCOL);
  GET(SOL_SOCKET, SO_DOMAIN);
  GET(SOL_SOCKET, SO_ACCEPTCONN);
  GET(SOL_SOCKET, SO_ERROR);
  GET(SOL_SOCKET, SO_REUSEADDR);
  GET(SOL_SOCKET, SO_KEEPALIVE);
  GET(SOL_SOCKET, SO_BROADCAST);
  GET(SOL_SOCKET, SO_OOBINLINE);
  GET(SOL_SOCKET, SO_RCVBUF);
  GET(SOL_SOCKET, SO_SNDBUF);
  GET(SOL_SOCKET, SO_RCVLOWAT);
  GET(SOL_SOCKET, SO_SNDLOWAT);
  show(set(fd, SOL_SOCKET, SO_RCVBUF, 10000));
  GET(SOL_SOCKET, SO_RCVBUF);
  show(set(fd, SOL_SOCKET, SO_RCVBUF, 1));
  GET(SOL_SOCKET, SO_RCVBUF);
  show(set(fd, SOL_SOCKET, SO_SNDBUF, 1));
  GET(SOL_SOCKET, SO_SNDBUF);
  show(set(fd, SOL_SOCKET, SO_REUSEADDR, 5));
  GET(SOL_SOCKET, SO_REUSEADDR);
  show(set(fd, SOL_SOCKET, SO_KEEPALIVE, 1));
  GET(SOL_SOCKET, SO_KEEPALIVE);
  show(set(fd, SOL_SOCKET, SO_TYPE, 1));
  show(set(fd, SOL_SOCKET, 9999, 1));
  show(set(fd, 9999, 1, 1));
  int value = 1;
  show(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, 2));
  show(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, (void *)1, 4));
  show(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, (socklen_t)-1));
  GET(SOL_TCP, TCP_NODELAY);
  show(set(fd, SOL_TCP, TCP_NODELAY, 7));
  GET(SOL_TCP, TCP_NODELAY);
  GET(SOL_TCP, TCP_MAXSEG);
  show(set(fd, SOL_TCP, TCP_MAXSEG, 10));
  show(set(fd, SOL_TCP, TCP_MAXSEG, 1000));
  GET(SOL_TCP, TCP_KEEPIDLE);
  GET(SOL_TCP, TCP_KEEPINTVL);
  GET(SOL_TCP, TCP_KEEPCNT);
  show(set(fd, SOL_TCP, TCP_KEEPIDLE, 0));
  show(set(fd, SOL_TCP, TCP_KEEPIDLE, 30));
  GET(SOL_TCP, TCP_KEEPIDLE);
  show(set(fd, SOL_TCP, TCP_KEEPCNT, 200));
  show(set(fd, SOL_TCP, 9999, 1));
  GET(SOL_IP, IP_TTL);
  show(set(fd, SOL_IP, IP_TTL, 0));
  show(set(fd, SOL_IP, IP_TTL, 256));
  show(set(fd, SOL_IP, IP_TTL, 12));
  GET(SOL_IP, IP_TTL);
  show(set(fd, SOL_IP, IP_TTL, -1));
  GET(SOL_IP, IP_TTL);
  GET(SOL_IP, IP_TOS);
  GET(SOL_IP, IP_MTU);
  struct linger linger = {5, 7};
  show(setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
  socklen_t size = sizeof linger;
  show(getsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, &size));
  printf("linger %d %d (%u)\n", linger.l_onoff, linger.l_linger, size);
  struct timeval time = {1, 2000000};
  show(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time));
  time.tv_usec = 500000;
  show(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time));
  size = sizeof time;
  show(getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, &size));
  printf("timeout %ld.%06ld (%u)\n", (long)time.tv_sec, (long)time.tv_usec, size);
  char short_[2] = {0};
  size = 2;
  show(getsockopt(fd, SOL_SOCKET, SO_TYPE, short_, &size));
  printf("short %d %d (%u)\n", short_[0], short_[1], size);
  size = 100;
  show(getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, (socklen_t *)1));
  int e[2];
  tcp_pair(e);
  struct tcp_info info;
  size = sizeof info;
  show(getsockopt(e[0], SOL_TCP, TCP_INFO, &info, &size));
  printf("state %d, mss above 1000 %d, cwnd %u\n", info.tcpi_state, info.tcpi_snd_mss > 1000, info.tcpi_snd_cwnd);
  struct ucred who;
  size = sizeof who;
  show(getsockopt(e[0], SOL_SOCKET, SO_PEERCRED, &who, &size));
  printf("peer %d %d %d\n", who.pid, (int)who.uid, (int)who.gid);
  return 0;
}
