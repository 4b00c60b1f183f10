// Condition variables: a queue between producers and consumers, broadcast, timeouts on both clocks.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>

#define ITEMS 300
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER, emptied = PTHREAD_COND_INITIALIZER;
static int queue[4], head, count, taken, done;
static long sum;

static void *produce(void *arg) {
  for (int i = 0; i < ITEMS; i++) {
    pthread_mutex_lock(&lock);
    while (count == 4) pthread_cond_wait(&emptied, &lock);
    queue[(head + count++) % 4] = (int)(long)arg * ITEMS + i;
    pthread_cond_signal(&filled);
    pthread_mutex_unlock(&lock);
  }
  return NULL;
}

static void *consume(void *arg) {
  long mine = 0;
  (void)arg;
  pthread_mutex_lock(&lock);
  for (;;) {
    while (count == 0 && !done) pthread_cond_wait(&filled, &lock);
    if (count == 0) break;
    sum += queue[head];
    head = (head + 1) % 4;
    count--;
    mine++;
    taken++;
    pthread_cond_signal(&emptied);
  }
  pthread_mutex_unlock(&lock);
  return (void *)mine;
}

static int after(clockid_t clock, long nanoseconds) {
  pthread_condattr_t attr;
  pthread_cond_t cond;
  struct timespec until;
  pthread_condattr_init(&attr);
  if (pthread_condattr_setclock(&attr, clock)) return -1;
  pthread_cond_init(&cond, &attr);
  clock_gettime(clock, &until);
  until.tv_nsec += nanoseconds;
  if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
  pthread_mutex_lock(&lock);
  int error = pthread_cond_timedwait(&cond, &lock, &until);
  pthread_mutex_unlock(&lock);
  struct timespec now;
  clock_gettime(clock, &now);
  printf("%s, not too early: %d\n", error == ETIMEDOUT ? "timed out" : "?",
         now.tv_sec > until.tv_sec || (now.tv_sec == until.tv_sec && now.tv_nsec >= until.tv_nsec));
  return pthread_cond_destroy(&cond);
}

int main(void) {
  pthread_t producers[3], consumers[2];
  for (long i = 0; i < 3; i++) pthread_create(&producers[i], NULL, produce, (void *)i);
  for (long i = 0; i < 2; i++) pthread_create(&consumers[i], NULL, consume, NULL);
  for (int i = 0; i < 3; i++) pthread_join(producers[i], NULL);
  pthread_mutex_lock(&lock);
  done = 1;
  pthread_cond_broadcast(&filled);
  pthread_mutex_unlock(&lock);
  long total = 0;
  for (int i = 0; i < 2; i++) {
    void *mine;
    pthread_join(consumers[i], &mine);
    total += (long)mine;
  }
  printf("taken %d = %ld, sum %ld\n", taken, total, sum);
  after(CLOCK_REALTIME, 3000000);
  after(CLOCK_MONOTONIC, 3000000);
  printf("no clock to wait by: %d\n", after(CLOCK_PROCESS_CPUTIME_ID, 1));
  return 0;
}
