// Scheduling policies: which are allowed with what, who inherits them, and that real time goes first on one CPU.
// needs: glibc
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static int set(int policy, int priority) {
  struct sched_param param = {.sched_priority = priority};
  return sched_setscheduler(0, policy, &param) < 0 ? -errno : 0;
}

int main(void) {
  struct sched_param param;
  struct timespec interval;
  printf("%d %d, %d %d, %d\n", sched_get_priority_min(SCHED_FIFO), sched_get_priority_max(SCHED_RR), sched_get_priority_min(SCHED_OTHER),
         sched_get_priority_max(SCHED_BATCH), sched_get_priority_max(77) == -1);
  printf("other with priority %d\n", set(SCHED_OTHER, 5));
  printf("fifo without %d, with 100 %d\n", set(SCHED_FIFO, 0), set(SCHED_FIFO, 100));
  printf("no policy %d\n", set(77, 0));
  printf("batch %d", set(SCHED_BATCH, 0));
  printf(" = %d,", sched_getscheduler(0));
  printf(" idle %d", set(SCHED_IDLE, 0));
  printf(" = %d\n", sched_getscheduler(0));
  printf("other %d\n", set(SCHED_OTHER, 0));
  printf("round robin %d", set(SCHED_RR, 20));
  sched_getparam(0, &param);
  sched_rr_get_interval(0, &interval);
  printf(" = %d, priority %d, slice %ld ms\n", sched_getscheduler(0), param.sched_priority, interval.tv_nsec / 1000000);
  fflush(stdout);
  if (fork() == 0) {
    printf("child inherits %d\n", sched_getscheduler(0));
    printf("reset on fork %d\n", set(SCHED_RR | SCHED_RESET_ON_FORK, 20));
    printf("%x\n", (unsigned)sched_getscheduler(0));
    fflush(stdout);
    if (fork() == 0) {
      printf("grandchild %d\n", sched_getscheduler(0));
      fflush(stdout);
      _exit(0);
    }
    wait(NULL);
    _exit(0);
  }
  wait(NULL);
  set(SCHED_OTHER, 0);
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(0, &one);
  sched_setaffinity(0, sizeof one, &one);
  int ends[2];
  if (pipe(ends) < 0) return 1;
  set(SCHED_FIFO, 50);
  for (int i = 0; i < 3; i++)
    if (fork() == 0) {
      set(SCHED_FIFO, 10 + 10 * i);
      char letter = (char)('a' + i);
      for (int k = 0; k < 2; k++) {
        write(ends[1], &letter, 1);
        sched_yield();
      }
      _exit(0);
    }
  for (int i = 0; i < 3; i++) wait(NULL);
  char order[8] = "";
  read(ends[0], order, 6);
  printf("highest first: %s\n", order);
  set(SCHED_OTHER, 0);
  if (setgid(1000) || setuid(1000)) return 1;
  printf("without right: fifo %d\n", set(SCHED_FIFO, 1));
  printf("batch %d\n", set(SCHED_BATCH, 0));
  printf("nobody %d\n", sched_getscheduler(99999) == -1 && errno == ESRCH);
  return 0;
}
