// vfork: the parent waits until the child is gone or has become another program; memory is shared meanwhile.
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int shared = 1;

int main(int argc, char **argv) {
  if (argc > 1) return 50 + (strcmp(argv[1], "again") == 0);
  int status;
  pid_t pid = vfork();
  if (pid == 0) {
    shared = 2;
    _exit(6);
  }
  printf("child ran first and wrote our memory: %d\n", shared);
  waitpid(pid, &status, 0);
  printf("exited %d\n", WEXITSTATUS(status));
  pid = vfork();
  if (pid == 0) {
    char *args[] = {"self", "again", NULL};
    char *env[] = {NULL};
    execve("/proc/self/exe", args, env);
    _exit(99);
  }
  waitpid(pid, &status, 0);
  printf("executed: %d\n", WEXITSTATUS(status));
  return 0;
}
