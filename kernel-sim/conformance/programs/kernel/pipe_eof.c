// Pipes: order of bytes, end of file, broken pipe.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  int fds[2], status;
  char buffer[64];
  pipe(fds);
  if (fork() == 0) {
    close(fds[0]);
    for (int i = 0; i < 5; i++) {
      int n = sprintf(buffer, "message %d\n", i);
      write(fds[1], buffer, n);
    }
    _exit(0);
  }
  close(fds[1]);
  wait(&status);
  int total = 0, n;
  while ((n = read(fds[0], buffer, 7)) > 0) {
    write(1, buffer, n);
    total += n;
  }
  printf("%d bytes, then end of file: %d\n", total, n);
  close(fds[0]);

  pipe(fds);
  close(fds[0]);
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    write(fds[1], "x", 1);
    _exit(0);
  }
  waitpid(pid, &status, 0);
  printf("writer killed by SIGPIPE: %d\n", WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE);
  signal(SIGPIPE, SIG_IGN);
  printf("ignored: %zd EPIPE %d\n", write(fds[1], "x", 1), errno == EPIPE);
  return 0;
}
