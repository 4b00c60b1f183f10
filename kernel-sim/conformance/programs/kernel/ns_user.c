// User namespaces: all capabilities inside for anybody, ids through uid_map, none of it outside.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int put(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  int result = fd < 0 ? -1 : write(fd, text, strlen(text)) < 0 ? -errno : 0;
  close(fd);
  return result;
}

static void line(const char *path, const char *start) {
  char text[256];
  FILE *file = fopen(path, "r");
  while (file && fgets(text, sizeof text, file))
    if (strncmp(text, start, strlen(start)) == 0) fputs(text, stdout);
  if (file) fclose(file);
}

int main(void) {
  line("/proc/self/uid_map", "");
  if (setgid(1000) || setuid(1000)) return 1;
  // Its files in /proc belong to it again.
  prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  printf("hostname without right: %d\n", sethostname("x", 1) == -1 && errno == EPERM);
  printf("unshare uts alone: %d\n", unshare(CLONE_NEWUTS) == -1 && errno == EPERM);
  printf("unshare user and uts: %d\n", unshare(CLONE_NEWUSER | CLONE_NEWUTS));
  printf("not mapped yet: %d %d\n", getuid(), getgid());
  line("/proc/self/status", "CapEff");
  printf("gid_map before setgroups: %d\n", put("/proc/self/gid_map", "0 1000 1"));
  printf("two lines: %d\n", put("/proc/self/uid_map", "0 1000 1\n5 1001 1"));
  printf("nonsense: %d\n", put("/proc/self/uid_map", "zero one two"));
  printf("somebody else: %d\n", put("/proc/self/uid_map", "0 0 1"));
  printf("setgroups deny: %d\n", put("/proc/self/setgroups", "deny"));
  printf("uid_map: %d\n", put("/proc/self/uid_map", "0 1000 1"));
  printf("gid_map: %d\n", put("/proc/self/gid_map", "0 1000 1"));
  printf("a second time: %d\n", put("/proc/self/uid_map", "0 1000 1"));
  line("/proc/self/uid_map", "");
  printf("now root inside: %d %d\n", getuid(), getgid());
  printf("hostname inside: %d\n", sethostname("inside", 6));
  printf("setuid to what is not mapped: %d\n", setuid(7) == -1 && errno == EINVAL);
  printf("another user's file: %d\n", open("/etc/shadow-of-nobody", O_RDONLY) == -1 && errno == ENOENT);
  printf("chown of a file of real root: %d\n", chown("/", 0, 0) == -1 && errno == EPERM);
  printf("child namespace: %d\n", unshare(CLONE_NEWUSER));
  return 0;
}
