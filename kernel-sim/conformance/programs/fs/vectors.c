// readv and writev: several buffers, one call.
#include "show.h"
#include <sys/syscall.h>
#include <sys/uio.h>

static long read_at(int fd, const struct iovec *v, int n, long pos) { return syscall(295 /* preadv */, fd, v, n, pos, 0); }
static long write_at(int fd, const struct iovec *v, int n, long pos) { return syscall(296 /* pwritev */, fd, v, n, pos, 0); }

int main(void) {
  int fd = open("f", O_CREAT | O_RDWR | O_TRUNC, 0644);
  struct iovec out[3] = {{"one ", 4}, {"", 0}, {"two", 3}};
  show(writev(fd, out, 3));
  char a[3], b[10];
  struct iovec in[2] = {{a, 3}, {b, 10}};
  lseek(fd, 0, SEEK_SET);
  show(readv(fd, in, 2));
  printf("%.3s|%.4s\n", a, b);
  show(read_at(fd, in, 2, 4));
  printf("%.3s\n", a);
  show(write_at(fd, out, 1, 7));
  show(readv(fd, in, 0));
  show(readv(fd, in, -1));
  show(readv(fd, in, 1025));
  show(readv(fd, (struct iovec *)8, 1));
  struct iovec bad[2] = {{"good", 4}, {(void *)8, 4}};
  show(write_at(fd, bad, 2, 0));
  bad[0].iov_len = -1;
  show(writev(fd, bad, 1));
  int p[2];
  pipe(p);
  show(writev(p[1], out, 3));
  show(read_at(p[0], in, 2, 0));
  show(readv(p[0], in, 2));
  return 0;
}
