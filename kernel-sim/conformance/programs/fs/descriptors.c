// dup shares the position; fcntl flags; close-on-exec; the lowest free number.
#include "show.h"
#include <sys/resource.h>
#include <sys/syscall.h>

int main(void) {
  char buf[10];
  int fd = open("f", O_CREAT | O_RDWR | O_TRUNC, 0644);
  printf("first descriptor %d\n", fd);
  show(write(fd, "0123456789", 10));
  int d = dup(fd);
  show(lseek(d, 4, SEEK_SET));
  show(read(fd, buf, 2));
  printf("%.2s\n", buf);
  int own = open("f", O_RDONLY);
  show(read(own, buf, 2));
  printf("%.2s\n", buf);
  show(close(d));
  show(dup(own));
  show(dup2(fd, 9));
  show(dup2(fd, fd));
  show(dup2(77, 5));
  show(dup2(fd, -1));
  show(dup3(fd, fd, 0));
  show(dup3(fd, 10, O_CLOEXEC));
  show(fcntl(10, F_GETFD));
  show(fcntl(9, F_GETFD));
  show(fcntl(fd, F_DUPFD, 20));
  show(fcntl(fd, F_DUPFD_CLOEXEC, 20));
  show(fcntl(21, F_GETFD));
  show(fcntl(21, F_SETFD, 0));
  show(fcntl(21, F_GETFD));
  show(fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND));
  show(fcntl(fd, F_SETFL, O_APPEND | O_WRONLY));
  show(fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND));
  show(fcntl(9, F_GETFL) & O_APPEND);
  show(fcntl(own, F_GETFL) & O_APPEND);
  show(fcntl(fd, F_DUPFD, -1));
  show(fcntl(fd, 9999));
  show(fcntl(99, F_GETFD));
  show(close(99));
  int p = open("f", O_PATH);
  show(read(p, buf, 1));
  show(syscall(SYS_fchmod, p, 0600));
  show(fcntl(p, F_GETFL) & O_PATH ? 1 : 0);
  struct rlimit limit = {8, 8};
  setrlimit(RLIMIT_NOFILE, &limit);
  show(dup2(fd, 8));
  show(close(6) < 0 ? 0 : 0);
  while (dup(fd) >= 0) {}
  show(open("f", O_RDONLY));
  show(open("none", O_RDONLY));
  int q[2];
  show(pipe(q));
  return 0;
}
