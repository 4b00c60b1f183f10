// umask, chmod, chown and the set-ID bits.
#include "show.h"

static void mode(const char *path) {
  struct stat st;
  stat(path, &st);
  printf("%s: %o %d:%d\n", path, st.st_mode, (int)st.st_uid, (int)st.st_gid);
}

int main(void) {
  printf("umask was %o\n", umask(027));
  printf("umask was %o\n", umask(0777 | 07000));
  printf("umask was %o\n", umask(027));
  close(open("f", O_CREAT | O_WRONLY, 07777));
  mode("f");
  mkdir("d", 07777);
  mode("d");
  show(chmod("f", 06755));
  mode("f");
  show(chown("f", 1000, 1000));
  mode("f");
  show(chmod("f", 02644));
  show(chown("f", -1, 5));
  mode("f");
  show(chmod("d", 02775));
  show(chown("d", 0, 7));
  close(open("d/f", O_CREAT | O_WRONLY, 0644));
  mkdir("d/d", 0755);
  mode("d/f");
  mode("d/d");
  show(chmod("f", 06755));
  int fd = open("f", O_WRONLY);
  seteuid(1000);
  show(write(fd, "x", 1) < 0 ? -1 : 1);
  seteuid(0);
  mode("f");
  show(chmod("none", 0644));
  show(fchmod(fd, 0600));
  show(fchown(fd, 3, 4));
  mode("f");
  symlink("f", "s");
  show(lchown("s", 9, 9));
  struct stat st;
  lstat("s", &st);
  printf("s: %o %d\n", st.st_mode, (int)st.st_uid);
  mode("f");
  return 0;
}
