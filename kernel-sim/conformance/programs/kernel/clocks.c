// Clocks run forwards, sleeps last as long as they should, bad arguments are told.
#include <errno.h>
#include <stdio.h>
#include <sys/time.h>
#include <time.h>

static long long ns(struct timespec t) { return t.tv_sec * 1000000000ll + t.tv_nsec; }

int main(void) {
  int clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, CLOCK_BOOTTIME};
  for (int i = 0; i < 5; i++) {
    struct timespec a, b;
    clock_gettime(clocks[i], &a);
    for (volatile int k = 0; k < 100000; k++) {}
    clock_gettime(clocks[i], &b);
    printf("clock %d: runs %d\n", clocks[i], ns(b) > ns(a));
  }
  struct timespec a, b, t = {0, 50000000}, res;
  clock_gettime(CLOCK_MONOTONIC, &a);
  printf("nanosleep: %d\n", nanosleep(&t, NULL));
  clock_gettime(CLOCK_MONOTONIC, &b);
  printf("at least 50 ms: %d, not much more: %d\n", ns(b) - ns(a) >= 50000000, ns(b) - ns(a) < 2000000000);
  b.tv_sec += 0;
  b.tv_nsec += 10000000;
  if (b.tv_nsec >= 1000000000) b.tv_sec++, b.tv_nsec -= 1000000000;
  printf("until a moment: %d\n", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &b, NULL));
  clock_gettime(CLOCK_MONOTONIC, &a);
  printf("it has passed: %d\n", ns(a) >= ns(b));
  struct timeval tv;
  gettimeofday(&tv, NULL);
  clock_gettime(CLOCK_REALTIME, &a);
  printf("gettimeofday agrees: %d\n", a.tv_sec - tv.tv_sec <= 1);
  printf("time agrees: %d\n", time(NULL) - tv.tv_sec <= 1);
  int result = clock_getres(CLOCK_MONOTONIC, &res);
  printf("resolution: %d %ld\n", result, res.tv_nsec);
  printf("no such clock: %d EINVAL %d\n", clock_gettime(77, &a), errno == EINVAL);
  t.tv_nsec = 1000000000;
  printf("bad time: %d EINVAL %d\n", nanosleep(&t, NULL), errno == EINVAL);
  return 0;
}
