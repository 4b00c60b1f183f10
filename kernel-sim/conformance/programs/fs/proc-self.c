// What a process reads about itself in /proc.
#include "show.h"
#include <ctype.h>
#include <dirent.h>

/* Numbers become N, runs of blanks stay: the shape of a line. */
static void shape(const char *path, const char *want) {
  char line[4096], out[4096];
  FILE *f = fopen(path, "r");
  if (!f) {
    printf("%s: %s\n", path, error_name());
    return;
  }
  while (fgets(line, sizeof line, f)) {
    if (want && strncmp(line, want, strlen(want))) continue;
    int n = 0;
    for (int i = 0; line[i]; i++) {
      if (isdigit(line[i])) {
        if (n == 0 || out[n - 1] != 'N') out[n++] = 'N';
      } else out[n++] = line[i];
    }
    out[n] = 0;
    printf("%s", out);
  }
  fclose(f);
}

int main(void) {
  char buf[4096], want[64];
  ssize_t n = readlink("/proc/self", buf, sizeof buf - 1);
  buf[n] = 0;
  printf("self is me: %d\n", atoi(buf) == getpid());
  n = readlink("/proc/self/cwd", buf, sizeof buf - 1);
  buf[n] = 0;
  char cwd[4096];
  printf("cwd: %d\n", strcmp(buf, getcwd(cwd, sizeof cwd)) == 0);
  n = readlink("/proc/self/root", buf, sizeof buf - 1);
  printf("root: %.*s\n", (int)n, buf);

  int fd = open("/proc/self/stat", O_RDONLY);
  n = read(fd, buf, sizeof buf - 1);
  buf[n] = 0;
  int fields = 1;
  for (char *c = strrchr(buf, ')') + 1; *c; c++) fields += *c == ' ';
  printf("fields of stat: %d, pid %d\n", fields + 1, atoi(buf) == getpid());
  sprintf(want, "%d", getppid());
  printf("ppid: %d\n", strncmp(strrchr(buf, ')') + 4, want, strlen(want)) == 0);

  fd = open("/proc/self/cmdline", O_RDONLY);
  n = read(fd, buf, sizeof buf);
  printf("cmdline ends in NUL: %d\n", n > 0 && buf[n - 1] == 0);
  const char *lines[] = {"State:", "PPid:", "Uid:", "Gid:", "FDSize:", "Threads:", "SigPnd:", "Umask:"};
  for (int i = 0; i < 8; i++) shape("/proc/self/status", lines[i]);
  shape("/proc/self/limits", "Limit");
  shape("/proc/self/limits", "Max stack");
  shape("/proc/self/statm", 0);
  shape("/proc/uptime", 0);
  shape("/proc/meminfo", "VmallocTotal");
  shape("/proc/meminfo", "HugePages_Total");
  shape("/proc/stat", "btime");
  shape("/proc/stat", "cpu ");
  shape("/proc/sys/kernel/ostype", 0);
  shape("/proc/self/none", 0);
  shape("/proc/99999999/stat", 0);
  show(open("/proc/self/stat", O_WRONLY) >= 0 ? 0 : -1);
  show(mkdir("/proc/new", 0755));
  show(unlink("/proc/self/stat"));
  show(chdir("/proc/self"));
  show(access("fd/0", F_OK));

  FILE *maps = fopen("/proc/self/maps", "r");
  int stack = 0, heap = 0, exec = 0;
  malloc(1);
  while (fgets(buf, sizeof buf, maps)) {
    if (strstr(buf, "[stack]")) stack = (int)(strchr(buf, '[') - buf);
    if (strstr(buf, "[heap]")) heap = (int)(strchr(buf, '[') - buf);
    exec += strstr(buf, " r-xp ") && strchr(buf, '/');
  }
  printf("stack in column %d, heap in column %d, executable %d\n", stack, heap, exec > 0);
  show(write(open("/proc/self/comm", O_WRONLY), "renamed", 7));
  shape("/proc/self/comm", 0);
  return 0;
}
