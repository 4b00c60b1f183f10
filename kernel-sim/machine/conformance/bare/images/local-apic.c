/* The local APIC: registers, messages to itself, priorities by TPR, CR8 and what is in service. SDM 3A 11. */
#include "../lib/pc.h"

static int order[16], count;
static void show(const char *what) {
  print("%s:", what);
  for (int i = 0; i < count; i++) print(" %x", order[i]);
  print("\n");
  count = 0;
}
static void note(int v) { if (count < 16) order[count++] = v; }
static void self(int vector) { apic_set(0x310, 0), apic_set(0x300, 0x40000 | vector); }
static void h40(void) { note(0x40); apic_set(0xb0, 0); }
static void h50(void) {
  note(0x50);
  note(apic_get(0xa0));
  self(0x48), self(0x68);
  sti(), delay(1000), cli();
  note(0x5f);
  apic_set(0xb0, 0);
}
static void h48(void) { note(0x48); apic_set(0xb0, 0); }
static void h68(void) { note(0x68); note(apic_get(0x100 + 0x10 * 3)); apic_set(0xb0, 0); }
static void open(void) { sti(), delay(1000), cli(); }

int main(void) {
  map_device(APIC);
  pic_init(0xffff);
  on_irq[0x40] = h40, on_irq[0x50] = h50, on_irq[0x48] = h48, on_irq[0x68] = h68;
  print("base %lx, id %x, version %x\n", rdmsr(0x1b), apic_get(0x20), apic_get(0x30));
  apic_set(0xf0, 0x1ff);
  print("svr %x lint0 %x lint1 %x\n", apic_get(0xf0), apic_get(0x350), apic_get(0x360));
  print("dfr %x ldr %x tpr %x ppr %x\n", apic_get(0xe0), apic_get(0xd0), apic_get(0x80), apic_get(0xa0));
  apic_set(0xd0, 0x01ffffff), apic_set(0xe0, 0xffffffff);
  print("ldr %x dfr %x\n", apic_get(0xd0), apic_get(0xe0));
  self(0x40);
  print("waits: irr %x\n", apic_get(0x200 + 0x10 * 2));
  open();
  show("self");
  self(0x40), self(0x68), self(0x48);
  open();
  show("three, highest first");
  self(0x50);
  open();
  show("nested");
  apic_set(0x80, 0x50);
  print("tpr 50: cr8 %lx ppr %x\n", read_cr8(), apic_get(0xa0));
  self(0x40), self(0x68);
  open();
  show("above 50 only");
  write_cr8(3);
  print("cr8 3: tpr %x\n", apic_get(0x80));
  open();
  show("then the rest");
  write_cr8(0);
  apic_set(0x310, 0), apic_set(0x300, 0x40);
  open();
  show("physical, to 0");
  apic_set(0x310, 0x05000000), apic_set(0x300, 0x40);
  open();
  show("physical, to 5");
  apic_set(0x310, 0x01000000), apic_set(0x300, 0x840);
  open();
  show("logical, to 1");
  apic_set(0x310, 0), apic_set(0x300, 0xc0040);
  open();
  show("all but self");
  apic_set(0x310, 0), apic_set(0x300, 0x80040);
  open();
  show("all");
  apic_set(0xf0, 0xff);
  print("disabled: timer entry %x\n", apic_get(0x320));
  self(0x40);
  apic_set(0xf0, 0x1ff);
  open();
  show("while disabled");
  return 0;
}
