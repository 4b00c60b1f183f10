/* 8254: modes, latch, read-back, channel 2 by its gate, interrupts at a rate. */
#include "../lib/pc.h"

static void tick(void) { ticks[0x20]++; pic_eoi(0); }
static u32 latch(int n) { outb(0x43, n << 6); u32 low = inb(0x40 + n); return low | inb(0x40 + n) << 8; }

int main(void) {
  pic_init(0xfffe);
  on_irq[0x20] = tick;
  outb(0x43, 0x34), outb(0x40, 11932 & 255), outb(0x40, 11932 >> 8);
  u32 a = latch(0);
  delay(20000);
  u32 b = latch(0);
  print("counts down: %d\n", a > b && a <= 11932);
  outb(0x43, 0xe2);
  print("status %x\n", inb(0x40) & 0x3f);
  wait_tick(0x20, 5);
  print("ticks %d\n", ticks[0x20]);
  ticks[0x20] = 0;
  outb(0x43, 0x30), outb(0x40, 0), outb(0x40, 8);
  wait_tick(0x20, 1);
  for (int i = 0; i < 100; i++) delay(10000);
  sti(), delay(1000), cli();
  print("one shot: %d\n", ticks[0x20]);
  outb(0x43, 0xe2);
  print("status %x\n", inb(0x40));
  /* Channel 2, as a delay without interrupts. */
  outb(0x61, inb(0x61) & ~3);
  outb(0x43, 0xb0), outb(0x42, 0), outb(0x42, 0x20);
  print("gate off: out %d", inb(0x61) >> 5 & 1);
  a = latch(2);
  delay(20000);
  b = latch(2);
  print(", stands still %d\n", a == b);
  outb(0x61, inb(0x61) | 1);
  int polls = 0;
  while (!(inb(0x61) & 0x20)) polls++, delay(1000);
  print("gate on: out %d after some polls: %d\n", inb(0x61) >> 5 & 1, polls > 5);
  outb(0x43, 0x14), outb(0x40, 100);
  ticks[0x20] = 0;
  wait_tick(0x20, 3);
  print("low byte only: %d\n", ticks[0x20]);
  outb(0x43, 0x36), outb(0x40, 0), outb(0x40, 1);
  outb(0x43, 0xc2);
  u32 status = inb(0x40), low = inb(0x40), high = inb(0x40);
  print("read-back of both: %x, %d\n", status & 0x3f, (low | high << 8) <= 256);
  return 0;
}
