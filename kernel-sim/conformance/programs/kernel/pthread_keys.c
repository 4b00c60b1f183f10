// Thread-specific data with destructors, pthread_once, barriers with one serial thread, errno of each thread.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define THREADS 5
static pthread_key_t key, second;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_barrier_t barrier;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int initialised, serial, destroyed, again, errors[THREADS];

static void initialise(void) { initialised++; }

static void destroy(void *value) {
  pthread_mutex_lock(&lock);
  destroyed += *(int *)value;
  pthread_mutex_unlock(&lock);
  free(value);
}

static void revive(void *value) {
  pthread_mutex_lock(&lock);
  again++;
  pthread_mutex_unlock(&lock);
  if ((long)value < 3) pthread_setspecific(second, (void *)((long)value + 1));
}

static void *work(void *arg) {
  int index = (int)(long)arg;
  pthread_once(&once, initialise);
  int *value = malloc(sizeof *value);
  *value = 1 << index;
  printf("%s", pthread_getspecific(key) == NULL ? "" : "not empty\n");
  pthread_setspecific(key, value);
  if (index == 0) pthread_setspecific(second, (void *)1);
  if (index % 2) close(-1);
  else errno = 100 + index;
  for (int round = 0; round < 3; round++)
    if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD) {
      pthread_mutex_lock(&lock);
      serial++;
      pthread_mutex_unlock(&lock);
    }
  errors[index] = errno;
  return pthread_getspecific(key) == value ? (void *)1L : NULL;
}

int main(void) {
  pthread_t threads[THREADS];
  pthread_key_create(&key, destroy);
  pthread_key_create(&second, revive);
  pthread_barrier_init(&barrier, NULL, THREADS);
  errno = 42;
  for (long i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, work, (void *)i);
  int own = 0;
  for (int i = 0; i < THREADS; i++) {
    void *result;
    pthread_join(threads[i], &result);
    own += result != NULL;
  }
  printf("initialised %d, serial %d, own values %d, destroyed %d, revived %d\n", initialised, serial, own, destroyed, again);
  for (int i = 0; i < THREADS; i++) printf("%d ", errors[i]);
  printf("main %d\n", errno);
  printf("delete %d\n", pthread_key_delete(key));
  printf("again %d\n", pthread_key_delete(key) == EINVAL);
  printf("set %d\n", pthread_setspecific(key, "x") == EINVAL);
  printf("barrier of none: %d\n", pthread_barrier_init(&barrier, NULL, 0) == EINVAL);
  return 0;
}
