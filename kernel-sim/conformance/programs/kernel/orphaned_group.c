// A stopped process group whose last parent in the session dies gets SIGHUP and SIGCONT.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int out;
static void tell(int signal) { write(out, signal == SIGHUP ? "H" : "C", 1); }

int main(void) {
  int fds[2], status;
  char got[8] = {0};
  pipe(fds);
  out = fds[1];
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  pid_t leader = fork();
  if (leader == 0) {
    setsid();
    pid_t child = fork();
    if (child == 0) {
      setpgid(0, 0);
      struct sigaction act;
      memset(&act, 0, sizeof act);
      act.sa_handler = tell;
      // One after the other, never nested.
      sigfillset(&act.sa_mask);
      sigaction(SIGHUP, &act, NULL);
      sigaction(SIGCONT, &act, NULL);
      raise(SIGSTOP);
      _exit(4);
    }
    waitpid(child, &status, WUNTRACED);
    _exit(3);
  }
  waitpid(leader, &status, 0);
  printf("leader exited %d\n", WEXITSTATUS(status));
  wait(&status);
  printf("orphan exited %d\n", WEXITSTATUS(status));
  close(fds[1]);
  int n = read(fds[0], got, sizeof got - 1);
  printf("it was told: %d signals, H %d, C %d\n", n, strchr(got, 'H') != NULL, strchr(got, 'C') != NULL);
  return 0;
}
