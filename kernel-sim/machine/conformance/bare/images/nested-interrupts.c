/* Interrupts that interrupt handlers: by priority through the 8259, gates that leave IF on, hlt in a handler. */
#include "../lib/pc.h"

static char log[64];
static int n;
static void note(char c) { if (n < 60) log[n++] = c; }
static void clock(void) {
  outb(0x70, 0x0c), inb(0x71);
  note('(');
  outb(0x43, 0x30), outb(0x40, 200), outb(0x40, 0);
  u32 before = ticks[0x20];
  while (ticks[0x20] == before) {
    sti_hlt();
    cli();
  }
  note(')');
  pic_eoi(8);
}
static void timer(void) {
  ticks[0x20]++;
  note('t');
  pic_eoi(0);
}
static int if_in_handler = -1;
static int look(struct regs *r) {
  if (r->vector != 0x81) return 0;
  if_in_handler = flags() >> 9 & 1;
  return 1;
}

int main(void) {
  outb(0x43, 0x30), outb(0x40, 0xff), outb(0x40, 0xff);
  pic_init(0xfefa);
  on_irq[0x20] = timer, on_irq[0x28] = clock;
  outb(0x70, 0x0a), outb(0x71, 0x2a), outb(0x70, 0x0c), inb(0x71), outb(0x70, 0x0b), outb(0x71, 0x42);
  while (n < 9) {
    sti_hlt();
    cli();
  }
  outb(0x70, 0x0b), outb(0x71, 2);
  print("%s\n", log);
  on_trap = look;
  outb(0x21, 0xff);
  sti();
  __asm__ volatile("int $0x81");
  print("interrupt gate: IF %d\n", if_in_handler);
  set_gate(0x81, (u64)stubs + 0x81 * 16, 0x8f, 0);
  __asm__ volatile("int $0x81");
  print("trap gate: IF %d\n", if_in_handler);
  cli();
  return 0;
}
