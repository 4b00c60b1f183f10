// Pipes: 64 KiB fit, then a writer waits for the reader; O_NONBLOCK says EAGAIN instead.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char block[4096];

int main(void) {
  int fds[2], status;
  pipe(fds);
  fcntl(fds[1], F_SETFL, O_NONBLOCK);
  memset(block, 'a', sizeof block);
  long total = 0, n;
  while ((n = write(fds[1], block, sizeof block)) > 0) total += n;
  printf("fits: %ld, then EAGAIN: %d\n", total, errno == EAGAIN);
  fcntl(fds[0], F_SETFL, O_NONBLOCK);
  while (read(fds[0], block, sizeof block) > 0) {}
  printf("empty: EAGAIN %d\n", errno == EAGAIN);

  fcntl(fds[0], F_SETFL, 0);
  fcntl(fds[1], F_SETFL, 0);
  fflush(stdout);
  if (fork() == 0) {
    close(fds[0]);
    for (int i = 0; i < 64; i++) {
      memset(block, 'a' + i % 26, sizeof block);
      if (write(fds[1], block, sizeof block) != sizeof block) _exit(1);
    }
    _exit(0);
  }
  close(fds[1]);
  unsigned long sum = 0, count = 0;
  while ((n = read(fds[0], block, 1000)) > 0) {
    for (long i = 0; i < n; i++) sum = sum * 31 + (unsigned char)block[i];
    count += n;
  }
  wait(&status);
  printf("%lu bytes through a small pipe, checksum %lu, writer %d\n", count, sum, WEXITSTATUS(status));
  return 0;
}
