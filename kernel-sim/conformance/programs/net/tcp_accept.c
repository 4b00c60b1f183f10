/* Listening: order, names, backlog, inherited flags, closing with connections in the queue. */
#include "net.h"

int main(void) {
  int l = listener(1), port = port_of(l);
  fcntl(l, F_SETFL, O_NONBLOCK);
  show(accept(l, NULL, NULL));
  int a = socket(AF_INET, SOCK_STREAM, 0), b = socket(AF_INET, SOCK_STREAM, 0);
  show(connect_to(a, port));
  show(connect_to(b, port));
  show_poll("two wait", now(l));
  struct sockaddr_in from;
  socklen_t size = 4;
  int first = accept(l, (struct sockaddr *)&from, &size);
  printf("short name: length told %u\n", size);
  size = sizeof from;
  int second = accept4(l, (struct sockaddr *)&from, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  printf("second is b %d\n", ntohs(from.sin_port) == port_of(b));
  printf("flags %d %d, cloexec %d %d\n", (fcntl(first, F_GETFL) & O_NONBLOCK) != 0, (fcntl(second, F_GETFL) & O_NONBLOCK) != 0,
         fcntl(first, F_GETFD), fcntl(second, F_GETFD));
  int value;
  size = sizeof value;
  getsockopt(l, SOL_SOCKET, SO_ACCEPTCONN, &value, &size);
  printf("accepting %d\n", value);
  show_poll("none waits", now(l));
  printf("local port kept %d\n", port_of(first) == port);
  size = sizeof from;
  getpeername(a, (struct sockaddr *)&from, &size);
  printf("peer port %d\n", ntohs(from.sin_port) == port);
  /* Waiting connections are reset when the listener goes. */
  int c = socket(AF_INET, SOCK_STREAM, 0);
  show(connect_to(c, port));
  close(l);
  pause_ms(10);
  char byte;
  show(read(c, &byte, 1));
  show(connect_to(socket(AF_INET, SOCK_STREAM, 0), port));
  /* A blocked accept wakes up. */
  l = listener(1);
  port = port_of(l);
  if (fflush(stdout), fork() == 0) {
    pause_ms(10);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    connect_to(fd, port);
    exit(0);
  }
  ok(accept(l, NULL, NULL));
  wait(NULL);
  struct timeval limit = {0, 10000};
  setsockopt(l, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  show(accept(l, NULL, NULL));
  show(shutdown(l, SHUT_RD));
  show(accept(l, NULL, NULL));
  return 0;
}
