/* signal(2) for Python: the C handler notes the signal, the virtual machine calls the Python handler between instructions. */
#include "../py.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

static volatile sig_atomic_t pending[65];
static void note(int sig) { pending[sig] = 1, py.signalled = 1; }

void handle_signals(void) {
  py.signalled = 0;
  for (int s = 1; s < 65; s++) {
    if (!pending[s]) continue;
    pending[s] = 0;
    V h = py.sigtable[s];
    if (h && !IS_SMALL(h)) call2(h, SMALL(s), None);
    else if (s == SIGINT) raise(E.KeyboardInterrupt, NULL);
  }
}
static void install(int s, void (*f)(int)) {
  struct sigaction sa = {0};
  sa.sa_handler = f;
  sigemptyset(&sa.sa_mask);
  if (sigaction(s, &sa, NULL) < 0) raise_errno(NULL);
}
/* SIGINT is Python's, SIGPIPE is ignored: a write to a closed pipe is BrokenPipeError. */
void init_signals(void) {
  install(SIGPIPE, SIG_IGN);
  install(SIGINT, note);
}
static V s_signal(int n, V *a, Dict *kw) {
  long s = as_long(a[0]);
  if (s < 1 || s > 64) raise(E.ValueError, "signal number out of range");
  V old = py.sigtable[s];
  if (!old) old = s == SIGINT ? dict_get(((Module *)import_module(intern("signal")))->dict, (V)intern("default_int_handler")) : SMALL(0);
  if (IS_INT(a[1])) install(s, as_long(a[1]) == 1 ? SIG_IGN : SIG_DFL);
  else if (!is_callable(a[1])) raise(E.TypeError, "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
  else install(s, note);
  py.sigtable[s] = a[1];
  return old;
}
static V s_getsignal(int n, V *a, Dict *kw) {
  V h = py.sigtable[as_long(a[0])];
  return h ? h : SMALL(0);
}
static V s_alarm(int n, V *a, Dict *kw) { return SMALL(alarm(as_long(a[0]))); }
static V s_pause(int n, V *a, Dict *kw) {
  pause();
  if (py.signalled) handle_signals();
  return None;
}
static V s_raise(int n, V *a, Dict *kw) {
  kill(getpid(), as_long(a[0]));
  if (py.signalled) handle_signals();
  return None;
}
static V s_default(int n, V *a, Dict *kw) { raise(E.KeyboardInterrupt, NULL); }
static V s_strsignal(int n, V *a, Dict *kw) {
  extern char *strsignal(int);
  return (V)str_c(strsignal(as_long(a[0])));
}
static V s_setitimer(int n, V *a, Dict *kw) {
  double d = as_double(a[1]), i = n > 2 ? as_double(a[2]) : 0;
  struct itimerval t = {{(long)i, (long)((i - (long)i) * 1e6)}, {(long)d, (long)((d - (long)d) * 1e6)}};
  if (setitimer(as_long(a[0]), &t, NULL) < 0) raise_errno(NULL);
  return tuple2(float_new(0), float_new(0));
}
static const Def defs[] = {{"signal", s_signal, 2, 2}, {"getsignal", s_getsignal, 1, 1}, {"alarm", s_alarm, 1, 1}, {"pause", s_pause, 0, 0}, {"raise_signal", s_raise, 1, 1}, {"default_int_handler", s_default, 0, 2},
  {"strsignal", s_strsignal, 1, 1}, {"setitimer", s_setitimer, 2, 3}, {0}};
Module *module_signal(void) {
  static const struct { const char *name; int nr; } names[] = {{"SIGHUP", 1}, {"SIGINT", 2}, {"SIGQUIT", 3}, {"SIGILL", 4}, {"SIGTRAP", 5}, {"SIGABRT", 6}, {"SIGBUS", 7}, {"SIGFPE", 8}, {"SIGKILL", 9}, {"SIGUSR1", 10},
    {"SIGSEGV", 11}, {"SIGUSR2", 12}, {"SIGPIPE", 13}, {"SIGALRM", 14}, {"SIGTERM", 15}, {"SIGCHLD", 17}, {"SIGCONT", 18}, {"SIGSTOP", 19}, {"SIGTSTP", 20}, {"SIGTTIN", 21}, {"SIGTTOU", 22}, {"SIGWINCH", 28}, {"SIG_DFL", 0}, {"SIG_IGN", 1},
    {"ITIMER_REAL", 0}, {"NSIG", 65}};
  Module *m = module_new("signal", defs);
  for (unsigned i = 0; i < sizeof names / sizeof *names; i++) dict_sets(m->dict, names[i].name, SMALL(names[i].nr));
  return m;
}
