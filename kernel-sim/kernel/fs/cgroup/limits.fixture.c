/* Controllers of cgroup2 at work in the guest: pids, memory, cpu; what is refused. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define TOP "/sys/fs/cgroup/"
static int put(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  if (fd < 0) return -errno;
  int r = write(fd, text, strlen(text));
  if (r < 0) r = -errno;
  close(fd);
  return r;
}
static void show(const char *path) {
  char text[256];
  int fd = open(path, O_RDONLY);
  int n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
  text[n < 0 ? 0 : n] = 0;
  for (char *p = text; *p; p++)
    if (*p == '\n') *p = p[1] ? ';' : 0;
  printf("%s: %s\n", path + strlen(TOP), n < 0 ? "none" : text);
  close(fd);
}
static long number(const char *path) {
  char text[64] = "";
  int fd = open(path, O_RDONLY);
  read(fd, text, 63);
  close(fd);
  return strtol(text, 0, 10);
}

static void pids(void) {
  put(TOP "p/cgroup.procs", "0");
  printf("max %d\n", put(TOP "p/pids.max", "3"));
  int made = 0, error = 0;
  for (int i = 0; i < 5 && !error; i++) {
    int pid = fork();
    if (pid == 0) pause(), _exit(0);
    if (pid < 0) error = errno;
    else made++;
  }
  printf("made %d error %d\n", made, error);
  show(TOP "p/pids.current");
  show(TOP "p/pids.events");
  put(TOP "cgroup.procs", "0");
  put(TOP "p/cgroup.kill", "1");
  while (wait(0) > 0) {}
  show(TOP "p/pids.current");
  show(TOP "p/cgroup.events");
}

static void memory(void) {
  printf("max %d, nonsense %d\n", put(TOP "m/memory.max", "1M"), put(TOP "m/memory.max", "much"));
  show(TOP "m/memory.max");
  int pid = fork();
  if (pid == 0) {
    put(TOP "m/cgroup.procs", "0");
    char *p = malloc(4 << 20);
    for (int i = 0; i < 4 << 20; i += 4096) p[i] = 1;
    _exit(0);
  }
  int status;
  waitpid(pid, &status, 0);
  printf("signal %d\n", WTERMSIG(status));
  show(TOP "m/memory.current");
  printf("oom_kill %s\n", number(TOP "m/memory.current") == 0 ? "over" : "?");
}

/* Two that only count, until the parent has slept. */
static void cpu(void) {
  put(TOP "a/cpu.weight", "300");
  int pids[3];
  const char *groups[] = {TOP "a/cgroup.procs", TOP "b/cgroup.procs", TOP "b/cgroup.procs"};
  for (int i = 0; i < 3; i++)
    if ((pids[i] = fork()) == 0) {
      put(groups[i], "0");
      for (;;) {}
    }
  sleep(2);
  long use[2];
  for (int i = 0; i < 2; i++) {
    char text[64] = "";
    int fd = open(i ? TOP "b/cpu.stat" : TOP "a/cpu.stat", O_RDONLY);
    read(fd, text, 63);
    close(fd);
    use[i] = atol(text + 11);
  }
  for (int i = 0; i < 3; i++) kill(pids[i], 9), waitpid(pids[i], 0, 0);
  printf("share of 300 to 100: %.1f\n", (double)use[0] / use[1]);
}

int main(void) {
  setvbuf(stdout, 0, _IOLBF, 0);
  show(TOP "cgroup.controllers");
  mkdir(TOP "p", 0755);
  printf("not yet %d\n", access(TOP "p/pids.max", F_OK));
  printf("enable %d\n", put(TOP "cgroup.subtree_control", "+pids +memory +cpu"));
  show(TOP "cgroup.subtree_control");
  show(TOP "p/cgroup.controllers");
  show(TOP "p/pids.max");
  mkdir(TOP "m", 0755), mkdir(TOP "a", 0755), mkdir(TOP "b", 0755);
  mkdir(TOP "p/q", 0755);
  printf("what is not there %d\n", put(TOP "p/q/cgroup.subtree_control", "+pids"));
  printf("below %d\n", put(TOP "p/cgroup.subtree_control", "+pids"));
  printf("inner process %d\n", put(TOP "p/cgroup.procs", "0"));
  printf("taken away in use %d\n", put(TOP "cgroup.subtree_control", "-pids -cpu"));
  put(TOP "p/cgroup.subtree_control", "-pids");
  printf("weight 0: %d\n", put(TOP "a/cpu.weight", "0"));
  printf("weight 20000: %d\n", put(TOP "a/cpu.weight", "20000"));
  put(TOP "cgroup.subtree_control", "+pids +cpu");
  rmdir(TOP "p/q");
  pids();
  memory();
  cpu();
  return 0;
}
