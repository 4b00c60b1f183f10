// Waiting for one of several files, with and without a limit of time.
#include "show.h"
#include <poll.h>
#include <sys/select.h>
#include <time.h>

int main(void) {
  int a[2], b[2];
  pipe(a), pipe(b);
  struct pollfd fds[4] = {{a[0], POLLIN, 0}, {b[0], POLLIN, 0}, {-1, POLLIN, 7}, {50, POLLIN, 0}};
  show(poll(fds, 3, 0));
  show(poll(fds, 4, 0));
  printf("%x %x %x %x\n", fds[0].revents, fds[1].revents, fds[2].revents, fds[3].revents);
  show(poll(fds, 2, 20));
  struct timespec zero = {0, 0}, bad = {0, -1};
  show(ppoll(fds, 2, &zero, 0));
  show(ppoll(fds, 2, &bad, 0));
  int regular = open("f", O_CREAT | O_RDWR, 0644);
  fds[0].fd = regular, fds[0].events = POLLIN | POLLOUT;
  show(poll(fds, 1, -1));
  printf("%x\n", fds[0].revents);

  fd_set in, out;
  FD_ZERO(&in);
  FD_ZERO(&out);
  FD_SET(a[0], &in);
  FD_SET(b[0], &in);
  FD_SET(a[1], &out);
  struct timeval tv = {0, 0};
  show(select(b[1] + 1, &in, &out, 0, &tv));
  printf("%d %d %d\n", FD_ISSET(a[0], &in), FD_ISSET(b[0], &in), FD_ISSET(a[1], &out));
  FD_SET(60, &in);
  show(select(61, &in, 0, 0, &tv));
  show(select(-1, 0, 0, 0, &tv));
  tv.tv_usec = 10000;
  show(select(0, 0, 0, 0, &tv));

  if (fork() == 0) {
    usleep(20000);
    write(b[1], "x", 1);
    _exit(0);
  }
  FD_ZERO(&in);
  FD_SET(a[0], &in);
  FD_SET(b[0], &in);
  show(select(b[1] + 1, &in, 0, 0, 0));
  printf("%d %d\n", FD_ISSET(a[0], &in), FD_ISSET(b[0], &in));
  wait(0);
  return 0;
}
