// mremap that leaves the old range or doubles a shared one, madvise on shared memory, wipe and keep at fork.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096
#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif

static char *map(int pages, int flags) { return mmap(NULL, (size_t)pages * PAGE, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0); }

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  char *old = map(4, MAP_PRIVATE), *moved;
  strcpy(old, "first");
  strcpy(old + 3 * PAGE, "last");
  moved = mremap(old, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL);
  printf("moved %d: %s %s, old is empty: %d\n", moved != old, moved, moved + 3 * PAGE, old[0] + old[3 * PAGE]);
  moved = mremap(old, 4 * PAGE, 8 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL);
  printf("not with another size %d %d\n", moved == MAP_FAILED, errno == EINVAL);
  char *shared = map(4, MAP_SHARED);
  strcpy(shared, "seen twice");
  char *twin = mremap(shared, 0, 4 * PAGE, MREMAP_MAYMOVE);
  printf("twin: %s\n", twin);
  strcpy(twin + PAGE, "back");
  printf("%s\n", shared + PAGE);
  moved = mremap(old, 0, 4 * PAGE, MREMAP_MAYMOVE);
  printf("no twin of private memory %d %d\n", moved == MAP_FAILED, errno == EINVAL);
  char *target = map(8, MAP_PRIVATE);
  strcpy(old, "fixed");
  moved = mremap(old, 2 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, target + 2 * PAGE);
  printf("fixed %d: %s\n", moved == target + 2 * PAGE, moved);
  moved = mremap(target, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, target + 2 * PAGE);
  printf("not onto itself %d %d\n", moved == MAP_FAILED, errno == EINVAL);
  strcpy(shared + 2 * PAGE, "stays");
  int dropped = madvise(shared, PAGE, MADV_DONTNEED);
  printf("dontneed of shared memory %d: %s\n", dropped, shared);
  dropped = madvise(shared, PAGE, MADV_REMOVE);
  printf("remove %d: empty %d, twin empty %d, %s\n", dropped, shared[0], twin[0], shared + 2 * PAGE);
  dropped = madvise(target, PAGE, MADV_REMOVE);
  printf("not of private memory %d %d\n", dropped, errno == EINVAL);
  char *three = map(3, MAP_PRIVATE);
  memset(three, 'x', 3 * PAGE);
  madvise(three, PAGE, MADV_WIPEONFORK);
  madvise(three + PAGE, PAGE, MADV_DONTFORK);
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    unsigned char vector[1];
    printf("in the child: wiped %d, kept %d, gone %d\n", three[0] == 0, three[2 * PAGE] == 'x', mincore(three + PAGE, PAGE, vector) == -1 && errno == ENOMEM);
    fflush(stdout);
    _exit(0);
  }
  wait(NULL);
  printf("in the parent %c %c\n", three[0], three[PAGE]);
  printf("free %d, then writable: ", madvise(three, PAGE, MADV_FREE));
  three[0] = 'y';
  printf("%c\n", three[0]);
  printf("cold %d pageout %d\n", madvise(three, 3 * PAGE, MADV_COLD), madvise(three + 2 * PAGE, PAGE, MADV_PAGEOUT));
  printf("%c\n", three[2 * PAGE]);
  return 0;
}
