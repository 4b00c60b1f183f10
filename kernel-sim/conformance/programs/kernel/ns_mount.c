// Mount namespaces and a container: mounts of one's own, a procfs that shows only the namespace's processes.
#define _GNU_SOURCE
#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char stack[65536];
static char place[] = "/tmp/rz-ns-XXXXXX";

static int container(void *arg) {
  (void)arg;
  char path[128];
  sethostname("box", 3);
  printf("private %d\n", mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
  printf("tmpfs %d\n", mount("none", place, "tmpfs", 0, NULL));
  snprintf(path, sizeof path, "%s/proc", place);
  mkdir(path, 0755);
  printf("proc %d\n", mount("proc", path, "proc", 0, NULL));
  printf("chroot %d %d\n", chroot(place), chdir("/"));
  DIR *dir = opendir("/proc");
  int processes = 0, only = 0;
  for (struct dirent *entry; (entry = readdir(dir));)
    if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9') {
      processes++;
      only = atoi(entry->d_name);
    }
  closedir(dir);
  printf("processes %d: %d\n", processes, only);
  char text[64] = "";
  readlink("/proc/self", text, sizeof text - 1);
  printf("self %s\n", text);
  FILE *file = fopen("/proc/self/status", "r");
  while (fgets(text, sizeof text, file))
    if (strncmp(text, "Pid:", 4) == 0 || strncmp(text, "PPid:", 5) == 0 || strncmp(text, "NSpid:", 6) == 0) fputs(text, stdout);
  fclose(file);
  file = fopen("/proc/sys/kernel/hostname", "r");
  printf("%s", fgets(text, sizeof text, file) ? text : "?\n");
  fclose(file);
  printf("in the box: %d\n", mkdir("/hello", 0755));
  fflush(stdout);
  return 0;
}

int main(void) {
  char path[128];
  struct stat status;
  int result;
  if (!mkdtemp(place)) return 1;
  pid_t pid = clone(container, stack + sizeof stack, CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | SIGCHLD, NULL);
  waitpid(pid, &result, 0);
  printf("box ended with %d\n", WEXITSTATUS(result));
  snprintf(path, sizeof path, "%s/hello", place);
  printf("outside nothing of it: %d\n", stat(path, &status));
  printf("removed %d\n", rmdir(place));
  return 0;
}
