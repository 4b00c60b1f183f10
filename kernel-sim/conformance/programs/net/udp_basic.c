/* Datagrams: borders are kept, what does not fit is cut, peers are filtered, errors come back. */
#include "net.h"

int main(void) {
  int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM, 0), c = socket(AF_INET, SOCK_DGRAM, 0);
  bind_any(a);
  bind_any(b);
  bind_any(c);
  struct sockaddr_in to = loopback(port_of(a)), from;
  socklen_t size = sizeof from;
  char buf[100];
  show(sendto(b, "one", 3, 0, (struct sockaddr *)&to, sizeof to));
  show(sendto(b, "three", 5, 0, (struct sockaddr *)&to, sizeof to));
  show(sendto(b, "", 0, 0, (struct sockaddr *)&to, sizeof to));
  int pending;
  show(ioctl(a, FIONREAD, &pending));
  printf("pending %d\n", pending);
  show(recvfrom(a, buf, sizeof buf, MSG_PEEK, (struct sockaddr *)&from, &size));
  printf("from b: %d, length %u\n", ntohs(from.sin_port) == port_of(b), size);
  show(recv(a, buf, 2, MSG_TRUNC));
  show(recv(a, buf, 2, 0));
  show(recv(a, buf, sizeof buf, 0));
  show(recv(a, buf, sizeof buf, MSG_DONTWAIT));
  show(send(b, "x", 1, 0));
  show(sendto(b, "x", 1, 0, (struct sockaddr *)&to, 4));
  to.sin_port = 0;
  show(sendto(b, "x", 1, 0, (struct sockaddr *)&to, sizeof to));
  static char huge[70000];
  to = loopback(port_of(a));
  show(sendto(b, huge, 65508, 0, (struct sockaddr *)&to, sizeof to));
  show(sendto(b, huge, 65507, 0, (struct sockaddr *)&to, sizeof to));
  show(recv(a, huge, sizeof huge, 0));
  /* Connected: only b is heard. */
  struct sockaddr_in peer = loopback(port_of(b));
  show(connect(a, (struct sockaddr *)&peer, sizeof peer));
  show(sendto(c, "c", 1, 0, (struct sockaddr *)&to, sizeof to));
  show(sendto(b, "b", 1, 0, (struct sockaddr *)&to, sizeof to));
  show(recv(a, buf, sizeof buf, MSG_DONTWAIT));
  printf("heard %c\n", buf[0]);
  show(send(a, "back", 4, 0));
  show(recv(b, buf, sizeof buf, 0));
  size = sizeof from;
  show(getpeername(a, (struct sockaddr *)&from, &size));
  printf("peer is b: %d\n", ntohs(from.sin_port) == port_of(b));
  close(b);
  show(send(a, "gone", 4, 0));
  show(send(a, "gone", 4, 0));
  show(recv(a, buf, sizeof buf, MSG_DONTWAIT));
  int error;
  size = sizeof error;
  show(send(a, "gone", 4, 0));
  show_poll("after refusal", now(a));
  getsockopt(a, SOL_SOCKET, SO_ERROR, &error, &size);
  printf("SO_ERROR %s\n", name_of(error));
  struct sockaddr none = {.sa_family = AF_UNSPEC};
  show(connect(a, &none, sizeof none));
  show(send(a, "x", 1, 0));
  show(shutdown(a, SHUT_RD));
  to.sin_addr.s_addr = htonl(INADDR_BROADCAST);
  show(sendto(a, "x", 1, 0, (struct sockaddr *)&to, sizeof to));
  return 0;
}
