// Hard links share an inode, symbolic links name a path.
#include "show.h"

static void links(const char *path) {
  struct stat st;
  if (lstat(path, &st) < 0) printf("%s: %s\n", path, error_name());
  else printf("%s: nlink %d, size %ld, %s\n", path, (int)st.st_nlink, (long)st.st_size, S_ISLNK(st.st_mode) ? "symlink" : "file");
}

int main(void) {
  char buf[64];
  make("a", "shared");
  mkdir("d", 0755);
  show(link("a", "b"));
  show(link("a", "d/c"));
  links("a");
  struct stat one, two;
  stat("a", &one), stat("d/c", &two);
  printf("same inode: %d\n", one.st_ino == two.st_ino && one.st_dev == two.st_dev);
  show(link("a", "b"));
  show(link("d", "e"));
  show(link("none", "e"));
  show(link("a", "e/"));
  show(unlink("a"));
  links("b");
  show(link("/dev/null", "e"));

  show(symlink("b", "s"));
  links("s");
  show(symlink("", "t"));
  show(symlink("x", "s"));
  show(readlink("s", buf, sizeof buf));
  show(readlink("b", buf, sizeof buf));
  show(symlink("a-long-target", "cut"));
  show(readlink("cut", buf, 6));
  printf("%.6s\n", buf);
  show(link("s", "s2"));  // the link itself, not what it names
  links("s2");
  show(linkat(AT_FDCWD, "s", AT_FDCWD, "followed", AT_SYMLINK_FOLLOW));
  links("followed");

  char name[16] = "chain0";
  symlink("b", name);
  for (int i = 1; i <= 41; i++) {
    char next[16];
    sprintf(next, "chain%d", i);
    symlink(name, next);
    strcpy(name, next);
  }
  show(open("chain39", O_RDONLY) >= 0);  // 40 links
  show(open("chain40", O_RDONLY));       // 41
  show(unlink("s"));
  links("b");
  show(unlink("d"));
  show(unlink("none"));
  show(unlink("b/"));
  show(unlink("d/"));
  return 0;
}
