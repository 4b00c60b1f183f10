/* swapgs, the base MSRs, and what loading a selector does to them. SDM 2B, SWAPGS; 3A 3.4.4.1. */
#include "../lib/pc.h"

static u64 a[2] = {0xaaaa, 0xaaab}, b[2] = {0xbbbb, 0xbbbc};
static inline u64 gs(void) { u64 v; __asm__ volatile("movq %%gs:8, %0" : "=r"(v)); return v; }
static inline u64 fs(void) { u64 v; __asm__ volatile("movq %%fs:0, %0" : "=r"(v)); return v; }

int main(void) {
  wrmsr(0xc0000101, (u64)a);
  wrmsr(0xc0000102, (u64)b);
  wrmsr(0xc0000100, (u64)b);
  print("gs %lx fs %lx\n", gs(), fs());
  __asm__ volatile("swapgs");
  print("gs %lx, kernel %s\n", gs(), rdmsr(0xc0000102) == (u64)a ? "a" : "b");
  __asm__ volatile("swapgs");
  print("gs %lx\n", gs());
  wrmsr(0xc0000101, 0x00007ffffffff000);
  print("%lx\n", rdmsr(0xc0000101));
  wrmsr(0xc0000101, 0xffff800000000000);
  print("%lx\n", rdmsr(0xc0000101));
  TRY("gs over the end", "movq $0x800000000000, %%rax\n movb %%gs:(%%rax), %%al");
  wrmsr(0xc0000101, 0);
  TRY("gs of an address", "movb %%gs:0x50000000, %%al");
  TRY("non-canonical gs base", "movl $0xc0000101, %%ecx\n xorl %%eax, %%eax\n movl $0x8000, %%edx\n wrmsr");
  TRY("non-canonical kernel base", "movl $0xc0000102, %%ecx\n xorl %%eax, %%eax\n movl $0x8000, %%edx\n wrmsr");
  wrmsr(0xc0000100, (u64)a);
  __asm__ volatile("movl $0x18, %%eax; movl %%eax, %%fs" ::: "eax");
  print("fs base after loading a selector: %lx\n", rdmsr(0xc0000100));
  wrmsr(0xc0000100, (u64)a);
  USER("fs base in ring 3 by a selector", "movl $0x2b, %%eax\n movl %%eax, %%fs\n movl %%fs, %%eax");
  print("%lx\n", rdmsr(0xc0000100));
  print("ds base does not count: %s\n", ({ u64 v; __asm__ volatile("movq %%ds:(%1), %0" : "=r"(v) : "r"(a)); v; }) == 0xaaaa ? "right" : "wrong");
  return 0;
}
