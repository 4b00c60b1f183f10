// needs: root
// The files of /proc/PID/ns: names of spaces, setns by them, and by what is no space; who may not.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

static void said(const char *what, long r) { printf("%s: %s\n", what, r < 0 ? strerror(errno) : "ok"); }
static const char *const kinds[] = {"ipc", "mnt", "net", "pid", "pid_for_children", "user", "uts"};
static void name_of(pid_t pid, const char *kind, char *out) {
  char path[64];
  sprintf(path, "/proc/%d/ns/%s", pid, kind);
  ssize_t n = readlink(path, out, 63);
  out[n < 0 ? 0 : n] = 0;
}
static int open_ns(pid_t pid, const char *kind) {
  char path[64];
  sprintf(path, "/proc/%d/ns/%s", pid, kind);
  return open(path, O_RDONLY | O_CLOEXEC);
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  int ready[2];
  char byte, mine[64], its[64];
  pipe(ready);
  pid_t pid = fork();
  if (pid == 0) {
    unshare(CLONE_NEWUTS | CLONE_NEWIPC);
    sethostname("inner", 5);
    write(ready[1], "x", 1);
    for (;;) pause();
  }
  read(ready[0], &byte, 1);
  for (int i = 0; i < 7; i++) {
    name_of(getpid(), kinds[i], mine);
    name_of(pid, kinds[i], its);
    printf("%s: %.*s %s\n", kinds[i], (int)strcspn(mine, "["), mine, strcmp(mine, its) ? "differs" : "same");
  }
  int uts = open_ns(pid, "uts"), ours = open_ns(getpid(), "uts");
  struct stat a, b;
  fstat(uts, &a);
  fstat(ours, &b);
  printf("inodes differ %d, devices same %d\n", a.st_ino != b.st_ino, a.st_dev == b.st_dev);
  said("wrong kind", setns(uts, CLONE_NEWIPC));
  said("a pipe", setns(ready[0], 0));
  said("no file", setns(99, 0));
  said("a wrong flag", setns(uts, 0x12345));
  struct utsname u;
  char before[65];
  uname(&u);
  strcpy(before, u.nodename);
  said("enter", setns(uts, CLONE_NEWUTS));
  uname(&u);
  printf("host name %s\n", u.nodename);
  said("back, any kind", setns(ours, 0));
  uname(&u);
  printf("again ours %d\n", strcmp(u.nodename, before) == 0);
  said("one's own user space", setns(open_ns(getpid(), "user"), CLONE_NEWUSER));
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
  said("the space outlives its maker", setns(uts, CLONE_NEWUTS));
  if (fork() == 0) {
    setgid(65534);
    setuid(65534);
    said("not root: setns", setns(ours, CLONE_NEWUTS));
    said("not root: unshare", unshare(CLONE_NEWUTS));
    said("not root: host name", sethostname("x", 1));
    _exit(0);
  }
  wait(NULL);
  return 0;
}
