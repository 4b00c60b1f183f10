// Who may trace whom, and what is refused.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static void show(const char *what, long result) {
  printf("%s: %ld %s\n", what, result, result < 0 ? strerror(errno) : "");
  errno = 0;
}

static void tracer_pid(pid_t pid, pid_t me) {
  char path[64], line[128];
  snprintf(path, sizeof path, "/proc/%d/status", pid);
  FILE *file = fopen(path, "r");
  while (fgets(line, sizeof line, file)) {
    int n;
    if (sscanf(line, "TracerPid: %d", &n) == 1) printf("TracerPid is %s\n", n == 0 ? "nobody" : n == me ? "me" : "another");
    if (strncmp(line, "State:", 6) == 0) printf("%s", line);
  }
  fclose(file);
}

int main(void) {
  int status;
  show("attach to nobody", ptrace(PTRACE_ATTACH, 99999, 0, 0));
  show("attach to myself", ptrace(PTRACE_ATTACH, getpid(), 0, 0));
  show("cont a stranger", ptrace(PTRACE_CONT, getppid(), 0, 0));
  pid_t pid = fork();
  if (pid == 0)
    for (;;) pause();
  usleep(50000);
  show("attach", ptrace(PTRACE_ATTACH, pid, 0, 0));
  waitpid(pid, &status, 0);
  printf("stopped by %d\n", WSTOPSIG(status));
  tracer_pid(pid, getpid());
  show("attach twice", ptrace(PTRACE_ATTACH, pid, 0, 0));
  show("seize too", ptrace(PTRACE_SEIZE, pid, 0, 0));
  show("interrupt without seize", ptrace(PTRACE_INTERRUPT, pid, 0, 0));
  show("listen without seize", ptrace(PTRACE_LISTEN, pid, 0, 0));
  show("unknown request", ptrace(0x7777, pid, 0, 0));
  show("unknown option", ptrace(PTRACE_SETOPTIONS, pid, 0, 0x40000000));
  show("peek at 16", ptrace(PTRACE_PEEKDATA, pid, 16, 0));
  show("poke at 16", ptrace(PTRACE_POKEDATA, pid, 16, 0));
  show("peekuser unaligned", ptrace(PTRACE_PEEKUSER, pid, 4, 0));
  show("peekuser beyond", ptrace(PTRACE_PEEKUSER, pid, 4096, 0));
  show("cont with signal 65", ptrace(PTRACE_CONT, pid, 0, 65));
  show("getregs to nowhere", ptrace(PTRACE_GETREGS, pid, 0, 16));
  struct user_regs_struct regs;
  show("getregs", ptrace(PTRACE_GETREGS, pid, 0, &regs));
  printf("interrupted pause: rax %ld orig_rax %ld\n", (long)regs.rax, (long)regs.orig_rax);
  regs.cs = 0x10;
  show("a kernel's cs", ptrace(PTRACE_SETREGS, pid, 0, &regs));
  long word = ptrace(PTRACE_PEEKTEXT, pid, (long)main, 0);
  printf("code is the same: %d\n", memcmp(&word, (void *)main, 8) == 0);
  show("poke code", ptrace(PTRACE_POKETEXT, pid, (long)main, 0x1122334455667788));
  printf("theirs %lx, ours kept %d\n", ptrace(PTRACE_PEEKTEXT, pid, (long)main, 0), memcmp(&word, (void *)main, 8) == 0);
  show("detach", ptrace(PTRACE_DETACH, pid, 0, 0));
  usleep(20000);
  tracer_pid(pid, getpid());
  show("detach again", ptrace(PTRACE_DETACH, pid, 0, 0));
  kill(pid, SIGKILL);
  waitpid(pid, &status, 0);

  /* The tracer dies: the traced one goes on. */
  int go[2];
  pipe(go);
  pid = fork();
  if (pid == 0) {
    close(go[1]);
    char byte;
    read(go[0], &byte, 1);
    _exit(5);
  }
  pid_t other = fork();
  if (other == 0) {
    ptrace(PTRACE_ATTACH, pid, 0, 0);
    waitpid(pid, &status, 0);
    _exit(WSTOPSIG(status));
  }
  waitpid(other, &status, 0);
  printf("tracer saw %d and is gone\n", WEXITSTATUS(status));
  usleep(20000);
  tracer_pid(pid, getpid());
  write(go[1], "x", 1);
  waitpid(pid, &status, 0);
  printf("the other ends with %d\n", WEXITSTATUS(status));

  pid = fork();
  if (pid == 0) {
    show("traceme", ptrace(PTRACE_TRACEME, 0, 0, 0));
    show("traceme twice", ptrace(PTRACE_TRACEME, 0, 0, 0));
    _exit(0);
  }
  waitpid(pid, &status, 0);
  return 0;
}
