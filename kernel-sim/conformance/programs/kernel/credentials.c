// User ids: what root may do, what nobody may do, and the way there and back with a saved id.
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void show(const char *what) {
  uid_t r, e, s;
  getresuid(&r, &e, &s);
  printf("%s: %d %d %d\n", what, r, e, s);
}

int main(void) {
  if (geteuid() != 0) {
    printf("not root: nothing to see\n");
    return 0;
  }
  fflush(stdout);
  if (fork() == 0) {
    gid_t groups[] = {30, 10, 20};
    printf("setgroups: %d\n", setgroups(3, groups));
    gid_t got[8];
    int n = getgroups(8, got);
    printf("groups: %d: %d %d %d\n", n, got[0], got[1], got[2]);
    printf("seteuid down: %d\n", setresuid(-1, 1000, -1));
    show("now");
    printf("not allowed: %d EPERM %d\n", setresuid(500, -1, -1), errno == EPERM);
    printf("back: %d\n", setresuid(-1, 0, -1));
    show("root again");
    printf("for good: %d\n", setuid(1000));
    show("nobody");
    printf("no way back: %d EPERM %d\n", setuid(0), errno == EPERM);
    printf("own id is fine: %d\n", setuid(1000));
    printf("setgid: %d EPERM %d\n", setgid(0), errno == 0 || errno == EPERM);
    printf("setgroups: %d EPERM %d\n", setgroups(0, NULL), errno == EPERM);
    fflush(stdout);
    _exit(0);
  }
  wait(NULL);
  if (fork() == 0) {
    setreuid(1000, 2000);
    show("setreuid sets the saved id too");
    printf("swap: %d\n", setreuid(2000, 1000));
    show("swapped");
    printf("third id: %d EPERM %d\n", setreuid(3000, -1), errno == EPERM);
    fflush(stdout);
    _exit(0);
  }
  wait(NULL);
  return 0;
}
