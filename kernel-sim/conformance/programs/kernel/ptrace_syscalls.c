// A tracer in small: every system call of a child, with its registers, and what the tracer may change.
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

static char text[] = "child's text\n";

static void child(void) {
  ptrace(PTRACE_TRACEME, 0, 0, 0);
  raise(SIGSTOP);
  syscall(SYS_getppid);
  syscall(SYS_write, 1, text, sizeof text - 1);
  long answer = syscall(SYS_getuid);
  syscall(SYS_write, 1, answer == 4242 ? "changed\n" : "as it was\n", answer == 4242 ? 8 : 10);
  answer = syscall(SYS_close, 77);
  syscall(SYS_write, 1, answer == 5 ? "called off\n" : "called\n", answer == 5 ? 11 : 7);
  syscall(SYS_exit_group, 3);
}

int main(void) {
  int status, entering = 1;
  pid_t pid = fork();
  if (pid == 0) child();
  waitpid(pid, &status, 0);
  printf("stopped %d by %d\n", WIFSTOPPED(status), WSTOPSIG(status));
  printf("options %ld\n", ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD));
  fflush(stdout);
  for (;;) {
    ptrace(PTRACE_SYSCALL, pid, 0, 0);
    waitpid(pid, &status, 0);
    if (!WIFSTOPPED(status)) break;
    struct user_regs_struct regs;
    ptrace(PTRACE_GETREGS, pid, 0, &regs);
    if (entering) {
      printf("enter %ld rax %ld cs %lx ss %lx sig %x\n", (long)regs.orig_rax, (long)regs.rax, (long)regs.cs, (long)regs.ss, WSTOPSIG(status));
      if (regs.orig_rax == SYS_write) {
        errno = 0;
        long word = ptrace(PTRACE_PEEKDATA, pid, regs.rsi, 0);
        char copy[9] = "";
        memcpy(copy, &word, 8);
        printf("  begins %.7s, %d bytes\n", copy, (int)regs.rdx);
        if (memcmp(copy, "child's ", 8) == 0) {
          memcpy(&word, "CHILD'S ", 8);
          printf("  poke %ld\n", ptrace(PTRACE_POKEDATA, pid, regs.rsi, word));
        }
      }
      if (regs.orig_rax == SYS_close) {
        regs.orig_rax = -1;
        ptrace(PTRACE_SETREGS, pid, 0, &regs);
      }
      if (regs.orig_rax == SYS_getppid) {
        long rax = ptrace(PTRACE_PEEKUSER, pid, 10 * 8, 0);
        printf("  peekuser rax %ld orig_rax %ld\n", rax, ptrace(PTRACE_PEEKUSER, pid, 15 * 8, 0));
      }
    } else {
      if (regs.orig_rax == SYS_getppid) printf("  parent: %d\n", (pid_t)regs.rax == getpid());
      else if (regs.orig_rax == SYS_getuid) printf("  uid: %d\n", (uid_t)regs.rax == getuid());
      else printf("leave %ld rax %ld\n", (long)regs.orig_rax, (long)regs.rax);
      if (regs.orig_rax == SYS_getuid) ptrace(PTRACE_POKEUSER, pid, 10 * 8, 4242);
      if ((long)regs.orig_rax == -1) ptrace(PTRACE_POKEUSER, pid, 10 * 8, 5);
    }
    fflush(stdout);
    entering = !entering;
  }
  printf("exited %d with %d\n", WIFEXITED(status), WEXITSTATUS(status));
  return 0;
}
