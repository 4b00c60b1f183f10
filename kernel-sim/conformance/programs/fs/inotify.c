/* inotify: what a watched directory and a watched file tell. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

struct event { int wd; uint32_t mask, cookie, len; char name[]; };
static int fd;

static void drain(const char *what) {
  char buffer[4096];
  printf("%s:\n", what);
  static uint32_t firstCookie;
  for (;;) {
    long n = read(fd, buffer, sizeof buffer);
    if (n <= 0) break;
    for (long at = 0; at < n;) {
      struct event *e = (struct event *)(buffer + at);
      printf("  wd %d mask %x cookie %s len %u %s\n", e->wd, e->mask, !e->cookie ? "0" : e->mask & 0x40 ? (firstCookie = e->cookie, "new") : e->cookie == firstCookie ? "same" : "other", e->len, e->len ? e->name : "");
      at += sizeof *e + e->len;
    }
  }
}

#define add(path, mask) syscall(SYS_inotify_add_watch, fd, path, mask)

int main(void) {
  fd = syscall(SYS_inotify_init1, O_NONBLOCK);
  mkdir("d", 0755);
  printf("watch %ld\n", add("d", 0xfff));
  int f = open("d/f", O_CREAT | O_RDWR, 0644);
  drain("create");
  write(f, "abc", 3);
  write(f, "def", 3);
  drain("write twice");
  char buffer[8];
  pread(f, buffer, 8, 0);
  drain("read");
  close(f);
  drain("close");
  chmod("d/f", 0600);
  drain("chmod");
  close(open("d/f", O_RDONLY));
  drain("open and close");
  rename("d/f", "d/g");
  drain("rename");
  mkdir("d/sub", 0755);
  rmdir("d/sub");
  drain("mkdir rmdir");
  link("d/g", "d/h");
  symlink("g", "d/s");
  drain("link symlink");
  printf("watch file %ld\n", add("d/g", 0x402));
  printf("again %ld\n", add("d/g", 0x402));
  truncate("d/g", 1);
  drain("truncate");
  unlink("d/h");
  unlink("d/s");
  unlink("d/g");
  drain("unlink");
  errno = 0;
  printf("rm %ld", syscall(SYS_inotify_rm_watch, fd, 1));
  printf(" %s\n", strerror(errno));
  drain("ignored");
  errno = 0;
  printf("rm again %ld", syscall(SYS_inotify_rm_watch, fd, 1));
  printf(" %s\n", strerror(errno));
  errno = 0;
  printf("empty mask %ld", add("d", 0));
  printf(" %s\n", strerror(errno));
  errno = 0;
  printf("no such %ld", add("none", 2));
  printf(" %s\n", strerror(errno));
  errno = 0;
  f = open("plain", O_CREAT | O_RDWR, 0644);
  printf("only directories %ld", add("plain", 0x01000002));
  printf(" %s\n", strerror(errno));
  printf("once %ld\n", add("plain", 0x80000002));
  write(f, "x", 1);
  write(f, "y", 1);
  struct pollfd p = {fd, POLLIN, 0};
  printf("poll %d %x\n", poll(&p, 1, 0), p.revents);
  int n = 0;
  ioctl(fd, FIONREAD, &n);
  printf("fionread %d\n", n);
  errno = 0;
  printf("short read %ld", (long)read(fd, buffer, 8));
  printf(" %s\n", strerror(errno));
  drain("one shot");
}
