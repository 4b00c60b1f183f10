/* The text screen at 0xb8000 and the cursor of the CRT controller. */
#include "../lib/pc.h"

int main(void) {
  volatile u16 *screen = (u16 *)0xb8000;
  const char *text = "Ring Zero";
  for (int i = 0; text[i]; i++) screen[80 * 3 + i] = 0x1f00 | (u8)text[i];
  print("cell %x %x\n", screen[240], screen[248]);
  ((volatile u8 *)screen)[481] = 0x4e;
  print("attribute %x\n", screen[240]);
  u16 at = 3 * 80 + 9;
  outb(0x3d4, 0x0e), outb(0x3d5, at >> 8);
  outb(0x3d4, 0x0f), outb(0x3d5, at);
  outb(0x3d4, 0x0e);
  u8 high = inb(0x3d5);
  outb(0x3d4, 0x0f);
  u8 low = inb(0x3d5);
  print("cursor %d, index %x\n", high << 8 | low, inb(0x3d4));
  outw(0x3d4, 0x070e);
  print("by a word: %x\n", inb(0x3d5));
  u64 sum = 0;
  for (int i = 0; i < 2000; i++) screen[i] = i;
  for (int i = 0; i < 2000; i++) sum += screen[i];
  print("sum %ld\n", sum);
  *(volatile u64 *)0xb8000 = 0x0741074207430744;
  print("%x %x\n", screen[0], screen[3]);
  return 0;
}
