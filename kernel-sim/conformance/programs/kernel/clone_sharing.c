// clone: what is shared is what the flags say.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int value;
static char stack[65536] __attribute__((aligned(16)));

static int child(void *arg) {
  (void)arg;
  value = 77;
  close(10);
  chdir("/tmp");
  umask(077);
  return 3;
}

static void run(const char *what, int flags) {
  char cwd[256];
  int status;
  value = 1;
  dup2(1, 10);
  chdir("/");
  umask(022);
  fflush(stdout);
  pid_t pid = clone(child, stack + sizeof stack, flags | SIGCHLD, NULL);
  waitpid(pid, &status, 0);
  int mask = umask(022);
  printf("%s: memory %d, descriptor %s, directory %s, umask %03o, exited %d\n", what, value,
         fcntl(10, F_GETFD) < 0 ? "closed" : "open", getcwd(cwd, sizeof cwd), mask, WEXITSTATUS(status));
}

int main(void) {
  run("nothing", 0);
  run("CLONE_VM", CLONE_VM);
  run("CLONE_FILES", CLONE_FILES);
  run("CLONE_FS", CLONE_FS);
  run("all", CLONE_VM | CLONE_FILES | CLONE_FS | CLONE_SIGHAND);
  return 0;
}
