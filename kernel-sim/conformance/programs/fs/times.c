// Setting and keeping times.
#include "show.h"
#include <sys/time.h>
#include <utime.h>

static struct stat st;
static void times(const char *path) {
  stat(path, &st);
  printf("%s: atime %ld.%09ld mtime %ld.%09ld\n", path, (long)st.st_atime, st.st_atim.tv_nsec, (long)st.st_mtime, st.st_mtim.tv_nsec);
}

int main(void) {
  make("f", "x");
  struct timespec both[2] = {{1000, 5}, {2000, 7}};
  show(utimensat(AT_FDCWD, "f", both, 0));
  times("f");
  both[0].tv_nsec = UTIME_OMIT;
  both[1].tv_sec = 3000;
  show(utimensat(AT_FDCWD, "f", both, 0));
  times("f");
  both[1].tv_nsec = UTIME_NOW;
  show(utimensat(AT_FDCWD, "f", both, 0));
  stat("f", &st);
  printf("now: %d\n", st.st_mtime > 1000000000);
  both[1].tv_nsec = 1000000000;
  show(utimensat(AT_FDCWD, "f", both, 0));
  show(utimensat(AT_FDCWD, "none", both, 0));
  struct timeval tv[2] = {{11, 22}, {33, 44}};
  show(utimes("f", tv));
  times("f");
  struct utimbuf tb = {7, 8};
  show(utime("f", &tb));
  times("f");
  int fd = open("f", O_RDWR);
  both[0] = (struct timespec){1, 1}, both[1] = (struct timespec){2, 2};
  show(futimens(fd, both));
  times("f");
  write(fd, "y", 1);
  stat("f", &st);
  printf("a write moves mtime: %d, not atime: %d\n", st.st_mtime > 2, (int)st.st_atime);
  mkdir("d", 0755);
  utimensat(AT_FDCWD, "d", both, 0);
  make("d/x", "");
  stat("d", &st);
  printf("a new name moves the directory's: %d\n", st.st_mtime > 2);
  symlink("f", "s");
  show(utimensat(AT_FDCWD, "s", both, AT_SYMLINK_NOFOLLOW));
  lstat("s", &st);
  printf("link %ld\n", (long)st.st_mtime);
  show(utimensat(AT_FDCWD, "f", 0, 0));
  return 0;
}
