// futex: the value has changed, time is up, bad address, requeue.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define FUTEX_WAIT 0
#define FUTEX_WAKE 1
#define FUTEX_CMP_REQUEUE 4
#define FUTEX_WAIT_PRIVATE 128
#define FUTEX_WAIT_BITSET_PRIVATE (9 | 128)

static int word = 5, other = 0;

int main(void) {
  struct timespec t = {0, 10000000}, before, after;
  printf("changed: %ld EAGAIN %d\n", syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 4, &t, NULL, 0), errno == EAGAIN);
  clock_gettime(CLOCK_MONOTONIC, &before);
  printf("timeout: %ld ETIMEDOUT %d\n", syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 5, &t, NULL, 0), errno == ETIMEDOUT);
  clock_gettime(CLOCK_MONOTONIC, &after);
  long ns = (after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec - before.tv_nsec;
  printf("waited at least 10 ms: %d\n", ns >= 10000000);
  clock_gettime(CLOCK_MONOTONIC, &t);
  t.tv_nsec += 5000000;
  if (t.tv_nsec >= 1000000000) t.tv_sec++, t.tv_nsec -= 1000000000;
  printf("absolute: %ld ETIMEDOUT %d\n",
         syscall(SYS_futex, &word, FUTEX_WAIT_BITSET_PRIVATE, 5, &t, NULL, 1), errno == ETIMEDOUT);
  printf("bitset 0: %ld EINVAL %d\n", syscall(SYS_futex, &word, FUTEX_WAIT_BITSET_PRIVATE, 5, &t, NULL, 0), errno == EINVAL);
  printf("unaligned: %ld EINVAL %d\n", syscall(SYS_futex, (char *)&word + 1, FUTEX_WAKE, 1, NULL, NULL, 0), errno == EINVAL);
  printf("unmapped: %ld EFAULT %d\n", syscall(SYS_futex, (void *)4096, FUTEX_WAIT, 0, NULL, NULL, 0), errno == EFAULT);
  t.tv_nsec = 2000000000;
  printf("bad time: %ld EINVAL %d\n", syscall(SYS_futex, &word, FUTEX_WAIT, 5, &t, NULL, 0), errno == EINVAL);
  printf("requeue, changed: %ld EAGAIN %d\n", syscall(SYS_futex, &word, FUTEX_CMP_REQUEUE, 1, 1l, &other, 4), errno == EAGAIN);
  printf("requeue nobody: %ld\n", syscall(SYS_futex, &word, FUTEX_CMP_REQUEUE, 1, 1l, &other, 5));
  printf("no such operation: %ld ENOSYS %d\n", syscall(SYS_futex, &word, 99, 1, NULL, NULL, 0), errno == ENOSYS);
  return 0;
}
