// needs: root
/* Extended attributes: by path, by descriptor, of links; flags, sizes, who may. What user.* attributes do depends on the file system. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

static void say(const char *what, long r) { printf("%s: %ld %s\n", what, r, r < 0 ? strerror(errno) : "ok"); }

static int by_name(const void *a, const void *b) { return strcmp(*(char **)a, *(char **)b); }
static void list(const char *path) {
  char names[1024], *sorted[64];
  long n = listxattr(path, names, sizeof names);
  int count = 0;
  printf("list %ld:", n);
  for (long at = 0; at < n; at += strlen(names + at) + 1) sorted[count++] = names + at;
  qsort(sorted, count, sizeof *sorted, by_name);
  for (int i = 0; i < count; i++) printf(" %s", sorted[i]);
  printf("\n");
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  char value[256];
  int fd = open("f", O_CREAT | O_RDWR, 0644);
  mkdir("d", 0755);
  symlink("f", "l");
  say("trusted", setxattr("f", "trusted.one", "1", 1, 0));
  say("get", getxattr("f", "trusted.one", value, sizeof value));
  say("size", getxattr("f", "trusted.one", NULL, 0));
  say("create again", setxattr("f", "trusted.one", "2", 1, XATTR_CREATE));
  say("replace none", setxattr("f", "trusted.two", "2", 1, XATTR_REPLACE));
  say("second", fsetxattr(fd, "trusted.two", "a longer value", 14, XATTR_CREATE));
  say("short", getxattr("f", "trusted.two", value, 3));
  say("none", getxattr("f", "trusted.three", value, 3));
  list("f");
  say("through link", setxattr("l", "trusted.link", "", 0, 0));
  say("on link", lsetxattr("l", "trusted.own", "x", 1, 0));
  list("f");
  say("directory", setxattr("d", "trusted.dir", "d", 1, 0));
  say("remove", removexattr("f", "trusted.one"));
  say("remove again", removexattr("f", "trusted.one"));
  say("no name", setxattr("f", "", "x", 1, 0));
  say("no prefix", setxattr("f", "plain", "x", 1, 0));
  say("bad flags", setxattr("f", "trusted.x", "x", 1, 8));
  char longName[300];
  memset(longName, 'n', sizeof longName - 1);
  longName[299] = 0;
  memcpy(longName, "trusted.", 8);
  say("long name", setxattr("f", longName, "x", 1, 0));
  say("no file", getxattr("none", "trusted.one", value, 1));
  say("value too big", setxattr("f", "trusted.big", value, 70000, 0));
  seteuid(1000);
  say("others set trusted", setxattr("f", "trusted.u", "x", 1, 0));
  say("others get trusted", getxattr("f", "trusted.two", value, sizeof value));
  list("f");
  seteuid(0);
  list("f");
  list("d");
}
