// Masks: blocked signals wait, once each, and come lowest number first when the mask opens.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int order[16], count;
static void note(int signal) { order[count++] = signal; }

int main(void) {
  struct sigaction act;
  memset(&act, 0, sizeof act);
  act.sa_handler = note;
  sigfillset(&act.sa_mask);
  int used[] = {SIGHUP, SIGUSR1, SIGUSR2, SIGTERM};
  for (int i = 0; i < 4; i++) sigaction(used[i], &act, NULL);
  sigset_t all, old, pending;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &old);
  raise(SIGTERM);
  raise(SIGUSR2);
  raise(SIGUSR1);
  raise(SIGUSR1);
  raise(SIGHUP);
  sigpending(&pending);
  printf("waiting: HUP %d USR1 %d USR2 %d TERM %d INT %d\n", sigismember(&pending, SIGHUP), sigismember(&pending, SIGUSR1),
         sigismember(&pending, SIGUSR2), sigismember(&pending, SIGTERM), sigismember(&pending, SIGINT));
  printf("handled so far: %d\n", count);
  sigprocmask(SIG_SETMASK, &old, NULL);
  printf("handled: %d\n", count);
  // All but the signal's own are blocked in the handler, so they run one after the other in order of number.
  for (int i = 0; i < count; i++) printf("  %d\n", order[i]);
  count = 0;
  sigprocmask(SIG_SETMASK, &all, NULL);
  raise(SIGUSR1);
  signal(SIGUSR1, SIG_IGN);
  sigprocmask(SIG_SETMASK, &old, NULL);
  printf("ignoring drops what waits: %d\n", count);
  printf("KILL and STOP cannot be blocked: ");
  sigprocmask(SIG_SETMASK, &all, NULL);
  sigprocmask(SIG_SETMASK, NULL, &pending);
  printf("%d %d\n", sigismember(&pending, SIGKILL), sigismember(&pending, SIGSTOP));
  return 0;
}
