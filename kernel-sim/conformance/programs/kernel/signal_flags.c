// SA_RESETHAND and SA_NODEFER, and a handler that is interrupted by another one.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int depth, deepest, runs;
static void nested(int signal) {
  runs++;
  if (++depth > deepest) deepest = depth;
  if (runs < 3) raise(signal);
  depth--;
}
static char trail[64];
static void inner(int signal) {
  (void)signal;
  strcat(trail, "[inner]");
}
static void outer(int signal) {
  (void)signal;
  strcat(trail, "(outer ");
  raise(SIGUSR2);
  strcat(trail, ")");
}

static void run(const char *what, int flags) {
  struct sigaction act;
  memset(&act, 0, sizeof act);
  act.sa_handler = nested;
  act.sa_flags = flags;
  sigaction(SIGUSR1, &act, NULL);
  depth = deepest = runs = 0;
  raise(SIGUSR1);
  printf("%s: ran %d times, %d deep\n", what, runs, deepest);
}

int main(void) {
  run("plain", 0);
  run("SA_NODEFER", SA_NODEFER);
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    run("SA_RESETHAND", SA_RESETHAND);
    fflush(stdout);
    raise(SIGUSR1);
    _exit(0);
  }
  int status;
  waitpid(pid, &status, 0);
  printf("second signal killed it: %d\n", WIFSIGNALED(status) && WTERMSIG(status) == SIGUSR1);
  signal(SIGUSR1, outer);
  signal(SIGUSR2, inner);
  raise(SIGUSR1);
  printf("%s\n", trail);
  return 0;
}
