/* The linear framebuffer: a mode by the Bochs display interface, pixels at the address PCI tells. */
#include "../lib/pc.h"

static void set(u16 index, u16 v) { outw(0x1ce, index), outw(0x1cf, v); }
static u16 get(u16 index) { outw(0x1ce, index); return inw(0x1cf); }

int main(void) {
  int slot = pci_find(0x11111234);
  u64 base = pci_read(slot, 0x10) & ~15u;
  map_device(base);
  print("id %x, off %x\n", get(0) & 0xfff0, get(4));
  set(4, 2);
  print("at most %d bits\n", get(3));
  set(4, 0);
  set(1, 320), set(2, 200), set(3, 32);
  set(4, 0x41);
  print("mode %dx%dx%d, on %x, line %d\n", get(1), get(2), get(3), get(4), get(6));
  volatile u32 *pixels = (u32 *)base;
  print("cleared %x\n", pixels[0] | pixels[320 * 199 + 319]);
  for (int y = 0; y < 10; y++)
    for (int x = 0; x < 10; x++) pixels[y * 320 + x] = x << 16 | y << 8 | 0x80;
  print("pixel %x %x\n", pixels[5 * 320 + 7], pixels[5 * 320 + 10]);
  ((volatile u8 *)base)[4 * (5 * 320 + 7) + 2] = 0xff;
  print("byte: %x\n", pixels[5 * 320 + 7]);
  *(volatile u16 *)(base + 4) = 0x1234;
  *(volatile u64 *)(base + 64) = 0x1122334455667788;
  print("wide: %x %x %x\n", pixels[1], pixels[16], pixels[17]);
  set(9, 3);
  print("offset %d\n", get(9));
  set(4, 0);
  set(1, 640), set(2, 480), set(3, 16), set(4, 0xc1);
  print("kept %x, line %d\n", pixels[16], get(6));
  set(4, 0);
  return 0;
}
