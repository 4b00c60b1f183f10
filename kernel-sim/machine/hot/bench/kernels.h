/* Eight integer kernels for the machine bench: the same source runs natively, in this machine, and in v86 as 32-bit code. */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;
#define KERNEL __attribute__((noinline)) static u32

static u8 flags[2000001];
KERNEL sieve(void) {
  u32 n = 2000000, count = 0;
  for (u32 i = 0; i <= n; i++) flags[i] = 1;
  for (u32 i = 2; i * i <= n; i++)
    if (flags[i])
      for (u32 j = i * i; j <= n; j += i) flags[j] = 0;
  for (u32 i = 2; i <= n; i++) count += flags[i];
  return count;
}

static u32 crcs[256];
static u8 bytes[1 << 20];
KERNEL crc(void) {
  for (u32 i = 0; i < 256; i++) {
    u32 c = i;
    for (int k = 0; k < 8; k++) c = c & 1 ? c >> 1 ^ 0xEDB88320u : c >> 1;
    crcs[i] = c;
  }
  for (u32 i = 0; i < 1 << 20; i++) bytes[i] = (u8)(i * 7 + (i >> 9));
  u32 c = ~0u;
  for (int round = 0; round < 4; round++)
    for (u32 i = 0; i < 1 << 20; i++) c = crcs[(c ^ bytes[i]) & 255] ^ c >> 8;
  return ~c;
}

__attribute__((noinline)) static u32 fibonacci(u32 n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }
KERNEL recursion(void) { return fibonacci(32); }

struct node {
  struct node *next;
  u32 value;
};
static struct node nodes[1 << 15];
static u32 order[1 << 15];
KERNEL chase(void) {
  u32 n = 1 << 15, x = 1, sum = 0;
  for (u32 i = 0; i < n; i++) order[i] = i;
  for (u32 i = n - 1; i > 0; i--) {
    x = x * 1664525u + 1013904223u;
    u32 j = (x >> 8) % (i + 1), t = order[i];
    order[i] = order[j];
    order[j] = t;
  }
  for (u32 i = 0; i < n; i++) {
    nodes[order[i]].next = &nodes[order[(i + 1) & (n - 1)]];
    nodes[order[i]].value = i;
  }
  struct node *p = nodes;
  for (u32 i = 0; i < 3000000; i++) {
    sum += p->value;
    p = p->next;
  }
  return sum;
}

static u32 left[1 << 18], right[1 << 18];
KERNEL copy(void) {
  u32 n = 1 << 18, sum = 0;
  for (u32 i = 0; i < n; i++) left[i] = i * 2654435761u;
  for (int round = 0; round < 40; round++) {
    volatile u32 *to = round & 1 ? left : right;
    const u32 *from = round & 1 ? right : left;
    for (u32 i = 0; i < n; i++) to[i] = from[i];
    sum += right[round];
  }
  return sum;
}

static void sift(u32 *a, u32 r, u32 n) {
  for (;;) {
    u32 c = 2 * r + 1;
    if (c >= n) return;
    if (c + 1 < n && a[c + 1] > a[c]) c++;
    if (a[r] >= a[c]) return;
    u32 t = a[r];
    a[r] = a[c];
    a[c] = t;
    r = c;
  }
}
KERNEL heapsort(void) {
  u32 n = 1 << 17, x = 12345, hash = 0;
  for (u32 i = 0; i < n; i++) left[i] = (x = x * 1664525u + 1013904223u) >> 4;
  for (u32 i = n / 2; i-- > 0;) sift(left, i, n);
  for (u32 end = n - 1; end > 0; end--) {
    u32 t = left[0];
    left[0] = left[end];
    left[end] = t;
    sift(left, 0, end);
  }
  for (u32 i = 0; i < n; i++) hash = hash * 31 + left[i];
  return hash;
}

KERNEL wide(void) {
  u64 s = 88172645463325252ull, hash = 0;
  for (u32 i = 0; i < 8000000; i++) {
    s ^= s << 13;
    s ^= s >> 7;
    s ^= s << 17;
    hash += s * 2685821657736338717ull;
  }
  return (u32)(hash ^ hash >> 32);
}

static const u8 program[] = {0, 1, 2, 3, 1, 4, 2, 5, 6, 3, 0, 7};
KERNEL interpreter(void) {
  u32 a = 1, b = 2, pc = 0, i = 0;
  for (;;)
    switch (program[pc++]) {
      case 0: a += b; break;
      case 1: b ^= a << 1; break;
      case 2: a -= b >> 3; break;
      case 3: b = b * 5 + 1; break;
      case 4: a ^= b; break;
      case 5:
        if (a & 1) b++;
        else a++;
        break;
      case 6: a = a << 7 | a >> 25; break;
      case 7:
        pc = 0;
        if (++i >= 800000) return a ^ b;
    }
}

static u32 (*const kernels[])(void) = {sieve, crc, recursion, chase, copy, heapsort, wide, interpreter};
