// mkdir, rmdir, link counts, working directories that go away.
#include "show.h"

static void count(const char *path) {
  struct stat st;
  if (stat(path, &st) < 0) printf("%s: %s\n", path, error_name());
  else printf("%s: nlink %d mode %o\n", path, (int)st.st_nlink, st.st_mode);
}

int main(void) {
  char buf[4096];
  umask(022);
  show(mkdir("d", 0777));
  show(mkdir("d", 0777));
  show(mkdir("d/", 0777));
  show(mkdir("none/x", 0777));
  show(mkdir("d/a/", 01777));
  show(mkdir("d/b", 02700));
  count("d");
  count("d/a");
  count("d/b");
  show(mkdir(".", 0777));
  show(mkdir("..", 0777));
  show(mkdir("/", 0777));
  show(rmdir("d"));
  show(rmdir("d/a/."));
  show(rmdir("d/a/.."));
  show(rmdir("/"));
  show(rmdir("none"));
  make("f", "");
  show(rmdir("f"));
  show(mkdir("f/x", 0777));
  show(rmdir("d/b/"));
  count("d");

  getcwd(buf, sizeof buf);
  size_t base = strlen(buf);
  show(chdir("d/a"));
  getcwd(buf, sizeof buf);
  printf("%s\n", buf + (base > 1 ? base : 0));
  show(chdir("../.."));
  show(chdir("f"));
  show(chdir("none"));
  int fd = open("d", O_RDONLY);
  show(fchdir(fd));
  show(fchdir(open("../f", O_RDONLY)));
  show(rmdir("a"));
  show(mkdir("gone", 0755));
  show(chdir("gone"));
  show(rmdir("../gone"));
  count(".");
  show(getcwd(buf, sizeof buf) != 0);
  show(open("x", O_CREAT | O_WRONLY, 0644));
  show(mkdir("x", 0755));
  show(chdir(".."));
  show(rmdir("../d"));
  show(getcwd(buf, 1) == 0);
  return 0;
}
