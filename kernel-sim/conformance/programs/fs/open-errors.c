// open(2): which error for what, and in which order.
#include "show.h"

int main(void) {
  umask(022);
  mkdir("d", 0755);
  make("d/f", "x");
  symlink("f", "d/link");
  symlink("loop", "d/loop");
  symlink("nowhere", "d/dangling");
  symlink("../d", "d/self");

  show(open("", O_RDONLY));
  show(open("d/none", O_RDONLY));
  show(open("d/none/x", O_RDONLY));
  show(open("d/f/x", O_RDONLY));
  show(open("d/f/", O_RDONLY));
  show(open("d", O_WRONLY));
  show(open("d", O_RDWR | O_CREAT, 0644));
  show(open("d/new/", O_WRONLY | O_CREAT, 0644));
  show(open("d/f", O_CREAT | O_EXCL | O_WRONLY, 0644));
  show(open("d/dangling", O_CREAT | O_EXCL | O_WRONLY, 0644));
  show(open("d/link", O_RDONLY | O_NOFOLLOW));
  show(open("d/loop", O_RDONLY));
  show(open("d/f", O_RDONLY | O_DIRECTORY));
  show(open("d/link", O_RDONLY | O_DIRECTORY));
  show(open("d/self/self/self/f", O_RDONLY) >= 0);
  show(open("d/self/../d/./f", O_RDONLY) >= 0);
  show(open((char *)1, O_RDONLY));

  char name[300];
  memset(name, 'n', sizeof name);
  name[255] = 0;
  show(close(open(name, O_CREAT | O_WRONLY, 0600)));
  show(unlink(name));
  name[255] = 'n', name[256] = 0;
  show(open(name, O_CREAT | O_WRONLY, 0600));

  char *path = malloc(5000);
  memset(path, '/', 5000);
  path[4095] = 0;
  show(open(path, O_RDONLY) >= 0);
  path[4095] = '/', path[4096] = 0;
  show(open(path, O_RDONLY));
  return 0;
}
