/* The I/O APIC: entries, edge and level lines, masks; the 8259s are out of the game. */
#include "../lib/pc.h"


#define IO 0xfec00000
static u32 io_get(int r) { store32(IO, r); return load32(IO + 16); }
static void io_set(int r, u32 v) { store32(IO, r), store32(IO + 16, v); }
static void entry(int n, u32 low) { io_set(0x11 + n * 2, 0), io_set(0x10 + n * 2, low); }
static void timer(void) { ticks[0x41]++; apic_set(0xb0, 0); }
static void serial(void) { ticks[0x44]++; inb(0x3fa); apic_set(0xb0, 0); }
static void clock(void) { ticks[0x48]++; outb(0x70, 0x0c), inb(0x71); apic_set(0xb0, 0); }
static u8 rtc(int n) { outb(0x70, n); return inb(0x71); }
static void rtc_set(int n, u8 v) { outb(0x70, n), outb(0x71, v); }

int main(void) {
  map_device(APIC), map_device(IO);
  pic_init(0xffff);
  apic_set(0xf0, 0x1ff), apic_set(0x350, 0x10000);
  on_irq[0x41] = timer, on_irq[0x44] = serial, on_irq[0x48] = clock;
  print("version %x, entry 5 %x %x\n", io_get(1) & 0xff0000, io_get(0x1a), io_get(0x1b));
  io_set(0, 0x03000000);
  print("id %x\n", io_get(0));
  entry(2, 0x41);
  print("entry 2 %x\n", io_get(0x14));
  outb(0x43, 0x34), outb(0x40, 0), outb(0x40, 0x10);
  wait_tick(0x41, 3);
  print("timer at 2: %d\n", ticks[0x41]);
  entry(2, 0x10041);
  u32 n = ticks[0x41];
  for (int i = 0; i < 10; i++) sti(), delay(100000), cli();
  print("masked: %d\n", ticks[0x41] - n);
  outb(0x43, 0x30);
  rtc(12), rtc_set(10, 0x26), rtc_set(11, 0x42);
  entry(8, 0x48);
  wait_tick(0x48, 4);
  rtc_set(11, 2);
  print("clock at 8: %d\n", ticks[0x48]);
  while ((inb(0x3fd) & 0x60) != 0x60) delay(1000);
  outb(0x3fa, 0);
  entry(4, 0x44);
  outb(0x3f9, 2);
  sti(), delay(1000), cli();
  outb(0x3f9, 0);
  outb(0x3fa, 7);
  print("serial at 4: %d\n", ticks[0x44]);
  entry(4, 0x10000);
  entry(6, 0x1a5ff);
  print("written %x\n", io_get(0x1c) & 0x1afff);
  return 0;
}
