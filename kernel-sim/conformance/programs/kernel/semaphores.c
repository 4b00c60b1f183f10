// POSIX semaphores: between threads, between processes, by name.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TRY(what, call, wanted) \
  do { \
    int result = call; \
    printf("%s: %d %d\n", what, result, errno == (wanted)); \
  } while (0)

static sem_t slots;
static int inside, most;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *enter(void *arg) {
  for (int i = 0; i < 30; i++) {
    sem_wait(&slots);
    pthread_mutex_lock(&lock);
    if (++inside > most) most = inside;
    pthread_mutex_unlock(&lock);
    sched_yield();
    pthread_mutex_lock(&lock);
    inside--;
    pthread_mutex_unlock(&lock);
    sem_post(&slots);
  }
  return arg;
}

int main(void) {
  pthread_t threads[6];
  int value;
  sem_init(&slots, 0, 3);
  for (int i = 0; i < 6; i++) pthread_create(&threads[i], NULL, enter, NULL);
  for (int i = 0; i < 6; i++) pthread_join(threads[i], NULL);
  sem_getvalue(&slots, &value);
  printf("never more than three: %d, value %d\n", most <= 3, value);
  for (int i = 0; i < 3; i++) sem_wait(&slots);
  TRY("trywait", sem_trywait(&slots), EAGAIN);
  struct timespec past = {1, 0};
  TRY("timedwait", sem_timedwait(&slots, &past), ETIMEDOUT);
  TRY("too many", sem_init(&slots, 0, 0x80000000u), EINVAL);

  sem_t *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  sem_init(&shared[0], 1, 0);
  sem_init(&shared[1], 1, 0);
  char *line = (char *)shared + 1024;
  if (fork() == 0) {
    sem_wait(&shared[0]);
    strcat(line, "child ");
    sem_post(&shared[1]);
    _exit(0);
  }
  strcpy(line, "parent ");
  sem_post(&shared[0]);
  sem_wait(&shared[1]);
  strcat(line, "parent");
  wait(NULL);
  printf("%s\n", line);

  const char *name = "/rz-conformance";
  sem_unlink(name);
  printf("absent: %d\n", sem_open(name, 0) == SEM_FAILED && errno == ENOENT);
  sem_t *named = sem_open(name, O_CREAT | O_EXCL, 0600, 0);
  printf("made: %d\n", named != SEM_FAILED);
  printf("exclusive: %d\n", sem_open(name, O_CREAT | O_EXCL, 0600, 0) == SEM_FAILED && errno == EEXIST);
  if (fork() == 0) {
    sem_t *same = sem_open(name, 0);
    sem_post(same);
    sem_post(same);
    _exit(0);
  }
  sem_wait(named);
  wait(NULL);
  sem_getvalue(named, &value);
  printf("posted twice, waited once: %d\n", value);
  printf("close %d\n", sem_close(named));
  printf("unlink %d\n", sem_unlink(name));
  printf("again %d\n", sem_unlink(name));
  return 0;
}
