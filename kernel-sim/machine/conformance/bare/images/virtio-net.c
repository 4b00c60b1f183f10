/* A network card by virtio: asks 10.0.2.2 for its address (ARP) and whether it is there (ICMP echo). */
#include "../lib/pc.h"

struct descriptor { u64 address; u32 length; u16 flags, next; };
struct queue {
  struct descriptor table[256];
  u16 flags, available, ring[256], event;
  u8 pad[4096 - 6 - 512];
  volatile u16 used_flags, used;
  struct { u32 id, length; } done[256];
} __attribute__((packed, aligned(4096)));

static struct queue rx, tx;
static u8 in[4][2048], out[128];
static u16 port, seen;
static int line;
static volatile int interrupts;

static void irq(void) {
  interrupts += inb(port + 19) & 1;
  pic_eoi(line);
}
static void setup_queue(int n, struct queue *q) {
  outw(port + 14, n);
  outl(port + 8, (u64)q >> 12);
}
static void send(int length) {
  tx.table[0] = (struct descriptor){(u64)out, 10 + length, 0, 0};
  tx.ring[tx.available % 256] = 0;
  __asm__ volatile("" ::: "memory");
  tx.available++;
  outw(port + 16, 1);
}
static u8 *receive(u32 *length) {
  for (;;) {
    while (rx.used == seen) {
      sti_hlt();
      cli();
    }
    u8 *frame = in[rx.done[seen % 256].id] + 10;
    *length = rx.done[seen % 256].length - 10;
    seen++;
    u16 type = frame[12] << 8 | frame[13];
    if (type == 0x0806 && frame[21] == 2) return frame;
    if (type == 0x0800 && frame[23] == 1) return frame;
  }
}
static void put(u8 *to, const char *hex) {
  for (; *hex; hex += 2) {
    int v = 0;
    for (int i = 0; i < 2; i++) v = v * 16 + (hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10);
    *to++ = v;
  }
}
static u16 sum(const u8 *at, int length) {
  u32 s = 0;
  for (int i = 0; i < length; i += 2) s += at[i] << 8 | at[i + 1];
  while (s >> 16) s = (s & 0xffff) + (s >> 16);
  return ~s;
}
static void bytes(const char *what, const u8 *at, int n) {
  print("%s", what);
  for (int i = 0; i < n; i++) print(i ? ":%x" : " %x", at[i]);
  print("\n");
}

int main(void) {
  int slot = pci_find(0x10001af4);
  port = pci_read(slot, 0x10) & ~3;
  line = pci_read(slot, 0x3c) & 0xff;
  pci_write(slot, 4, 7);
  outb(port + 18, 0), outb(port + 18, 1), outb(port + 18, 3);
  u32 features = inl(port);
  print("mac %d status %d\n", features >> 5 & 1, features >> 16 & 1);
  outl(port + 4, 1 << 5 | 1 << 16);
  u8 mac[6];
  for (int i = 0; i < 6; i++) mac[i] = inb(port + 20 + i);
  bytes("address", mac, 6);
  print("link %d\n", inw(port + 26) & 1);
  setup_queue(0, &rx), setup_queue(1, &tx);
  for (int i = 0; i < 4; i++) {
    rx.table[i] = (struct descriptor){(u64)in[i], 2048, 2, 0};
    rx.ring[i] = i;
  }
  rx.available = 4;
  pic_init(~(1 << line | 4));
  on_irq[0x20 + line] = irq;
  outb(port + 18, 7);
  outw(port + 16, 0);
  put(out + 10, "ffffffffffff525400123456" "0806" "0001080006040001" "525400123456" "0a00020f" "000000000000" "0a000202");
  send(42);
  u32 length;
  u8 *f = receive(&length);
  bytes("arp answer to", f, 6);
  bytes("from", f + 6, 6);
  bytes("sender", f + 22, 10);
  bytes("target", f + 32, 10);
  u8 gateway[6];
  for (int i = 0; i < 6; i++) gateway[i] = f[22 + i];
  put(out + 10, "000000000000525400123456" "0800" "4500002400010000" "40010000" "0a00020f" "0a000202" "08000000" "12340001" "52696e675a65726f");
  for (int i = 0; i < 6; i++) out[10 + i] = gateway[i];
  u16 s = sum(out + 24, 20);
  out[34] = s >> 8, out[35] = s;
  s = sum(out + 44, 16);
  out[46] = s >> 8, out[47] = s;
  send(50);
  f = receive(&length);
  bytes("echo from", f + 26, 4);
  print("type %d, ip sum %x, icmp sum %x, text %c%c\n", f[34], sum(f + 14, 20), sum(f + 34, 16), f[42], f[49]);
  sti(), delay(1000), cli();
  print("interrupts: %d\n", interrupts > 0);
  return 0;
}
