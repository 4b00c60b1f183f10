// A pipeline of processes: blocking reads and writes, end of file when the last writer goes.
#include "show.h"

int main(void) {
  int p[2], q[2];
  pipe(p), pipe(q);
  if (fork() == 0) {  // produces more than the pipe holds
    close(p[0]), close(q[0]), close(q[1]);
    for (int i = 0; i < 30000; i++) {
      char line[16];
      int n = sprintf(line, "%d\n", i);
      write(p[1], line, n);
    }
    _exit(3);
  }
  if (fork() == 0) {  // adds up what comes in odd pieces
    close(p[1]), close(q[0]);
    char buf[777];
    long sum = 0, number = 0, bytes = 0;
    ssize_t n;
    while ((n = read(p[0], buf, sizeof buf)) > 0) {
      bytes += n;
      for (ssize_t i = 0; i < n; i++) {
        if (buf[i] == '\n') sum += number, number = 0;
        else number = number * 10 + buf[i] - '0';
      }
    }
    int m = sprintf(buf, "bytes %ld sum %ld\n", bytes, sum);
    write(q[1], buf, m);
    _exit(4);
  }
  close(p[0]), close(p[1]), close(q[1]);
  char buf[100];
  ssize_t n, total = 0;
  while ((n = read(q[0], buf + total, sizeof buf - total)) > 0) total += n;
  printf("%.*s", (int)total, buf);
  int status, codes = 0;
  while (wait(&status) > 0) codes += WEXITSTATUS(status);
  printf("codes %d\n", codes);
  return 0;
}
