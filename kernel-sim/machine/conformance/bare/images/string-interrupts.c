/* Repeated string instructions let interrupts in between rounds and go on afterwards. SDM 2B, REP. */
#include "../lib/pc.h"

static u8 from[65536], to[65536];
static u64 inside, outside;
u64 first, last;
static int handler(struct regs *r) {
  if (r->vector != 0x20) return 0;
  pic_eoi(0);
  if (r->rip == first && r->rcx > 0 && r->rcx < 65536) inside++;
  else outside++;
  return 1;
}

int main(void) {
  on_trap = handler;
  for (int i = 0; i < 65536; i++) from[i] = i * 13;
  pic_init(0xfffe);
  outb(0x43, 0x34), outb(0x40, 100), outb(0x40, 0);
  __asm__ volatile("movq $1f, first\n sti\n movl $65536, %%ecx\n 1: rep movsb\n cli" : : "S"(from), "D"(to) : "rcx", "memory");
  outb(0x21, 0xff);
  int wrong = 0;
  for (int i = 0; i < 65536; i++) wrong += to[i] != from[i];
  print("inside: %d, wrong bytes %d\n", inside > 2, wrong);
  return 0;
}
