// Real-time signals queue with their values; ordinary ones do not.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void handler(int signal, siginfo_t *info, void *context) {
  (void)context;
  printf("RT+%d value %d code %s from me %d\n", signal - SIGRTMIN, info->si_value.sival_int,
         info->si_code == SI_QUEUE ? "SI_QUEUE" : "other", info->si_pid == getpid());
}

int main(void) {
  struct sigaction act;
  memset(&act, 0, sizeof act);
  act.sa_sigaction = handler;
  act.sa_flags = SA_SIGINFO;
  sigfillset(&act.sa_mask);
  sigaction(SIGRTMIN, &act, NULL);
  sigaction(SIGRTMIN + 1, &act, NULL);
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGRTMIN);
  sigaddset(&set, SIGRTMIN + 1);
  sigprocmask(SIG_BLOCK, &set, &old);
  union sigval value;
  for (int i = 0; i < 3; i++) {
    value.sival_int = 10 + i;
    sigqueue(getpid(), SIGRTMIN + 1, value);
    value.sival_int = 20 + i;
    sigqueue(getpid(), SIGRTMIN, value);
  }
  sigprocmask(SIG_SETMASK, &old, NULL);
  printf("done\n");
  return 0;
}
