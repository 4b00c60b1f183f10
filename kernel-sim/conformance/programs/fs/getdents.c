// Listing a directory, also while its entries are being removed.
#include "show.h"
#include <dirent.h>

static int by_name(const void *a, const void *b) { return strcmp(*(char **)a, *(char **)b); }

static void list(const char *path) {
  char *names[512];
  int n = 0;
  DIR *dir = opendir(path);
  struct dirent *e;
  while ((e = readdir(dir))) {
    names[n] = malloc(300);
    sprintf(names[n++], "%s type %d", e->d_name, e->d_type);
  }
  closedir(dir);
  qsort(names, n, sizeof names[0], by_name);
  for (int i = 0; i < n; i++) printf("  %s\n", names[i]);
}

int main(void) {
  mkdir("d", 0755);
  make("d/file", "x");
  mkdir("d/dir", 0755);
  symlink("file", "d/link");
  mkfifo("d/fifo", 0644);
  mknod("d/null", S_IFCHR | 0666, 0x103);
  list("d");

  mkdir("many", 0755);
  char name[64];
  for (int i = 0; i < 300; i++) {
    sprintf(name, "many/a-file-with-a-rather-long-name-%d", i);
    make(name, "");
  }
  DIR *dir = opendir("many");
  struct dirent *e;
  int removed = 0;
  while ((e = readdir(dir))) {
    if (e->d_name[0] == '.') continue;
    removed += unlinkat(dirfd(dir), e->d_name, 0) == 0;
  }
  printf("removed %d\n", removed);
  rewinddir(dir);
  int left = 0;
  while (readdir(dir)) left++;
  printf("left %d\n", left);
  closedir(dir);
  show(rmdir("many"));

  struct stat here, up;
  stat(".", &here);
  dir = opendir("d");
  while ((e = readdir(dir)))
    if (!strcmp(e->d_name, "..")) printf(".. is the parent: %d\n", e->d_ino == here.st_ino);
  stat("d/..", &up);
  printf("same: %d\n", up.st_ino == here.st_ino);
  return 0;
}
