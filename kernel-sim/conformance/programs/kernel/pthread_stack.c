// Stacks of threads: sizes, a stack of one's own, and what happens beyond the end (the guard page).
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static char *low, *high;

static void *where(void *arg) {
  char here;
  int inside = &here >= low && &here < high;
  (void)arg;
  return (void *)(long)inside;
}

static void *large(void *arg) {
  volatile char room[200000];
  memset((char *)room, 7, sizeof room);
  return (void *)(long)(room[0] + room[199999] + (arg != NULL));
}

static int deep(int n) {
  volatile char room[4096];
  room[0] = (char)n;
  return n == 0 ? 0 : deep(n - 1) + room[0];
}

static void *endless(void *arg) {
  (void)arg;
  return (void *)(long)deep(1 << 20);
}

int main(void) {
  pthread_attr_t attr;
  pthread_t thread;
  void *result;
  size_t size;
  pthread_attr_init(&attr);
  printf("too small: %d\n", pthread_attr_setstacksize(&attr, 1000) != 0);
  pthread_attr_setstacksize(&attr, 1 << 20);
  pthread_attr_getstacksize(&attr, &size);
  printf("asked for %zu\n", size);
  pthread_create(&thread, &attr, large, NULL);
  pthread_join(thread, &result);
  printf("used: %ld\n", (long)result);
  low = mmap(NULL, 1 << 18, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  high = low + (1 << 18);
  pthread_attr_setstack(&attr, low, 1 << 18);
  pthread_create(&thread, &attr, where, NULL);
  pthread_join(thread, &result);
  printf("on my stack: %ld\n", (long)result);
  munmap(low, 1 << 18);
  fflush(stdout);
  if (fork() == 0) {
    pthread_create(&thread, NULL, endless, NULL);
    pthread_join(thread, NULL);
    _exit(0);
  }
  int status;
  wait(&status);
  printf("overflow: signal %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  return 0;
}
