// futex(2) beyond wait and wake: bit sets, requeue, wake-op, absolute timeouts.
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define FUTEX_WAIT_PRIVATE 128
#define FUTEX_WAKE 1
#define FUTEX_WAKE_PRIVATE 129
#define FUTEX_CMP_REQUEUE_PRIVATE 132
#define FUTEX_WAKE_OP_PRIVATE 133
#define FUTEX_WAIT_BITSET_PRIVATE 137
#define FUTEX_WAKE_BITSET_PRIVATE 138
/* Add 3 to the second word; wake there too if it was 0. */
#define ADD_3_IF_0 (1 << 28 | 3 << 12)

static int first, second;
static int woken[4];

static long futex(int *word, int op, int value, void *timeout, int *word2, int value3) {
  return syscall(SYS_futex, word, op, value, timeout, word2, value3);
}

#define TRY(what, call, wanted) \
  do { \
    long result = call; \
    printf("%s: %ld %d\n", what, result, errno == (wanted)); \
  } while (0)

static void *sleeper(void *arg) {
  long index = (long)arg;
  long result = futex(&first, FUTEX_WAIT_BITSET_PRIVATE, 0, NULL, NULL, 1 << index);
  woken[index] = result == 0 ? 1 : -errno;
  return NULL;
}

static void start(pthread_t *threads) {
  for (long i = 0; i < 4; i++) {
    woken[i] = 0;
    pthread_create(&threads[i], NULL, sleeper, (void *)i);
  }
  usleep(50000);
}

static void show(const char *what, long result) {
  usleep(50000);
  printf("%s %ld: %d%d%d%d\n", what, result, woken[0], woken[1], woken[2], woken[3]);
}

int main(void) {
  pthread_t threads[4];
  start(threads);
  show("bits of 0 and 2", futex(&first, FUTEX_WAKE_BITSET_PRIVATE, INT_MAX, NULL, NULL, 1 | 4));
  show("bit of nobody", futex(&first, FUTEX_WAKE_BITSET_PRIVATE, INT_MAX, NULL, NULL, 16));
  TRY("no bits", futex(&first, FUTEX_WAKE_BITSET_PRIVATE, 1, NULL, NULL, 0), EINVAL);
  show("the rest", futex(&first, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0));
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);

  start(threads);
  TRY("wrong value", futex(&first, FUTEX_CMP_REQUEUE_PRIVATE, 1, (void *)2L, &second, 5), EAGAIN);
  long moved = futex(&first, FUTEX_CMP_REQUEUE_PRIVATE, 1, (void *)2L, &second, 0);
  usleep(50000);
  int awake = 0;
  for (int i = 0; i < 4; i++) awake += woken[i];
  printf("woken and moved %ld, awake %d\n", moved, awake);
  printf("left on the first %ld\n", futex(&first, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0));
  printf("on the second %ld\n", futex(&second, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0));
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);

  start(threads);
  second = 5;
  long both = futex(&second, FUTEX_WAKE_OP_PRIVATE, 1, (void *)2L, &first, ADD_3_IF_0);
  printf("wake-op %ld, word %d\n", both, first);
  printf("the others %ld\n", futex(&first, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0));
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);

  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += 2000000;
  if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
  TRY("until", futex(&first, FUTEX_WAIT_BITSET_PRIVATE, first, &until, NULL, -1), ETIMEDOUT);
  TRY("past", futex(&first, FUTEX_WAIT_BITSET_PRIVATE, first, &until, NULL, -1), ETIMEDOUT);
  until.tv_nsec = -1;
  TRY("bad time", futex(&first, FUTEX_WAIT_PRIVATE, first, &until, NULL, 0), EINVAL);
  TRY("odd address", futex((int *)((char *)&first + 1), FUTEX_WAKE, 1, NULL, NULL, 0), EINVAL);
  TRY("no such operation", futex(&first, 99, 1, NULL, NULL, 0), ENOSYS);
  return 0;
}
