// Mutexes of the three types: who may lock again, who may unlock, and what a timeout says.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static pthread_mutex_t mutex;

static const char *name(int error) {
  static const struct { int number; const char *name; } names[] = {
      {0, "ok"}, {EBUSY, "EBUSY"}, {EDEADLK, "EDEADLK"}, {EPERM, "EPERM"}, {EINVAL, "EINVAL"}, {ETIMEDOUT, "ETIMEDOUT"}};
  for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
    if (names[i].number == error) return names[i].name;
  return "?";
}

static void *other(void *arg) {
  (void)arg;
  struct timespec past = {1, 0}, bad = {1, 2000000000};
  printf("  other: trylock %s", name(pthread_mutex_trylock(&mutex)));
  printf(", timedlock %s", name(pthread_mutex_timedlock(&mutex, &past)));
  printf(", bad time %s\n", name(pthread_mutex_timedlock(&mutex, &bad)));
  return NULL;
}

static void *foreign(void *arg) {
  (void)arg;
  printf("  foreign unlock %s\n", name(pthread_mutex_unlock(&mutex)));
  return NULL;
}

static void show(const char *title, int type) {
  pthread_mutexattr_t attr;
  pthread_t thread;
  pthread_mutexattr_init(&attr);
  pthread_mutexattr_settype(&attr, type);
  pthread_mutex_init(&mutex, &attr);
  printf("%s: lock %s", title, name(pthread_mutex_lock(&mutex)));
  if (type != PTHREAD_MUTEX_NORMAL) printf(", again %s", name(pthread_mutex_lock(&mutex)));
  printf(", trylock %s\n", name(pthread_mutex_trylock(&mutex)));
  pthread_create(&thread, NULL, other, NULL);
  pthread_join(thread, NULL);
  if (type != PTHREAD_MUTEX_NORMAL) {
    pthread_create(&thread, NULL, foreign, NULL);
    pthread_join(thread, NULL);
  }
  int unlocks = 0;
  if (type == PTHREAD_MUTEX_NORMAL) unlocks = pthread_mutex_unlock(&mutex) == 0;
  else
    while (pthread_mutex_unlock(&mutex) == 0) unlocks++;
  printf("  unlocks %d, destroy %s\n", unlocks, name(pthread_mutex_destroy(&mutex)));
}

int main(void) {
  show("normal", PTHREAD_MUTEX_NORMAL);
  show("recursive", PTHREAD_MUTEX_RECURSIVE);
  show("errorcheck", PTHREAD_MUTEX_ERRORCHECK);
  pthread_mutexattr_t attr;
  pthread_mutexattr_init(&attr);
  printf("no such type: %s\n", name(pthread_mutexattr_settype(&attr, 77)));
  return 0;
}
