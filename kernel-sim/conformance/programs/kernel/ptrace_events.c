// Events: fork, vfork, clone of a thread, exec, exit, each with its message; a seized child; interrupt and listen.
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef PTRACE_EVENT_STOP
#define PTRACE_EVENT_STOP 128
#endif

static pid_t family[8];
static int members;
static int member(pid_t pid) {
  for (int i = 0; i < members; i++)
    if (family[i] == pid) return i;
  family[members] = pid;
  return members++;
}

static void child(char *self) {
  raise(SIGSTOP);
  int status;
  pid_t pid = fork();
  if (pid == 0) _exit(7);
  waitpid(pid, &status, 0);
  pid = vfork();
  if (pid == 0) _exit(8);
  waitpid(pid, &status, 0);
  char *args[] = {self, "again", NULL};
  execv("/proc/self/exe", args);
}

/* One child at a time: the order of stops is fixed by waiting for one only. */
static void follow(pid_t pid, int expected) {
  int status;
  for (;;) {
    if (waitpid(pid, &status, __WALL) < 0) return;
    if (!WIFSTOPPED(status)) {
      printf("[%d] end %x\n", member(pid), status);
      return;
    }
    unsigned long message = 0;
    int event = status >> 16, signal = WSTOPSIG(status);
    ptrace(PTRACE_GETEVENTMSG, pid, 0, &message);
    printf("[%d] signal %d event %d", member(pid), signal, event);
    if (event >= 1 && event <= 5 && event != PTRACE_EVENT_EXEC) printf(" child [%d]", member(message));
    if (event == PTRACE_EVENT_EXEC) printf(" old pid [%d]", member(message));
    if (event == PTRACE_EVENT_EXIT) printf(" status %lx", message);
    printf("\n");
    fflush(stdout);
    ptrace(PTRACE_CONT, pid, 0, (long)(event == 0 && signal != SIGSTOP && signal != SIGTRAP ? signal : 0));
    if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK) follow(message, 0);
  }
  (void)expected;
}

int main(int argc, char **argv) {
  if (argc > 1) return 9;
  int status;
  pid_t pid = fork();
  if (pid == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    child(argv[0]);
  }
  member(pid);
  waitpid(pid, &status, 0);
  long options = PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT;
  printf("options %ld\n", ptrace(PTRACE_SETOPTIONS, pid, 0, options));
  fflush(stdout);
  ptrace(PTRACE_CONT, pid, 0, 0);
  follow(pid, 9);

  /* Without the option an exec is a plain SIGTRAP. */
  pid = fork();
  if (pid == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    char *args[] = {argv[0], "again", NULL};
    execv("/proc/self/exe", args);
  }
  member(pid);
  follow(pid, 9);

  /* Seized: no stop at the beginning, PTRACE_INTERRUPT makes one, group stops are told and listened to. */
  int hold[2];
  pipe(hold);
  pid = fork();
  if (pid == 0) {
    char byte;
    read(hold[0], &byte, 1);
    for (;;) pause();
  }
  printf("seize %ld\n", ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_EXITKILL));
  printf("running: %ld errno %d\n", ptrace(PTRACE_CONT, pid, 0, 0), errno);
  printf("interrupt %ld\n", ptrace(PTRACE_INTERRUPT, pid, 0, 0));
  waitpid(pid, &status, 0);
  printf("status %x\n", status);
  ptrace(PTRACE_CONT, pid, 0, 0);
  kill(pid, SIGSTOP);
  waitpid(pid, &status, 0);
  printf("delivery %x\n", status);
  ptrace(PTRACE_CONT, pid, 0, SIGSTOP);
  waitpid(pid, &status, 0);
  printf("group stop %x\n", status);
  printf("listen %ld\n", ptrace(PTRACE_LISTEN, pid, 0, 0));
  printf("quiet %d\n", waitpid(pid, &status, WNOHANG));
  kill(pid, SIGCONT);
  waitpid(pid, &status, 0);
  printf("continues %x\n", status);
  ptrace(PTRACE_CONT, pid, 0, 0);
  waitpid(pid, &status, 0);
  printf("delivery %x\n", status);
  printf("detach %ld\n", ptrace(PTRACE_DETACH, pid, 0, SIGTERM));
  waitpid(pid, &status, 0);
  printf("killed by %d\n", WTERMSIG(status));
  return 0;
}
