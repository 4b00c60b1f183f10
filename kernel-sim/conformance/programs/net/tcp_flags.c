/* MSG_PEEK, MSG_WAITALL, MSG_DONTWAIT, MSG_TRUNC, time limits, FIONREAD on streams. */
#include "net.h"

int main(void) {
  int e[2];
  char buf[100] = "";
  tcp_pair(e);
  show(recv(e[1], buf, 10, MSG_DONTWAIT));
  show(send(e[0], "abcdef", 6, 0));
  wait_for(e[1], POLLIN);
  int pending = -1;
  show(ioctl(e[1], FIONREAD, &pending));
  printf("pending %d\n", pending);
  show(recv(e[1], buf, 3, MSG_PEEK));
  show(recv(e[1], buf, 10, MSG_PEEK));
  printf("%.6s\n", buf);
  show(recv(e[1], buf, 2, 0));
  show(recv(e[1], buf, 100, MSG_DONTWAIT));
  printf("%.4s\n", buf);
  if (fflush(stdout), fork() == 0) {
    for (int i = 0; i < 4; i++) {
      pause_ms(5);
      send(e[0], "1234", 4, 0);
    }
    exit(0);
  }
  show(recv(e[1], buf, 16, MSG_WAITALL));
  printf("%.16s\n", buf);
  wait(NULL);
  struct timeval limit = {0, 20000};
  show(setsockopt(e[1], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit));
  show(recv(e[1], buf, 10, 0));
  send(e[0], "abc", 3, 0);
  show(recv(e[1], buf, 10, MSG_WAITALL));
  send(e[0], "skipped", 7, 0);
  wait_for(e[1], POLLIN);
  show(recv(e[1], NULL, 4, MSG_TRUNC));
  show(recv(e[1], buf, 10, 0));
  printf("%.3s\n", buf);
  show(recv(e[1], buf, 0, 0));
  show(send(e[0], "", 0, 0));
  show(send(e[0], (void *)1, 4, 0));
  send(e[0], "x", 1, 0);
  wait_for(e[1], POLLIN);
  show(recv(e[1], (void *)1, 4, 0));
  show(recv(e[1], buf, 4, 0));
  int flags = fcntl(e[1], F_GETFL);
  printf("flags %s\n", flags & O_NONBLOCK ? "nonblocking" : "blocking");
  fcntl(e[1], F_SETFL, flags | O_NONBLOCK);
  show(read(e[1], buf, 1));
  static char big[300000];
  long total = 0, n;
  fcntl(e[0], F_SETFL, O_NONBLOCK);
  while ((n = write(e[0], big, sizeof big)) > 0) total += n;
  printf("full: %s, more than 100000 %d\n", name_of(errno), total > 100000);
  show_poll("full", now(e[0]));
  show_poll("to read", now(e[1]));
  long got = 0;
  while (got < total) {
    wait_for(e[1], POLLIN);
    if ((n = read(e[1], big, sizeof big)) > 0) got += n;
  }
  printf("all came %d\n", got == total);
  show_poll("empty", wait_for(e[0], POLLOUT));
  return 0;
}
