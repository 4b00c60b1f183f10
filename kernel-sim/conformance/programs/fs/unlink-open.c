// A file without a name lives as long as somebody has it open.
#include "show.h"

int main(void) {
  char buf[256], link[64];
  int fd = open("ghost", O_CREAT | O_RDWR | O_TRUNC, 0644);
  write(fd, "still here", 10);
  show(unlink("ghost"));
  show(open("ghost", O_RDONLY));
  struct stat st;
  fstat(fd, &st);
  printf("nlink %d, size %ld\n", (int)st.st_nlink, (long)st.st_size);
  show(lseek(fd, 0, SEEK_SET));
  show(read(fd, buf, sizeof buf));
  printf("%.10s\n", buf);

  sprintf(link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, buf, sizeof buf - 1);
  buf[n] = 0;
  printf("%s\n", strrchr(buf, '/') + 1);
  int again = open(link, O_RDONLY);  // through /proc it can be opened once more
  show(read(again, buf, sizeof buf));
  show(ftruncate(fd, 0));
  show(read(again, buf, sizeof buf));

  int p[2];
  pipe(p);
  sprintf(link, "/proc/self/fd/%d", p[0]);
  n = readlink(link, buf, sizeof buf - 1);
  printf("%.6s\n", buf);
  return 0;
}
