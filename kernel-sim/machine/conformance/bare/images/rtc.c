/* MC146818: time in BCD and binary, memory, and its three interrupts. */
#include "../lib/pc.h"

static u8 get(int n) { outb(0x70, n); return inb(0x71); }
static void set(int n, u8 v) { outb(0x70, n), outb(0x71, v); }
static u32 flags_seen;
static void irq(void) {
  ticks[0x28]++;
  flags_seen |= get(0x0c);
  pic_eoi(8);
}
static void settle(void) { while (get(0x0a) & 0x80) delay(100); }

int main(void) {
  pic_init(0xfefb);
  on_irq[0x28] = irq;
  settle();
  print("%x-%x-%x %x:%x, century %x, weekday %x\n", get(9), get(8), get(7), get(4), get(2), get(0x32), get(6));
  print("A %x B %x D %x\n", get(10) & 0x7f, get(11), get(13));
  set(11, 6);
  print("binary: %d-%d-%d %d:%d\n", get(9), get(8), get(7), get(4), get(2));
  set(0x40, 0x5a), set(0x41, 0xa5);
  print("memory %x %x\n", get(0x40), get(0x41));
  set(11, 0x82), set(0x32, 0x20), set(1, 0x30), set(3, 0x30), set(5, 0x12), set(0, 0x58), set(2, 0x59), set(4, 0x23), set(7, 0x28), set(8, 2), set(9, 0x28), set(6, 2), set(11, 2);
  u8 s = get(0);
  print("set: %d\n", s == 0x58 || s == 0x59);
  get(12);
  set(11, 0x12);
  wait_tick(0x28, 3);
  set(11, 2);
  print("updates: %d, flags %x\n", ticks[0x28], flags_seen & 0xf0 & ~0x40);
  print("past midnight: %x-%x %x:%x\n", get(8), get(7), get(4), get(2));
  ticks[0x28] = 0, flags_seen = 0;
  set(10, 0x2a), get(12), set(11, 0x42);
  wait_tick(0x28, 8);
  set(11, 2);
  print("periodic: %d, flags %x\n", ticks[0x28], flags_seen & 0xc0);
  ticks[0x28] = 0, flags_seen = 0;
  set(1, 0xff), set(3, 0xff), set(5, 0xff), get(12), set(11, 0x22);
  wait_tick(0x28, 2);
  set(11, 2);
  print("alarm every second: %d, flags %x\n", ticks[0x28], flags_seen & 0xa0);
  set(11, 0x82), set(4, 0x13), set(11, 0);
  print("12 hours: %x\n", get(4));
  return 0;
}
