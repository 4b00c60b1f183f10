/* _random: the Mersenne Twister MT19937 with CPython's seeding, so that seeded programs give the same numbers. */
#include "../py.h"
#include <time.h>
#include <unistd.h>

enum { LEN = 624, SHIFT = 397 };
static uint32_t mt[LEN];
static int at = LEN + 1;

static uint32_t genrand(void) {
  if (at >= LEN) {
    for (int k = 0; k < LEN; k++) {
      uint32_t y = (mt[k] & 0x80000000u) | (mt[(k + 1) % LEN] & 0x7fffffffu);
      mt[k] = mt[(k + SHIFT) % LEN] ^ (y >> 1) ^ (y & 1 ? 0x9908b0dfu : 0);
    }
    at = 0;
  }
  uint32_t y = mt[at++];
  y ^= y >> 11, y ^= (y << 7) & 0x9d2c5680u, y ^= (y << 15) & 0xefc60000u;
  return y ^ y >> 18;
}
static void init_genrand(uint32_t s) {
  mt[0] = s;
  for (int i = 1; i < LEN; i++) mt[i] = 1812433253u * (mt[i - 1] ^ mt[i - 1] >> 30) + i;
  at = LEN;
}
static void init_by_array(uint32_t *key, int n) {
  init_genrand(19650218u);
  int i = 1, j = 0;
  for (int k = LEN > n ? LEN : n; k; k--) {
    mt[i] = (mt[i] ^ (mt[i - 1] ^ mt[i - 1] >> 30) * 1664525u) + key[j] + j;
    if (++i >= LEN) mt[0] = mt[LEN - 1], i = 1;
    if (++j >= n) j = 0;
  }
  for (int k = LEN - 1; k; k--) {
    mt[i] = (mt[i] ^ (mt[i - 1] ^ mt[i - 1] >> 30) * 1566083941u) - i;
    if (++i >= LEN) mt[0] = mt[LEN - 1], i = 1;
  }
  mt[0] = 0x80000000u;
}
static V r_seed(int n, V *a, Dict *kw) {
  V v = n ? a[0] : None;
  if (v == None) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    uint32_t key[3] = {(uint32_t)t.tv_nsec, (uint32_t)t.tv_sec, (uint32_t)getpid()};
    init_by_array(key, 3);
    return None;
  }
  uint32_t room[3];
  Big b;
  as_big(int_unary(v, U_ABS), &b, room);
  if (b.n == 0) b.n = 1, room[0] = 0, b.d = room;
  init_by_array(b.d, b.n);
  return None;
}
static V r_random(int n, V *a, Dict *kw) {
  uint32_t x = genrand() >> 5, y = genrand() >> 6;
  return float_new((x * 67108864.0 + y) * (1.0 / 9007199254740992.0));
}
static V r_getrandbits(int n, V *a, Dict *kw) {
  long k = as_long(a[0]);
  if (k < 0) raise(E.ValueError, "number of bits must be non-negative");
  if (k == 0) return SMALL(0);
  if (k <= 32) return SMALL(genrand() >> (32 - k));
  long words = (k - 1) / 32 + 1;
  uint32_t *w = gc_raw(words * 4);
  for (long i = 0; i < words; i++, k -= 32) w[i] = k < 32 ? genrand() >> (32 - k) : genrand();
  return int_from_bytes((unsigned char *)w, words * 4, 0, 0);
}
static V r_getstate(int n, V *a, Dict *kw) {
  Tuple *t = tuple_new(LEN + 1);
  for (int i = 0; i < LEN; i++) t->v[i] = SMALL(mt[i]);
  t->v[LEN] = SMALL(at);
  return (V)t;
}
static V r_setstate(int n, V *a, Dict *kw) {
  Tuple *t = TUPLE(a[0]);
  for (int i = 0; i < LEN; i++) mt[i] = (uint32_t)as_long(t->v[i]);
  at = as_long(t->v[LEN]);
  return None;
}
static const Def defs[] = {{"seed", r_seed, 0, 1}, {"random", r_random, 0, 0}, {"getrandbits", r_getrandbits, 1, 1}, {"getstate", r_getstate, 0, 0}, {"setstate", r_setstate, 1, 1}, {0}};
Module *module_random(void) { return module_new("_random", defs); }
