/* From a file into a socket without a buffer in between; readv and writev. */
#include "net.h"
#include <sys/sendfile.h>
#include <sys/uio.h>

int main(void) {
  int e[2];
  char path[64], buf[64];
  snprintf(path, sizeof path, "/tmp/sendfile-%d", getpid());
  int file = open(path, O_CREAT | O_RDWR | O_TRUNC, 0600);
  write(file, "0123456789abcdef", 16);
  unlink(path);
  tcp_pair(e);
  off_t at = 4;
  show(sendfile(e[0], file, &at, 6));
  printf("at %ld\n", (long)at);
  show(recv(e[1], buf, 6, MSG_WAITALL));
  printf("%.6s\n", buf);
  lseek(file, 12, SEEK_SET);
  show(sendfile(e[0], file, NULL, 100));
  show(recv(e[1], buf, 4, MSG_WAITALL));
  show(sendfile(e[0], file, NULL, 100));
  show(sendfile(file, e[1], NULL, 10));
  struct iovec out[3] = {{"a", 1}, {"bc", 2}, {"def", 3}}, in[2] = {{buf, 4}, {buf + 10, 4}};
  show(writev(e[0], out, 3));
  wait_for(e[1], POLLIN);
  show(readv(e[1], in, 2));
  printf("%.4s %.2s\n", buf, buf + 10);
  show(pread(e[1], buf, 1, 0));
  show(pwrite(e[0], buf, 1, 0));
  show(read(e[1], buf, 0));
  int copy = dup(e[0]);
  close(e[0]);
  show(write(copy, "dup", 3));
  show(read(e[1], buf, sizeof buf));
  close(copy);
  show(read(e[1], buf, sizeof buf));
  return 0;
}
