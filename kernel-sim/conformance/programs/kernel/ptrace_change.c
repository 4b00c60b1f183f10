// A tracer that changes what a system call does: other arguments, another result, no call at all, another call.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static char shout[] = "LOUD\n";

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  pid_t pid = fork();
  if (pid == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    long a = syscall(SYS_write, 1, "soft\n", 5);
    long b = syscall(SYS_write, 1, "never\n", 6);
    int error = errno;
    long c = syscall(SYS_getppid);
    long d = syscall(SYS_getuid) * 0 + syscall(SYS_gettid);
    long e = syscall(SYS_close, 77);
    _exit(a == 5 && b == -1 && error == ENOSYS && c == 1234 && d == getpid() && e == 99 ? 0 : 1);
  }
  int status, in = 0;
  struct user_regs_struct regs;
  long nr = 0;
  waitpid(pid, &status, 0);
  ptrace(PTRACE_SETOPTIONS, pid, 0, (long)(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXIT));
  for (;;) {
    ptrace(PTRACE_SYSCALL, pid, 0, 0);
    waitpid(pid, &status, 0);
    if (!WIFSTOPPED(status)) break;
    if (status >> 16 == PTRACE_EVENT_EXIT) {
      unsigned long code;
      ptrace(PTRACE_GETEVENTMSG, pid, 0, &code);
      printf("about to exit with %lu\n", code >> 8);
      continue;
    }
    if (WSTOPSIG(status) != (SIGTRAP | 0x80)) continue;
    ptrace(PTRACE_GETREGS, pid, 0, &regs);
    in = !in;
    if (in) {
      nr = (long)regs.orig_rax;
      if (nr == SYS_write && regs.rdx == 5) regs.rsi = (unsigned long)shout;
      else if (nr == SYS_write) regs.orig_rax = -1;
      else if (nr == SYS_getuid) regs.orig_rax = SYS_getgid;
      else continue;
    } else {
      printf("%ld gave %s\n", nr, (long)regs.rax == -ENOSYS ? "ENOSYS" : (long)regs.rax < 0 ? "an error" : "a result");
      if (nr == SYS_getppid) regs.rax = 1234;
      else if (nr == SYS_close) regs.rax = 99;
      else continue;
    }
    ptrace(PTRACE_SETREGS, pid, 0, &regs);
  }
  printf("exit %d\n", WEXITSTATUS(status));
  return 0;
}
