// brk: the heap grows and shrinks by bytes; what comes back is zero.
// needs: musl
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static char *set_brk(char *to) { return (char *)syscall(SYS_brk, to); }

int main(void) {
  char *start = set_brk(NULL);
  char *end = set_brk(start + 100000);
  printf("grown by %ld\n", (long)(end - start));
  int zero = 1;
  for (long i = 0; i < 100000; i++) zero &= start[i] == 0;
  printf("zeroed: %d\n", zero);
  for (long i = 0; i < 100000; i++) start[i] = 'x';
  end = set_brk(start + 5000);
  printf("shrunk to %ld, still there: %c\n", (long)(end - start), start[4999]);
  end = set_brk(start + 20000);
  printf("grown again: %ld, last kept page %c, new page %d\n", (long)(end - start), start[8191], start[8192]);
  printf("too much is refused: %d\n", set_brk(start + (1ul << 46)) == end);
  printf("below the start too: %d\n", set_brk((char *)4096) == end);
  return 0;
}
