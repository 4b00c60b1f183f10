// alarm and setitimer: once, again and again, in CPU time.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static volatile int alarms, virtuals;
static void on_alarm(int signal) {
  (void)signal;
  alarms++;
}
static void on_virtual(int signal) {
  (void)signal;
  virtuals++;
}

int main(void) {
  signal(SIGALRM, on_alarm);
  signal(SIGVTALRM, on_virtual);
  printf("first alarm: %u before\n", alarm(100));
  printf("replaced: %u left\n", alarm(0));
  struct itimerval timer, now;
  memset(&timer, 0, sizeof timer);
  timer.it_value.tv_usec = 10000;
  timer.it_interval.tv_usec = 10000;
  setitimer(ITIMER_REAL, &timer, NULL);
  while (alarms < 5) pause();
  getitimer(ITIMER_REAL, &now);
  printf("interval %ld, running %d\n", (long)now.it_interval.tv_usec, now.it_value.tv_usec > 0);
  memset(&timer, 0, sizeof timer);
  setitimer(ITIMER_REAL, &timer, &now);
  printf("5 alarms: %d, stopped\n", alarms >= 5);
  timer.it_value.tv_usec = 20000;
  setitimer(ITIMER_VIRTUAL, &timer, NULL);
  usleep(50000);
  printf("sleep uses no CPU time: %d\n", virtuals);
  while (virtuals == 0) {}
  printf("work does: %d\n", virtuals);
  timer.it_value.tv_usec = 1000000;
  printf("bad time: %d EINVAL %d\n", setitimer(ITIMER_REAL, &timer, NULL), errno == EINVAL);
  printf("no such timer: %d EINVAL %d\n", getitimer(9, &now), errno == EINVAL);
  return 0;
}
