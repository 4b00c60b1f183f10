// fork copies nothing until somebody writes: each process then has its own page; shared memory stays shared.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int global = 1;

int main(void) {
  int on_stack = 2;
  int *heap = malloc(sizeof *heap);
  *heap = 3;
  int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  *shared = 4;
  char *big = mmap(NULL, 64 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (int i = 0; i < 64; i++) big[i * 4096] = i;
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    global = 10;
    on_stack = 20;
    *heap = 30;
    *shared = 40;
    for (int i = 0; i < 64; i += 2) big[i * 4096] = 100;
    int sum = 0;
    for (int i = 0; i < 64; i++) sum += big[i * 4096];
    printf("child sees %d %d %d %d, sum %d\n", global, on_stack, *heap, *shared, sum);
    fflush(stdout);
    // A grandchild of a page that was copied once already.
    if (fork() == 0) {
      big[0] = 7;
      _exit(big[0]);
    }
    int status;
    wait(&status);
    _exit(big[0] == 100 && WEXITSTATUS(status) == 7 ? 0 : 1);
  }
  int status;
  waitpid(pid, &status, 0);
  int sum = 0;
  for (int i = 0; i < 64; i++) sum += big[i * 4096];
  printf("parent sees %d %d %d %d, sum %d, child %d\n", global, on_stack, *heap, *shared, sum, WEXITSTATUS(status));
  return 0;
}
