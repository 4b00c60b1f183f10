// kill: one process, a group, permission, and the question "are you there" (signal 0).
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  int status, ready[2];
  char byte;
  pipe(ready);
  pid_t first = 0;
  for (int i = 0; i < 3; i++) {
    pid_t pid = fork();
    if (pid == 0) {
      setpgid(0, first);
      write(ready[1], "x", 1);
      for (;;) pause();
    }
    if (i == 0) first = pid;
    setpgid(pid, first);
  }
  for (int i = 0; i < 3; i++) read(ready[0], &byte, 1);
  printf("are you there: %d\n", kill(first, 0));
  printf("the group: %d\n", kill(-first, SIGTERM));
  int killed = 0;
  for (int i = 0; i < 3; i++) {
    wait(&status);
    killed += WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM;
  }
  printf("killed: %d\n", killed);
  printf("gone: %d ESRCH %d\n", kill(first, 0), errno == ESRCH);
  printf("group gone: %d ESRCH %d\n", kill(-first, SIGTERM), errno == ESRCH);
  printf("no such signal: %d EINVAL %d\n", kill(getpid(), 65), errno == EINVAL);
  if (geteuid() == 0) {
    pid_t victim = fork();
    if (victim == 0) for (;;) pause();
    pid_t other = fork();
    if (other == 0) {
      setgid(1000);
      setuid(1000);
      int result = kill(victim, SIGTERM);
      _exit(result == -1 && errno == EPERM ? 1 : 0);
    }
    waitpid(other, &status, 0);
    printf("another user may not: %d\n", WEXITSTATUS(status));
    kill(victim, SIGKILL);
    waitpid(victim, &status, 0);
  }
  return 0;
}
