/*
 * Pseudo terminals: unlocking, both directions through the line discipline, sizes, end on both sides, hang-up.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static void show(const char *what, const char *bytes, long n) {
  printf("%s %ld [", what, n);
  for (long i = 0; i < n; i++) {
    if (bytes[i] < 32 || bytes[i] == 127) printf("\\x%02x", bytes[i]);
    else putchar(bytes[i]);
  }
  printf("]%s%s\n", n < 0 ? " " : "", n < 0 ? strerror(errno) : "");
}

static int readable(int fd) {
  struct pollfd p = {fd, POLLIN, 0};
  poll(&p, 1, 0);
  return p.revents;
}

static volatile sig_atomic_t hups, winches;
static void onSignal(int s) { if (s == SIGHUP) hups++; else winches++; }

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  char buffer[256], slave[64];
  int master = open("/dev/ptmx", O_RDWR | O_NOCTTY);
  int number = -1, locked = -1;
  printf("ptn %d\n", ioctl(master, TIOCGPTN, &number));
  printf("locked %d", ioctl(master, TIOCGPTLCK, &locked));
  printf(" %d\n", locked);
  sprintf(slave, "/dev/pts/%d", number);
  int fd = open(slave, O_RDWR | O_NOCTTY);
  printf("open locked: %s\n", fd < 0 ? strerror(errno) : "ok");
  int zero = 0;
  printf("unlock %d\n", ioctl(master, TIOCSPTLCK, &zero));
  fd = open(slave, O_RDWR | O_NOCTTY);
  printf("open: %d\n", fd >= 0);
  struct stat st;
  fstat(fd, &st);
  printf("mode %o device %d\n", st.st_mode & S_IFMT, (int)(st.st_rdev >> 8));
  printf("isatty %d %d\n", isatty(master), isatty(fd));

  write(master, "hello\n", 6);
  show("slave", buffer, read(fd, buffer, sizeof buffer));
  show("echo", buffer, read(master, buffer, sizeof buffer));
  write(fd, "out\n", 4);
  show("master", buffer, read(master, buffer, sizeof buffer));
  write(master, "ab\x7f" "c\x15xy\x04", 8);
  show("edited", buffer, read(fd, buffer, sizeof buffer));
  show("echo", buffer, read(master, buffer, sizeof buffer));

  struct termios t;
  tcgetattr(master, &t);
  printf("termios %x %x %x %x\n", t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag);
  cfmakeraw(&t);
  tcsetattr(fd, TCSANOW, &t);
  write(master, "raw\r\n", 5);
  show("raw", buffer, read(fd, buffer, sizeof buffer));
  printf("poll master %x slave %x\n", readable(master), readable(fd));
  write(fd, "x\n", 2);
  printf("poll master %x\n", readable(master));
  int n = 0;
  ioctl(master, FIONREAD, &n);
  printf("fionread %d\n", n);
  show("master", buffer, read(master, buffer, sizeof buffer));

  struct winsize ws = {24, 80, 0, 0}, got = {0};
  ioctl(fd, TIOCGWINSZ, &got);
  printf("size %d %d\n", got.ws_row, got.ws_col);
  ioctl(master, TIOCSWINSZ, &ws);
  ioctl(fd, TIOCGWINSZ, &got);
  printf("size %d %d\n", got.ws_row, got.ws_col);

  close(fd);
  errno = 0;
  show("other end closed", buffer, read(master, buffer, sizeof buffer));
  printf("poll %x\n", readable(master));
  int peer = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY);
  printf("peer %d\n", peer >= 0);
  int ttyOfPeer = -1;
  ioctl(peer, TIOCGPTN, &ttyOfPeer);
  fcntl(master, F_SETFL, O_NONBLOCK);
  show("empty", buffer, read(master, buffer, sizeof buffer));
  fcntl(master, F_SETFL, 0);

  int ready[2];
  pipe(ready);
  pid_t child = fork();
  if (child == 0) {
    signal(SIGHUP, onSignal);
    signal(SIGWINCH, onSignal);
    setsid();
    printf("before: %s\n", open("/dev/tty", O_RDWR) < 0 ? strerror(errno) : "has a terminal");
    close(master);
    int own = open(slave, O_RDWR);
    int tty = open("/dev/tty", O_RDWR);
    printf("controlling: %d group %d session %d\n", tty >= 0, tcgetpgrp(own) == getpgrp(), tcgetsid(own) == getsid(0));
    write(ready[1], "r", 1);
    while (!winches) usleep(1000);
    write(ready[1], "w", 1);
    while (!hups) usleep(1000);
    errno = 0;
    long r = read(own, buffer, sizeof buffer);
    printf("after hang-up: read %ld", r);
    errno = 0;
    r = write(own, "x", 1);
    printf(" write %ld %s", r, strerror(errno));
    errno = 0;
    r = ioctl(own, TIOCGWINSZ, &got);
    printf(" ioctl %ld %s\n", r, strerror(errno));
    printf("tty: %s\n", open("/dev/tty", O_RDWR) < 0 ? strerror(errno) : "still there");
    _exit(3);
  }
  close(peer);
  read(ready[0], buffer, 1);
  pid_t group = -1;
  ioctl(master, TIOCGPGRP, &group);
  printf("foreground %d\n", group == child);
  ws.ws_row = 50;
  ioctl(master, TIOCSWINSZ, &ws);
  read(ready[0], buffer, 1);
  close(master);
  int status;
  waitpid(child, &status, 0);
  printf("child %d\n", WEXITSTATUS(status));
  int gone = access(slave, F_OK);
  printf("gone: %d %s\n", gone, strerror(errno));
}
