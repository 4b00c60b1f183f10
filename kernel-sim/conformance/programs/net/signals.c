/* Signals in sleeping calls: EINTR, restarting, time limits that make the difference. */
#include "net.h"

static volatile int alarms;
static void on_alarm(int signal) { alarms += signal == SIGALRM; }

static void arm(int restart) {
  struct sigaction action = {.sa_handler = on_alarm, .sa_flags = restart ? SA_RESTART : 0};
  sigaction(SIGALRM, &action, NULL);
  struct itimerval soon = {{0, 0}, {0, 20000}};
  setitimer(ITIMER_REAL, &soon, NULL);
}

int main(void) {
  int e[2];
  char byte;
  tcp_pair(e);
  arm(0);
  show(read(e[0], &byte, 1));
  int l = listener(1);
  arm(0);
  show(accept(l, NULL, NULL));
  struct timeval limit = {5, 0};
  setsockopt(e[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  arm(1);
  show(read(e[0], &byte, 1));
  limit.tv_sec = 0;
  setsockopt(e[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  if (fflush(stdout), fork() == 0) {
    pause_ms(60);
    write(e[1], "x", 1);
    exit(0);
  }
  arm(1);
  show(read(e[0], &byte, 1));
  wait(NULL);
  int u = socket(AF_INET, SOCK_DGRAM, 0);
  bind_any(u);
  arm(0);
  show(recv(u, &byte, 1, 0));
  int p[2];
  socketpair(AF_UNIX, SOCK_STREAM, 0, p);
  arm(0);
  show(recv(p[0], &byte, 1, 0));
  printf("alarms %d\n", alarms);
  return 0;
}
