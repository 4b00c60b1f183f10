/* Locks of open files (F_OFD_SETLK): owned by the open file, so that two opens in one process are in each other's way. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void lock(const char *what, int fd, int command, int type, off_t start, off_t length) {
  struct flock f = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
  int r = fcntl(fd, command, &f);
  printf("%s: %d %s", what, r, r ? strerror(errno) : "ok");
  if (command == F_OFD_GETLK) printf(" type %d start %ld length %ld pid %d", f.l_type, (long)f.l_start, (long)f.l_len, f.l_type == F_UNLCK ? 0 : f.l_pid);
  printf("\n");
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  int a = open("f", O_RDWR | O_CREAT, 0644), b = open("f", O_RDWR);
  lock("a write 0-10", a, F_OFD_SETLK, F_WRLCK, 0, 10);
  lock("b write 5-10", b, F_OFD_SETLK, F_WRLCK, 5, 5);
  lock("b asks", b, F_OFD_GETLK, F_WRLCK, 0, 0);
  lock("b write 10-20", b, F_OFD_SETLK, F_WRLCK, 10, 10);
  lock("a read 0-10", a, F_OFD_SETLK, F_RDLCK, 0, 10);
  lock("b read 5-10", b, F_OFD_SETLK, F_RDLCK, 5, 5);
  lock("process lock in the way", b, F_SETLK, F_WRLCK, 0, 5);
  int c = dup(a);
  close(a);
  lock("dup keeps it", b, F_OFD_GETLK, F_WRLCK, 0, 3);
  close(c);
  lock("gone with the last", b, F_OFD_GETLK, F_WRLCK, 0, 3);
  struct flock bad = {.l_type = F_WRLCK, .l_pid = 1};
  printf("pid must be 0: %d %s\n", fcntl(b, F_OFD_SETLK, &bad), strerror(errno));
  if (fork() == 0) {
    int d = open("f", O_RDWR);
    lock("child's own open", d, F_OFD_SETLK, F_WRLCK, 12, 1);
    lock("child through the shared one", b, F_OFD_SETLK, F_WRLCK, 12, 1);
    _exit(0);
  }
  wait(NULL);
  lock("unlock", b, F_OFD_SETLK, F_UNLCK, 0, 0);
  lock("free", b, F_OFD_GETLK, F_WRLCK, 0, 0);
}
