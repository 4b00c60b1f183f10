// needs: root
/* Programs run by BPF_PROG_TEST_RUN: packets and context of XDP and tc, helpers, tail calls, ring buffers read as libbpf does. */
#include "bpf_test.h"

static unsigned char packet[64] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0, 0, 50, 1, 2, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2};

static void show(const char *what, int prog) {
  unsigned char out[256] = {0};
  int n = 0;
  int r = prog < 0 ? prog : test_run(prog, packet, sizeof packet, out, sizeof out, &n);
  printf("%s: %d, %d bytes, first %02x %02x, last %02x\n", what, r, n, out[0], out[1], n > 0 ? out[n - 1] : 0);
}

static void xdp(void) {
  insn length[] = {I(0x61, 2, 1, 0, 0), I(0x61, 3, 1, 4, 0), MOVR(0, 3), I(0x1f, 0, 2, 0, 0), EXIT};
  show("length", load(6, length, LEN(length)));
  insn ethertype[] = {I(0x61, 2, 1, 0, 0), I(0x61, 3, 1, 4, 0), MOVR(4, 2), ADD(4, 14), I(0x2d, 4, 3, 3, 0), I(0x69, 0, 2, 12, 0), I(0xdc, 0, 0, 0, 16), EXIT, MOV(0, 0), EXIT};
  show("ethertype", load(6, ethertype, LEN(ethertype)));
  insn head[] = {MOV(2, -4), CALL(44), I(0x55, 0, 0, 1, 0), MOV(0, 2), EXIT};
  show("adjust head", load(6, head, LEN(head)));
  insn tail[] = {MOV(2, -10), CALL(65), I(0x55, 0, 0, 1, 0), MOV(0, 3), EXIT};
  show("adjust tail", load(6, tail, LEN(tail)));
  insn too_far[] = {MOV(2, -1000), CALL(44), EXIT};
  show("no room", load(6, too_far, LEN(too_far)));
  insn ifindex[] = {I(0x61, 0, 1, 12, 0), EXIT};
  show("ifindex", load(6, ifindex, LEN(ifindex)));
  int fd = load(6, ifindex, LEN(ifindex));
  printf("13 bytes %d\n", test_run(fd, packet, 13, 0, 0, 0) + 1000000);
  unsigned char small[8];
  int n;
  printf("small buffer %d", test_run(fd, packet, 64, small, 8, &n) + 1000000);
  printf(" %d\n", n);
}

static void skb(void) {
  insn bytes[] = {MOVR(6, 1), MOV(2, 14), MOVR(3, 10), ADD(3, -8), MOV(4, 4), CALL(26), I(0x61, 0, 10, -8, 0), EXIT};
  show("load bytes", load(3, bytes, LEN(bytes)));
  insn far[] = {MOVR(6, 1), MOV(2, 100), MOVR(3, 10), ADD(3, -8), MOV(4, 4), CALL(26), EXIT};
  show("load beyond", load(3, far, LEN(far)));
  insn ld_abs[] = {MOVR(6, 1), I(0x28, 0, 0, 0, 12), EXIT};
  show("ld_abs", load(3, ld_abs, LEN(ld_abs)));
  insn ld_far[] = {MOVR(6, 1), I(0x20, 0, 0, 0, 1000), MOV(0, 5), EXIT};
  show("ld_abs beyond", load(3, ld_far, LEN(ld_far)));
  insn len[] = {I(0x61, 0, 1, 0, 0), EXIT};
  show("skb len", load(3, len, LEN(len)));
  insn proto[] = {I(0x61, 0, 1, 16, 0), EXIT};
  show("protocol", load(3, proto, LEN(proto)));
  insn store[] = {MOV(2, 0x1234), I(0x6b, 10, 2, -8, 0), MOV(2, 0), MOVR(3, 10), ADD(3, -8), MOV(4, 2), MOV(5, 0), CALL(9), EXIT};
  show("store bytes", load(3, store, LEN(store)));
  insn csum[] = {MOV(2, 24), MOV(3, 0), MOV(4, 0x0201), MOV(5, 2), CALL(10), EXIT};
  show("l3 csum", load(3, csum, LEN(csum)));
}

