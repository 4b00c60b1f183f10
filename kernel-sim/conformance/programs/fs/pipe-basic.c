// A pipe: bytes in order, end of file, EPIPE, flags.
#include "show.h"
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>

int main(void) {
  int p[2], n;
  char buf[100];
  show(pipe(p));
  show(write(p[1], "hello", 5));
  show(write(p[1], " there", 6));
  ioctl(p[0], FIONREAD, &n);
  printf("waiting: %d\n", n);
  show(read(p[0], buf, 3));
  show(read(p[0], buf, sizeof buf));
  printf("%.8s\n", buf);
  show(write(p[0], "x", 1));
  show(read(p[1], buf, 1));
  show(lseek(p[0], 0, SEEK_SET));
  show(pread(p[0], buf, 1, 0));
  show(fcntl(p[0], F_SETFL, O_NONBLOCK));
  show(read(p[0], buf, 1));
  show(read(p[0], buf, 0));

  struct pollfd fds[2] = {{p[0], POLLIN, 0}, {p[1], POLLOUT, 0}};
  show(poll(fds, 2, 0));
  printf("%x %x\n", fds[0].revents, fds[1].revents);
  write(p[1], "x", 1);
  close(p[1]);
  show(poll(fds, 1, 0));
  printf("%x\n", fds[0].revents);
  show(read(p[0], buf, 10));
  show(read(p[0], buf, 10));
  show(poll(fds, 1, -1));
  printf("%x\n", fds[0].revents);
  close(p[0]);

  pipe2(p, O_CLOEXEC | O_NONBLOCK);
  printf("%d %d\n", fcntl(p[0], F_GETFD), (fcntl(p[1], F_GETFL) & (O_NONBLOCK | O_ACCMODE)) == (O_NONBLOCK | O_WRONLY));
  close(p[0]);
  fds[0] = (struct pollfd){p[1], POLLOUT, 0};
  show(poll(fds, 1, 0));
  printf("%x\n", fds[0].revents);
  signal(SIGPIPE, SIG_IGN);
  show(write(p[1], "x", 1));
  show(pipe((int *)8));
  show(pipe2(p, 077));
  if (fork() == 0) {
    signal(SIGPIPE, SIG_DFL);
    write(p[1], "x", 1);
    _exit(0);
  }
  int status;
  wait(&status);
  printf("child killed by %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  return 0;
}
