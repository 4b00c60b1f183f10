// sendfile and copy_file_range: from file to file inside the kernel.
#include "show.h"
#include <sys/sendfile.h>
#include <sys/syscall.h>

static long copy_range(int in, off_t *in_at, int out, off_t *out_at, size_t n, unsigned flags) {
  return syscall(326 /* copy_file_range */, in, in_at, out, out_at, n, flags);
}

static void content(const char *path) {
  char buf[64];
  int fd = open(path, O_RDONLY);
  ssize_t n = read(fd, buf, sizeof buf);
  printf("%s: %.*s\n", path, (int)n, buf);
  close(fd);
}

int main(void) {
  make("from", "abcdefghij");
  int in = open("from", O_RDONLY), out = open("to", O_CREAT | O_RDWR | O_TRUNC, 0644);
  off_t at = 2;
  show(sendfile(out, in, &at, 3));
  show(at);
  show(sendfile(out, in, 0, 4));
  show(lseek(in, 0, SEEK_CUR));
  show(sendfile(out, in, 0, 100));
  show(sendfile(out, in, 0, 100));
  content("to");
  show(sendfile(in, out, 0, 1));
  int p[2];
  pipe(p);
  at = 0;
  show(sendfile(p[1], in, &at, 10));
  at = 1;
  off_t to = 3;
  show(copy_range(in, &at, out, &to, 2, 0));
  printf("%ld %ld\n", (long)at, (long)to);
  content("to");
  show(copy_range(in, 0, p[1], 0, 2, 0));
  show(copy_range(in, &at, out, &to, 2, 1));
  return 0;
}
