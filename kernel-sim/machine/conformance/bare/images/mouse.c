/* The PS/2 mouse: commands through 0xd4, packets, IRQ 12. */
#include "../lib/pc.h"

static u8 bytes[16];
static int n;
static void irq(void) {
  u8 status = inb(0x64), byte = inb(0x60);
  if (n < 16) bytes[n++] = byte;
  if (!(status & 0x20)) print("not from the mouse?\n");
  pic_eoi(12);
}
static int get(void) {
  for (int i = 0; i < 1000; i++) {
    if (inb(0x64) & 1) return inb(0x60);
    delay(1000);
  }
  return -1;
}
static void command(u8 c) { while (inb(0x64) & 2); outb(0x64, c); }
static void data(u8 c) { while (inb(0x64) & 2); outb(0x60, c); }
static void tell(const char *what, int c, int answers) {
  command(0xd4), data(c);
  print("%s:", what);
  for (int i = 0; i < answers; i++) print(" %x", get());
  print("\n");
}

int main(void) {
  pic_init(0xeffb);
  on_irq[0x2c] = irq;
  command(0xad), command(0xa8);
  while (inb(0x64) & 1) inb(0x60);
  command(0x60), data(0x50);
  tell("reset", 0xff, 3);
  tell("id", 0xf2, 2);
  tell("status", 0xe9, 4);
  tell("rate", 0xf3, 1);
  tell("60", 60, 1);
  tell("resolution", 0xe8, 1);
  tell("3", 3, 1);
  tell("scaling 2:1", 0xe7, 1);
  tell("enable", 0xf4, 1);
  tell("status", 0xe9, 4);
  tell("disable", 0xf5, 1);
  tell("remote", 0xf0, 1);
  tell("read", 0xeb, 4);
  tell("defaults", 0xf6, 1);
  tell("status", 0xe9, 4);
  command(0xd3), data(0x99);
  delay(10000);
  u8 status = inb(0x64), byte = inb(0x60);
  print("looped: %x status %x\n", byte, status & 0x21);
  command(0x60), data(0x52);
  sti();
  command(0xd4), data(0xf2);
  for (int i = 0; i < 100; i++) delay(10000);
  cli();
  print("by interrupt:");
  for (int i = 0; i < n; i++) print(" %x", bytes[i]);
  print("\n");
  return 0;
}
