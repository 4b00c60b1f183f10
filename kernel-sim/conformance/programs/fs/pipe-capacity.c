// How much a pipe holds: 16 pages, filled differently by writes of different sizes.
#include "show.h"
#include <sys/ioctl.h>

static void fill(size_t size) {
  static char buf[200000];
  int p[2], waiting;
  pipe2(p, O_NONBLOCK);
  long writes = 0, total = 0;
  ssize_t n;
  while ((n = write(p[1], buf, size)) > 0) writes++, total += n;
  ioctl(p[0], FIONREAD, &waiting);
  printf("writes of %zu: %ld of them, %ld bytes, %d waiting, then %s\n", size, writes, total, waiting, error_name());
  n = read(p[0], buf, 4095);
  printf("  read %zd, then write 1 gives %zd\n", n, write(p[1], buf, 1));
  n = read(p[0], buf, 1);
  printf("  read %zd, then write 1 gives %zd\n", n, write(p[1], buf, 1));
  close(p[0]), close(p[1]);
}

int main(void) {
  size_t sizes[] = {1, 100, 1000, 2048, 2049, 4095, 4096, 4097, 5000, 65536, 100000};
  for (int i = 0; i < 11; i++) fill(sizes[i]);
  int p[2];
  pipe2(p, O_NONBLOCK);
  show(fcntl(p[0], F_GETPIPE_SZ));
  show(fcntl(p[1], F_SETPIPE_SZ, 10000));
  show(fcntl(p[1], F_SETPIPE_SZ, 4096));
  static char page[4096];
  show(write(p[1], page, 4096));
  show(write(p[1], page, 1));
  show(fcntl(p[1], F_SETPIPE_SZ, 65536));
  show(write(p[1], page, 4096));
  show(fcntl(p[1], F_SETPIPE_SZ, 4096));
  show(fcntl(0, F_GETPIPE_SZ) >= -1);
  return 0;
}
