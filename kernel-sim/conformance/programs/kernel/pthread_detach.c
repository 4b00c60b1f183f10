// Detached threads, cleanup handlers, and a process that ends with its last thread, not with main.
// needs: glibc
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static sem_t ended;

static void say(void *text) { printf("cleanup: %s\n", (char *)text); }

static void *with_cleanup(void *arg) {
  pthread_cleanup_push(say, "outer");
  pthread_cleanup_push(say, "inner");
  if (arg) pthread_exit("left early");
  pthread_cleanup_pop(1);
  pthread_cleanup_pop(0);
  return "came to the end";
}

static void *detached(void *arg) {
  if (arg) pthread_detach(pthread_self());
  sem_post(&ended);
  return NULL;
}

static void *outlive(void *arg) {
  (void)arg;
  usleep(20000);
  printf("main is gone, I go on\n");
  return NULL;
}

static void at_exit(void) { printf("atexit\n"); }

int main(void) {
  pthread_t thread;
  void *result;
  for (long early = 0; early < 2; early++) {
    pthread_create(&thread, NULL, with_cleanup, (void *)early);
    pthread_join(thread, &result);
    printf("%s\n", (char *)result);
  }
  sem_init(&ended, 0, 0);
  pthread_attr_t attr;
  pthread_attr_init(&attr);
  pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
  for (int i = 0; i < 40; i++) {
    if (pthread_create(&thread, i % 2 ? &attr : NULL, detached, i % 2 ? NULL : "self")) printf("create failed\n");
    sem_wait(&ended);
  }
  fflush(stdout);
  if (fork() == 0) {
    atexit(at_exit);
    pthread_create(&thread, NULL, outlive, NULL);
    pthread_exit(NULL);
  }
  int status;
  wait(&status);
  printf("exited %d with %d\n", WIFEXITED(status), WEXITSTATUS(status));
  return 0;
}
