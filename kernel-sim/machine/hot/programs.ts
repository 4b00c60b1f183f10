/** Small C programs that go where the tiers differ: loops in loops, recursion, jump tables, pages that come and go, strings, floats. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  loops: `
#include <stdio.h>
static unsigned char s[40000];
int main(void) {
  unsigned n = 0, h = 1;
  for (int i = 2; i < 40000; i++) if (!s[i]) { n++; for (int j = 2 * i; j < 40000; j += i) s[j] = 1; }
  for (int i = 0; i < 3000; i++) for (int k = 0; k < 9; k++) h = h * 31 + ((h >> (k & 7)) ^ s[i]);
  printf("%u %u\\n", n, h);
  return 0;
}`,
  calls: `
#include <stdio.h>
static unsigned fib(unsigned n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
static int ack(int m, int n) { return m == 0 ? n + 1 : n == 0 ? ack(m - 1, 1) : ack(m - 1, ack(m, n - 1)); }
static int twice(int (*f)(int, int), int a) { return f(1, a) + f(2, a); }
static int plus(int a, int b) { return a + b * 3; }
static int minus(int a, int b) { return a * 7 - b; }
int main(void) {
  unsigned s = 0;
  for (int i = 0; i < 4000; i++) s = s * 3 + twice(i % 3 ? plus : minus, i);
  printf("%u %d %u\\n", fib(17), ack(2, 30), s);
  return 0;
}`,
  machine: `
#include <stdio.h>
static const unsigned char prog[] = {0, 1, 2, 3, 1, 4, 2, 5, 6, 3, 0, 7};
int main(void) {
  unsigned a = 1, b = 2, pc = 0, i = 0;
  for (;;) switch (prog[pc++]) {
    case 0: a += b; break; case 1: b ^= a << 1; break; case 2: a -= b >> 3; break; case 3: b = b * 5 + 1; break;
    case 4: a ^= b; break; case 5: if (a & 1) b++; else a++; break; case 6: a = a << 7 | a >> 25; break;
    case 7: pc = 0; if (++i >= 6000) { printf("%u\\n", a ^ b); return 0; }
  }
}`,
  memory: `
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
struct node { struct node *next; long v; char text[40]; };
static int order(const void *a, const void *b) { return strcmp(*(char **)a, *(char **)b); }
int main(void) {
  struct node *list = 0; static char *words[400]; char big[9000]; unsigned h = 0;
  for (int i = 0; i < 400; i++) {
    struct node *n = malloc(sizeof *n); n->v = i * 7919 % 400; n->next = list; list = n;
    snprintf(n->text, sizeof n->text, "w%ld-%d", n->v, i % 13); words[i] = n->text;
  }
  qsort(words, 400, sizeof *words, order);
  for (int r = 0; r < 8; r++) {
    memset(big, r, sizeof big); memmove(big + 3, big, 4000 + r * 40); memcpy(big + 5000, big + 17, 3000);
    for (struct node *n = list; n; n = n->next) h = h * 33 + n->v + big[n->v * 20] + strlen(n->text);
  }
  for (int i = 0; i < 400; i++) for (char *p = words[i]; *p; p++) h = h * 31 + *p;
  printf("%u %s\\n", h, words[7]);
  return 0;
}`,
  wide: `
#include <stdio.h>
typedef unsigned long long u64; typedef long long s64; typedef unsigned __int128 u128;
int main(void) {
  u64 x = 88172645463325252ull, h = 0; s64 d = 0; u128 w = 1; signed char c = 0; short t = 0;
  for (int i = 0; i < 9000; i++) {
    x ^= x << 13; x ^= x >> 7; x ^= x << 17; h += x * 2685821657736338717ull;
    d += (s64)x / (i % 97 - 48 ? i % 97 - 48 : 5); h ^= x % (u64)(i + 3); w = w * x + i; h ^= (u64)(w >> 64);
    c += (signed char)x; t -= (short)(x >> 9); h = (h << (i & 63)) | (h >> (-i & 63)); h += __builtin_clzll(x | 1) + __builtin_ctz(i | 256);
    if (__builtin_add_overflow((int)x, (int)(x >> 20), &(int){0})) h++;
    h += (unsigned)x > (unsigned)(x >> 32) ? c : t; h += (int)x < (int)h; h += (unsigned char)x <= (unsigned char)h;
  }
  printf("%llu %lld %llu %d %d\\n", h, d, (u64)w, c, t);
  return 0;
}`,
  floats: `
#include <stdio.h>
#include <math.h>
struct body { double x, y, z, m; };
int main(void) {
  static struct body b[6]; float f = 1; long double l = 1; double e = 0, q[64];
  for (int i = 0; i < 6; i++) b[i] = (struct body){i * 1.5, i * i * 0.25, 3 - i, 1 + i};
  for (int r = 0; r < 120; r++) {
    for (int i = 0; i < 6; i++) for (int j = 0; j < 6; j++) if (i != j) {
      double dx = b[i].x - b[j].x, dy = b[i].y - b[j].y, dz = b[i].z - b[j].z, s = dx * dx + dy * dy + dz * dz + 0.01;
      double g = 0.001 * b[j].m / (s * sqrt(s)); b[i].x -= dx * g; b[i].y -= dy * g; b[i].z -= dz * g;
    }
    f = f * 1.0001f + (float)b[r % 6].x; l = l * 1.01L - r; e += floor(b[r % 6].y) + (int)(b[2].z * 1000) + (f > 3 ? 1 : -1) + (b[1].x < NAN);
    for (int i = 0; i < 64; i++) q[i] = i * 0.5 + r; for (int i = 1; i < 64; i++) q[i] = q[i] * q[i - 1] / (1 + q[i]); e += q[63];
  }
  printf("%a %a %La %a\\n", b[3].x, (double)f, l, e);
  return 0;
}`,
};
