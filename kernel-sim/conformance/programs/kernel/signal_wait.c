// Waiting for signals without handlers: sigsuspend, sigwaitinfo, sigtimedwait.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile int hits;
static void handler(int signal) {
  (void)signal;
  hits++;
}

int main(void) {
  sigset_t set, old, now;
  signal(SIGUSR1, handler);
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGUSR2);
  sigprocmask(SIG_BLOCK, &set, &old);
  pid_t parent = getpid();
  if (fork() == 0) {
    kill(parent, SIGUSR1);
    _exit(0);
  }
  printf("sigsuspend %d EINTR %d handler %d\n", sigsuspend(&old), errno == EINTR, hits);
  sigprocmask(SIG_BLOCK, NULL, &now);
  printf("mask is back: %d\n", sigismember(&now, SIGUSR1));
  wait(NULL);

  siginfo_t info;
  pid_t pid = fork();
  if (pid == 0) {
    struct timespec t = {0, 20000000};
    nanosleep(&t, NULL);
    kill(parent, SIGUSR2);
    _exit(0);
  }
  int signal = sigwaitinfo(&set, &info);
  printf("sigwaitinfo %d from child %d code %d, handlers run %d\n", signal, info.si_pid == pid, info.si_code, hits);
  wait(NULL);
  struct timespec none = {0, 0}, short_time = {0, 5000000};
  printf("nothing there: %d EAGAIN %d\n", sigtimedwait(&set, &info, &none), errno == EAGAIN);
  printf("nothing came: %d EAGAIN %d\n", sigtimedwait(&set, &info, &short_time), errno == EAGAIN);
  raise(SIGUSR1);
  printf("waiting already: %d\n", sigtimedwait(&set, &info, &none));
  return 0;
}
