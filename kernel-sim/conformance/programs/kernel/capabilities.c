// The sets of capabilities: capget and capset, the bounding set, what setuid and execve leave of them.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct header {
  unsigned version;
  int pid;
} header = {0x20080522, 0};
struct data {
  unsigned effective, permitted, inheritable;
} data[2];

static void show(const char *title) {
  char text[256];
  printf("%s\n", title);
  FILE *file = fopen("/proc/self/status", "r");
  while (fgets(text, sizeof text, file))
    if (strncmp(text, "Cap", 3) == 0) fputs(text, stdout);
  fclose(file);
}

static int set(void) { return syscall(SYS_capset, &header, data) < 0 ? errno : 0; }

int main(int argc, char **argv) {
  if (argc > 1) {
    show("after execve");
    return 0;
  }
  char self[256] = "";
  readlink("/proc/self/exe", self, sizeof self - 1);
  /* Not all that this root may have: the same everywhere. */
  for (int cap = 0; cap <= 63; cap++)
    if (cap > 7) prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
  memset(data, 0, sizeof data);
  data[0].effective = data[0].permitted = 0xff;
  printf("capset %d\n", set());
  show("eight of them");
  syscall(SYS_capget, &header, data);
  printf("capget %x %x %x\n", data[0].effective, data[0].permitted, data[0].inheritable);
  data[0].effective = 0x1;
  printf("effective less %d\n", set());
  data[0].effective = 0x100;
  printf("effective beyond permitted %d\n", set() == EPERM);
  data[0].effective = 0x3f;
  data[0].permitted = 0x1ff;
  printf("permitted cannot grow %d\n", set() == EPERM);
  data[0].effective = data[0].permitted = 0xff;
  data[0].inheritable = 0x21;
  printf("inheritable %d\n", set());
  printf("bounding: has %d, dropped %d, unknown %d\n", prctl(PR_CAPBSET_READ, 3, 0, 0, 0), prctl(PR_CAPBSET_READ, 21, 0, 0, 0),
         prctl(PR_CAPBSET_READ, 99, 0, 0, 0));
  fflush(stdout);
  if (fork() == 0) {
    execl(self, self, "again", NULL);
    _exit(1);
  }
  wait(NULL);
  if (fork() == 0) {
    prctl(47, 2, 5, 0, 0);
    printf("ambient %d\n", prctl(47, 1, 5, 0, 0));
    prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
    if (setuid(1000)) _exit(1);
    show("setuid with keepcaps");
    fflush(stdout);
    _exit(0);
  }
  wait(NULL);
  if (fork() == 0) {
    if (seteuid(1000)) _exit(1);
    show("seteuid");
    if (seteuid(0)) _exit(2);
    show("and back");
    if (setuid(1000)) _exit(3);
    show("setuid");
    header.version = 1;
    printf("version %d, ", (int)syscall(SYS_capget, &header, NULL));
    printf("told %x\n", header.version);
    fflush(stdout);
    _exit(0);
  }
  wait(NULL);
  return 0;
}
