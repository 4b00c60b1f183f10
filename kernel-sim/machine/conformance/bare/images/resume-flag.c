/* RF in the saved flags: set for faults, not for traps and interrupts. SDM 3B 18.3.1.1. */
#include "../lib/pc.h"

static int show(struct regs *r) {
  print("vector %lx: RF %d\n", r->vector, (int)(r->rflags >> 16 & 1));
  if (r->vector == 0x20) {
    pic_eoi(0);
    return 1;
  }
  resume(r);
  return 1;
}

int main(void) {
  on_trap = show;
  TRY("", "ud2");
  TRY("", "xorl %%ecx, %%ecx\n divl %%ecx");
  TRY("", "movb 0x50000000, %%al");
  TRY("", "movl $0x90, %%eax\n movl %%eax, %%ds");
  TRY("", "int3");
  TRY("", "int $4");
  TRY("", "int $0x81");
  TRY("", "pushfq\n orl $0x100, (%%rsp)\n popfq\n nop");
  TRY("", "pushq $0x10002\n popfq\n pushfq\n popq %%rax\n testl $0x10000, %%eax\n jnz 1f\n ud2\n 1: int3");
  pic_init(0xfffe);
  outb(0x43, 0x30), outb(0x40, 50), outb(0x40, 0);
  sti_hlt();
  cli();
  return 0;
}
