#include "support.h"

static long sysWrite(int fd, const void *p, long n) {
  long r;
  __asm__ volatile("syscall" : "=a"(r) : "a"(1L), "D"((long)fd), "S"(p), "d"(n) : "rcx", "r11", "memory");
  return r;
}

static void number(long v) {
  char text[32];
  int i = 32;
  u64 u = v < 0 ? -(u64)v : (u64)v;
  do text[--i] = '0' + u % 10;
  while (u /= 10);
  if (v < 0) text[--i] = '-';
  sysWrite(1, text + i, 32 - i);
}

void say(const char *what, long value) {
  long n = 0;
  while (what[n]) n++;
  sysWrite(1, what, n);
  sysWrite(1, " ", 1);
  number(value);
  sysWrite(1, "\n", 1);
}

void sayDouble(const char *what, double value) {
  union {
    double d;
    long bits;
  } u;
  u.d = value;
  say(what, u.bits);
}

int main(void);
extern void (*__init_array_start[])(void);
extern void (*__init_array_end[])(void);

void startC(void) {
  for (void (**f)(void) = __init_array_start; f < __init_array_end; f++) (*f)();
  int status = main();
  __asm__ volatile("syscall" : : "a"(231L), "D"((long)status) : "memory");
}

__asm__(
    ".globl _start\n"
    "_start:\n"
    "  xor %ebp, %ebp\n"
    "  and $-16, %rsp\n"
    "  call startC\n"
    "  hlt\n");
