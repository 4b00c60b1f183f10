#include "support.h"
static inline u64 rotate(u64 v, u8 n) {
  __asm__("rolq %b1, %0" : "+r"(v) : "c"(n) : "cc");
  return v;
}
static u32 swapBytes(u32 v) {
  __asm__("bswap %0" : "=r"(v) : "0"(v));
  return v;
}
static long addAll(long a, long b, long c, long d, long e, long f) {
  long r;
  __asm__("mov %1, %0\n\tadd %2, %0\n\tadd %3, %0\n\tadd %4, %0\n\tadd %5, %0\n\tadd %6, %0" : "=&r"(r) : "r"(a), "r"(b), "r"(c), "r"(d), "r"(e), "r"(f) : "cc");
  return r;
}
static u64 wideMultiply(u64 a, u64 b, u64 *high) {
  u64 low;
  __asm__("mulq %3" : "=a"(low), "=d"(*high) : "a"(a), "rm"(b) : "cc");
  return low;
}
static void cpuId(u32 leaf, u32 *a, u32 *b, u32 *c, u32 *d) { __asm__ volatile("cpuid" : "=a"(*a), "=b"(*b), "=c"(*c), "=d"(*d) : "a"(leaf), "c"(0)); }
static int countTo(int n) {
  int r = 0;
  __asm__ volatile("1: cmp %1, %0\n jge 2f\n inc %0\n jmp 1b\n2:" : "+r"(r) : "r"(n) : "cc");
  return r;
}
static void copy(void *to, const void *from, u64 n) { __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory"); }
static int named(int x) {
  int out;
  __asm__("leal %c[by](%q[in],%q[in]), %[out]" : [out] "=r"(out) : [in] "r"(x), [by] "i"(100));
  return out;
}
static long memoryOperand(long *p) {
  __asm__ volatile("addq $5, %0\n\tlock incq %0" : "+m"(*p) : : "cc");
  return *p;
}
static u8 flagOut(long a, long b) {
  u8 less;
  __asm__("cmpq %2, %1; setl %0" : "=q"(less) : "r"(a), "r"(b) : "cc");
  return less;
}
static int highByte(int x) {
  int r;
  __asm__("movzbl %h1, %0" : "=r"(r) : "Q"(x));
  return r;
}
static double squareRoot(double x) {
  double r;
  __asm__("sqrtsd %1, %0" : "=x"(r) : "x"(x));
  return r;
}
static long pinned(long v) {
  register long x __asm__("r10") = v;
  long r;
  __asm__("lea 1(%%r10), %0" : "=r"(r) : "r"(x));
  return r;
}
static void clobberAll(long *out) {
  long a = out[0], b = out[1], c = out[2], d = out[3];
  __asm__ volatile("xor %%eax, %%eax; xor %%ebx, %%ebx; xor %%r12d, %%r12d; xor %%r13d, %%r13d; xor %%r14d, %%r14d; xor %%r15d, %%r15d; xor %%ecx, %%ecx; xor %%edx, %%edx"
                   : : : "rax", "rbx", "rcx", "rdx", "r12", "r13", "r14", "r15", "cc");
  out[0] = a + b + c + d;
}
extern char table[];
__asm__(".pushsection .rodata\n.globl table\ntable: .ascii \"top level\"\n .byte 0\n.popsection");
__attribute__((naked)) long bare(long x) { __asm__("lea (%rdi,%rdi,2), %rax\n ret"); }
int main(void) {
  say("rotate", rotate(0x8000000000000001ul, 4));
  say("swap", swapBytes(0x11223344));
  say("all", addAll(1, 20, 300, 4000, 50000, 600000));
  u64 high;
  say("low", wideMultiply(0xfedcba9876543210ul, 0x123456789ul, &high));
  say("high", high);
  u32 a, b, c, d;
  cpuId(0, &a, &b, &c, &d);
  say("vendor", b);
  say("count", countTo(1000));
  char to[16] = {0};
  copy(to, table, 9);
  say("copied", to[8]);
  say("named", named(7));
  long v = 10;
  say("memory", memoryOperand(&v));
  say("flag", flagOut(-1, 1) * 2 + flagOut(1, -1));
  say("high byte", highByte(0x1234));
  sayDouble("root", squareRoot(2));
  say("pinned", pinned(41));
  long four[4] = {1, 2, 3, 4};
  clobberAll(four);
  say("clobber", four[0]);
  say("naked", bare(14));
  return 0;
}
