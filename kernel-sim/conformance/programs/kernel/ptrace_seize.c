// PTRACE_SEIZE: attaching without a stop, interrupting, group stops and listening, letting go again; options given at once.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static void said(const char *what, long r) { printf("%s: %s\n", what, r < 0 ? strerror(errno) : "ok"); }
static void show(const char *what, pid_t pid) {
  int status = 0;
  pid_t got = waitpid(pid, &status, __WALL);
  if (got != pid) printf("%s: %s\n", what, strerror(errno));
  else if (WIFSTOPPED(status)) printf("%s: stopped by %d event %d\n", what, WSTOPSIG(status), status >> 16);
  else if (WIFSIGNALED(status)) printf("%s: killed by %d\n", what, WTERMSIG(status));
  else printf("%s: exit %d\n", what, WEXITSTATUS(status));
}

int main(void) {
  int ready[2];
  char byte;
  pipe(ready);
  pid_t pid = fork();
  if (pid == 0) {
    write(ready[1], "x", 1);
    for (;;) pause();
  }
  read(ready[0], &byte, 1);
  said("interrupt before", ptrace(PTRACE_INTERRUPT, pid, 0, 0));
  said("bad options", ptrace(PTRACE_SEIZE, pid, 0, 0x8000L));
  said("seize", ptrace(PTRACE_SEIZE, pid, 0, (long)PTRACE_O_TRACESYSGOOD));
  said("seize twice", ptrace(PTRACE_SEIZE, pid, 0, 0L));
  printf("it runs on: %d\n", waitpid(pid, NULL, WNOHANG));
  said("cont while running", ptrace(PTRACE_CONT, pid, 0, 0));
  said("interrupt", ptrace(PTRACE_INTERRUPT, pid, 0, 0));
  show("after it", pid);
  said("cont", ptrace(PTRACE_CONT, pid, 0, 0));
  kill(pid, SIGSTOP);
  show("signal stop", pid);
  ptrace(PTRACE_CONT, pid, 0, (long)SIGSTOP);
  show("group stop", pid);
  siginfo_t info;
  said("no signal there", ptrace(PTRACE_GETSIGINFO, pid, 0, &info));
  said("listen", ptrace(PTRACE_LISTEN, pid, 0, 0));
  kill(pid, SIGCONT);
  show("woken", pid);
  ptrace(PTRACE_CONT, pid, 0, 0);
  show("SIGCONT comes", pid);
  said("detach", ptrace(PTRACE_DETACH, pid, 0, 0));
  said("detach twice", ptrace(PTRACE_DETACH, pid, 0, 0));
  said("seize again", ptrace(PTRACE_SEIZE, pid, 0, (long)PTRACE_O_EXITKILL));
  said("interrupt", ptrace(PTRACE_INTERRUPT, pid, 0, 0));
  show("after it", pid);
  said("listen needs a group stop", ptrace(PTRACE_LISTEN, pid, 0, 0));
  kill(pid, SIGKILL);
  show("end", pid);
  said("of nobody", ptrace(PTRACE_SEIZE, pid, 0, 0));
  return 0;
}
