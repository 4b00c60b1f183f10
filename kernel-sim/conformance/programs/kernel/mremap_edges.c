// mremap and mincore at their edges: refusals in Linux's order, fixed moves, shrinking, growth in place, file pages, holes.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096
static void said(const char *what, void *r) { printf("%s: %s\n", what, r == MAP_FAILED ? strerror(errno) : "ok"); }
static void result(const char *what, int r) { printf("%s: %s\n", what, r < 0 ? strerror(errno) : "ok"); }
static char *area(int pages) {
  char *p = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (int i = 0; i < pages; i++) p[i * PAGE] = 'a' + i;
  return p;
}

int main(void) {
  char *p = area(8);
  said("odd address", mremap(p + 1, PAGE, 2 * PAGE, MREMAP_MAYMOVE));
  said("new size 0", mremap(p, PAGE, 0, MREMAP_MAYMOVE));
  said("unknown flag", mremap(p, PAGE, PAGE, 64));
  said("fixed without maymove", mremap(p, PAGE, PAGE, MREMAP_FIXED, p + 4 * PAGE));
  said("overlap", mremap(p, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, p + PAGE));
  said("odd target", mremap(p, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, p + 4 * PAGE + 8));
  said("size 0 of a private mapping", mremap(p, 0, PAGE, MREMAP_MAYMOVE));
  said("nothing there", mremap((void *)(1L << 20), PAGE, 2 * PAGE, MREMAP_MAYMOVE));
  said("no room in place", mremap(p, PAGE, 2 * PAGE, 0));
  munmap(p + 6 * PAGE, PAGE);
  said("into the hole, from the end", mremap(p + 5 * PAGE, PAGE, 2 * PAGE, 0));
  said("across a border", mremap(p + 4 * PAGE, 4 * PAGE, 5 * PAGE, MREMAP_MAYMOVE));
  char *q = area(2), *r = mremap(q, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, p + 2 * PAGE);
  printf("moved over: %d %c %c, before %c\n", r == p + 2 * PAGE, p[2 * PAGE], p[3 * PAGE], p[PAGE]);
  unsigned char there[8] = {0};
  result("the old place", mincore(q, 2 * PAGE, there));
  p = area(6);
  said("shrink", mremap(p, 6 * PAGE, 2 * PAGE, 0));
  result("what is left", mincore(p, 2 * PAGE, there));
  result("what is not", mincore(p + 2 * PAGE, PAGE, there));
  char *big = mremap(p, 2 * PAGE, 40 * PAGE, MREMAP_MAYMOVE);
  printf("grown: %c %c %d\n", big[0], big[PAGE], big[39 * PAGE]);
  char *twin = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0), *second;
  twin[0] = 'T';
  second = mremap(twin, 0, PAGE, MREMAP_MAYMOVE);
  printf("a second view of shared memory: %d %c\n", second != twin && second != MAP_FAILED, second[0]);

  char *m = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  m[PAGE] = 1;
  m[3 * PAGE] = 1;
  result("mincore", mincore(m, 4 * PAGE, there));
  printf("%d%d%d%d\n", there[0] & 1, there[1] & 1, there[2] & 1, there[3] & 1);
  result("odd address", mincore(m + 1, PAGE, there));
  result("length is rounded up", mincore(m, 1, there));
  result("length 0", mincore(m, 0, there));
  result("no vector", mincore(m, PAGE, NULL));
  munmap(m + PAGE, PAGE);
  result("over a hole", mincore(m, 3 * PAGE, there));
  result("beyond user space", mincore((void *)(-1L << 12), PAGE, there));
  int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
  char block[PAGE];
  memset(block, 'f', PAGE);
  for (int i = 0; i < 3; i++) write(fd, block, PAGE);
  char *f = mmap(NULL, 3 * PAGE, PROT_READ, MAP_SHARED, fd, 0);
  result("pages of a file just written", mincore(f, 3 * PAGE, there));
  printf("%d%d%d\n", there[0] & 1, there[1] & 1, there[2] & 1);
  f = mremap(f, 3 * PAGE, PAGE, 0);
  f = mremap(f, PAGE, 3 * PAGE, MREMAP_MAYMOVE);
  printf("a file's mapping grows back: %c\n", f[2 * PAGE]);
  result("mlock of a hole", mlock(m, 3 * PAGE));
  result("mlock odd", mlock(m + 5, 10));
  result("mlock2 flags", mlock2(m, PAGE, 8));
  result("mlock2 on fault", mlock2(m + 2 * PAGE, PAGE, MLOCK_ONFAULT));
  result("mlockall flags", mlockall(0));
  result("mlockall only on fault", mlockall(4));
  result("munlockall", munlockall());
  unlink("file");
  return 0;
}
