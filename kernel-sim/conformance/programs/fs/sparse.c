// A hole reads as zeros; SEEK_DATA and SEEK_HOLE find its edges; punching makes one.
#include "show.h"
#include <sys/syscall.h>

#ifndef SEEK_DATA
#define SEEK_DATA 3
#define SEEK_HOLE 4
#endif

enum { KEEP_SIZE = 1, PUNCH_HOLE = 2 };

static long allocate(int fd, int mode, long offset, long length) {
  return syscall(285 /* fallocate */, fd, mode, offset, length);
}

int main(void) {
  char buf[16] = {1, 2, 3};
  int fd = open("sparse", O_CREAT | O_RDWR | O_TRUNC, 0644);
  show(pwrite(fd, "end", 3, 1 << 20));
  struct stat st;
  fstat(fd, &st);
  printf("size %ld, holds less than its size: %d\n", (long)st.st_size, st.st_blocks * 512 < st.st_size);
  show(pread(fd, buf, 3, 5000));
  printf("%d %d %d\n", buf[0], buf[1], buf[2]);
  show(lseek(fd, 0, SEEK_DATA));
  show(lseek(fd, 0, SEEK_HOLE));
  show(lseek(fd, 1 << 20, SEEK_HOLE));
  show(lseek(fd, 2 << 20, SEEK_DATA));
  show(pwrite(fd, "start", 5, 0));
  show(lseek(fd, 0, SEEK_DATA));
  show(lseek(fd, 0, SEEK_HOLE));
  show(lseek(fd, 4096, SEEK_DATA));
  show(allocate(fd, PUNCH_HOLE | KEEP_SIZE, 0, 4096));
  show(pread(fd, buf, 5, 0));
  printf("%d %d\n", buf[0], buf[4]);
  show(allocate(fd, 0, 0, 100));
  show(allocate(fd, 0, 0, 0));
  show(ftruncate(fd, (1 << 20) + 1));
  show(ftruncate(fd, (1 << 20) + 3));
  show(pread(fd, buf, 3, 1 << 20));
  printf("%c %d %d\n", buf[0], buf[1], buf[2]);
  return 0;
}
