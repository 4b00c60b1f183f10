// Single steps, register sets, what a system call's stop says of it, a breakpoint, and a tracer that takes its child with it.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define ENTRY_OF(info) (*(unsigned long *)((info) + 24))

static volatile int handled;
static void handler(int signal) { handled = signal; }

static void steps(void) {
  ptrace(PTRACE_TRACEME, 0, 0, 0);
  raise(SIGSTOP);
  __asm__ volatile("mov $7, %%rax; int3; nop; mov $39, %%eax; syscall; mov $5, %%rax; int3; nop" ::: "rax", "rcx", "r11");
  struct sigaction action = {.sa_handler = handler};
  sigaction(SIGUSR1, &action, NULL);
  raise(SIGUSR1);
  _exit(handled);
}

int main(void) {
  int status;
  struct user_regs_struct regs;
  siginfo_t info;
  pid_t pid = fork();
  if (pid == 0) steps();
  waitpid(pid, &status, 0);
  ptrace(PTRACE_CONT, pid, 0, 0);
  waitpid(pid, &status, 0);
  ptrace(PTRACE_GETREGS, pid, 0, &regs);
  printf("breakpoint: signal %d rax %ld orig_rax %ld\n", WSTOPSIG(status), (long)regs.rax, (long)regs.orig_rax);
  long start = (long)regs.rip;
  for (int i = 0; i < 4; i++) {
    ptrace(PTRACE_SINGLESTEP, pid, 0, 0);
    waitpid(pid, &status, 0);
    ptrace(PTRACE_GETREGS, pid, 0, &regs);
    ptrace(PTRACE_GETSIGINFO, pid, 0, &info);
    printf("step: signal %d code %d rip +%ld rax %s TF %d\n", WSTOPSIG(status), info.si_code, (long)regs.rip - start,
           (pid_t)regs.rax == pid ? "pid" : regs.rax == 39 ? "39" : regs.rax == 5 ? "5" : "7", (int)(regs.eflags >> 8) & 1);
  }
  struct user_regs_struct set;
  struct iovec iov = {&set, sizeof set};
  long got = ptrace(PTRACE_GETREGSET, pid, 1L, &iov);
  printf("regset %ld length %d same %d\n", got, (int)iov.iov_len, memcmp(&set, &regs, sizeof set) == 0);
  iov.iov_len = 16;
  got = ptrace(PTRACE_GETREGSET, pid, 1L, &iov);
  printf("a part of it %ld length %d\n", got, (int)iov.iov_len);
  printf("unknown set %ld\n", ptrace(PTRACE_GETREGSET, pid, 0x7777L, &iov));
  ptrace(PTRACE_CONT, pid, 0, 0);
  waitpid(pid, &status, 0);
  ptrace(PTRACE_GETREGS, pid, 0, &regs);
  printf("second breakpoint: signal %d rax %ld\n", WSTOPSIG(status), (long)regs.rax);

  /* System calls up to the end of the signal's sending, then a step into its handler. */
  unsigned char call[88];
  ptrace(PTRACE_SETOPTIONS, pid, 0, (long)PTRACE_O_TRACESYSGOOD);
  memset(call, 0, sizeof call);
  printf("info outside: %ld op %d\n", ptrace(0x420e, pid, sizeof call, call), call[0]);
  do {
    ptrace(PTRACE_SYSCALL, pid, 0, 0);
    waitpid(pid, &status, 0);
    if (WSTOPSIG(status) != (SIGTRAP | 0x80)) break;
    long size = ptrace(0x420e, pid, sizeof call, call);
    if (call[0] == 1 && ENTRY_OF(call) == SYS_rt_sigaction) printf("entry: size %ld arch %x\n", size, *(unsigned *)(call + 4));
    if (call[0] == 2 && ENTRY_OF(call) == 0) printf("exit: size %ld error %d\n", size, call[32]);
  } while (1);
  printf("signal %d\n", WSTOPSIG(status));
  ptrace(PTRACE_SINGLESTEP, pid, 0, (long)SIGUSR1);
  waitpid(pid, &status, 0);
  ptrace(PTRACE_GETREGS, pid, 0, &regs);
  printf("in the handler: signal %d at its start %d argument %d\n", WSTOPSIG(status), (long)regs.rip == (long)handler, (int)regs.rdi);
  ptrace(PTRACE_CONT, pid, 0, 0);
  waitpid(pid, &status, 0);
  printf("exit %d\n", WEXITSTATUS(status));

  int end[2];
  pipe(end);
  if (fork() == 0) {
    close(end[0]);
    pid_t child = fork();
    if (child == 0)
      for (;;) pause();
    ptrace(PTRACE_SEIZE, child, 0, (long)PTRACE_O_EXITKILL);
    _exit(0);
  }
  close(end[1]);
  wait(&status);
  char byte;
  printf("both are gone: %d\n", (int)read(end[0], &byte, 1));
  return 0;
}
