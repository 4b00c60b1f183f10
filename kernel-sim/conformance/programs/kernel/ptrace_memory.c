// A tracer reads and writes its child's memory and registers: PEEK and POKE of data and user area, read-only pages too.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile long number = 41;
static const volatile char fixed[16] = "read only text";
static void said(const char *what, long r) { printf("%s: %s\n", what, r < 0 ? strerror(errno) : "ok"); }

int main(void) {
  char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  strcpy(page, "hidden");
  mprotect(page, 4096, PROT_NONE);
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    _exit(number == 42 && fixed[0] == 'R' ? 7 : 8);
  }
  int status;
  waitpid(pid, &status, 0);
  printf("peek %ld\n", ptrace(PTRACE_PEEKDATA, pid, (void *)&number, 0));
  said("poke", ptrace(PTRACE_POKEDATA, pid, (void *)&number, 42L));
  printf("ours %ld, its %ld\n", number, ptrace(PTRACE_PEEKDATA, pid, (void *)&number, 0));
  errno = 0;
  long word = ptrace(PTRACE_PEEKTEXT, pid, (void *)fixed, 0);
  printf("text %.4s %d\n", (char *)&word, errno);
  *(char *)&word = 'R';
  said("poke a read-only page", ptrace(PTRACE_POKETEXT, pid, (void *)fixed, word));
  printf("ours %.4s\n", (const char *)fixed);
  errno = 0;
  ptrace(PTRACE_PEEKDATA, pid, (void *)16, 0);
  printf("peek nowhere: %s\n", strerror(errno));
  said("poke nowhere", ptrace(PTRACE_POKEDATA, pid, (void *)16, 0L));
  errno = 0;
  word = ptrace(PTRACE_PEEKDATA, pid, page, 0);
  printf("a page without rights: %.6s %s\n", (char *)&word, strerror(errno));
  errno = 0;
  long rip = ptrace(PTRACE_PEEKUSER, pid, (void *)offsetof(struct user_regs_struct, rip), 0);
  struct user_regs_struct regs;
  ptrace(PTRACE_GETREGS, pid, 0, &regs);
  printf("user area: %d, cs %lx\n", rip == (long)regs.rip, (unsigned long)ptrace(PTRACE_PEEKUSER, pid, (void *)offsetof(struct user_regs_struct, cs), 0));
  errno = 0;
  ptrace(PTRACE_PEEKUSER, pid, (void *)3, 0);
  printf("odd offset: %s\n", strerror(errno));
  errno = 0;
  ptrace(PTRACE_PEEKUSER, pid, (void *)100000, 0);
  printf("beyond: %s\n", strerror(errno));
  said("poke r15", ptrace(PTRACE_POKEUSER, pid, (void *)offsetof(struct user_regs_struct, r15), 0x1234L));
  ptrace(PTRACE_GETREGS, pid, 0, &regs);
  printf("r15 %llx\n", (unsigned long long)regs.r15);
  said("a kernel cs", ptrace(PTRACE_POKEUSER, pid, (void *)offsetof(struct user_regs_struct, cs), 0x10L));
  ptrace(PTRACE_CONT, pid, 0, 0);
  waitpid(pid, &status, 0);
  printf("exit %d\n", WEXITSTATUS(status));
  return 0;
}
