// mmap: zeroed pages, placement, fixed addresses, bad arguments.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void) {
  char *a = mmap(NULL, 3 * 4096, RW, ANON, -1, 0);
  int zero = 1;
  for (int i = 0; i < 3 * 4096; i++) zero &= a[i] == 0;
  printf("zeroed: %d, page aligned: %d\n", zero, (unsigned long)a % 4096 == 0);
  char *b = mmap(NULL, 100, RW, ANON, -1, 0);
  printf("next one lies below, touching: %d\n", b + 4096 == a);
  strcpy(a + 4096, "middle");
  char *c = mmap(a + 4096, 4096, RW, ANON | MAP_FIXED, -1, 0);
  printf("MAP_FIXED replaces: %d, fresh: %d\n", c == a + 4096, c[0] == 0);
  void *d = mmap(a, 4096, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0);
  printf("MAP_FIXED_NOREPLACE refuses: %d EEXIST %d\n", d == MAP_FAILED, errno == EEXIST);
  munmap(a + 4096, 4096);
  char *hint = mmap(a + 4096, 4096, RW, ANON, -1, 0);
  printf("free hint is taken: %d\n", hint == a + 4096);
  char *busy = mmap(a + 4096, 4096, RW, ANON, -1, 0);
  printf("taken hint is not: %d\n", busy != a + 4096 && busy != MAP_FAILED);
  printf("length 0: %d EINVAL %d\n", mmap(NULL, 0, RW, ANON, -1, 0) == MAP_FAILED, errno == EINVAL);
  printf("neither shared nor private: %d EINVAL %d\n", mmap(NULL, 4096, RW, MAP_ANONYMOUS, -1, 0) == MAP_FAILED, errno == EINVAL);
  printf("bad descriptor: %d EBADF %d\n", mmap(NULL, 4096, RW, MAP_PRIVATE, 77, 0) == MAP_FAILED, errno == EBADF);
  printf("odd offset: %d EINVAL %d\n", mmap(NULL, 4096, RW, MAP_PRIVATE, 0, 100) == MAP_FAILED, errno == EINVAL);
  printf("unaligned MAP_FIXED: %d EINVAL %d\n", mmap((void *)0x123456, 4096, RW, ANON | MAP_FIXED, -1, 0) == MAP_FAILED, errno == EINVAL);
  printf("128 TiB: %d ENOMEM %d\n", mmap(NULL, 1ul << 47, RW, ANON, -1, 0) == MAP_FAILED, errno == ENOMEM);
  printf("munmap of nothing: %d\n", munmap((void *)0x10000000, 4096));
  printf("munmap unaligned: %d EINVAL %d\n", munmap(a + 1, 4096), errno == EINVAL);
  printf("munmap length 0: %d EINVAL %d\n", munmap(a, 0), errno == EINVAL);
  return 0;
}