static void helpers(void) {
  insn diff[] = {I(0x7a, 10, 0, -8, 0x01020304), I(0x7a, 10, 0, -16, 0x11223344), MOVR(1, 10), ADD(1, -8), MOV(2, 8), MOVR(3, 10), ADD(3, -16), MOV(4, 8), MOV(5, 0), CALL(28),
                 /* fold: what is answered has 32 bits or 16, as the kernel's version has it */
                 MOVR(1, 0), I(0x57, 0, 0, 0, 0xffff), I(0x77, 1, 0, 0, 16), I(0x0f, 0, 1, 0, 0), EXIT};
  show("csum_diff", load(6, diff, LEN(diff)));
  int progs = map_create(3, 4, 4, 4, 0), k = 2;
  insn target[] = {MOV(0, 55), EXIT};
  int t = load(6, target, 2);
  update(progs, &k, &t, 0);
  insn tail[] = {MAP(2, progs), MOV(3, 2), CALL(12), MOV(0, 44), EXIT};
  show("tail call", load(6, tail, LEN(tail)));
  insn miss[] = {MAP(2, progs), MOV(3, 1), CALL(12), MOV(0, 44), EXIT};
  show("tail call to nothing", load(6, miss, LEN(miss)));
  int self = map_create(3, 4, 4, 1, 0), counts = map_create(2, 4, 8, 1, 0);
  insn again[] = {MOVR(6, 1), I(0x62, 10, 0, -4, 0), MOVR(2, 10), ADD(2, -4), MAP(1, counts), CALL(1), I(0x15, 0, 0, 2, 0), MOV(1, 1), I(0xdb, 0, 1, 0, 0), MOVR(1, 6), MAP(2, self), MOV(3, 0), CALL(12), MOV(0, 1), EXIT};
  int s = load(6, again, LEN(again));
  k = 0;
  update(self, &k, &s, 0);
  show("calls itself", s);
  uint64_t v = 0;
  lookup(counts, &k, &v);
  printf("ran %d times\n", (int)v);
}

static void ring(void) {
  int fd = map_create(27, 0, 0, 4096, 0);
  insn send[] = {MOVR(6, 1), MAP(1, fd), MOV(2, 24), MOV(3, 0), CALL(131), I(0x15, 0, 0, 6, 0), MOVR(7, 0), I(0x7a, 7, 0, 0, 11), I(0x7a, 7, 0, 16, 22), MOVR(1, 7), MOV(2, 0), CALL(132), MAP(1, fd), MOV(2, 0), CALL(134), EXIT};
  int p = load(6, send, LEN(send));
  show("reserve and submit", p);
  show("twice", p);
  volatile uint64_t *consumer = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  volatile unsigned char *producer = mmap(0, 4096 + 2 * 4096, PROT_READ, MAP_SHARED, fd, 4096);
  printf("mapped %d %d\n", (void *)consumer != MAP_FAILED, (void *)producer != MAP_FAILED);
  uint64_t end = *(volatile uint64_t *)producer;
  printf("producer %d\n", (int)end);
  for (uint64_t at = *consumer; at < end;) {
    volatile uint32_t *header = (void *)(producer + 4096 + at % 4096);
    printf("record %u bytes: %d %d\n", header[0], (int)header[2], (int)header[6]);
    at += (header[0] + 8 + 7) / 8 * 8;
    *consumer = at;
  }
  show("after reading", p);
  int n = 0;
  unsigned char out[64];
  while (n < 1000 && test_run(p, packet, 64, out, 64, 0) != 0 && n++ < 200)
    if (*(volatile uint64_t *)producer + 32 > *consumer + 4095) break;
  printf("producer when full %d\n", (int)*(volatile uint64_t *)producer);
  show("full", p);
}

int main(void) {
  xdp();
  skb();
  helpers();
  ring();
  return 0;
}
