/* Breakpoints on ports, with CR4.DE. SDM 3B 18.2.4. */
#include "../lib/pc.h"

static int hits;
static int handler(struct regs *r) {
  if (r->vector != 1) return 0;
  hits++;
  u64 dr7 = read_dr7();
  write_dr7(0x400);
  print("  rip+%d dr6=%lx\n", (int)(r->rip - try_at), read_dr6() & 0xf00f);
  write_dr6(0xffff0ff0);
  write_dr7(dr7);
  return 1;
}
#define PORT(what, dr7, code) \
  do { \
    print(what "\n"); \
    hits = 0; \
    write_dr7(dr7); \
    __asm__ volatile("movq $991f, try_at\n 991: " code ::: ALL); \
    write_dr7(0x400); \
    if (!hits) print("  none\n"); \
  } while (0)

int main(void) {
  on_trap = handler;
  write_cr4(read_cr4() | 8);
  write_dr0(0x80);
  PORT("outb", 0x20401, "outb %%al, $0x80\n nop");
  PORT("inb", 0x20401, "inb $0x80, %%al\n nop");
  PORT("another port", 0x20401, "outb %%al, $0x81\n nop");
  PORT("two bytes long", 0x60401, "outb %%al, $0x81\n nop");
  PORT("memory at that address", 0x20401, "movq $0x80, %%rax\n leaq (%%rax), %%rbx\n nop");
  PORT("by dx", 0x20401, "movl $0x80, %%edx\n outb %%al, %%dx\n nop");
  PORT("outsb", 0x20401, "movl $0x80, %%edx\n movq %%rsp, %%rsi\n outsb\n nop");
  return 0;
}
