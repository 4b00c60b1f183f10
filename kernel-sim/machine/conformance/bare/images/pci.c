/* PCI configuration space by ports 0xcf8 and 0xcfc. */
#include "../lib/pc.h"

static void show(const char *what, u32 id, int bar) {
  int slot = pci_find(id);
  print("%s: class %x, header %x", what, pci_read(slot, 8) >> 8, pci_read(slot, 12) >> 16 & 0xff);
  u32 old = pci_read(slot, 0x10 + bar * 4);
  pci_write(slot, 0x10 + bar * 4, 0xffffffff);
  u32 size = pci_read(slot, 0x10 + bar * 4);
  pci_write(slot, 0x10 + bar * 4, old);
  print(", %s of %x bytes, back %d\n", old & 1 ? "ports" : "memory", old & 1 ? (~(size & ~3) + 1) & 0xffff : ~(size & ~15) + 1, old == pci_read(slot, 0x10 + bar * 4));
}

int main(void) {
  print("host bridge %x\n", pci_read(0, 0));
  outl(0xcf8, 0x80000000);
  print("bytes %x %x, word %x\n", inb(0xcfc), inb(0xcff), inw(0xcfe));
  print("address %x\n", inl(0xcf8));
  print("nobody %x\n", pci_read(30, 0));
  outl(0xcf8, 0);
  print("disabled %x\n", inl(0xcfc));
  show("display", 0x11111234, 0);
  show("disk", 0x10011af4, 0);
  show("network", 0x10001af4, 0);
  int slot = pci_find(0x10011af4);
  print("subsystem %x, interrupt pin %x\n", pci_read(slot, 0x2c), pci_read(slot, 0x3c) >> 8 & 0xff);
  u16 port = pci_read(slot, 0x10) & ~3;
  print("size of queue 0: %d\n", inw(port + 12));
  u32 command = pci_read(slot, 4);
  pci_write(slot, 4, 0);
  print("ports off: %x\n", inw(port + 12));
  pci_write(slot, 4, 1);
  pci_write(slot, 0x10, 0xd000);
  print("moved: %d\n", inw(0xd000 + 12));
  pci_write(slot, 0x10, port);
  pci_write(slot, 4, command & 0xffff);
  print("back: %d\n", inw(port + 12));
  return 0;
}
