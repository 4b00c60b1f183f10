// Faults as signals: number, code and address of each.
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static sigjmp_buf back;
static siginfo_t seen;

static void handler(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  seen = *info;
  siglongjmp(back, 1);
}

#define TRY(what, code, expect_address)                                                                      \
  do {                                                                                                       \
    memset(&seen, 0, sizeof seen);                                                                           \
    if (sigsetjmp(back, 1) == 0) {                                                                           \
      code;                                                                                                  \
    }                                                                                                        \
    printf("%s: signal %d code %d address ok %d\n", what, seen.si_signo, seen.si_code,                       \
           seen.si_addr == (void *)(expect_address));                                                        \
  } while (0)

int main(void) {
  struct sigaction act;
  memset(&act, 0, sizeof act);
  act.sa_sigaction = handler;
  act.sa_flags = SA_SIGINFO;
  int used[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
  for (int i = 0; i < 5; i++) sigaction(used[i], &act, NULL);
  char *volatile null = NULL;
  TRY("read of NULL", (void)*(volatile char *)null, 0);
  TRY("write near NULL", null[0x123] = 1, 0x123);
  char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  page[0] = 1;
  mprotect(page, 4096, PROT_READ);
  TRY("write to read-only page", page[5] = 1, page + 5);
  mprotect(page, 4096, PROT_NONE);
  TRY("read of hidden page", (void)*(volatile char *)(page + 9), page + 9);
  TRY("execute data", ((void (*)(void))(page + 4096))(), page + 4096);
  munmap(page, 8192);
  TRY("read after munmap", (void)*(volatile char *)page, page);
  volatile char *kernel = (char *)0xffffffff81000000ul;
  TRY("read of kernel memory", (void)*kernel, kernel);
  volatile char *strange = (char *)0x8000000000000000ul;
  TRY("address that is not canonical", (void)*strange, 0);
  TRY("illegal instruction", __asm__ volatile("ud2"), seen.si_addr);
  TRY("privileged instruction", __asm__ volatile("hlt"), 0);
  TRY("breakpoint", __asm__ volatile("int3"), 0);
  volatile int zero = 0, one = 1;
  TRY("division by zero", one = one / zero, seen.si_addr);
  char name[] = "/tmp/faultXXXXXX";
  int fd = mkstemp(name);
  write(fd, "hello", 5);
  char *file = mmap(NULL, 8192, PROT_READ, MAP_SHARED, fd, 0);
  printf("file says %.5s, rest of page zero %d\n", file, file[5] == 0);
  TRY("beyond the end of a file", (void)*(volatile char *)(file + 4096), file + 4096);
  unlink(name);
  return 0;
}
