// SIGCHLD: its siginfo, and the ways not to get zombies.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int count;
static siginfo_t last;
static void handler(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  last = *info;
  count++;
}

int main(void) {
  struct sigaction act;
  memset(&act, 0, sizeof act);
  act.sa_sigaction = handler;
  act.sa_flags = SA_SIGINFO | SA_RESTART;
  sigaction(SIGCHLD, &act, NULL);
  pid_t pid = fork();
  if (pid == 0) _exit(9);
  while (count == 0) pause();
  printf("code %d status %d from child %d\n", last.si_code, last.si_status, last.si_pid == pid);
  waitpid(pid, NULL, 0);
  pid = fork();
  if (pid == 0) for (;;) pause();
  kill(pid, SIGSTOP);
  while (count == 1) pause();
  printf("code %d status %d\n", last.si_code, last.si_status);
  kill(pid, SIGKILL);
  while (count == 2) pause();
  printf("code %d status %d\n", last.si_code, last.si_status);
  waitpid(pid, NULL, 0);

  signal(SIGCHLD, SIG_IGN);
  if (fork() == 0) _exit(0);
  printf("ignored: wait gives %d ECHILD %d\n", wait(NULL), errno == ECHILD);
  act.sa_flags = SA_NOCLDWAIT | SA_SIGINFO;
  count = 0;
  sigaction(SIGCHLD, &act, NULL);
  if (fork() == 0) _exit(0);
  int result;
  while ((result = wait(NULL)) < 0 && errno == EINTR) {}
  printf("SA_NOCLDWAIT: wait gives %d ECHILD %d, signal came %d\n", result, errno == ECHILD, count);
  return 0;
}
