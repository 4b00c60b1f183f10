/*
 * Modes of the line discipline over a pty: raw, end-of-file, erase and kill, minimum and time, signals from keys, flow of output, packets.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static int master, slave;
static void show(const char *what, int fd) {
  char b[128];
  ssize_t n = read(fd, b, sizeof b);
  printf("%s %zd [", what, n);
  for (ssize_t i = 0; i < n; i++) b[i] < 32 || b[i] == 127 ? printf("\\x%02x", (unsigned char)b[i]) : putchar(b[i]);
  printf("]%s\n", n < 0 ? strerror(errno) : "");
}
/* The line discipline runs on its own time. */
static void type(const char *keys) {
  write(master, keys, strlen(keys));
  usleep(5000);
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
  grantpt(master);
  unlockpt(master);
  slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_NONBLOCK);
  struct termios t, raw;
  tcgetattr(slave, &t);
  printf("%x %x %x %x %d\n", t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag, (int)cfgetospeed(&t) == B38400);
  t.c_lflag &= ~ECHO;
  tcsetattr(slave, TCSANOW, &t);
  type("abc");
  show("no line yet", slave);
  type("\x7f\x7fX\n");
  show("erased", slave);
  type("gone\x15kept word\x17last\n");
  show("killed, a word erased", slave);
  type("one\ntwo\n");
  show("one line a time", slave);
  show("the next", slave);
  type("part\x04");
  show("pushed by ^D", slave);
  type("\x04");
  show("end of file", slave);
  type("lit\x16\x03" "eral\n");
  show("literal next", slave);
  int n = -1;
  type("1234\n56");
  ioctl(slave, FIONREAD, &n);
  printf("FIONREAD %d\n", n);
  tcflush(slave, TCIFLUSH);
  show("flushed", slave);
  t.c_lflag |= ECHO | ECHOE | ECHOCTL;
  tcsetattr(slave, TCSAFLUSH, &t);
  type("a\x01\x7f\x7f\n");
  show("echo", master);
  show("line", slave);
  raw = t;
  cfmakeraw(&raw);
  raw.c_cc[VMIN] = 0;
  raw.c_cc[VTIME] = 1;
  tcsetattr(slave, TCSANOW, &raw);
  type("q\r\x03");
  show("raw", slave);
  fcntl(slave, F_SETFL, O_RDWR);
  show("after a tenth of a second", slave);
  raw.c_cc[VMIN] = 3;
  raw.c_cc[VTIME] = 0;
  tcsetattr(slave, TCSANOW, &raw);
  type("xyz!");
  show("three at least", slave);
  raw.c_iflag |= ICRNL;
  raw.c_oflag |= OPOST | ONLCR;
  raw.c_cc[VMIN] = 1;
  tcsetattr(slave, TCSANOW, &raw);
  type("\r");
  show("cr to nl", slave);
  write(slave, "l1\nl2\n", 6);
  usleep(5000);
  show("nl to crnl", master);
  int on = 1;
  printf("TIOCPKT %d\n", ioctl(master, TIOCPKT, &on));
  write(slave, "data", 4);
  usleep(5000);
  show("packet of data", master);
  struct winsize w = {10, 20, 0, 0}, got;
  ioctl(master, TIOCSWINSZ, &w);
  ioctl(slave, TIOCGWINSZ, &got);
  printf("%d x %d\n", got.ws_row, got.ws_col);
  int group = tcgetpgrp(slave);
  printf("group without a session: %d %s\n", group, strerror(errno));
  printf("tcdrain %d\n", tcdrain(slave));
  int tty = isatty(99);
  printf("isatty of no file: %d %s\n", tty, strerror(errno));
  close(slave);
  show("hung up", master);
  return 0;
}
