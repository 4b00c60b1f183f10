// Signals under a tracer: seen first, changed, suppressed, injected; group stops; SIGKILL goes through.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t seen;
static void handler(int signal) { seen = signal; }

static void say(const char *text) { write(1, text, strlen(text)); }

static void child(void) {
  struct sigaction action = {.sa_handler = handler};
  sigaction(SIGUSR1, &action, NULL);
  sigaction(SIGUSR2, &action, NULL);
  signal(SIGINT, SIG_IGN);
  ptrace(PTRACE_TRACEME, 0, 0, 0);
  raise(SIGSTOP);
  raise(SIGUSR1);
  say(seen == SIGUSR1 ? "child: USR1\n" : "child: nothing\n");
  seen = 0;
  raise(SIGUSR1);
  say(seen == 0 ? "child: suppressed\n" : "child: handled\n");
  raise(SIGUSR1);
  say(seen == SIGUSR2 ? "child: changed to USR2\n" : "child: other\n");
  raise(SIGINT);
  say("child: after SIGINT\n");
  *(volatile int *)16 = 1;
}

static int status;
static int next(pid_t pid, int signal) {
  fflush(stdout);
  ptrace(PTRACE_CONT, pid, 0, (long)signal);
  waitpid(pid, &status, 0);
  siginfo_t info;
  if (!WIFSTOPPED(status)) return 0;
  if (ptrace(PTRACE_GETSIGINFO, pid, 0, &info) == 0)
    printf("stop %d: si_signo %d si_code %d from child %d\n", WSTOPSIG(status), info.si_signo, info.si_code,
           info.si_code <= 0 ? info.si_pid == pid : -1);
  else
    printf("stop %d: no siginfo, errno %d\n", WSTOPSIG(status), errno);
  return WSTOPSIG(status);
}

int main(void) {
  pid_t pid = fork();
  if (pid == 0) child();
  waitpid(pid, &status, 0);
  printf("first stop %d\n", WSTOPSIG(status));
  next(pid, 0);
  next(pid, SIGUSR1);
  next(pid, 0);
  next(pid, SIGUSR2);
  next(pid, 0);
  next(pid, SIGSEGV);
  printf("killed %d by %d\n", WIFSIGNALED(status), WTERMSIG(status));

  pid = fork();
  if (pid == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGTSTP);
    say("child: on after the stop\n");
    for (;;) pause();
  }
  waitpid(pid, &status, 0);
  printf("delivery stop %d\n", WSTOPSIG(status));
  next(pid, SIGSTOP);
  kill(pid, SIGTERM);
  next(pid, 0);
  kill(pid, SIGKILL);
  waitpid(pid, &status, 0);
  printf("SIGKILL %d by %d\n", WIFSIGNALED(status), WTERMSIG(status));

  siginfo_t info = {0};
  pid = fork();
  if (pid == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGUSR1);
    _exit(0);
  }
  waitid(P_PID, pid, &info, WEXITED | WSTOPPED | WNOWAIT);
  printf("waitid: signo %d code %d status %d\n", info.si_signo, info.si_code, info.si_status);
  waitpid(pid, &status, 0);
  printf("told once: %d\n", waitpid(pid, &status, WNOHANG));
  ptrace(PTRACE_KILL, pid, 0, 0);
  waitpid(pid, &status, 0);
  printf("PTRACE_KILL %d by %d\n", WIFSIGNALED(status), WTERMSIG(status));
  return 0;
}
