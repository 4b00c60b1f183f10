// getsockopt and setsockopt of SOL_SOCKET: what a socket says of itself, doubled buffers, short and wrong lengths, unknown names.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int fd;
static void get(const char *what, int level, int name) {
  int v = -1;
  socklen_t len = sizeof v;
  int r = getsockopt(fd, level, name, &v, &len);
  if (r < 0) printf("%s: %s\n", what, strerror(errno));
  else printf("%s: %d, %d bytes\n", what, v, (int)len);
}
static void set(const char *what, int level, int name, const void *v, socklen_t len) {
  printf("set %s: %s\n", what, setsockopt(fd, level, name, v, len) < 0 ? strerror(errno) : "ok");
}

int main(void) {
  int one = 1, zero = 0, many = 20000, few = 1, minus = -1;
  fd = socket(AF_INET, SOCK_STREAM, 0);
  get("SO_TYPE", SOL_SOCKET, SO_TYPE);
  get("SO_DOMAIN", SOL_SOCKET, SO_DOMAIN);
  get("SO_PROTOCOL", SOL_SOCKET, SO_PROTOCOL);
  get("SO_ACCEPTCONN", SOL_SOCKET, SO_ACCEPTCONN);
  get("SO_REUSEADDR", SOL_SOCKET, SO_REUSEADDR);
  get("SO_KEEPALIVE", SOL_SOCKET, SO_KEEPALIVE);
  get("SO_BROADCAST", SOL_SOCKET, SO_BROADCAST);
  get("SO_RCVLOWAT", SOL_SOCKET, SO_RCVLOWAT);
  get("SO_OOBINLINE", SOL_SOCKET, SO_OOBINLINE);
  get("TCP_NODELAY", IPPROTO_TCP, TCP_NODELAY);
  get("TCP_KEEPIDLE", IPPROTO_TCP, TCP_KEEPIDLE);
  get("TCP_KEEPCNT", IPPROTO_TCP, TCP_KEEPCNT);
  get("IP_TTL", IPPROTO_IP, 2);
  get("IP_TOS", IPPROTO_IP, 1);
  set("SO_SNDBUF", SOL_SOCKET, SO_SNDBUF, &many, sizeof many);
  get("SO_SNDBUF", SOL_SOCKET, SO_SNDBUF);
  set("SO_RCVBUF", SOL_SOCKET, SO_RCVBUF, &few, sizeof few);
  get("SO_RCVBUF", SOL_SOCKET, SO_RCVBUF);
  set("SO_KEEPALIVE", SOL_SOCKET, SO_KEEPALIVE, &many, sizeof many);
  get("SO_KEEPALIVE", SOL_SOCKET, SO_KEEPALIVE);
  set("SO_TYPE", SOL_SOCKET, SO_TYPE, &one, sizeof one);
  set("unknown", SOL_SOCKET, 9999, &one, sizeof one);
  set("unknown level", 9999, 1, &one, sizeof one);
  get("unknown", SOL_SOCKET, 9999);
  get("unknown level", 9999, 1);
  set("three bytes", SOL_SOCKET, SO_REUSEADDR, &one, 3);
  set("no address", SOL_SOCKET, SO_REUSEADDR, NULL, 4);
  set("IP_TTL 0", IPPROTO_IP, 2, &zero, sizeof zero);
  set("IP_TTL 300", IPPROTO_IP, 2, &many, sizeof many);
  set("IP_TTL default", IPPROTO_IP, 2, &minus, sizeof minus);
  set("TCP_KEEPIDLE 0", IPPROTO_TCP, TCP_KEEPIDLE, &zero, sizeof zero);
  char byte = 9;
  socklen_t len = 1;
  int r = getsockopt(fd, SOL_SOCKET, SO_TYPE, &byte, &len);
  printf("a short answer: %d, %d %d\n", r, byte, (int)len);
  len = 100;
  int room[25];
  r = getsockopt(fd, SOL_SOCKET, SO_TYPE, room, &len);
  printf("a long one: %d, %d\n", r, (int)len);
  struct linger l = {1, 5}, back = {0, 0};
  set("SO_LINGER", SOL_SOCKET, SO_LINGER, &l, sizeof l);
  len = sizeof back;
  getsockopt(fd, SOL_SOCKET, SO_LINGER, &back, &len);
  printf("SO_LINGER %d %d, %d bytes\n", back.l_onoff, back.l_linger, (int)len);
  close(fd);
  fd = socket(AF_INET, SOCK_DGRAM, 0);
  get("UDP SO_TYPE", SOL_SOCKET, SO_TYPE);
  get("UDP SO_PROTOCOL", SOL_SOCKET, SO_PROTOCOL);
  get("TCP_NODELAY of UDP", IPPROTO_TCP, TCP_NODELAY);
  int pipes[2];
  pipe(pipes);
  fd = pipes[0];
  get("of no socket", SOL_SOCKET, SO_TYPE);
  fd = 99;
  get("of no file", SOL_SOCKET, SO_TYPE);
  return 0;
}
