// RLIMIT_FSIZE: a write that would pass it is cut, the next one fails with SIGXFSZ.
#include "show.h"
#include <signal.h>
#include <sys/resource.h>

static int signals;
static void count(int signal) { signals++; }

int main(void) {
  struct rlimit limit = {10, 100};
  static char buf[50];
  setrlimit(RLIMIT_FSIZE, &limit);
  signal(SIGXFSZ, count);
  int fd = open("f", O_CREAT | O_WRONLY | O_TRUNC, 0644);
  show(write(fd, buf, 8));
  show(write(fd, buf, 8));
  show(write(fd, buf, 8));
  printf("signals %d\n", signals);
  show(ftruncate(fd, 11));
  printf("signals %d\n", signals);
  show(ftruncate(fd, 10));
  show(pwrite(fd, buf, 50, 0));
  int p[2];
  pipe(p);
  show(write(p[1], buf, 50));
  signal(SIGXFSZ, SIG_DFL);
  fflush(stdout);
  if (fork() == 0) {
    write(fd, buf, 1);
    _exit(0);
  }
  int status;
  wait(&status);
  printf("killed by %d\n", WTERMSIG(status));
  return 0;
}
