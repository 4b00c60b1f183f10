// C11 threads: thrd, mtx, cnd, tss, call_once.
#include <stdio.h>
#include <threads.h>
#include <time.h>

static mtx_t lock;
static cnd_t turn;
static tss_t key;
static once_flag flag = ONCE_FLAG_INIT;
static int next, calls, destroyed;
static char order[64];

static void count(void) { calls++; }
static void gone(void *value) { destroyed += *(int *)value; }

static int work(void *arg) {
  int index = *(int *)arg;
  call_once(&flag, count);
  tss_set(key, arg);
  mtx_lock(&lock);
  while (next != index) cnd_wait(&turn, &lock);
  order[next++] = (char)('a' + index);
  cnd_broadcast(&turn);
  mtx_unlock(&lock);
  if (index == 3) thrd_exit(33);
  return *(int *)tss_get(key) * 10;
}

int main(void) {
  static int indices[] = {0, 1, 2, 3};
  thrd_t threads[4];
  mtx_init(&lock, mtx_plain);
  cnd_init(&turn);
  tss_create(&key, gone);
  for (int i = 3; i >= 0; i--) printf("%d", thrd_create(&threads[i], work, &indices[i]) == thrd_success);
  for (int i = 0; i < 4; i++) {
    int result;
    thrd_join(threads[i], &result);
    printf(" %d", result);
  }
  printf(" %s calls %d destroyed %d\n", order, calls, destroyed);
  mtx_t recursive;
  mtx_init(&recursive, mtx_recursive);
  printf("%d%d%d\n", mtx_lock(&recursive) == thrd_success, mtx_trylock(&recursive) == thrd_success,
         mtx_trylock(&lock) == thrd_success && mtx_trylock(&lock) == thrd_busy);
  struct timespec now;
  timespec_get(&now, TIME_UTC);
  printf("%d\n", cnd_timedwait(&turn, &lock, &now) == thrd_timedout);
  struct timespec nap = {0, 1000000};
  printf("%d %d\n", thrd_sleep(&nap, NULL), thrd_equal(thrd_current(), thrd_current()) != 0);
  return 0;
}
