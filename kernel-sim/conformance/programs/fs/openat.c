// Paths from a directory's descriptor, O_PATH, O_TMPFILE, O_CLOEXEC.
#include "show.h"
#include <sys/syscall.h>

int main(void) {
  char buf[64];
  struct stat st;
  mkdir("d", 0755);
  make("d/f", "inside");
  make("f", "outside");
  int dir = open("d", O_RDONLY | O_DIRECTORY), path = open("d", O_PATH), file = open("f", O_RDONLY);
  int fd = openat(dir, "f", O_RDONLY);
  show(read(fd, buf, 6));
  printf("%.6s\n", buf);
  show(read(openat(path, "f", O_RDONLY), buf, 6));
  show(openat(file, "f", O_RDONLY));
  show(openat(99, "f", O_RDONLY));
  show(openat(99, "/dev/null", O_RDONLY) >= 0);
  show(openat(dir, "../f", O_RDONLY) >= 0);
  show(mkdirat(dir, "sub", 0755));
  show(symlinkat("f", dir, "link"));
  show(readlinkat(dir, "link", buf, sizeof buf));
  show(fstatat(dir, "link", &st, 0));
  show(linkat(dir, "f", AT_FDCWD, "hard", 0));
  show(syscall(264 /* renameat */, dir, "f", dir, "g"));
  show(unlinkat(dir, "sub", 0));
  show(unlinkat(dir, "sub", AT_REMOVEDIR));
  show(unlinkat(dir, "g", AT_REMOVEDIR));
  show(unlinkat(dir, "g", 0x4));
  show(faccessat(dir, "g", R_OK, 0));
  show(faccessat(dir, "none", F_OK, 0));
  show(faccessat(dir, "g", 8, 0));
  int link = openat(dir, "link", O_PATH | O_NOFOLLOW);
  show(fstat(link, &st));
  printf("%d\n", S_ISLNK(st.st_mode));
  show(readlinkat(link, "", buf, sizeof buf));
  show(fstatat(file, "", &st, AT_EMPTY_PATH));
  int tmp = open("d", O_TMPFILE | O_RDWR, 0600);
  show(write(tmp, "nameless", 8));
  fstat(tmp, &st);
  printf("nlink %d\n", (int)st.st_nlink);
  show(open("d", O_TMPFILE, 0600));
  sprintf(buf, "/proc/self/fd/%d", tmp);
  show(linkat(AT_FDCWD, buf, AT_FDCWD, "named", AT_SYMLINK_FOLLOW));
  show(stat("named", &st));
  printf("nlink %d size %ld\n", (int)st.st_nlink, (long)st.st_size);
  int c = open("f", O_RDONLY | O_CLOEXEC);
  show(fcntl(c, F_GETFD));
  return 0;
}
