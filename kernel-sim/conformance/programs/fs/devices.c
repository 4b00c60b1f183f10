// null, zero, full, random: devices that are only behaviour.
#include "show.h"

int main(void) {
  char buf[16] = "xxxxxxxxxxxxxxx", other[16];
  int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR), full = open("/dev/full", O_RDWR);
  show(read(null, buf, 10));
  show(write(null, buf, 10));
  show(lseek(null, 100, SEEK_SET));
  show(read(zero, buf, 10));
  printf("%d %d %c\n", buf[0], buf[9], buf[10]);
  show(write(zero, buf, 10));
  show(read(full, buf, 4));
  show(write(full, buf, 1));
  show(write(null, (char *)8, 4));
  show(read(zero, (char *)8, 4));
  show(ftruncate(null, 5));
  int random = open("/dev/urandom", O_RDONLY);
  show(read(random, buf, 16));
  show(read(random, other, 16));
  printf("different: %d\n", memcmp(buf, other, 16) != 0);
  show(open("/dev/null/x", O_RDONLY));
  show(open("/dev/null", O_RDONLY | O_DIRECTORY));
  mknod("nothing", S_IFCHR | 0666, 0x7842);
  show(open("nothing", O_RDONLY));
  mknod("null2", S_IFCHR | 0666, 0x103);
  show(read(open("null2", O_RDONLY), buf, 4));
  show(open("/dev/null", O_WRONLY | O_TRUNC | O_CREAT, 0644) >= 0);
  show(isatty(null));
  return 0;
}
