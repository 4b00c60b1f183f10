// The library from many threads at once: malloc and free, whole lines from printf, fork in a threaded process.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS 4
#define ROUNDS 300
static FILE *file;
static int prepared, in_parent;

static void *work(void *arg) {
  int index = (int)(long)arg;
  char *kept[16] = {0};
  long bad = 0;
  for (int i = 0; i < ROUNDS; i++) {
    int at = (i * 7 + index) % 16;
    size_t size = (size_t)(1 + (i * 37 + index * 11) % 900);
    if (kept[at]) {
      size_t had = strlen(kept[at]);
      for (size_t k = 0; k < had; k++) bad += kept[at][k] != 'a' + index;
    }
    kept[at] = realloc(kept[at], size + 1);
    memset(kept[at], 'a' + index, size);
    kept[at][size] = 0;
    if (i % 5 == 0) {
      free(kept[at]);
      kept[at] = NULL;
    }
    fprintf(file, "%d:%s:%d\n", index, "abcdefghijklmnopqrstuvwxyz", i);
  }
  for (int i = 0; i < 16; i++) free(kept[i]);
  return (void *)bad;
}

static void prepare(void) { prepared++; }
static void parent(void) { in_parent++; }
static void child(void) { prepared += 10; }

static void *forking(void *arg) {
  (void)arg;
  int bad = 0;
  for (int i = 0; i < 5; i++) {
    pid_t pid = fork();
    if (pid == 0) {
      free(malloc(1000));
      _exit(prepared == i + 11 ? 0 : 1);
    }
    int status;
    waitpid(pid, &status, 0);
    bad += status != 0;
  }
  return (void *)(long)bad;
}

int main(void) {
  pthread_t threads[THREADS], forker;
  void *result;
  long bad = 0;
  pthread_atfork(prepare, parent, child);
  file = tmpfile();
  for (long i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, work, (void *)i);
  pthread_create(&forker, NULL, forking, NULL);
  for (int i = 0; i < THREADS; i++) {
    pthread_join(threads[i], &result);
    bad += (long)result;
  }
  pthread_join(forker, &result);
  printf("spoilt bytes %ld, bad children %ld, prepared %d, in parent %d\n", bad, (long)result, prepared, in_parent);
  rewind(file);
  char line[100];
  int next[THREADS] = {0}, lines = 0, torn = 0;
  while (fgets(line, sizeof line, file)) {
    int index, round;
    char letters[40];
    lines++;
    if (sscanf(line, "%d:%26[a-z]:%d", &index, letters, &round) != 3 || index < 0 || index >= THREADS || round != next[index]++) torn++;
  }
  printf("lines %d, torn or out of order %d\n", lines, torn);
  return 0;
}
