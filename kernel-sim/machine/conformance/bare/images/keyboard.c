/* 8042 and keyboard: self tests, configuration, commands to the keyboard, scan codes by interrupt. */
#include "../lib/pc.h"

static u8 codes[16];
static int n;
static void irq(void) {
  u8 status = inb(0x64), byte = inb(0x60);
  if (n < 16) codes[n++] = byte;
  if (status & 0x20) print("from the mouse?\n");
  pic_eoi(1);
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

int main(void) {
  pic_init(0xfffd);
  on_irq[0x21] = irq;
  command(0xad), command(0xa7);
  while (inb(0x64) & 1) inb(0x60);
  command(0x60), data(0x40);
  command(0xaa);
  print("self test %x\n", get());
  command(0x60), data(0x40);
  command(0xab);
  print("keyboard line %x\n", get());
  command(0xa9);
  print("mouse line %x\n", get());
  command(0x20);
  print("configuration %x\n", get() & 0x4f);
  command(0xae);
  data(0xee);
  print("echo %x\n", get());
  data(0xed);
  int a = get();
  data(7);
  int b = get();
  print("lights %x %x\n", a, b);
  data(0xff);
  a = get(), b = get();
  print("reset %x %x\n", a, b);
  data(0xf4);
  print("enable %x\n", get());
  data(0x13);
  print("nonsense %x\n", get());
  print("nothing more %d\n", inb(0x64) & 1);
  command(0x60), data(0x41);
  sti();
  for (int i = 0; i < 3; i++) {
    command(0xd2), data(0x1e + i * 0x10);
    delay(100000);
  }
  cli();
  print("by interrupt:");
  for (int i = 0; i < n; i++) print(" %x", codes[i]);
  print("\n");
  command(0x60), data(0x40);
  n = 0;
  sti();
  command(0xd2), data(0x2c);
  delay(100000);
  cli();
  print("interrupt off: %d, status %x, data %x\n", n, inb(0x64) & 1, inb(0x60));
  return 0;
}
