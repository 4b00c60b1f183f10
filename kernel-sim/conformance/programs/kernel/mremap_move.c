// mremap: grow in place, move with contents, shrink.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void) {
  char *p = mmap(NULL, 16 * 4096, RW, ANON, -1, 0);
  munmap(p + 8 * 4096, 8 * 4096);
  for (int i = 0; i < 8; i++) p[i * 4096] = 'A' + i;
  char *q = mremap(p, 8 * 4096, 12 * 4096, 0);
  printf("grew in place: %d, new part zero: %d\n", q == p, q[11 * 4096] == 0);
  q = mremap(p, 12 * 4096, 6 * 4096, 0);
  printf("shrank: %d\n", q == p);
  mmap(p + 6 * 4096, 4096, RW, ANON | MAP_FIXED, -1, 0);
  mprotect(p + 6 * 4096, 4096, PROT_READ);
  q = mremap(p, 6 * 4096, 10 * 4096, 0);
  printf("no room: %d ENOMEM %d\n", q == MAP_FAILED, errno == ENOMEM);
  q = mremap(p, 6 * 4096, 10 * 4096, MREMAP_MAYMOVE);
  printf("moved: %d, contents %c%c%c, new part zero: %d\n", q != p, q[0], q[4096], q[5 * 4096], q[9 * 4096] == 0);
  char *target = mmap(NULL, 4 * 4096, PROT_NONE, ANON, -1, 0);
  char *r = mremap(q, 4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED, target);
  printf("to a fixed place: %d, %c\n", r == target, r[0]);
  printf("of nothing: %d EFAULT %d\n", mremap((void *)0x10000000, 4096, 8192, MREMAP_MAYMOVE) == MAP_FAILED, errno == EFAULT);
  printf("unaligned: %d EINVAL %d\n", mremap(q + 1, 4096, 8192, MREMAP_MAYMOVE) == MAP_FAILED, errno == EINVAL);
  return 0;
}
