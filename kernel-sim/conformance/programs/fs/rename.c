// rename(2) and renameat2(2): replacing, refusing, exchanging.
#include "show.h"
#include <sys/syscall.h>

static long rename2(const char *from, const char *to, unsigned flags) {
  return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
}
static void content(const char *path) {
  char buf[32];
  int fd = open(path, O_RDONLY);
  ssize_t n = fd < 0 ? -1 : read(fd, buf, sizeof buf);
  if (n < 0) printf("%s: %s\n", path, error_name());
  else printf("%s: %.*s\n", path, (int)n, buf);
  close(fd);
}

int main(void) {
  make("a", "A");
  make("b", "B");
  mkdir("d", 0755);
  mkdir("d/sub", 0755);
  mkdir("empty", 0755);
  make("d/f", "F");
  show(rename("a", "c"));
  content("a");
  content("c");
  show(rename("c", "b"));
  content("b");
  show(rename("none", "x"));
  show(rename("b", "d"));
  show(rename("d", "b"));
  show(rename("d", "empty/"));
  show(rename("empty", "empty/sub"));
  show(rename("empty", "empty/f"));
  show(rename("empty/sub", "empty"));
  mkdir("full", 0755);
  make("full/x", "");
  show(rename("empty", "full"));
  show(rename("b", "x/"));
  show(rename("b/", "x"));
  show(rename(".", "x"));
  show(rename("empty/..", "x"));
  show(rename("b", "b"));
  link("b", "b2");
  show(rename("b", "b2"));  // two names of one file: nothing happens
  content("b");
  make("c", "C");
  show(rename2("b", "c", 1 /* RENAME_NOREPLACE */));
  show(rename2("b", "new", 1));
  show(rename2("new", "c", 2 /* RENAME_EXCHANGE */));
  content("new");
  content("c");
  show(rename2("new", "full", 2));
  content("full");
  content("new/x");
  show(rename2("c", "none", 2));
  show(rename2("c", "none", 3));
  struct stat st;
  stat("empty", &st);
  printf("nlink of empty: %d\n", (int)st.st_nlink);
  return 0;
}
