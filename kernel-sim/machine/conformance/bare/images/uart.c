/* 16550A: registers, loopback, FIFO, interrupts by IIR. */
#include "../lib/pc.h"

#define PORT 0x3f8
static u32 iirs[8];
static int n;
static void irq(void) {
  for (;;) {
    u8 iir = inb(PORT + 2);
    if (iir & 1) break;
    if (n < 8) iirs[n++] = iir & 0xf;
    if ((iir & 0xf) == 4 || (iir & 0xf) == 0xc) ticks[0x24] = inb(PORT);
    else if ((iir & 0xf) == 6) inb(PORT + 5);
    else if ((iir & 0xf) == 0) inb(PORT + 6);
  }
  pic_eoi(4);
}
static void drain(void) { while ((inb(PORT + 5) & 0x60) != 0x60) delay(1000); }

int main(void) {
  pic_init(0xffef);
  on_irq[0x24] = irq;
  drain();
  outb(PORT + 7, 0x5a);
  u8 scratch = inb(PORT + 7);
  outb(PORT + 3, 0x83);
  u8 low = inb(PORT), high = inb(PORT + 1);
  outb(PORT + 3, 3);
  print("scratch %x divisor %d lcr %x mcr %x ier %x\n", scratch, low | high << 8, inb(PORT + 3), inb(PORT + 4), inb(PORT + 1));
  print("iir %x msr %x\n", inb(PORT + 2), inb(PORT + 6) & 0xf0);
  drain();
  outb(PORT + 4, 0x1e);
  u8 all = inb(PORT + 6) & 0xf0;
  outb(PORT + 4, 0x12);
  u8 rts = inb(PORT + 6) & 0xf0;
  outb(PORT + 4, 0x10);
  u8 none = inb(PORT + 6) & 0xf0;
  outb(PORT, 0x41);
  drain();
  u8 lsr = inb(PORT + 5), got = inb(PORT), after = inb(PORT + 5);
  outb(PORT + 2, 7);
  for (int i = 0; i < 3; i++) outb(PORT, 0x30 + i);
  drain();
  u8 fifo[4];
  for (int i = 0; i < 4; i++) fifo[i] = inb(PORT + 5) & 1 ? inb(PORT) : 0;
  outb(PORT + 4, 8);
  print("loopback msr %x %x %x\n", all, rts, none);
  print("lsr %x, got %x, lsr %x\n", lsr, got, after);
  print("fifo %x %x %x %x\n", fifo[0], fifo[1], fifo[2], fifo[3]);
  drain();
  outb(PORT + 2, 0);
  outb(PORT + 1, 2);
  sti(), delay(1000), cli();
  int early = n;
  u32 first = iirs[0];
  outb(PORT + 1, 0);
  outb(PORT + 2, 7);
  print("transmitter empty at once: %d times, iir %x\n", early, first);
  drain();
  n = 0;
  outb(PORT + 2, 0);
  outb(PORT + 1, 1);
  outb(PORT + 4, 0x18);
  outb(PORT, 0x77);
  for (int i = 0; i < 100; i++) sti(), delay(1000), cli();
  outb(PORT + 4, 8);
  outb(PORT + 1, 0);
  outb(PORT + 2, 7);
  print("received by interrupt in loopback: %d times\n", n);
  return 0;
}
