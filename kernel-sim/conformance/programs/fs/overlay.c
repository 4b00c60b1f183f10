// needs: root
/* overlay: layers, copy-up, whiteouts, opaque directories, what the upper layer holds afterwards, who is busy. On a tmpfs of its own. */
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

static void put(const char *path, const char *text, int flags) {
  int fd = open(path, O_CREAT | O_WRONLY | flags, 0644);
  if (fd < 0) { printf("put %s: %s\n", path, strerror(errno)); return; }
  write(fd, text, strlen(text));
  close(fd);
}

static void show(const char *path) {
  char text[64];
  int fd = open(path, O_RDONLY);
  if (fd < 0) { printf("%s: %s\n", path, strerror(errno)); return; }
  long n = read(fd, text, sizeof text - 1);
  text[n < 0 ? 0 : n] = 0;
  printf("%s: %s\n", path, text);
  close(fd);
}

static int by_name(const void *a, const void *b) { return strcmp(*(char **)a, *(char **)b); }
static void list(const char *dir) {
  char *names[64];
  int n = 0;
  DIR *d = opendir(dir);
  if (!d) { printf("%s: %s\n", dir, strerror(errno)); return; }
  for (struct dirent *e; (e = readdir(d));) if (e->d_name[0] != '.') names[n++] = strdup(e->d_name);
  closedir(d);
  qsort(names, n, sizeof *names, by_name);
  printf("%s:", dir);
  for (int i = 0; i < n; i++) {
    char path[512];
    struct stat st;
    sprintf(path, "%s/%s", dir, names[i]);
    lstat(path, &st);
    printf(" %s%s", names[i], S_ISCHR(st.st_mode) && st.st_rdev == 0 ? "(whiteout)" : S_ISDIR(st.st_mode) ? "/" : "");
  }
  printf("\n");
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  mkdir("base", 0755);
  mkdir("merged", 0755);
  say("tmpfs", mount("none", "base", "tmpfs", 0, NULL));
  for (const char *const *d = (const char *const[]){"base/l1", "base/l2", "base/u", "base/w", "base/l1/dir", "base/l2/dir", "base/l2/only", "base/l2/gone", 0}; *d; d++) mkdir(*d, 0755);
  put("base/l1/a", "a of l1", 0);
  put("base/l2/a", "a of l2", 0);
  put("base/l2/b", "b of l2", 0);
  put("base/l1/dir/x", "x of l1", 0);
  put("base/l2/dir/y", "y of l2", 0);
  put("base/l2/gone/z", "z", 0);
  symlink("b", "base/l2/link");
  say("no workdir", mount("overlay", "merged", "overlay", 0, "lowerdir=base/l1,upperdir=base/u"));
  say("mount", mount("overlay", "merged", "overlay", 0, "lowerdir=base/l1:base/l2,upperdir=base/u,workdir=base/w"));
  list("merged");
  list("merged/dir");
  show("merged/a");
  show("merged/link");
  put("merged/b", "+more", O_APPEND);
  show("merged/b");
  show("base/l2/b");
  show("base/u/b");
  say("unlink a", unlink("merged/a"));
  show("merged/a");
  list("base/u");
  put("merged/a", "new a", 0);
  show("merged/a");
  list("base/u");
  say("chmod", chmod("merged/dir/y", 0600));
  struct stat st;
  stat("merged/dir/y", &st);
  printf("mode %o\n", st.st_mode & 0777);
  stat("base/l2/dir/y", &st);
  printf("lower mode %o\n", st.st_mode & 0777);
  list("base/u/dir");
  say("rmdir full", rmdir("merged/gone"));
  say("unlink z", unlink("merged/gone/z"));
  say("rmdir", rmdir("merged/gone"));
  say("mkdir again", mkdir("merged/gone", 0755));
  list("merged/gone");
  say("rename lower directory", rename("merged/only", "merged/other"));
  say("mkdir", mkdir("merged/own", 0755));
  say("rename own directory", rename("merged/own", "merged/moved"));
  say("rename file", rename("merged/dir/x", "merged/x"));
  show("merged/x");
  list("merged/dir");
  list("base/u/dir");
  say("link", link("merged/x", "merged/x2"));
  stat("merged/x2", &st);
  printf("nlink %d\n", (int)st.st_nlink);
  int old = open("merged/dir/y", O_RDONLY);
  put("merged/dir/y", "changed", O_TRUNC);
  char buffer[16] = "";
  pread(old, buffer, 15, 0);
  printf("open before: %s\n", buffer);
  close(old);
  say("whiteout by hand", mknod("merged/w", S_IFCHR, 0));
  list("merged");
  int fd = open("merged/x", O_RDWR);
  say("merged busy", umount("merged"));
  close(fd);
  say("umount", umount("merged"));
  list("base/u");
  say("read-only", mount("overlay", "merged", "overlay", 0, "lowerdir=base/u:base/l1:base/l2"));
  list("merged");
  put("merged/no", "x", 0);
  say("umount", umount("merged"));
  say("once more", mount("overlay", "merged", "overlay", 0, "lowerdir=base/l1:base/l2,upperdir=base/u,workdir=base/w"));
  say("layers unmounted", umount("base"));
  show("merged/x");
  put("merged/late", "written", 0);
  show("merged/late");
  say("umount", umount("merged"));
  say("tmpfs", mount("none", "base", "tmpfs", 0, NULL));
  fd = open("base/f", O_CREAT | O_RDWR, 0644);
  say("base busy", umount("base"));
  say("lazy", umount2("base", MNT_DETACH));
  write(fd, "still", 5);
  memset(buffer, 0, sizeof buffer);
  printf("read %ld", (long)pread(fd, buffer, 15, 0));
  printf(" %s\n", buffer);
  close(fd);
  list("base");
}
