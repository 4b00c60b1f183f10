// exit_group from any thread ends all; a fatal signal to one thread ends all.
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void *sleeper(void *arg) {
  (void)arg;
  for (;;) pause();
}
static void *leaver(void *arg) {
  (void)arg;
  exit(23);
}
static void *crasher(void *arg) {
  (void)arg;
  *(volatile int *)0 = 1;
  return NULL;
}

static void run(const char *what, void *(*last)(void *)) {
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    pthread_t t;
    for (int i = 0; i < 3; i++) pthread_create(&t, NULL, sleeper, NULL);
    pthread_create(&t, NULL, last, NULL);
    for (;;) pause();
  }
  int status;
  waitpid(pid, &status, 0);
  if (WIFEXITED(status)) printf("%s: exited %d\n", what, WEXITSTATUS(status));
  else printf("%s: killed by %d\n", what, WTERMSIG(status));
}

int main(void) {
  run("exit in a thread", leaver);
  run("crash in a thread", crasher);
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    pthread_t t;
    pthread_create(&t, NULL, leaver, NULL);
    pthread_exit(NULL);
  }
  int status;
  waitpid(pid, &status, 0);
  printf("main thread left first: exited %d\n", WEXITSTATUS(status));
  return 0;
}
