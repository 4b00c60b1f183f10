/* When interrupts come in: IF by sti, popf, iretq; the shadows of sti and mov ss; hlt; cli at once after sti. SDM 3A 6.8. */
#include "../lib/pc.h"

static u64 at;
static int seen;
static int where(struct regs *r) {
  if (r->vector != 0x20) return 0;
  at = r->rip - try_at;
  seen++;
  pic_eoi(0);
  return 1;
}
/* A timer interrupt waits; the code says where it gets in. */
#define WAITING(what, code) \
  do { \
    outb(0x43, 0x30), outb(0x40, 50), outb(0x40, 0); \
    delay(200000); \
    seen = 0; \
    begin_try(what); \
    __asm__ volatile("movq $991f, try_at\n 991: " code "\n cli" ::: ALL); \
    print(what ": %d at %ld\n", seen, seen ? at : 0); \
  } while (0)

int main(void) {
  pic_init(0xfffe);
  on_trap = where;
  WAITING("sti; nop; nop", "sti\n nop\n nop\n nop");
  WAITING("sti; cli", "sti\n cli\n nop");
  outb(0x20, 0x20);
  sti(), delay(100), cli();
  WAITING("sti; sti; nop", "sti\n sti\n nop\n nop");
  WAITING("popf", "pushfq\n orl $0x200, (%%rsp)\n popfq\n nop\n nop");
  WAITING("iretq", "movq %%rsp, %%rax\n pushq $0x18\n pushq %%rax\n pushq $0x202\n pushq $0x10\n pushq $1f\n iretq\n nop\n 1: nop\n nop");
  WAITING("mov ss after IF", "movl %%ss, %%eax\n pushfq\n orl $0x200, (%%rsp)\n cli\n popfq\n movl %%eax, %%ss\n nop\n nop");
  WAITING("sti; mov ss; nop", "movl %%ss, %%eax\n sti\n movl %%eax, %%ss\n nop\n nop");
  WAITING("sti; hlt", "sti\n hlt\n nop");
  outb(0x43, 0x30), outb(0x40, 0), outb(0x40, 0x40);
  seen = 0;
  __asm__ volatile("movq $991f, try_at\n 991: sti\n hlt\n nop\n cli" ::: ALL);
  print("hlt sleeps: %d at %ld\n", seen, at);
  return 0;
}
