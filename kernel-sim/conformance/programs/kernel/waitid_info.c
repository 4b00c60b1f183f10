// waitid: siginfo instead of a status word; WNOWAIT leaves the child to be waited for.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void show(const char *what, siginfo_t *info, pid_t pid) {
  printf("%s: signo %d code %d status %d pid %s\n", what, info->si_signo, info->si_code, info->si_status,
         info->si_pid == pid ? "child" : "other");
}

int main(void) {
  siginfo_t info;
  pid_t pid = fork();
  if (pid == 0) _exit(17);
  memset(&info, 0, sizeof info);
  waitid(P_PID, pid, &info, WEXITED | WNOWAIT);
  show("look", &info, pid);
  waitid(P_PID, pid, &info, WEXITED);
  show("take", &info, pid);
  printf("again: %d ECHILD %d\n", waitid(P_PID, pid, &info, WEXITED), errno == ECHILD);

  pid = fork();
  if (pid == 0) for (;;) pause();
  kill(pid, SIGSTOP);
  waitid(P_ALL, 0, &info, WSTOPPED);
  show("stop", &info, pid);
  kill(pid, SIGCONT);
  waitid(P_ALL, 0, &info, WCONTINUED);
  show("continue", &info, pid);
  memset(&info, 0xff, sizeof info);
  printf("nothing yet: %d pid %d\n", waitid(P_ALL, 0, &info, WEXITED | WNOHANG), info.si_pid);
  kill(pid, SIGKILL);
  waitid(P_PGID, getpgrp(), &info, WEXITED);
  show("killed", &info, pid);
  printf("no kind of event: %d EINVAL %d\n", waitid(P_ALL, 0, &info, 0), errno == EINVAL);
  return 0;
}
