/* Urgent data: one byte that stands aside, or in line. */
#include "net.h"

int main(void) {
  int e[2], on = 1;
  char buf[20] = "";
  tcp_pair(e);
  show(recv(e[1], buf, 1, MSG_OOB));
  show(send(e[0], "abc", 3, 0));
  show(send(e[0], "!", 1, MSG_OOB));
  show(send(e[0], "def", 3, 0));
  pause_ms(10);
  show_poll("urgent", wait_for(e[1], POLLIN | POLLPRI));
  show(recv(e[1], buf, 1, MSG_OOB));
  printf("byte %c\n", buf[0]);
  show(recv(e[1], buf, 1, MSG_OOB));
  int total = 0;
  char text[20] = "";
  while (total < 6) {
    long n = recv(e[1], text + total, sizeof text - (size_t)total, 0);
    if (n <= 0) break;
    total += (int)n;
  }
  printf("text %s\n", text);
  tcp_pair(e);
  setsockopt(e[1], SOL_SOCKET, SO_OOBINLINE, &on, sizeof on);
  send(e[0], "abc!", 4, MSG_OOB);
  pause_ms(10);
  total = 0;
  memset(text, 0, sizeof text);
  while (total < 4) {
    long n = recv(e[1], text + total, 10, 0);
    if (n <= 0) break;
    total += (int)n;
  }
  printf("in line %s\n", text);
  show(recv(e[1], buf, 1, MSG_OOB));
  return 0;
}
