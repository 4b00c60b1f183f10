// Threads: one memory, one pid, many tids; mutex, condition variable, join, thread-local data.
// needs: tls
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#define THREADS 4
#define ROUNDS 2000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ready = PTHREAD_COND_INITIALIZER;
static int counter, go, same_pid, pid, tids[THREADS];
static __thread int own;

static void *work(void *arg) {
  int index = (int)(long)arg;
  own = index;
  tids[index] = syscall(SYS_gettid);
  pthread_mutex_lock(&lock);
  while (!go) pthread_cond_wait(&ready, &lock);
  same_pid += getpid() == pid;
  pthread_mutex_unlock(&lock);
  for (int i = 0; i < ROUNDS; i++) {
    pthread_mutex_lock(&lock);
    counter++;
    pthread_mutex_unlock(&lock);
  }
  return (void *)(long)(own * own);
}

int main(void) {
  pid = getpid();
  pthread_t threads[THREADS];
  for (long i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, work, (void *)i);
  pthread_mutex_lock(&lock);
  go = 1;
  pthread_cond_broadcast(&ready);
  pthread_mutex_unlock(&lock);
  for (int i = 0; i < THREADS; i++) {
    void *result;
    pthread_join(threads[i], &result);
    printf("thread %d returned %ld\n", i, (long)result);
  }
  int distinct = 1;
  for (int i = 0; i < THREADS; i++)
    for (int j = 0; j < i; j++) distinct &= tids[i] != tids[j] && tids[i] != getpid();
  printf("counter %d, tids distinct %d, same pid in %d threads\n", counter, distinct, same_pid);
  printf("main thread's tid is the pid: %d\n", (int)syscall(SYS_gettid) == getpid());
  return 0;
}
