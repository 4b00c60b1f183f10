// fork: a tree of processes; each inner node adds up the exit codes of its two children.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int node(int depth) {
  if (depth == 0) return 1;
  int sum = 1;
  for (int i = 0; i < 2; i++) {
    pid_t pid = fork();
    if (pid == 0) _exit(node(depth - 1));
    int status;
    if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status)) _exit(99);
    sum += WEXITSTATUS(status);
  }
  return sum;
}

int main(void) {
  for (int depth = 0; depth < 5; depth++) printf("depth %d: %d processes\n", depth, node(depth));
  return 0;
}
