// wait: how a child ended, as WIFEXITED and WIFSIGNALED tell it; WNOHANG and ECHILD.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void report(const char *what, int status) {
  if (WIFEXITED(status)) printf("%s: exited %d\n", what, WEXITSTATUS(status));
  else if (WIFSIGNALED(status)) printf("%s: killed by %d\n", what, WTERMSIG(status));
  else printf("%s: %#x\n", what, status);
}

int main(void) {
  int status;
  int codes[] = {0, 1, 42, 255, 256, -1};
  for (int i = 0; i < 6; i++) {
    if (fork() == 0) _exit(codes[i]);
    wait(&status);
    report("exit", status);
  }
  int signals[] = {SIGTERM, SIGKILL, SIGUSR1, SIGALRM};
  for (int i = 0; i < 4; i++) {
    pid_t pid = fork();
    if (pid == 0) for (;;) pause();
    kill(pid, signals[i]);
    waitpid(pid, &status, 0);
    report("signal", status);
  }
  pid_t pid = fork();
  if (pid == 0) for (;;) pause();
  printf("WNOHANG on a living child: %d\n", waitpid(pid, &status, WNOHANG));
  kill(pid, SIGKILL);
  printf("same child: %d\n", waitpid(pid, &status, 0) == pid);
  printf("no child: %d, errno ECHILD %d\n", wait(&status), errno == ECHILD);
  printf("not mine: %d, errno ECHILD %d\n", waitpid(1, &status, 0), errno == ECHILD);
  printf("bad options: %d, errno EINVAL %d\n", waitpid(-1, &status, 0x8000), errno == EINVAL);
  return 0;
}
