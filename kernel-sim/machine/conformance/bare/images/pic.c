/* The two 8259s: masks, priorities, IRR and ISR, both kinds of EOI, automatic EOI, the cascade, a spurious interrupt. */
#include "../lib/pc.h"

static int order[16], count;
static void note(int n) { if (count < 16) order[count++] = n; }
static void show(const char *what) {
  print("%s:", what);
  for (int i = 0; i < count; i++) print(" %d", order[i]);
  print("\n");
  count = 0;
}
static u8 irr(int port) { outb(port, 0x0a); return inb(port); }
static u8 isr(int port) { outb(port, 0x0b); return inb(port); }
static void timer(void) { note(0); print("isr %x irr %x\n", isr(0x20), irr(0x20) & ~0x10); pic_eoi(0); }
static void clock(void) { note(8); print("isr %x %x\n", isr(0x20), isr(0xa0)); outb(0x70, 0x0c); inb(0x71); pic_eoi(8); }
static void serial(void) { note(4); inb(0x3fa); inb(0x3fa); outb(0x20, 0x64); }
static void automatic(void) { note(100 + isr(0x20)); }
static void one_shot(u16 n) { outb(0x43, 0x30); outb(0x40, n); outb(0x40, n >> 8); }

int main(void) {
  pic_init(0xffff);
  print("masks %x %x\n", inb(0x21), inb(0xa1));
  outb(0x21, 0xaa);
  print("mask %x\n", inb(0x21));
  outb(0x21, 0xff);
  on_irq[0x20] = timer, on_irq[0x24] = serial, on_irq[0x28] = clock;
  one_shot(100);
  delay(200000);
  print("masked: irr %x\n", irr(0x20) & 1);
  outb(0x21, 0xfe);
  sti();
  delay(1000);
  cli();
  show("unmasked");
  print("after: irr %x isr %x\n", irr(0x20) & 1, isr(0x20));
  /* Both at once: the timer comes first, whatever came first. */
  outb(0x70, 0x0a), outb(0x71, 0x2c), outb(0x70, 0x0c), inb(0x71);
  outb(0x70, 0x0b), outb(0x71, 0x42);
  delay(4000000);
  one_shot(100);
  delay(200000);
  print("both: irr %x %x\n", irr(0x20) & 5, irr(0xa0) & 1);
  outb(0x21, 0xfa), outb(0xa1, 0xfe);
  sti();
  delay(1000);
  cli();
  show("both");
  outb(0xa1, 0xff);
  outb(0x70, 0x0b), outb(0x71, 0x02);
  /* Automatic EOI: nothing stays in service. */
  outb(0x20, 0x11), outb(0x21, 0x20), outb(0x21, 4), outb(0x21, 3), outb(0x21, 0xfe);
  one_shot(100);
  delay(200000);
  on_irq[0x20] = automatic;
  sti();
  delay(1000);
  cli();
  show("automatic eoi, isr");
  return 0;
}
