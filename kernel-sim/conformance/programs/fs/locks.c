// Record locks belong to a process, flock to an open file.
#include "show.h"
#include <sys/file.h>

static int lock(int fd, int command, int type, long start, long length) {
  struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
  int r = fcntl(fd, command, &l);
  if (command == F_GETLK) printf("[type %d start %ld length %ld mine %d] ", l.l_type, (long)l.l_start, (long)l.l_len, l.l_pid == getppid());
  return r;
}

int main(void) {
  int fd = open("f", O_CREAT | O_RDWR, 0644);
  show(lock(fd, F_SETLK, F_WRLCK, 10, 10));
  show(lock(fd, F_SETLK, F_UNLCK, 13, 2));
  show(lock(fd, F_SETLK, F_RDLCK, 100, 0));
  fflush(stdout);
  if (fork() == 0) {
    show(lock(fd, F_SETLK, F_WRLCK, 12, 1));
    show(lock(fd, F_SETLK, F_WRLCK, 13, 2));
    show(lock(fd, F_SETLK, F_RDLCK, 200, 5));
    show(lock(fd, F_SETLK, F_WRLCK, 200, 5));
    show(lock(fd, F_GETLK, F_WRLCK, 0, 0));
    show(lock(fd, F_GETLK, F_WRLCK, 15, 1));
    show(lock(fd, F_GETLK, F_RDLCK, 300, 1));
    exit(0);
  }
  wait(0);
  close(open("f", O_RDONLY));  // closing any descriptor of the file drops them all
  if (fork() == 0) {
    show(lock(fd, F_SETLK, F_WRLCK, 0, 0));
    exit(0);
  }
  wait(0);

  int other = open("f", O_RDWR), copy = dup(fd);
  show(flock(fd, LOCK_EX));
  show(flock(copy, LOCK_EX | LOCK_NB));
  show(flock(other, LOCK_SH | LOCK_NB));
  show(flock(fd, LOCK_SH));
  show(flock(other, LOCK_SH | LOCK_NB));
  show(flock(fd, LOCK_EX | LOCK_NB));
  close(other);
  show(flock(fd, LOCK_EX | LOCK_NB));
  show(flock(fd, LOCK_UN));
  show(flock(fd, 77));
  int ro = open("f", O_RDONLY);
  show(lock(ro, F_SETLK, F_WRLCK, 0, 1));
  return 0;
}
