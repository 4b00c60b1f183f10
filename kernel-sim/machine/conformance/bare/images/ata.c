/* The IDE disk by programmed I/O: identify, read, write, several sectors, errors, interrupts. */
#include "../lib/pc.h"

static u16 buffer[256];
static void wait(void) { while (inb(0x1f7) & 0x80) delay(100); }
static void irq(void) { ticks[0x2e]++; inb(0x1f7); pic_eoi(14); }
static void begin(u32 lba, u8 count, u8 c) {
  wait();
  outb(0x1f6, 0xe0 | lba >> 24), outb(0x1f2, count), outb(0x1f3, lba), outb(0x1f4, lba >> 8), outb(0x1f5, lba >> 16);
  outb(0x1f7, c);
}
static int ready(void) {
  for (int i = 0; i < 100000; i++) {
    u8 s = inb(0x1f7);
    if (!(s & 0x80) && (s & 9)) return s;
    delay(100);
  }
  return -1;
}
static void in(void) { for (int i = 0; i < 256; i++) buffer[i] = inw(0x1f0); }
static void out(void) { for (int i = 0; i < 256; i++) outw(0x1f0, buffer[i]); }
static void line(void) {
  for (char *c = (char *)buffer; *c && *c != '\n'; c++) putc(*c);
  putc('\n');
}

int main(void) {
  pic_init(0xbffb);
  outb(0x3f6, 2);
  begin(0, 0, 0xec);
  print("identify: status %x\n", ready() & 0x49);
  in();
  print("sectors %d\n", buffer[60] | buffer[61] << 16);
  begin(5, 1, 0x20);
  ready(), in(), line();
  begin(62, 2, 0x20);
  ready(), in(), line();
  ready(), in(), line();
  wait();
  print("status %x\n", inb(0x1f7) & 0xc9);
  for (int i = 0; i < 256; i++) buffer[i] = i * 3;
  begin(9, 2, 0x30);
  ready(), out();
  ready(), out();
  wait();
  begin(0, 0, 0xe7);
  wait();
  for (int i = 0; i < 256; i++) buffer[i] = 0;
  begin(10, 1, 0x20);
  ready(), in();
  print("written: %d %d\n", buffer[1], buffer[255]);
  begin(64, 1, 0x20);
  wait();
  for (int i = 0; i < 1000 && !(inb(0x1f7) & 1); i++) delay(100);
  print("beyond the end: status %x\n", inb(0x1f7) & 0x89);
  begin(0, 1, 0x77);
  wait();
  print("no such command: status %x error %x\n", inb(0x1f7) & 0x89, inb(0x1f1) & 4);
  on_irq[0x2e] = irq;
  inb(0x1f7);
  outb(0x3f6, 0);
  begin(7, 2, 0x20);
  wait_tick(0x2e, 1);
  in(), line();
  wait_tick(0x2e, 2);
  in(), line();
  print("interrupts %d\n", ticks[0x2e]);
  outb(0x3f6, 4);
  delay(1000);
  outb(0x3f6, 0);
  wait();
  print("after reset: status %x error %x\n", inb(0x1f7) & 0xc9, inb(0x1f1));
  return 0;
}
