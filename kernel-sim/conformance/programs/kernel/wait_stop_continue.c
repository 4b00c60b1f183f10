// Job control without a terminal: the parent sees its child stop and go on.
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  int status, go[2];
  char byte = 0;
  pipe(go);
  pid_t pid = fork();
  if (pid == 0) {
    setpgid(0, 0);  // In an orphaned group SIGTSTP would not stop; this one has us in the same session.
    raise(SIGSTOP);
    read(go[0], &byte, 1);  // A stop that comes before the parent has waited would hide that it went on.
    raise(SIGTSTP);
    _exit(5);
  }
  waitpid(pid, &status, WUNTRACED);
  printf("stopped %d by %d\n", WIFSTOPPED(status), WSTOPSIG(status));
  printf("told once: %d\n", waitpid(pid, &status, WUNTRACED | WNOHANG));
  kill(pid, SIGCONT);
  waitpid(pid, &status, WCONTINUED);
  printf("continued %d\n", WIFCONTINUED(status) != 0);
  write(go[1], &byte, 1);
  waitpid(pid, &status, WUNTRACED);
  printf("stopped %d by %d\n", WIFSTOPPED(status), WSTOPSIG(status));
  kill(pid, SIGCONT);
  waitpid(pid, &status, 0);
  printf("exited %d\n", WEXITSTATUS(status));

  pid = fork();
  if (pid == 0) for (;;) pause();
  kill(pid, SIGSTOP);
  waitpid(pid, &status, WUNTRACED);
  kill(pid, SIGTERM);
  printf("stopped process keeps SIGTERM waiting: %d\n", waitpid(pid, &status, WNOHANG));
  kill(pid, SIGKILL);
  waitpid(pid, &status, 0);
  printf("but SIGKILL ends it: %d\n", WTERMSIG(status));
  return 0;
}
