// UDP sockets that are connected: whom they hear, errors that come back from the other end, peeking, truncation, time-outs, empty datagrams.
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static void said(const char *what, long r) { r < 0 ? printf("%s: %s\n", what, strerror(errno)) : printf("%s: %ld\n", what, r); }
static int bound(struct sockaddr_in *at) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  *at = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t len = sizeof *at;
  bind(fd, (void *)at, len);
  getsockname(fd, (void *)at, &len);
  return fd;
}

int main(void) {
  struct sockaddr_in at_a, at_b, at_c, peer;
  int a = bound(&at_a), b = bound(&at_b), c = bound(&at_c);
  char text[64];
  socklen_t len = sizeof peer;
  said("getpeername unconnected", getpeername(a, (void *)&peer, &len));
  said("send unconnected", send(a, "x", 1, 0));
  said("connect", connect(a, (void *)&at_b, sizeof at_b));
  said("from a stranger", sendto(c, "stranger", 8, 0, (void *)&at_a, sizeof at_a));
  said("not heard", recv(a, text, sizeof text, MSG_DONTWAIT));
  said("from the friend", sendto(b, "friend", 6, 0, (void *)&at_a, sizeof at_a));
  said("peek", recv(a, text, 3, MSG_PEEK));
  said("peek, whole length", recv(a, text, 3, MSG_PEEK | MSG_TRUNC));
  int waiting = -1;
  ioctl(a, FIONREAD, &waiting);
  said("FIONREAD", waiting);
  said("read a part", recv(a, text, 4, 0));
  said("the rest is gone", recv(a, text, 4, MSG_DONTWAIT));
  said("empty datagram", sendto(b, "", 0, 0, (void *)&at_a, sizeof at_a));
  struct pollfd p = {a, POLLIN | POLLOUT, 0};
  said("poll", poll(&p, 1, 0));
  said("events", p.revents);
  said("its length", recv(a, text, 4, 0));
  close(b);
  said("send to the dead", send(a, "x", 1, 0));
  poll(&p, 1, 100);
  said("events", p.revents & (POLLERR | POLLHUP));
  int error = 0;
  len = sizeof error;
  getsockopt(a, SOL_SOCKET, SO_ERROR, &error, &len);
  printf("SO_ERROR: %s\n", strerror(error));
  getsockopt(a, SOL_SOCKET, SO_ERROR, &error, &len);
  printf("read, it is gone: %d\n", error);
  said("send again", send(a, "x", 1, 0));
  said("send finds the error", send(a, "x", 1, 0));
  struct sockaddr none = {.sa_family = AF_UNSPEC};
  said("disconnect", connect(a, &none, sizeof none));
  said("send unconnected", send(a, "x", 1, 0));
  struct timeval soon = {0, 20000};
  setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
  said("time-out", recv(c, text, 4, 0));
  static char big[70000];
  said("too long", sendto(c, big, sizeof big, 0, (void *)&at_c, sizeof at_c));
  said("65507 bytes", sendto(c, big, 65507, 0, (void *)&at_c, sizeof at_c));
  said("arrive", recv(c, big, sizeof big, 0));
  said("one more", sendto(c, big, 65508, 0, (void *)&at_c, sizeof at_c));
  said("port 0", sendto(c, "x", 1, 0, (void *)&(struct sockaddr_in){.sin_family = AF_INET}, sizeof at_c));
  said("shutdown unconnected", shutdown(c, SHUT_RD));
  said("listen", listen(c, 1));
  return 0;
}
