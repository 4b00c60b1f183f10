// read, write, lseek, pread, pwrite, append, truncate.
#include "show.h"

static void content(const char *path) {
  char buf[256];
  int fd = open(path, O_RDONLY);
  ssize_t n = read(fd, buf, sizeof buf);
  printf("%s (%zd):", path, n);
  for (ssize_t i = 0; i < n; i++) printf(buf[i] >= ' ' && buf[i] < 127 ? " %c" : " %d", buf[i]);
  printf("\n");
  close(fd);
}

int main(void) {
  char buf[64];
  int fd = open("file", O_CREAT | O_RDWR | O_TRUNC, 0644);
  show(write(fd, "hello, world", 12));
  show(lseek(fd, 0, SEEK_CUR));
  show(lseek(fd, -5, SEEK_END));
  show(read(fd, buf, 3));
  printf("%.3s\n", buf);
  show(pread(fd, buf, 5, 0));
  printf("%.5s\n", buf);
  show(lseek(fd, 0, SEEK_CUR));
  show(pwrite(fd, "J", 1, 0));
  show(lseek(fd, -1, SEEK_SET));
  show(lseek(fd, 0, 99));
  show(lseek(fd, 20, SEEK_SET));
  show(read(fd, buf, 10));
  show(write(fd, "!", 1));
  content("file");
  show(ftruncate(fd, 3));
  content("file");
  show(ftruncate(fd, 6));
  content("file");
  show(ftruncate(fd, -1));
  show(truncate("file", 1));
  show(truncate("none", 1));
  show(truncate(".", 1));
  content("file");

  int app = open("file", O_WRONLY | O_APPEND);
  show(write(app, "two", 3));
  show(lseek(app, 0, SEEK_SET));
  show(write(app, "three", 5));
  content("file");
  show(pwrite(app, "4", 1, 0));  // Linux appends even here
  content("file");

  show(read(app, buf, 1));
  show(write(open("file", O_RDONLY), "x", 1));
  show(read(fd, (char *)8, 1));
  show(write(fd, (char *)8, 1));
  show(read(fd, (char *)8, 0));
  show(read(99, buf, 1));
  show(read(open(".", O_RDONLY), buf, 1));
  show(pread(fd, buf, 1, -1));
  return 0;
}
