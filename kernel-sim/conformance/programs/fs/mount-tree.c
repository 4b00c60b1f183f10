// needs: root
/* The tree of mounts: bind, recursive bind, move, read-only, busy, lazy, shared and private. Everything happens below the working directory. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static void say(const char *what, int r) { printf("%s: %d %s\n", what, r, r < 0 ? strerror(errno) : "ok"); }

/* Lines of mountinfo below here: place relative to it, options, propagation, type. */
static char here[4096];
static void table(const char *what) {
  char line[4096], root[1024], at[1024], options[256], rest[1024];
  printf("%s:\n", what);
  FILE *f = fopen("/proc/self/mountinfo", "r");
  int groups[64] = {0}, n = 0;
  while (fgets(line, sizeof line, f)) {
    if (sscanf(line, "%*d %*d %*s %1023s %1023s %255s %1023[^\n]", root, at, options, rest) != 4 || strncmp(at, here, strlen(here))) continue;
    char *shared = strstr(rest, "shared:"), *master = strstr(rest, "master:"), *type = strstr(rest, "- ");
    printf("  %s %s%s%s%s %s\n", at + strlen(here), options, shared ? " shared" : "", master ? " slave" : "", strstr(rest, "unbindable") ? " unbindable" : "", strtok(type + 2, " "));
  }
  fclose(f);
}

static const char *content(const char *path) {
  static char text[64];
  int fd = open(path, O_RDONLY);
  if (fd < 0) return strerror(errno);
  long n = read(fd, text, sizeof text - 1);
  text[n < 0 ? 0 : n] = 0;
  close(fd);
  return text;
}

static void put(const char *path, const char *text) {
  int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);
  if (fd < 0) { printf("put %s: %s\n", path, strerror(errno)); return; }
  write(fd, text, strlen(text));
  close(fd);
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  /* A mount of our own, so that what is above does not matter. */
  mkdir("top", 0755);
  say("tmpfs", mount("none", "top", "tmpfs", 0, "size=1m"));
  say("private", mount(NULL, "top", NULL, MS_PRIVATE, NULL));
  chdir("top");
  getcwd(here, sizeof here);
  for (const char *const *d = (const char *const[]){"a", "b", "c", "d", 0}; *d; d++) mkdir(*d, 0755);
  say("mount a", mount("src", "a", "tmpfs", MS_NOSUID | MS_NODEV, "size=64k,mode=700"));
  put("a/f", "in a");
  mkdir("a/sub", 0755);
  say("mount a/sub", mount("src2", "a/sub", "tmpfs", 0, NULL));
  put("a/sub/g", "in sub");
  say("bind", mount("a", "b", NULL, MS_BIND, NULL));
  printf("b/f %s, b/sub/g %s\n", content("b/f"), content("b/sub/g"));
  say("rbind", mount("a", "c", NULL, MS_BIND | MS_REC, NULL));
  printf("c/sub/g %s\n", content("c/sub/g"));
  table("after binds");
  say("remount bind ro", mount(NULL, "b", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL));
  put("b/new", "x");
  put("a/new", "y");
  printf("b/new %s\n", content("b/new"));
  say("busy", umount("a"));
  say("move", mount("c", "d", NULL, MS_MOVE, NULL));
  printf("d/sub/g %s, c/f %s\n", content("d/sub/g"), content("c/f"));
  say("move a plain directory", mount("a/sub/..", "c", NULL, MS_MOVE, NULL));
  table("after moves");
  int fd = open("d/f", O_RDONLY);
  say("lazy", umount2("d", MNT_DETACH));
  char buffer[16];
  printf("still open: %ld\n", (long)read(fd, buffer, sizeof buffer));
  close(fd);
  printf("d/f %s\n", content("d/f"));
  say("file on file", (put("one", "1"), put("two", "2"), mount("one", "two", NULL, MS_BIND, NULL)));
  printf("two %s\n", content("two"));
  say("file on directory", mount("one", "d", NULL, MS_BIND, NULL));
  say("umount file", umount("two"));
  say("make shared", mount(NULL, "a", NULL, MS_SHARED, NULL));
  say("peer", mount("a", "d", NULL, MS_BIND, NULL));
  mkdir("a/p", 0755);
  say("mount on shared", mount("src3", "a/p", "tmpfs", 0, NULL));
  put("a/p/q", "through");
  printf("d/p/q %s\n", content("d/p/q"));
  table("shared");
  say("slave", mount(NULL, "d", NULL, MS_SLAVE, NULL));
  say("umount on master", umount("a/p"));
  printf("d/p/q %s\n", content("d/p/q"));
  mkdir("a/r", 0755);
  say("mount on slave", mount("src4", "d/r", "tmpfs", 0, NULL));
  put("d/r/s", "only here");
  printf("a/r/s %s\n", content("a/r/s"));
  table("slave");
  say("unbindable", mount(NULL, "d/r", NULL, MS_UNBINDABLE, NULL));
  say("bind unbindable", mount("d/r", "c", NULL, MS_BIND, NULL));
  say("two types", mount(NULL, "d", NULL, MS_SHARED | MS_PRIVATE, NULL));
  say("type of no mount point", mount(NULL, "c/x", NULL, MS_PRIVATE, NULL));
  mkdir("c/x", 0755);
  say("type of a plain directory", mount(NULL, "c/x", NULL, MS_PRIVATE, NULL));
  chdir("/");
  char top[4200];
  sprintf(top, "%s", here);
  say("all", umount2(top, MNT_DETACH));
}
