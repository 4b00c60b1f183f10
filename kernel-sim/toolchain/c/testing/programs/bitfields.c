/* Bit-fields: layout as gcc's, reading, writing, operators, packing. */
int printf(const char *, ...);
void *memset(void *, int, unsigned long);
#define DUMP(v) do { unsigned char *q = (void *)&v; for (unsigned k = 0; k < sizeof v; k++) printf("%02x", q[k]); printf(" %zu\n", sizeof v); } while (0)
struct a { int x : 3, y : 7; unsigned z : 22; } a;
struct b { char c; int x : 5; long l : 40; short s : 9; } b;
struct c { unsigned long x : 33, y : 31; int z : 1; } c;
struct __attribute__((packed)) d { unsigned x : 3; unsigned long y : 60; int z : 17; char e; } d;
struct e { _Bool f : 1; unsigned char g : 2; unsigned short h : 11; int : 0; int k : 2; } e;
union f { int n : 5; unsigned w; } f;
#pragma pack(push, 1)
struct g { char c; int i; short s; unsigned q : 12; } g;
#pragma pack(pop)
struct h { char c; long l; } __attribute__((packed, aligned(4)));
struct i { struct { unsigned p : 4; unsigned q : 4; }; unsigned char r; } in;
int main(void) {
  a.x = 5; a.y = -3; a.z = 0x3fffff; DUMP(a);
  printf("%d %d %u %d\n", a.x, a.y, a.z, a.x = 7);
  a.x++; a.y -= 60; a.z += 5; printf("%d %d %u %d\n", a.x, a.y, a.z, a.y++);
  b.c = 1; b.x = -9; b.l = 0x123456789a; b.s = -200; DUMP(b);
  printf("%d %ld %d\n", b.x, (long)b.l, b.s);
  c.x = 0x1ffffffff; c.y = 0x7fffffff; c.z = -1; DUMP(c);
  c.x -= 2; c.y >>= 3; printf("%lx %lx %d\n", (unsigned long)c.x, (unsigned long)c.y, c.z);
  d.x = 5; d.y = 0x923456789abcdef; d.z = -12345; d.e = 'e'; DUMP(d);
  printf("%u %lx %d\n", d.x, (unsigned long)d.y, d.z); d.y ^= 0xff; d.z /= 5; DUMP(d);
  e.f = 4; e.g = 7; e.h = 3000; e.k = -2; DUMP(e);
  printf("%d %d %d %d\n", e.f, e.g, e.h, e.k);
  f.w = 0xffffffff; f.n = 9; DUMP(f); printf("%d\n", f.n);
  g.c = 1; g.i = -2; g.s = 3; g.q = 0xabc; DUMP(g);
  printf("%zu %zu\n", sizeof(struct h), _Alignof(struct h));
  in.p = 3; in.q = 12; in.r = 255; DUMP(in);
  struct a *pa = &a; struct a copy = *pa; pa->y = 1; printf("%d %d %d\n", copy.y, pa->y, (pa->z ? pa->x : -1));
  printf("%d %d\n", a.x - 8 < 0, (unsigned)a.z - 1 > 0);
  for (a.y = 0; a.y < 10; a.y++) ;
  printf("%d\n", a.y);
  return 0;
}
