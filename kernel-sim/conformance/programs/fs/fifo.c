// A FIFO: a pipe with a name. Opening waits for the other end.
#include "show.h"

int main(void) {
  char buf[100];
  show(mkfifo("f", 0644));
  show(mkfifo("f", 0644));
  show(open("f", O_WRONLY | O_NONBLOCK));
  int r = open("f", O_RDONLY | O_NONBLOCK);
  show(read(r, buf, 10));
  int w = open("f", O_WRONLY | O_NONBLOCK);
  show(w >= 0);
  show(read(r, buf, 10));
  show(write(w, "abc", 3));
  close(w);
  show(read(r, buf, 10));
  show(read(r, buf, 10));
  close(r);

  if (fork() == 0) {
    int out = open("f", O_WRONLY);
    write(out, "from the child", 14);
    _exit(0);
  }
  r = open("f", O_RDONLY);
  ssize_t n, total = 0;
  while ((n = read(r, buf + total, sizeof buf - total)) > 0) total += n;
  printf("%.*s\n", (int)total, buf);
  wait(0);
  int both = open("f", O_RDWR);
  show(write(both, "x", 1));
  show(read(both, buf, 10));
  struct stat st;
  fstat(both, &st);
  printf("%o %ld\n", st.st_mode, (long)st.st_size);
  show(lseek(both, 0, SEEK_CUR));
  show(ftruncate(both, 0));
  return 0;
}
