// The ends of a TCP connection: half closed, reset by linger, EPIPE, waiting for all, poll's events at each step.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static void said(const char *what, long r) { r < 0 ? printf("%s: %s\n", what, strerror(errno)) : printf("%s: %ld\n", what, r); }
static void events(const char *what, int fd) {
  struct pollfd p = {fd, POLLIN | POLLOUT | POLLRDHUP, 0};
  poll(&p, 1, 20);
  printf("%s:%s%s%s%s%s\n", what, p.revents & POLLIN ? " in" : "", p.revents & POLLOUT ? " out" : "", p.revents & POLLRDHUP ? " rdhup" : "",
         p.revents & POLLHUP ? " hup" : "", p.revents & POLLERR ? " err" : "");
}
static int listener;
static struct sockaddr_in at;
static void pair(int fd[2]) {
  fd[0] = socket(AF_INET, SOCK_STREAM, 0);
  connect(fd[0], (void *)&at, sizeof at);
  fd[1] = accept(listener, NULL, NULL);
}

int main(void) {
  signal(SIGPIPE, SIG_IGN);
  listener = socket(AF_INET, SOCK_STREAM, 0);
  at = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t len = sizeof at;
  bind(listener, (void *)&at, len);
  listen(listener, 4);
  getsockname(listener, (void *)&at, &len);
  int fd[2];
  char text[32] = "";
  pair(fd);
  events("fresh", fd[0]);
  said("half close", shutdown(fd[0], SHUT_WR));
  events("closed half, this side", fd[0]);
  events("closed half, other side", fd[1]);
  said("end of file", read(fd[1], text, 8));
  said("still writable", write(fd[1], "answer", 6));
  said("arrives", recv(fd[0], text, 6, MSG_WAITALL));
  said("write after shutdown", send(fd[0], "x", 1, MSG_NOSIGNAL));
  said("shutdown twice", shutdown(fd[0], SHUT_WR));
  close(fd[1]);
  events("both closed", fd[0]);
  said("end of file", read(fd[0], text, 8));
  said("shutdown of the dead", shutdown(fd[0], SHUT_RDWR));
  close(fd[0]);

  pair(fd);
  struct linger hard = {1, 0};
  setsockopt(fd[1], SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  close(fd[1]);
  events("reset", fd[0]);
  said("read", read(fd[0], text, 8));
  said("read again", read(fd[0], text, 8));
  said("write", write(fd[0], "x", 1));
  close(fd[0]);

  pair(fd);
  write(fd[0], "unread", 6);
  events("data", fd[1]);
  int n = 0;
  ioctl(fd[1], FIONREAD, &n);
  said("FIONREAD", n);
  said("peek", recv(fd[1], text, 2, MSG_PEEK));
  said("peek again", recv(fd[1], text, 32, MSG_PEEK));
  close(fd[1]);
  events("closed with data unread", fd[0]);
  int error;
  len = sizeof error;
  getsockopt(fd[0], SOL_SOCKET, SO_ERROR, &error, &len);
  printf("SO_ERROR: %s\n", strerror(error));
  close(fd[0]);

  pair(fd);
  said("shutdown for reading", shutdown(fd[0], SHUT_RD));
  said("nothing to read", recv(fd[0], text, 8, 0));
  said("the other side may send", send(fd[1], "late", 4, 0));
  said("shutdown, wrong how", shutdown(fd[0], 5));
  said("shutdown of a listener", shutdown(listener, SHUT_RDWR));
  said("accept on it", accept(listener, NULL, NULL));
  int alone = socket(AF_INET, SOCK_STREAM, 0);
  said("read unconnected", read(alone, text, 1));
  said("write unconnected", write(alone, text, 1));
  events("unconnected", alone);
  said("connect to the closed port", connect(alone, (void *)&at, sizeof at));
  return 0;
}
