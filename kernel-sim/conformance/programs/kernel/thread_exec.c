// execve in a thread that is not the first: the others end, and the new program has the process's pid.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char pid_text[32];

static void *sleeper(void *arg) {
  (void)arg;
  for (;;) pause();
}
static void *executer(void *arg) {
  (void)arg;
  char *args[] = {"self", pid_text, NULL};
  char *env[] = {NULL};
  execve("/proc/self/exe", args, env);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc > 1) {
    printf("same pid: %d, tid is pid: %d\n", atoi(argv[1]) == getpid(), (int)syscall(SYS_gettid) == getpid());
    fflush(stdout);
    return 12;
  }
  pid_t pid = fork();
  if (pid == 0) {
    sprintf(pid_text, "%d", (int)getpid());
    pthread_t t;
    for (int i = 0; i < 3; i++) pthread_create(&t, NULL, sleeper, NULL);
    pthread_create(&t, NULL, executer, NULL);
    for (;;) pause();
  }
  int status;
  printf("waited for the child: %d, ", waitpid(pid, &status, 0) == pid);
  printf("exited %d\n", WEXITSTATUS(status));
  return 0;
}
