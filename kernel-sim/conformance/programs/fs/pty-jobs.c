/*
 * A controlling terminal: who has it, the foreground group, SIGTTIN and SIGTTOU, keys that send signals, hang-up when the leader goes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static void said(const char *what, long r) { printf("%s: %s\n", what, r < 0 ? strerror(errno) : "ok"); }
static void ended(const char *what, pid_t pid, int flags) {
  int s;
  pid_t got = waitpid(pid, &s, flags);
  if (got != pid) printf("%s: %d\n", what, (int)got);
  else if (WIFSTOPPED(s)) printf("%s: stopped by %d\n", what, WSTOPSIG(s));
  else if (WIFSIGNALED(s)) printf("%s: killed by %d\n", what, WTERMSIG(s));
  else printf("%s: exit %d\n", what, WEXITSTATUS(s));
}

static int leader(int master, const char *name) {
  setsid();
  said("/dev/tty without one", open("/dev/tty", O_RDWR));
  int tty = open(name, O_RDWR);
  said("the first terminal becomes it", ioctl(tty, TIOCSCTTY, 0));
  printf("group %d session %d\n", tcgetpgrp(tty) == getpid(), tcgetsid(tty) == getpid());
  int again = open("/dev/tty", O_RDWR);
  said("/dev/tty", again);
  close(again);
  pid_t child = fork();
  if (child == 0) {
    setpgid(0, 0);
    char c;
    read(tty, &c, 1);
    _exit(c == 'k' ? 5 : 6);
  }
  setpgid(child, child);
  ended("reading in the background", child, WUNTRACED);
  said("give it the foreground", tcsetpgrp(tty, child));
  kill(child, SIGCONT);
  write(master, "k\n", 2);
  ended("in the foreground", child, 0);
  signal(SIGTTOU, SIG_IGN);
  said("take it back", tcsetpgrp(tty, getpid()));
  said("to a group of nobody", tcsetpgrp(tty, 99999));
  signal(SIGTTOU, SIG_DFL);
  child = fork();
  if (child == 0) {
    setpgid(0, 0);
    struct termios t;
    tcgetattr(tty, &t);
    t.c_lflag |= TOSTOP;
    tcsetattr(tty, TCSANOW, &t);
    _exit(0);
  }
  setpgid(child, child);
  ended("setting modes in the background", child, WUNTRACED);
  kill(child, SIGKILL);
  ended("killed", child, 0);
  static const char keys[] = {3, 28, 26};
  for (int i = 0; i < 3; i++) {
    int ready[2];
    pipe(ready);
    child = fork();
    if (child == 0) {
      setpgid(0, 0);
      signal(SIGTTOU, SIG_IGN);
      tcsetpgrp(tty, getpid());
      write(ready[1], "x", 1);
      for (;;) pause();
    }
    char c;
    read(ready[0], &c, 1);
    write(master, &keys[i], 1);
    ended("a key", child, WUNTRACED);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
  }
  signal(SIGTTOU, SIG_IGN);
  tcsetpgrp(tty, getpid());
  return 3;
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  int master = posix_openpt(O_RDWR | O_NOCTTY), ready[2];
  grantpt(master);
  unlockpt(master);
  const char *name = ptsname(master);
  pid_t pid = fork();
  if (pid == 0) _exit(leader(master, name));
  ended("leader", pid, 0);
  pipe(ready);
  pid = fork();
  if (pid == 0) {
    setsid();
    int tty = open(name, O_RDWR);
    ioctl(tty, TIOCSCTTY, 0);
    close(master);
    write(ready[1], "x", 1);
    for (;;) pause();
  }
  char c;
  read(ready[0], &c, 1);
  close(master);
  ended("the line goes dead", pid, 0);
  return 0;
}
