#include "support.h"
static int dense(int x) {
  switch (x) {
    case 0: return 10;
    case 1: return 21;
    case 2: return 32;
    case 3: case 4: return 43;
    case 7: return 74;
    case 9: return 99;
    default: return -1;
  }
}
static int sparse(long x) {
  switch (x) {
    case -5: return 1;
    case 100: return 2;
    case 1000000: return 3;
    case 1L << 40: return 4;
    case 77: return 5;
    case 78: return 6;
    case -(1L << 50): return 7;
  }
  return 0;
}
static u32 unsignedSwitch(u32 x) {
  switch (x) {
    case 0xfffffff0u: return 1;
    case 0xfffffff1u: return 2;
    case 0xfffffff2u: return 3;
    case 0xfffffff3u: return 4;
    case 0xfffffff4u: return 5;
    case 0xfffffff5u: return 6;
  }
  return 7;
}
static long interpret(const u8 *code) {
  static void *const labels[] = {&&add, &&mul, &&sub, &&end};
  long a = 1;
  goto *labels[*code++];
add:
  a += 5;
  goto *labels[*code++];
mul:
  a *= 3;
  goto *labels[*code++];
sub:
  a -= 2;
  goto *labels[*code++];
end:
  return a;
}
static long loops(int n) {
  long sum = 0;
  for (int i = 0; i < n; i++) {
    for (int j = i; j < n; j++) {
      if ((i ^ j) & 1) continue;
      if (i * j > 500) break;
      sum += i * 3 - j;
    }
    int k = i;
    while (k > 0 && sum % 7) {
      k /= 2;
      sum++;
    }
    do sum ^= k;
    while (++k < 3);
  }
  return sum;
}
static int logic(int a, int b, int c) { return (a && (b || !c)) + 2 * (a < b && b < c) + 4 * (a == 1 || b == 2 || c == 3) + 8 * (!(a & 1) ? b > c : c > b); }
static int vla(int n) {
  int sum = 0;
  for (int r = 1; r <= n; r++) {
    int v[r][r + 1];
    for (int i = 0; i < r; i++)
      for (int j = 0; j <= r; j++) v[i][j] = i * j + r;
    for (int i = 0; i < r; i++) sum += v[i][i + 1];
    sum += sizeof v;
  }
  char *p = __builtin_alloca(100 + n);
  for (int i = 0; i < 100 + n; i++) p[i] = i;
  for (int i = 0; i < 100 + n; i++) sum += p[i];
  return sum + ((long)p & 15);
}
static int depth(int n) {
  _Alignas(64) volatile char here[3] = {1, 2, 3};
  if (n == 0) return (int)((unsigned long)here & 63) + here[2];
  return depth(n - 1) + here[1];
}
int main(void) {
  for (int i = -2; i < 12; i++) say("dense", dense(i));
  long probes[] = {-5, 100, 1000000, 1L << 40, 77, 78, -(1L << 50), 0, 99, -1L << 40};
  for (unsigned i = 0; i < sizeof probes / sizeof probes[0]; i++) say("sparse", sparse(probes[i]));
  for (u32 i = 0xffffffefu; i != 2; i++) say("unsigned", unsignedSwitch(i));
  say("goto", interpret((const u8[]){0, 1, 1, 2, 0, 1, 3}));
  say("loops", loops(40));
  for (int i = 0; i < 64; i++) say("logic", logic(i & 3, i >> 2 & 3, i >> 4));
  say("vla", vla(17));
  say("depth", depth(5));
  return 42;
}
