// Two processes that never sleep both make progress, and so does a third that only looks on.
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(void) {
  volatile long *counters = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pid_t pids[2];
  for (int i = 0; i < 2; i++) {
    pids[i] = fork();
    if (pids[i] == 0) for (;;) counters[i * 8]++;
  }
  struct timespec t = {0, 300000000};
  nanosleep(&t, NULL);
  for (int i = 0; i < 2; i++) kill(pids[i], SIGKILL);
  int status, killed = 0;
  for (int i = 0; i < 2; i++) {
    wait(&status);
    killed += WIFSIGNALED(status);
  }
  printf("both counted: %d, both killed: %d\n", counters[0] > 1000 && counters[8] > 1000, killed);
  return 0;
}
