/* Who may bind a port that is in use: SO_REUSEADDR, SO_REUSEPORT, TIME_WAIT. */
#include "net.h"

static int try(int type, int port, int reuse, int share) {
  int fd = socket(AF_INET, type, 0), on = 1;
  if (reuse) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (share) setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  struct sockaddr_in at = loopback(port);
  if (bind(fd, (struct sockaddr *)&at, sizeof at) == 0) return fd;
  int saved = errno;
  close(fd);
  errno = saved;
  return -1;
}

int main(void) {
  int plain = try(SOCK_STREAM, 0, 0, 0);
  ok(try(SOCK_STREAM, port_of(plain), 0, 0));
  ok(try(SOCK_STREAM, port_of(plain), 1, 0));
  int kind = try(SOCK_STREAM, 0, 1, 0), port = port_of(kind);
  int twin = try(SOCK_STREAM, port, 1, 0);
  printf("twin %d\n", twin >= 0);
  show(listen(kind, 1));
  show(listen(twin, 1));
  ok(try(SOCK_STREAM, port, 1, 0));
  int any = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in at = loopback(port);
  at.sin_addr.s_addr = INADDR_ANY;
  ok(bind(any, (struct sockaddr *)&at, sizeof at));
  at.sin_addr.s_addr = htonl(0x7f000002);
  ok(bind(any, (struct sockaddr *)&at, sizeof at));
  int share1 = try(SOCK_STREAM, 0, 0, 1), share2 = try(SOCK_STREAM, port_of(share1), 0, 1);
  printf("shared %d\n", share2 >= 0);
  show(listen(share1, 1));
  show(listen(share2, 1));
  int u = try(SOCK_DGRAM, 0, 1, 0);
  ok(try(SOCK_DGRAM, port_of(u), 1, 0));
  ok(try(SOCK_DGRAM, port_of(u), 0, 0));
  ok(try(SOCK_DGRAM, port_of(plain), 0, 0));
  /* The side that closed first leaves its port in TIME_WAIT. */
  int l = try(SOCK_STREAM, 0, 0, 0);
  listen(l, 1);
  port = port_of(l);
  int c = socket(AF_INET, SOCK_STREAM, 0);
  connect_to(c, port);
  int s = accept(l, NULL, NULL);
  close(s);
  close(l);
  pause_ms(10);
  close(c);
  pause_ms(10);
  ok(try(SOCK_STREAM, port, 0, 0));
  ok(try(SOCK_STREAM, port, 1, 0));
  return 0;
}
