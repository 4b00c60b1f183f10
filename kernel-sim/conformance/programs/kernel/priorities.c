// nice values: clamped, inherited, not to be raised by users.
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int now(void) {
  errno = 0;
  return getpriority(PRIO_PROCESS, 0);
}

int main(void) {
  setpriority(PRIO_PROCESS, 0, 0);
  printf("start %d\n", now());
  printf("nice +5: %d\n", setpriority(PRIO_PROCESS, 0, 5));
  printf("now %d\n", now());
  fflush(stdout);
  if (fork() == 0) {
    printf("child %d\n", now());
    setpriority(PRIO_PROCESS, 0, 100);
    printf("clamped %d\n", now());
    fflush(stdout);
    _exit(0);
  }
  wait(NULL);
  if (geteuid() == 0 && fork() == 0) {
    setuid(1000);
    printf("user lowers: %d EACCES %d\n", setpriority(PRIO_PROCESS, 0, 1), errno == EACCES);
    printf("user raises: %d, now %d\n", setpriority(PRIO_PROCESS, 0, 9), now());
    fflush(stdout);
    _exit(0);
  }
  wait(NULL);
  printf("nobody: %d ESRCH %d\n", getpriority(PRIO_PROCESS, 999999), errno == ESRCH);
  printf("bad kind: %d EINVAL %d\n", getpriority(9, 0), errno == EINVAL);
  printf("yield: %d\n", sched_yield());
  printf("policy: %d, range %d to %d\n", sched_getscheduler(0), sched_get_priority_min(SCHED_OTHER), sched_get_priority_max(SCHED_FIFO));
  return 0;
}
