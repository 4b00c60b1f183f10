// A shared mapping and the file are the same bytes; a private one is a copy.
#include "show.h"
#include <sys/mman.h>

int main(void) {
  char buf[20];
  int fd = open("f", O_CREAT | O_RDWR | O_TRUNC, 0644);
  write(fd, "0123456789", 10);
  char *shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  char *private = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
  printf("%.10s %d\n", shared, shared[10]);
  shared[0] = 'S';
  private[1] = 'P';
  pread(fd, buf, 10, 0);
  printf("file %.10s shared %.10s private %.10s\n", buf, shared, private);
  pwrite(fd, "W", 1, 2);
  printf("shared %.10s private %.3s\n", shared, private);
  close(fd);
  shared[3] = 'C';
  unlink("f");
  shared[4] = 'U';
  printf("%.10s\n", shared);
  fflush(stdout);
  if (fork() == 0) {
    shared[5] = 'F';
    private[6] = 'F';
    _exit(0);
  }
  wait(0);
  printf("%.10s %.10s\n", shared, private);
  show(munmap(shared, 4096));
  int ro = open("/proc/self/exe", O_RDONLY);
  show(mmap(0, 4096, PROT_WRITE, MAP_SHARED, ro, 0) == MAP_FAILED);
  show(mmap(0, 4096, PROT_READ, MAP_SHARED, ro, 1) == MAP_FAILED);
  char *elf = mmap(0, 4096, PROT_READ, MAP_PRIVATE, ro, 0);
  printf("%.3s\n", elf + 1);
  return 0;
}
