// sigaltstack: a handler on a stack of its own, so that even a stack overflow can be told.
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char stack[32768];
static sigjmp_buf back;
static volatile int on_alt;

static int inside(void *address) { return (char *)address >= stack && (char *)address < stack + sizeof stack; }

static void handler(int signal) {
  (void)signal;
  int local;
  stack_t now;
  sigaltstack(NULL, &now);
  on_alt = inside(&local) && (now.ss_flags & SS_ONSTACK);
}
static void overflow_handler(int signal) {
  (void)signal;
  int local;
  on_alt = inside(&local);
  siglongjmp(back, 1);
}
static int deeper(int n) {
  volatile char room[4096];
  room[0] = n;
  return deeper(n + 1) + room[0];
}

int main(void) {
  stack_t new_stack = {.ss_sp = stack, .ss_size = sizeof stack, .ss_flags = 0}, old;
  printf("set: %d\n", sigaltstack(&new_stack, &old));
  printf("before: disabled %d\n", old.ss_flags == SS_DISABLE);
  struct sigaction act;
  memset(&act, 0, sizeof act);
  act.sa_handler = handler;
  sigaction(SIGUSR1, &act, NULL);
  raise(SIGUSR1);
  printf("without SA_ONSTACK: on the alternate stack %d\n", on_alt);
  act.sa_flags = SA_ONSTACK;
  sigaction(SIGUSR1, &act, NULL);
  raise(SIGUSR1);
  printf("with SA_ONSTACK: %d\n", on_alt);
  act.sa_handler = overflow_handler;
  sigaction(SIGSEGV, &act, NULL);
  on_alt = 0;
  if (sigsetjmp(back, 1) == 0) deeper(0);
  printf("stack overflow caught on the alternate stack: %d\n", on_alt);
  stack_t small = {.ss_sp = stack, .ss_size = 100, .ss_flags = 0};
  printf("too small: %d ENOMEM %d\n", sigaltstack(&small, NULL), errno == ENOMEM);
  return 0;
}
