/* Work for the bench: each kernel runs for about a tenth of a second at -O1. The checksum tells that it did the right thing. */
#include "support.h"
static u8 sieveTable[2000001];
static long sieve(void) {
  long count = 0;
  for (int round = 0; round < 4; round++) {
    u32 n = 2000000;
    for (u32 i = 0; i <= n; i++) sieveTable[i] = 1;
    for (u32 i = 2; i * i <= n; i++)
      if (sieveTable[i])
        for (u32 j = i * i; j <= n; j += i) sieveTable[j] = 0;
    for (u32 i = 2; i <= n; i++) count += sieveTable[i];
  }
  return count;
}
static u32 crcTable[256];
static long crc(void) {
  for (u32 i = 0; i < 256; i++) {
    u32 c = i;
    for (int k = 0; k < 8; k++) c = c & 1 ? c >> 1 ^ 0xEDB88320u : c >> 1;
    crcTable[i] = c;
  }
  u32 c = ~0u;
  for (int i = 0; i < 40000000; i++) c = crcTable[(c ^ (u8)(i * 7)) & 0xff] ^ c >> 8;
  return ~c;
}
static double a[120][120], b[120][120], product[120][120];
static long matrix(void) {
  for (int i = 0; i < 120; i++)
    for (int j = 0; j < 120; j++) {
      a[i][j] = i * 0.5 + j;
      b[i][j] = i - j * 0.25;
    }
  for (int round = 0; round < 50; round++)
    for (int i = 0; i < 120; i++)
      for (int j = 0; j < 120; j++) {
        double sum = 0;
        for (int k = 0; k < 120; k++) sum += a[i][k] * b[k][j];
        product[i][j] = sum + product[i][j] * 0.5;
      }
  return (long)product[7][9] + (long)product[119][3];
}
static u32 numbers[1 << 18];
static void quick(u32 *v, int n) {
  while (n > 1) {
    u32 pivot = v[n / 2];
    int i = 0, j = n - 1;
    while (i <= j) {
      while (v[i] < pivot) i++;
      while (v[j] > pivot) j--;
      if (i <= j) {
        u32 t = v[i];
        v[i++] = v[j];
        v[j--] = t;
      }
    }
    if (j > 0) quick(v, j + 1);
    v += i;
    n -= i;
  }
}
static long sort(void) {
  u32 x = 12345, h = 0;
  for (int round = 0; round < 5; round++) {
    for (int i = 0; i < 1 << 18; i++) {
      x = x * 1664525u + 1013904223u;
      numbers[i] = x >> 4;
    }
    quick(numbers, 1 << 18);
    for (int i = 0; i < 1 << 18; i++) h = h * 31 + numbers[i];
  }
  return h;
}
static u64 rotate(u64 v, int n) { return v << n | v >> (64 - n); }
static long hash(void) {
  u64 v0 = 1, v1 = 2, v2 = 3, v3 = 4;
  for (int i = 0; i < 15000000; i++) {
    v0 += v1;
    v1 = rotate(v1, 13) ^ v0;
    v2 += v3;
    v3 = rotate(v3, 16) ^ v2;
    v0 = rotate(v0, 32) + v3;
    v2 = rotate(v2 + v1, 32) ^ (u64)i;
  }
  return (long)((v0 ^ v1 ^ v2 ^ v3) >> 1);
}
static long machine(void) {
  static const u8 program[] = {0, 1, 2, 3, 1, 4, 2, 5, 6, 3, 0, 7};
  u32 x = 1, y = 2;
  int pc = 0, rounds = 0;
  for (;;) {
    switch (program[pc++]) {
      case 0: x += y; break;
      case 1: y ^= x << 1; break;
      case 2: x -= y >> 3; break;
      case 3: y = y * 5 + 1; break;
      case 4: x ^= y; break;
      case 5: if (x & 1) y++; else x++; break;
      case 6: x = x << 7 | x >> 25; break;
      case 7:
        pc = 0;
        if (++rounds == 2000000) return x ^ y;
    }
  }
}
struct node { struct node *left, *right; int key; };
static struct node pool[200000];
static long tree(void) {
  long sum = 0;
  for (int round = 0; round < 3; round++) {
    struct node *root = 0;
    u32 x = 99;
    for (int i = 0; i < 60000; i++) {
      struct node *n = &pool[i], **at = &root;
      x = x * 1103515245u + 12345u;
      n->key = x >> 8;
      n->left = n->right = 0;
      while (*at) at = n->key < (*at)->key ? &(*at)->left : &(*at)->right;
      *at = n;
    }
    for (struct node *n = root; n; n = n->right) sum += n->key;
  }
  return sum;
}
static long divide(void) {
  u64 sum = 0;
  for (u32 i = 1; i < 9000000; i++) sum += i / 10 + i % 7 + (int)i / -3 + (u64)i * i / 1000;
  return (long)sum;
}
/* Microseconds of processor time: others use the machine too. clock_gettime(CLOCK_PROCESS_CPUTIME_ID). */
static u64 now(void) {
  long time[2], r;
  __asm__ volatile("syscall" : "=a"(r) : "0"(228L), "D"(2L), "S"(time) : "rcx", "r11", "memory");
  return time[0] * 1000000 + time[1] / 1000;
}
static void measure(const char *name, long (*kernel)(void)) {
  u64 best = ~0ul;
  long result = 0;
  for (int i = 0; i < 3; i++) {
    u64 start = now();
    result = kernel();
    u64 took = now() - start;
    if (took < best) best = took;
  }
  say(name, result);
  say("time", best);
}
int main(void) {
  measure("sieve", sieve);
  measure("crc", crc);
  measure("matrix", matrix);
  measure("sort", sort);
  measure("hash", hash);
  measure("machine", machine);
  measure("tree", tree);
  measure("divide", divide);
  return 0;
}
