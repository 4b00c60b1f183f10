// A mapped file is cut short: its last pages vanish from memory, a touch is SIGBUS; growing brings zeros.
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static sigjmp_buf back;
static void handler(int signal) {
  (void)signal;
  siglongjmp(back, 1);
}

static char look(volatile char *p) {
  if (sigsetjmp(back, 1) != 0) return '!';
  return *p == 0 ? '0' : *p;
}
static void show(const char *what, char *shared, char *private) {
  printf("%s: shared ", what);
  for (int i = 0; i < 4; i++) putchar(look(shared + i * 4096));
  printf(", private ");
  for (int i = 0; i < 4; i++) putchar(look(private + i * 4096));
  putchar('\n');
}

int main(void) {
  signal(SIGBUS, handler);
  char name[] = "/tmp/cutXXXXXX", page[4096];
  int fd = mkstemp(name);
  for (int i = 0; i < 4; i++) {
    memset(page, 'a' + i, sizeof page);
    write(fd, page, sizeof page);
  }
  char *shared = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  char *private = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
  show("whole", shared, private);
  private[3 * 4096] = 'P';
  show("own copy of the last page", shared, private);
  ftruncate(fd, 4096 + 10);
  show("cut", shared, private);
  printf("end of the kept page: %d %d\n", shared[4096 + 9], shared[4096 + 10]);
  ftruncate(fd, 4 * 4096);
  show("grown", shared, private);
  shared[2 * 4096] = 'n';
  pread(fd, page, 1, 2 * 4096);
  printf("written through: %c\n", page[0]);
  unlink(name);
  return 0;
}
