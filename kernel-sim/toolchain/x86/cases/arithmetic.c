#include "support.h"
#define EACH(X) X(1) X(2) X(3) X(5) X(6) X(7) X(9) X(10) X(11) X(12) X(25) X(60) X(100) X(125) X(127) X(128) X(625) X(641) X(1000) X(1000000007) X(2147483647)
static long values[] = {0, 1, -1, 2, -2, 3, 7, -7, 10, 100, -100, 127, 128, 255, 256, 32767, 65535, 2147483647, -2147483647 - 1, 4294967295, 1L << 40, -(1L << 40), 0x7fffffffffffffff, -0x7fffffffffffffff - 1, 123456789012345};
static u64 hash;
static void mix(u64 v) { hash = (hash ^ v) * 0x100000001b3ul; }
int main(void) {
  for (unsigned i = 0; i < sizeof values / sizeof values[0]; i++) {
    long v = values[i];
    hash = 14695981039346656037ul;
#define DIVIDE(n) \
  mix((int)v / n); mix((int)v % n); mix((int)v / -n); mix((int)v % -n); mix((u32)v / n##u); mix((u32)v % n##u); mix(v / n); mix(v % n); mix(v / -n); \
  mix((u64)v / n##ul); mix((u64)v % n##ul); mix((signed char)v / n); mix((u16)v % n);
    EACH(DIVIDE)
    mix((u64)v / 0x8000000000000000ul);
    mix((u64)v / 0xfffffffffffffffful);
    mix((u64)v / 12345678912345ul);
    mix((u32)v / 0x80000001u);
    mix(v / (-0x7fffffffffffffff - 1));
    say("divide", hash);
#define MULTIPLY(n) mix((int)v * (u32)n); mix(v * (u64)n); mix((u8)((u8)v * n));
    EACH(MULTIPLY)
    say("multiply", hash);
    for (int s = 0; s < 64; s += 3) {
      mix(v >> s);
      mix((u64)v >> s);
      mix((u64)v << s);
      mix((int)v >> (s & 31));
      mix((u32)v >> (s & 31));
      mix((u32)v << (s & 31));
    }
    mix(__builtin_popcountl(v) + __builtin_popcount((u32)v));
    if (v) mix(__builtin_clzl(v) + __builtin_ctzl(v));
    if ((u32)v) mix(__builtin_clz((u32)v) + __builtin_ctz((u32)v));
    mix(__builtin_bswap64(v) + __builtin_bswap32((u32)v) + __builtin_bswap16((u16)v));
    say("bits", hash);
    double d = (double)v;
    float f = (float)(u64)v;
    mix((long)(d * 0.25));
    mix((u64)((double)(u64)v * 0.5));
    mix((int)(f / 1e15f));
    mix((u32)(double)(u32)v);
    sayDouble("double", d * 1.1 - (float)v / 3 + f);
    say("convert", hash);
    for (unsigned j = 0; j < sizeof values / sizeof values[0]; j++) {
      long w = values[j];
      int r = (v < w) + 2 * (v <= w) + 4 * ((u64)v < (u64)w) + 8 * ((int)v > (int)w) + 16 * ((u8)v >= (u8)w) + 32 * ((short)v == (short)w) + 64 * ((signed char)v < (signed char)w);
      r += 128 * (d < (double)w) + 256 * (d == (double)w) + 512 * (f >= (float)w) + 1024 * (f != (float)(u64)w);
      mix(r);
      if (w && w != -1) {
        mix(v / w);
        mix(v % w);
        mix((u64)v / (u64)w);
      }
    }
    say("compare", hash);
  }
  return 0;
}
