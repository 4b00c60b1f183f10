/* A disk by virtio, legacy interface: one request after another, by polling and by interrupt. */
#include "../lib/pc.h"

struct descriptor { u64 address; u32 length; u16 flags, next; };
struct queue {
  struct descriptor table[256];
  u16 flags, available, ring[256], event;
  u8 pad[4096 - 6 - 512];
  volatile u16 used_flags, used;
  struct { u32 id, length; } done[256];
} __attribute__((packed, aligned(4096)));

static struct queue q;
static struct { u32 type, reserved; u64 sector; } header;
static u8 data[1024], status;
static u16 port;
static int line;
static volatile int interrupts;

static void irq(void) {
  interrupts += inb(port + 19) & 1;
  pic_eoi(line);
}
static void start(u32 type, u64 sector, u32 length, int write) {
  header.type = type, header.sector = sector, status = 0xff;
  q.table[0] = (struct descriptor){(u64)&header, 16, 1, 1};
  q.table[1] = (struct descriptor){(u64)data, length, write ? 1 : 3, 2};
  q.table[2] = (struct descriptor){(u64)&status, 1, 2, 0};
  if (!length) q.table[0].next = 2;
  q.ring[q.available % 256] = 0;
  __asm__ volatile("" ::: "memory");
  q.available++;
  outw(port + 16, 0);
}
static void request(const char *what, u32 type, u64 sector, u32 length, int write) {
  u16 before = q.used;
  start(type, sector, length, write);
  while (q.used == before) delay(100);
  __asm__ volatile("" ::: "memory");
  print("%s: status %d, used %d, length %d\n", what, status, q.used, q.done[before % 256].length);
}
static void text(const u8 *at) {
  for (; *at && *at != '\n'; at++) putc(*at);
  putc('\n');
}

int main(void) {
  int slot = pci_find(0x10011af4);
  port = pci_read(slot, 0x10) & ~3;
  line = pci_read(slot, 0x3c) & 0xff;
  pci_write(slot, 4, 7);
  outb(port + 18, 0);
  outb(port + 18, 1);
  outb(port + 18, 3);
  print("capacity %d, flush %d\n", inl(port + 20), inl(port) >> 9 & 1);
  outl(port + 4, 1 << 9);
  outw(port + 14, 0);
  print("queue size %d\n", inw(port + 12));
  outl(port + 8, (u64)&q >> 12);
  print("queue at its page: %d\n", inl(port + 8) == (u64)&q >> 12);
  outw(port + 14, 9);
  print("queue 9: %d\n", inw(port + 12));
  outw(port + 14, 0);
  outb(port + 18, 7);
  print("status %x\n", inb(port + 18));
  request("read", 0, 3, 1024, 0);
  text(data), text(data + 512);
  print("interrupt status %x, then %x\n", inb(port + 19), inb(port + 19));
  for (int i = 0; i < 512; i++) data[i] = i * 7;
  request("write", 1, 20, 512, 1);
  request("flush", 4, 0, 0, 0);
  for (int i = 0; i < 512; i++) data[i] = 0;
  request("read it", 0, 20, 512, 0);
  print("%x %x %x\n", data[1], data[100], data[511]);
  request("beyond the end", 0, 64, 512, 0);
  request("no such request", 77, 0, 512, 0);
  for (int i = 0; i < 20; i++) data[i] = 0;
  request("name", 8, 0, 20, 0);
  text(data);
  inb(port + 19);
  pic_init(~(1 << line | 4));
  on_irq[0x20 + line] = irq;
  start(0, 7, 512, 0);
  while (!interrupts) {
    sti_hlt();
    cli();
  }
  text(data);
  print("interrupts %d\n", interrupts);
  q.flags = 1;
  request("without an interrupt", 0, 8, 512, 0);
  print("%d, %x\n", interrupts, inb(port + 19));
  outb(port + 18, 0);
  print("reset: status %x, queue %x\n", inb(port + 18), inl(port + 8));
  return 0;
}
