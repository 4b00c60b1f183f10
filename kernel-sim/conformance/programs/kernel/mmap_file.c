// Files in memory: a shared mapping writes the file, a private one only its own copy.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  char name[] = "/tmp/mapXXXXXX", buffer[16] = {0};
  int fd = mkstemp(name);
  for (int i = 0; i < 1000; i++) write(fd, "0123456789", 10);
  char *shared = mmap(NULL, 10000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  char *private = mmap(NULL, 10000, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
  char *second = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 4096);
  printf("second page begins with %.4s\n", second);
  memcpy(shared + 4096, "SHARED", 6);
  printf("seen by the other mapping: %.6s, by the private one: %.6s\n", second, private + 4096);
  pread(fd, buffer, 6, 4096);
  printf("seen by read: %s\n", buffer);
  memcpy(private + 4096, "mine..", 6);
  memcpy(shared + 4096, "AGAIN!", 6);
  printf("private copy keeps: %.6s, file: %.6s\n", private + 4096, second);
  pwrite(fd, "WRITE", 5, 0);
  printf("write is seen in memory: %.5s, and where no copy was made: %.5s\n", shared, private);
  fflush(stdout);
  if (fork() == 0) {
    memcpy(shared + 8192, "child", 5);
    memcpy(private + 8192, "child", 5);
    _exit(0);
  }
  wait(NULL);
  printf("after a child wrote: shared %.5s, private %.5s\n", shared + 8192, private + 8192);
  printf("msync: %d\n", msync(shared, 10000, MS_SYNC));
  close(fd);
  printf("mapping outlives close: %.5s\n", shared);
  fd = open(name, O_RDONLY);
  printf("shared write of a read-only file: %d EACCES %d\n",
         mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED, errno == EACCES);
  char *ro = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
  printf("nor by mprotect: %d EACCES %d\n", mprotect(ro, 4096, PROT_READ | PROT_WRITE), errno == EACCES);
  char *own = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
  own[0] = 'x';
  printf("private write of it is fine: %.5s\n", own);
  unlink(name);
  return 0;
}
