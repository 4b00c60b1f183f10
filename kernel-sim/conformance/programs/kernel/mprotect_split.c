// mprotect in the middle of a mapping splits it; the rights hold page by page and come back.
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

static sigjmp_buf back;
static void handler(int signal) {
  (void)signal;
  siglongjmp(back, 1);
}

static char rights(volatile char *p) {
  if (sigsetjmp(back, 1) != 0) return '-';
  char value = *p;
  if (sigsetjmp(back, 1) != 0) return 'r';
  *p = value;
  return 'w';
}
static void show(const char *what, char *p) {
  printf("%s: ", what);
  for (int i = 0; i < 6; i++) putchar(rights(p + i * 4096));
  putchar('\n');
}

int main(void) {
  signal(SIGSEGV, handler);
  char *p = mmap(NULL, 6 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (int i = 0; i < 6; i++) p[i * 4096] = 'a' + i;
  show("fresh", p);
  mprotect(p + 4096, 2 * 4096, PROT_READ);
  show("two read-only", p);
  mprotect(p + 2 * 4096, 2 * 4096, PROT_NONE);
  show("two hidden", p);
  munmap(p + 5 * 4096, 4096);
  show("last one gone", p);
  printf("over a hole: %d ENOMEM %d\n", mprotect(p, 6 * 4096, PROT_READ | PROT_WRITE), errno == ENOMEM);
  show("but the rest was done", p);
  int kept = 1;
  for (int i = 0; i < 5; i++) kept &= p[i * 4096] == 'a' + i;
  printf("contents kept: %d\n", kept);
  printf("unaligned: %d EINVAL %d\n", mprotect(p + 1, 4096, PROT_READ), errno == EINVAL);
  printf("bad rights: %d EINVAL %d\n", mprotect(p, 4096, 0x70), errno == EINVAL);
  return 0;
}
