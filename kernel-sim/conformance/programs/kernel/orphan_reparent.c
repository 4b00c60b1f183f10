// Orphans: they go to the nearest subreaper, who must wait for them.
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  int to_grandchild[2], from_grandchild[2], status;
  char byte;
  pid_t me = getpid();
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  pipe(to_grandchild);
  pipe(from_grandchild);
  pid_t child = fork();
  if (child == 0) {
    if (fork() == 0) {
      read(to_grandchild[0], &byte, 1);
      byte = getppid() == me ? 'y' : 'n';
      write(from_grandchild[1], &byte, 1);
      _exit(33);
    }
    _exit(11);
  }
  waitpid(child, &status, 0);
  printf("child exited %d\n", WEXITSTATUS(status));
  write(to_grandchild[1], "x", 1);
  read(from_grandchild[0], &byte, 1);
  printf("adopted by me: %c\n", byte);
  pid_t orphan = wait(&status);
  printf("orphan waited for: %d, exited %d\n", orphan > 0 && orphan != child, WEXITSTATUS(status));
  return 0;
}
