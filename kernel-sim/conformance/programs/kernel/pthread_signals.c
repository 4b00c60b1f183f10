// Signals and threads: a mask for each, pthread_kill to one, kill to any that does not block, sigwait in a helper thread.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static volatile int caught_by;
static sem_t ready, go;
static volatile int stop;

static void handler(int number) {
  (void)number;
  caught_by = (int)syscall(SYS_gettid);
}

static void *blocking(void *arg) {
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &set, &old);
  *(int *)arg = (int)syscall(SYS_gettid);
  sem_post(&ready);
  sem_wait(&go);
  sigpending(&old);
  int pending = sigismember(&old, SIGUSR1);
  int number = 0;
  sigwait(&set, &number);
  return (void *)(long)(pending * 100 + number);
}

static void *spinning(void *arg) {
  *(int *)arg = (int)syscall(SYS_gettid);
  sem_post(&ready);
  while (!stop) sched_yield();
  return NULL;
}

int main(void) {
  pthread_t a, b;
  int tid_a, tid_b;
  void *result;
  struct sigaction action = {0};
  action.sa_handler = handler;
  sigaction(SIGUSR1, &action, NULL);
  sigaction(SIGUSR2, &action, NULL);
  sem_init(&ready, 0, 0);
  sem_init(&go, 0, 0);
  pthread_create(&a, NULL, blocking, &tid_a);
  sem_wait(&ready);
  pthread_create(&b, NULL, spinning, &tid_b);
  sem_wait(&ready);
  pthread_kill(b, SIGUSR2);
  while (!caught_by) sched_yield();
  printf("pthread_kill reached the right thread: %d\n", caught_by == tid_b);
  caught_by = 0;
  pthread_kill(a, SIGUSR1);
  sem_post(&go);
  pthread_join(a, &result);
  printf("blocked, pending and taken by sigwait: %ld\n", (long)result);
  sigset_t set;
  sigfillset(&set);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  kill(getpid(), SIGUSR1);
  while (!caught_by) sched_yield();
  printf("kill found the thread that does not block: %d\n", caught_by == tid_b);
  printf("probe %d, bad signal %d\n", pthread_kill(b, 0), pthread_kill(b, 999) == EINVAL);
  stop = 1;
  pthread_join(b, NULL);
  printf("bad how: %d\n", pthread_sigmask(77, &set, NULL) == EINVAL);
  return 0;
}
