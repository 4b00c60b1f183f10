/* Instruction breakpoints by DR0-DR3: before the instruction, RF to get past, local and global enables. SDM 3B 18.2, 18.3.1.1. */
#include "../lib/pc.h"

static int hits, set_rf;
static int handler(struct regs *r) {
  if (r->vector != 1) return 0;
  hits++;
  u64 dr7 = read_dr7();
  write_dr7(0x400);
  print("  hit rip+%d dr6=%lx flags=%lx\n", (int)(r->rip - try_at), read_dr6() & 0xf00f, r->rflags & 0x10100);
  write_dr6(0xffff0ff0);
  if (set_rf) {
    r->rflags |= 0x10000;
    write_dr7(dr7);
  }
  return hits < 10;
}
void code(void);
__asm__(".text\n code: nop\n incl %eax\n addl $2, %eax\n jmp 1f\n 1: nop\n ret");
static void at(int n, int offset) {
  u64 a = (u64)code + offset;
  if (n == 0) write_dr0(a);
  else if (n == 1) write_dr1(a);
  else if (n == 2) write_dr2(a);
  else write_dr3(a);
}
static void run(const char *what, u64 dr7) {
  hits = 0;
  print("%s\n", what);
  write_dr7(dr7);
  u64 sum;
  try_at = (u64)code;
  __asm__ volatile("xorl %%eax, %%eax\n call code" : "=a"(sum)::"memory", "cc");
  write_dr7(0x400);
  print("  %d hits, eax=%d\n", hits, (int)sum);
}

int main(void) {
  on_trap = handler;
  at(0, 1), at(1, 3), at(2, 6), at(3, 8);
  run("none", 0x400);
  run("one, switched off by the handler", 0x401);
  set_rf = 1;
  run("one, passed by RF", 0x401);
  run("global", 0x402);
  run("all four", 0x4ff);
  run("only the third", 0x410);
  at(1, 1);
  run("two at one place", 0x405);
  run("one enabled of two at one place", 0x401);
  at(0, 2);
  run("in the middle of an instruction", 0x401);
  run("a data breakpoint on code does not hit", 0x401 | 3 << 16);
  at(0, 1);
  on_trap = handler;
  begin_try("x");
  try_at = (u64)code;
  u64 flags_after;
  write_dr7(0x401);
  __asm__ volatile("call code\n pushfq\n popq %0" : "=r"(flags_after)::"rax", "memory", "cc");
  write_dr7(0x400);
  print("RF afterwards %lx\n", flags_after & 0x10000);
  return 0;
}
