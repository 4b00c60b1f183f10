// Reader-writer locks: readers together, writers alone, and the errors of the impatient.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static atomic_int readers, most, overlap;
static long pair[2];
static pthread_barrier_t gate;

static void *read_it(void *arg) {
  (void)arg;
  pthread_rwlock_rdlock(&lock);
  int now = ++readers, seen = most;
  while (now > seen && !atomic_compare_exchange_weak(&most, &seen, now)) {}
  pthread_barrier_wait(&gate);
  readers--;
  pthread_rwlock_unlock(&lock);
  for (int i = 0; i < 200; i++) {
    pthread_rwlock_rdlock(&lock);
    if (pair[0] != pair[1]) overlap++;
    pthread_rwlock_unlock(&lock);
  }
  return NULL;
}

static void *write_it(void *arg) {
  (void)arg;
  for (int i = 0; i < 200; i++) {
    pthread_rwlock_wrlock(&lock);
    pair[0]++;
    if (i % 16 == 0) usleep(10);
    pair[1]++;
    pthread_rwlock_unlock(&lock);
  }
  return NULL;
}

static void *try_it(void *arg) {
  const char *who = arg;
  struct timespec past = {1, 0};
  int read = pthread_rwlock_tryrdlock(&lock);
  printf("%s held: tryrdlock %s, ", who, read == EBUSY ? "EBUSY" : read ? "?" : "ok");
  if (read == 0) pthread_rwlock_unlock(&lock);
  printf("trywrlock %s, ", pthread_rwlock_trywrlock(&lock) == EBUSY ? "EBUSY" : "?");
  printf("timedwrlock %s\n", pthread_rwlock_timedwrlock(&lock, &past) == ETIMEDOUT ? "ETIMEDOUT" : "?");
  return NULL;
}

int main(void) {
  pthread_t threads[6];
  pthread_barrier_init(&gate, NULL, 4);
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, read_it, NULL);
  for (int i = 4; i < 6; i++) pthread_create(&threads[i], NULL, write_it, NULL);
  for (int i = 0; i < 6; i++) pthread_join(threads[i], NULL);
  printf("most readers at once %d, torn reads %d, writes %ld %ld\n", most, overlap, pair[0], pair[1]);
  pthread_rwlock_rdlock(&lock);
  pthread_create(&threads[0], NULL, try_it, "read lock");
  pthread_join(threads[0], NULL);
  pthread_rwlock_unlock(&lock);
  pthread_rwlock_wrlock(&lock);
  pthread_create(&threads[0], NULL, try_it, "write lock");
  pthread_join(threads[0], NULL);
  pthread_rwlock_unlock(&lock);
  printf("destroy %d\n", pthread_rwlock_destroy(&lock));
  return 0;
}
