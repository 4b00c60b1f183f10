/* The schoolbook algorithms (Knuth, The Art of Computer Programming 4.3.1), and Karatsuba's for long factors. */
#include "bigmath.h"

int mag_trim(const uint32_t *a, int n) {
  while (n > 0 && a[n - 1] == 0) n--;
  return n;
}

int mag_cmp(const uint32_t *a, int na, const uint32_t *b, int nb) {
  if (na != nb) return na < nb ? -1 : 1;
  while (na-- > 0)
    if (a[na] != b[na]) return a[na] < b[na] ? -1 : 1;
  return 0;
}

int mag_add(uint32_t *r, const uint32_t *a, int na, const uint32_t *b, int nb) {
  uint64_t carry = 0;
  int n = na > nb ? na : nb;
  for (int i = 0; i < n; i++) {
    carry += (uint64_t)(i < na ? a[i] : 0) + (i < nb ? b[i] : 0);
    r[i] = (uint32_t)carry;
    carry >>= 32;
  }
  r[n] = (uint32_t)carry;
  return mag_trim(r, n + 1);
}

int mag_sub(uint32_t *r, const uint32_t *a, int na, const uint32_t *b, int nb) {
  int64_t borrow = 0;
  for (int i = 0; i < na; i++) {
    borrow += (int64_t)a[i] - (i < nb ? b[i] : 0);
    r[i] = (uint32_t)borrow;
    borrow >>= 32;
  }
  return mag_trim(r, na);
}

static void mul_plain(uint32_t *r, const uint32_t *a, int na, const uint32_t *b, int nb) {
  memset(r, 0, (na + nb) * sizeof *r);
  for (int i = 0; i < na; i++) {
    uint64_t carry = 0, x = a[i];
    if (!x) continue;
    for (int j = 0; j < nb; j++) {
      carry += x * b[j] + r[i + j];
      r[i + j] = (uint32_t)carry;
      carry >>= 32;
    }
    r[i + nb] = (uint32_t)carry;
  }
}

/* r += a, with the carry going on as far as it must. */
static void add_into(uint32_t *r, const uint32_t *a, int na) {
  uint64_t carry = 0;
  for (int i = 0; i < na || carry; i++) {
    carry += (uint64_t)r[i] + (i < na ? a[i] : 0);
    r[i] = (uint32_t)carry;
    carry >>= 32;
  }
}

static void mul_karatsuba(uint32_t *r, const uint32_t *a, const uint32_t *b, int n) {
  if (n < 40) {
    mul_plain(r, a, n, b, n);
    return;
  }
  int h = n / 2, k = n - h;
  uint32_t *t = gc_raw(sizeof *t * (4 * (k + 1) + 2)), *sa = t, *sb = t + k + 1, *m = t + 2 * (k + 1);
  memset(t, 0, sizeof *t * 2 * (k + 1));
  mag_add(sa, a, h, a + h, k);
  mag_add(sb, b, h, b + h, k);
  mul_karatsuba(m, sa, sb, k + 1);
  mul_karatsuba(r, a, b, h);
  mul_karatsuba(r + 2 * h, a + h, b + h, k);
  int nm = 2 * (k + 1);
  mag_sub(m, m, nm, r, 2 * h);
  mag_sub(m, m, nm, r + 2 * h, 2 * k);
  add_into(r + h, m, mag_trim(m, nm));
  gc_free(t);
}

void mag_mul(uint32_t *r, const uint32_t *a, int na, const uint32_t *b, int nb) {
  if (na < nb) {
    const uint32_t *t = a; a = b; b = t;
    int n = na; na = nb; nb = n;
  }
  if (nb < 40) {
    mul_plain(r, a, na, b, nb);
    return;
  }
  memset(r, 0, (na + nb) * sizeof *r);
  uint32_t *part = gc_raw(sizeof *part * 2 * nb);
  for (int at = 0; at < na; at += nb) {
    int n = na - at < nb ? na - at : nb;
    if (n == nb) mul_karatsuba(part, a + at, b, nb);
    else mag_mul(part, a + at, n, b, nb);
    add_into(r + at, part, mag_trim(part, n + nb));
  }
  gc_free(part);
}

uint32_t mag_div_small(uint32_t *a, int n, uint32_t by) {
  uint64_t rest = 0;
  while (n-- > 0) {
    rest = rest << 32 | a[n];
    a[n] = (uint32_t)(rest / by);
    rest %= by;
  }
  return (uint32_t)rest;
}

void mag_divmod(uint32_t *q, uint32_t *r, const uint32_t *a, int na, const uint32_t *b, int nb) {
  if (nb == 1) {
    memcpy(q, a, na * sizeof *a);
    r[0] = mag_div_small(q, na, b[0]);
    return;
  }
  int shift = __builtin_clz(b[nb - 1]);
  uint32_t *u = gc_raw((na + 1) * sizeof *u), *v = gc_raw(nb * sizeof *v);
  for (int i = nb - 1; i >= 0; i--) v[i] = b[i] << shift | (shift && i ? b[i - 1] >> (32 - shift) : 0);
  u[na] = shift ? a[na - 1] >> (32 - shift) : 0;
  for (int i = na - 1; i >= 0; i--) u[i] = a[i] << shift | (shift && i ? a[i - 1] >> (32 - shift) : 0);
  for (int j = na - nb; j >= 0; j--) {
    uint64_t top = (uint64_t)u[j + nb] << 32 | u[j + nb - 1], guess = top / v[nb - 1], rest = top % v[nb - 1];
    while (guess >> 32 || guess * v[nb - 2] > (rest << 32 | u[j + nb - 2])) {
      guess--, rest += v[nb - 1];
      if (rest >> 32) break;
    }
    int64_t borrow = 0;
    uint64_t carry = 0;
    for (int i = 0; i < nb; i++) {
      carry += guess * v[i];
      borrow += (int64_t)u[i + j] - (uint32_t)carry;
      u[i + j] = (uint32_t)borrow;
      borrow >>= 32, carry >>= 32;
    }
    borrow += (int64_t)u[j + nb] - (int64_t)carry;
    u[j + nb] = (uint32_t)borrow;
    if (borrow < 0) {
      guess--;
      carry = 0;
      for (int i = 0; i < nb; i++) {
        carry += (uint64_t)u[i + j] + v[i];
        u[i + j] = (uint32_t)carry;
        carry >>= 32;
      }
      u[j + nb] += (uint32_t)carry;
    }
    q[j] = (uint32_t)guess;
  }
  for (int i = 0; i < nb; i++) r[i] = u[i] >> shift | (shift ? u[i + 1] << (32 - shift) : 0);
}

Big *big_alloc(int n) {
  Big *b = NEW(Big, T.int_);
  b->n = n;
  b->d = gc_raw((n + 1) * sizeof *b->d);
  return b;
}
