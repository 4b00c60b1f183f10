// madvise(MADV_DONTNEED), mincore, mlock: pages that come and go.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>

#define RW (PROT_READ | PROT_WRITE)

static void residency(const char *what, char *p) {
  unsigned char vector[8];
  mincore(p, 8 * 4096, vector);
  printf("%s: ", what);
  for (int i = 0; i < 8; i++) putchar(vector[i] & 1 ? '#' : '.');
  putchar('\n');
}

int main(void) {
  char *p = mmap(NULL, 8 * 4096, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  residency("fresh", p);
  for (int i = 0; i < 8; i += 2) p[i * 4096] = 'x';
  residency("every other written", p);
  madvise(p, 4 * 4096, MADV_DONTNEED);
  residency("first half dropped", p);
  printf("reads as zero: %d, other half kept: %c\n", p[0], p[4 * 4096]);
  mlock(p, 8 * 4096);
  residency("locked", p);
  printf("locked pages stay: %d EINVAL %d\n", madvise(p, 4096, MADV_DONTNEED), errno == EINVAL);
  munlock(p, 8 * 4096);
  printf("bad advice: %d EINVAL %d\n", madvise(p, 4096, 999), errno == EINVAL);
  munmap(p + 4096, 4096);
  printf("hole: mincore %d ENOMEM %d", mincore(p, 8 * 4096, (unsigned char *)p), errno == ENOMEM);
  printf(", madvise %d ENOMEM %d\n", madvise(p, 8 * 4096, MADV_DONTNEED), errno == ENOMEM);
  return 0;
}
