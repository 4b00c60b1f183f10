// UTS namespaces: a name of one's own by unshare and clone, and back by setns.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

static char stack[65536];

static const char *name(void) {
  static struct utsname names;
  uname(&names);
  return names.nodename;
}

static int child(void *arg) {
  sethostname(arg, strlen(arg));
  printf("child is %s\n", name());
  fflush(stdout);
  return 0;
}

int main(void) {
  char before[65], link[2][64] = {"", ""};
  strcpy(before, name());
  int fd = open("/proc/self/ns/uts", O_RDONLY);
  readlink("/proc/self/ns/uts", link[0], 63);
  printf("%.5s\n", link[0]);
  fflush(stdout);
  pid_t pid = clone(child, stack + sizeof stack, CLONE_NEWUTS | SIGCHLD, "inner");
  waitpid(pid, NULL, 0);
  printf("parent unchanged %d\n", strcmp(before, name()) == 0);
  printf("unshare %d\n", unshare(CLONE_NEWUTS));
  sethostname("mine", 4);
  readlink("/proc/self/ns/uts", link[1], 63);
  printf("now %s, another namespace %d\n", name(), strcmp(link[0], link[1]) != 0);
  int result = setns(fd, CLONE_NEWNET);
  printf("wrong type %d %d\n", result, errno == EINVAL);
  printf("back %d", setns(fd, 0));
  printf(" %d\n", strcmp(before, name()) == 0);
  result = setns(0, 0);
  printf("no namespace %d %d\n", result, errno == EINVAL);
  result = setns(99, 0);
  printf("no descriptor %d %d\n", result, errno == EBADF);
  result = unshare(0x40);
  printf("bad flag %d %d\n", result, errno == EINVAL);
  return 0;
}
