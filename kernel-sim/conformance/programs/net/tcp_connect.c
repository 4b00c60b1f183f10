/* Connecting: refused, twice, without waiting, and to oneself. */
#include "net.h"

int main(void) {
  int l = listener(2), port = port_of(l);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  int dead = socket(AF_INET, SOCK_STREAM, 0);
  bind_any(dead);
  show(connect_to(fd, port_of(dead)));
  show(connect_to(fd, port));
  show(connect_to(fd, port));
  int quick = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  show(connect_to(quick, port));
  show_poll("quick", wait_for(quick, POLLOUT));
  int error = -1;
  socklen_t size = sizeof error;
  show(getsockopt(quick, SOL_SOCKET, SO_ERROR, &error, &size));
  printf("error %s\n", name_of(error));
  show(connect_to(quick, port));
  show(connect_to(quick, port));
  int nobody = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  show(connect_to(nobody, port_of(dead)));
  show_poll("nobody", wait_for(nobody, POLLOUT));
  getsockopt(nobody, SOL_SOCKET, SO_ERROR, &error, &size);
  printf("error %s\n", name_of(error));
  show_poll("after SO_ERROR", now(nobody));
  struct sockaddr_in at = loopback(port);
  int fresh = socket(AF_INET, SOCK_STREAM, 0);
  show(connect(fresh, (struct sockaddr *)&at, 8));
  at.sin_family = AF_INET6;
  show(connect(fresh, (struct sockaddr *)&at, sizeof at));
  at = loopback(port);
  at.sin_addr.s_addr = INADDR_ANY;
  show(connect(fresh, (struct sockaddr *)&at, sizeof at));
  size = sizeof at;
  getpeername(fresh, (struct sockaddr *)&at, &size);
  printf("0.0.0.0 is %s\n", inet_ntoa(at.sin_addr));
  at.sin_addr.s_addr = htonl(INADDR_BROADCAST);
  int wide = socket(AF_INET, SOCK_STREAM, 0);
  show(connect(wide, (struct sockaddr *)&at, sizeof at));
  /* A socket that connects to its own port: both ends open at once. */
  int self = socket(AF_INET, SOCK_STREAM, 0);
  bind_any(self);
  show(connect_to(self, port_of(self)));
  char buf[10];
  show(write(self, "me", 2));
  show(read(self, buf, sizeof buf));
  ok(accept(l, NULL, NULL));
  struct sockaddr none = {.sa_family = AF_UNSPEC};
  show(connect(fd, &none, sizeof none));
  show(write(fd, "x", 1) < 0 ? 0 : 1);
  return 0;
}
