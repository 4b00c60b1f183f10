/* AF_UNIX datagrams and packets in order: borders, sources, full queues, reset peers. */
#include "net.h"

int main(void) {
  int p[2];
  char buf[100];
  show(socketpair(AF_UNIX, SOCK_DGRAM, 0, p));
  show(send(p[0], "one", 3, 0));
  show(send(p[0], "", 0, 0));
  show(send(p[0], "three", 5, 0));
  show(recv(p[1], buf, 2, MSG_TRUNC));
  show(recv(p[1], buf, sizeof buf, 0));
  int pending = -1;
  ioctl(p[1], FIONREAD, &pending);
  printf("pending %d\n", pending);
  show(recv(p[1], buf, 2, 0));
  show(recv(p[1], buf, 2, MSG_DONTWAIT));
  close(p[1]);
  show(send(p[0], "x", 1, 0));
  show(send(p[0], "x", 1, 0));
  close(p[0]);
  int a = socket(AF_UNIX, SOCK_DGRAM, 0), b = socket(AF_UNIX, SOCK_DGRAM, 0);
  struct sockaddr_un at = {.sun_family = AF_UNIX}, from;
  snprintf(at.sun_path + 1, 50, "dgram-%d", getpid());
  socklen_t length = 3 + (socklen_t)strlen(at.sun_path + 1), size = sizeof from;
  show(send(a, "x", 1, 0));
  show(sendto(b, "x", 1, 0, (struct sockaddr *)&at, length));
  show(bind(a, (struct sockaddr *)&at, length));
  show(sendto(b, "unnamed", 7, 0, (struct sockaddr *)&at, length));
  show(recvfrom(a, buf, sizeof buf, 0, (struct sockaddr *)&from, &size));
  printf("sender: %u bytes of address\n", size);
  int sent = 0;
  while (sendto(b, "fill", 4, MSG_DONTWAIT, (struct sockaddr *)&at, length) == 4) sent++;
  printf("queue takes %d, then %s\n", sent, name_of(errno));
  show(connect(b, (struct sockaddr *)&at, length));
  show_poll("full", now(b));
  for (int i = 0; i < sent; i++) recv(a, buf, sizeof buf, 0);
  show_poll("empty", now(b));
  close(a);
  show(send(b, "x", 1, 0));
  show(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, p));
  show(send(p[0], "one", 3, 0));
  show(send(p[0], "three", 5, 0));
  show(recv(p[1], buf, 2, 0));
  show(recv(p[1], buf, sizeof buf, 0));
  signal(SIGPIPE, SIG_IGN);
  close(p[0]);
  show(recv(p[1], buf, sizeof buf, 0));
  show(send(p[1], "x", 1, 0));
  int q = socket(AF_UNIX, SOCK_SEQPACKET, 0);
  show(send(q, "x", 1, 0));
  show(recv(q, buf, 1, 0));
  return 0;
}
