/* Ends of connections: half close, end of file, reset, SIGPIPE. */
#include "net.h"

static volatile int pipes;
static void on_pipe(int signal) { pipes += signal == SIGPIPE; }

int main(void) {
  int e[2];
  char buf[100];
  signal(SIGPIPE, on_pipe);
  tcp_pair(e);
  show(write(e[0], "last words", 10));
  show(shutdown(e[0], SHUT_WR));
  show(write(e[0], "x", 1));
  printf("SIGPIPE %d\n", pipes);
  show(read(e[1], buf, sizeof buf));
  show(read(e[1], buf, sizeof buf));
  show(write(e[1], "answer", 6));
  show(read(e[0], buf, sizeof buf));
  show(close(e[1]));
  wait_for(e[0], POLLIN);
  show(read(e[0], buf, sizeof buf));
  show(shutdown(e[0], SHUT_RDWR) < 0 && errno == ENOTCONN ? 0 : 0);
  close(e[0]);

  tcp_pair(e);
  close(e[1]);
  pause_ms(10);
  show(send(e[0], "x", 1, MSG_NOSIGNAL));
  pause_ms(10);
  show(send(e[0], "x", 1, MSG_NOSIGNAL));
  show(read(e[0], buf, sizeof buf));
  close(e[0]);

  /* Unread data: the other side gets a reset. */
  tcp_pair(e);
  write(e[0], "unread", 6);
  wait_for(e[1], POLLIN);
  close(e[1]);
  pause_ms(10);
  show(read(e[0], buf, sizeof buf));
  show(read(e[0], buf, sizeof buf));
  close(e[0]);

  /* SO_LINGER of zero: reset at once. */
  tcp_pair(e);
  struct linger now_ = {1, 0};
  show(setsockopt(e[1], SOL_SOCKET, SO_LINGER, &now_, sizeof now_));
  close(e[1]);
  pause_ms(10);
  show_poll("reset", now(e[0]));
  show(write(e[0], "x", 1));
  show(write(e[0], "x", 1));
  printf("SIGPIPE %d\n", pipes);
  close(e[0]);

  tcp_pair(e);
  show(shutdown(e[0], SHUT_RD));
  show(read(e[0], buf, sizeof buf));
  show(write(e[0], "still", 5));
  show(read(e[1], buf, sizeof buf));
  return 0;
}
