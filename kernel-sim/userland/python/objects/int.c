/* int: small ones live in the pointer, long ones are Big. Results are always normalised to the small form when they fit. */
#include "bigmath.h"
#include <math.h>

V int_u64(uint64_t u) {
  if (u <= (uint64_t)SMALL_MAX) return SMALL((long)u);
  Big *b = big_alloc(2);
  b->d[0] = (uint32_t)u, b->d[1] = u >> 32;
  return (V)b;
}

V int_new(long i) {
  if (i >= SMALL_MIN && i <= SMALL_MAX) return SMALL(i);
  Big *b = (Big *)int_u64(i < 0 ? -(uint64_t)i : (uint64_t)i);
  b->neg = i < 0;
  return (V)b;
}

V big_norm(Big *b) {
  b->n = mag_trim(b->d, b->n);
  if (b->n > 2) return (V)b;
  uint64_t u = b->n == 0 ? 0 : b->n == 1 ? b->d[0] : (uint64_t)b->d[1] << 32 | b->d[0];
  if (u <= (uint64_t)SMALL_MAX) return SMALL(b->neg ? -(long)u : (long)u);
  if (b->neg && u == (uint64_t)SMALL_MAX + 1) return SMALL(SMALL_MIN);
  return (V)b;
}

V as_int(V v) {
  if (v == True) return SMALL(1);
  if (v == False) return SMALL(0);
  if (IS_SMALL(v) || v->type == T.int_) return v;
  Big *b = (Big *)v, *c = big_alloc(b->n);
  memcpy(c->d, b->d, b->n * 4);
  c->neg = b->neg;
  return big_norm(c);
}

int as_big(V v, Big *out, uint32_t room[3]) {
  if (!IS_SMALL(v) && v->type != T.bool_) {
    *out = *(Big *)v;
    return 1;
  }
  long i = v == True ? 1 : v == False ? 0 : SMALLVAL(v);
  uint64_t u = i < 0 ? -(uint64_t)i : (uint64_t)i;
  out->neg = i < 0;
  room[0] = (uint32_t)u, room[1] = u >> 32;
  out->d = room;
  out->n = mag_trim(room, 2);
  return 0;
}

static V add(const Big *a, const Big *b, int negate) {
  int bneg = b->neg ^ negate;
  Big *r = big_alloc((a->n > b->n ? a->n : b->n) + 1);
  if (a->neg == bneg) {
    r->n = mag_add(r->d, a->d, a->n, b->d, b->n);
    r->neg = a->neg;
  } else if (mag_cmp(a->d, a->n, b->d, b->n) >= 0) {
    r->n = mag_sub(r->d, a->d, a->n, b->d, b->n);
    r->neg = a->neg;
  } else {
    r->n = mag_sub(r->d, b->d, b->n, a->d, a->n);
    r->neg = bneg;
  }
  return big_norm(r);
}

static V mul(const Big *a, const Big *b) {
  if ((long)a->n + b->n > 1 << 26) raise(E.MemoryError, NULL);
  Big *r = big_alloc(a->n + b->n);
  mag_mul(r->d, a->d, a->n, b->d, b->n);
  r->neg = a->neg ^ b->neg;
  return big_norm(r);
}

/* Rounds towards minus infinity, as Python does. */
static void divide(const Big *a, const Big *b, V *quotient, V *rest) {
  if (mag_cmp(a->d, a->n, b->d, b->n) < 0) {
    Big *r = big_alloc(a->n);
    memcpy(r->d, a->d, a->n * 4);
    r->neg = a->neg;
    *quotient = SMALL(0), *rest = big_norm(r);
  } else {
    Big *q = big_alloc(a->n - b->n + 1), *r = big_alloc(b->n);
    if (b->n == 1) q = big_alloc(a->n);
    mag_divmod(q->d, r->d, a->d, a->n, b->d, b->n);
    q->neg = a->neg ^ b->neg, r->neg = a->neg;
    *quotient = big_norm(q), *rest = big_norm(r);
  }
  if (*rest != SMALL(0) && a->neg != b->neg) {
    uint32_t room[3];
    Big r;
    *quotient = int_binary(*quotient, SMALL(1), O_SUB);
    as_big(*rest, &r, room);
    *rest = add(&r, b, 0);
  }
}

static V shift_left(const Big *a, long by) {
  if (a->n == 0) return SMALL(0);
  if (by > 1L << 32) raise(E.MemoryError, NULL);
  int words = by / 32, bits = by % 32;
  Big *r = big_alloc(a->n + words + 1);
  memset(r->d, 0, words * 4);
  for (int i = a->n; i >= 0; i--)
    r->d[i + words] = (i < a->n ? a->d[i] << bits : 0) | (bits && i ? a->d[i - 1] >> (32 - bits) : 0);
  r->neg = a->neg;
  return big_norm(r);
}

static V shift_right(const Big *a, long by) {
  int words = by / 32 > a->n ? a->n : by / 32, bits = by % 32, lost = 0;
  Big *r = big_alloc(a->n - words + 1);
  r->n = a->n - words;
  for (int i = 0; i < words; i++) lost |= a->d[i] != 0;
  if (words < a->n && bits) lost |= (a->d[words] & ((1u << bits) - 1)) != 0;
  for (int i = 0; i < r->n; i++)
    r->d[i] = a->d[i + words] >> bits | (bits && i + words + 1 < a->n ? a->d[i + words + 1] << (32 - bits) : 0);
  r->neg = a->neg;
  V v = big_norm(r);
  return a->neg && lost ? int_binary(v, SMALL(1), O_SUB) : v;
}

/* Digit i in two's complement; *carry starts as 1. */
static uint32_t twos(const Big *a, int i, uint64_t *carry) {
  uint32_t d = i < a->n ? a->d[i] : 0;
  if (!a->neg) return d;
  *carry += (uint32_t)~d;
  uint32_t r = (uint32_t)*carry;
  *carry >>= 32;
  return r;
}

static V bitwise(const Big *a, const Big *b, int op) {
  int n = (a->n > b->n ? a->n : b->n) + 1;
  uint64_t ca = 1, cb = 1, cr = 1;
  Big *r = big_alloc(n);
  for (int i = 0; i < n; i++) {
    uint32_t x = twos(a, i, &ca), y = twos(b, i, &cb);
    r->d[i] = op == O_AND ? x & y : op == O_OR ? x | y : x ^ y;
  }
  r->neg = r->d[n - 1] >> 31;
  if (r->neg)
    for (int i = 0; i < n; i++) {
      cr += (uint32_t)~r->d[i];
      r->d[i] = (uint32_t)cr;
      cr >>= 32;
    }
  return big_norm(r);
}

long int_bits(V v) {
  uint32_t room[3];
  Big a;
  as_big(v, &a, room);
  return a.n ? a.n * 32L - __builtin_clz(a.d[a.n - 1]) : 0;
}

/* Correctly rounded: the leading 64 bits, the last of them "or anything below". */
double int_double(V v) {
  if (IS_SMALL(v)) return (double)SMALLVAL(v);
  long bits = int_bits(v);
  if (bits <= 64) {
    uint64_t u = as_u64_mask(v);
    return int_sign(v) < 0 ? -(double)(-u) : (double)u;
  }
  if (bits > 1024) raise(E.OverflowError, "int too large to convert to float");
  uint32_t room[3];
  Big a;
  as_big(v, &a, room);
  Big m = a;
  m.neg = 0;
  long by = bits - 62, lost = 0;
  for (long i = 0; i < by / 32; i++) lost |= a.d[i] != 0;
  if (by % 32) lost |= (a.d[by / 32] & ((1u << by % 32) - 1)) != 0;
  double d = ldexp((double)(SMALLVAL(shift_right(&m, by)) | lost), by);
  if (isinf(d)) raise(E.OverflowError, "int too large to convert to float");
  return a.neg ? -d : d;
}

static V true_divide(V a, V b) {
  if (int_sign(b) == 0) raise(E.ZeroDivisionError, "division by zero");
  long na = int_bits(a), nb = int_bits(b);
  if (na <= 53 && nb <= 53) return float_new(int_double(a) / int_double(b));
  /* Scale so that the quotient has 66 bits or so, and let the last one be sticky. */
  long shift = 66 - (na - nb);
  if (na - nb > 1025) raise(E.OverflowError, "integer division result too large for a float");
  V x = int_unary(a, U_ABS), y = int_unary(b, U_ABS), q, r;
  if (shift > 0) x = int_binary(x, SMALL(shift), O_LSHIFT);
  else y = int_binary(y, SMALL(-shift), O_LSHIFT);
  q = int_binary(x, y, O_FLOORDIV), r = int_binary(x, y, O_MOD);
  if (int_sign(r)) q = int_binary(q, SMALL(1), O_OR);
  double d = ldexp(int_double(q), -shift);
  if (isinf(d)) raise(E.OverflowError, "integer division result too large for a float");
  return float_new((int_sign(a) < 0) != (int_sign(b) < 0) ? -d : d);
}

static V power(V a, V b) {
  if (int_sign(b) < 0) {
    double x = int_double(a);
    if (x == 0) raise(E.ZeroDivisionError, "0.0 cannot be raised to a negative power");
    extern double power_double(double, double);
    return float_new(power_double(x, int_double(b)));
  }
  if (!IS_SMALL(b)) {
    if (a == SMALL(0) || a == SMALL(1)) return a;
    raise(E.MemoryError, NULL);
  }
  if (a == SMALL(2)) return int_binary(SMALL(1), b, O_LSHIFT);
  V r = SMALL(1);
  for (long e = SMALLVAL(b); e; e >>= 1) {
    if (e & 1) r = int_binary(r, a, O_MUL);
    if (e > 1) a = int_binary(a, a, O_MUL);
  }
  return r;
}

V int_pow_mod(V a, V b, V m) {
  if (int_sign(m) == 0) raise(E.ValueError, "pow() 3rd argument cannot be 0");
  if (int_sign(b) < 0) { /* the inverse, by Euclid */
    V r0 = m, r1 = int_binary(a, m, O_MOD), s0 = SMALL(0), s1 = SMALL(1);
    while (int_sign(r1)) {
      V q = int_binary(r0, r1, O_FLOORDIV), t = int_binary(r0, int_binary(q, r1, O_MUL), O_SUB);
      r0 = r1, r1 = t;
      t = int_binary(s0, int_binary(q, s1, O_MUL), O_SUB), s0 = s1, s1 = t;
    }
    if (r0 != SMALL(1)) raise(E.ValueError, "base is not invertible for the given modulus");
    a = s0, b = int_unary(b, U_NEG);
  }
  V r = int_binary(SMALL(1), m, O_MOD);
  a = int_binary(a, m, O_MOD);
  long bits = int_bits(b);
  for (long i = 0; i < bits; i++) {
    if (int_sign(int_binary(int_binary(b, SMALL(i), O_RSHIFT), SMALL(1), O_AND))) r = int_binary(int_binary(r, a, O_MUL), m, O_MOD);
    if (i + 1 < bits) a = int_binary(int_binary(a, a, O_MUL), m, O_MOD);
  }
  return r;
}

static long shift_count(V b) {
  if (int_sign(b) < 0) raise(E.ValueError, "negative shift count");
  return IS_SMALL(b) ? SMALLVAL(b) : 1L << 40;
}

static V zero_divisor(int op) {
  raise(E.ZeroDivisionError, op == O_MOD ? "integer modulo by zero" : "integer division or modulo by zero");
}

static V small_binary(long x, long y, int op) {
  switch (op) {
    case O_ADD: return int_new(x + y);
    case O_SUB: return int_new(x - y);
    case O_MUL:
      if (x > -(1L << 31) && x < 1L << 31 && y > -(1L << 31) && y < 1L << 31) return int_new(x * y);
      return NULL;
    case O_FLOORDIV: case O_MOD: case O_DIVMOD: {
      if (!y) return zero_divisor(op);
      long q = x / y, r = x % y;
      if (r && (r < 0) != (y < 0)) q--, r += y;
      return op == O_FLOORDIV ? int_new(q) : op == O_MOD ? SMALL(r) : tuple2(int_new(q), SMALL(r));
    }
    case O_AND: return SMALL(x & y);
    case O_OR: return SMALL(x | y);
    case O_XOR: return SMALL(x ^ y);
    case O_RSHIFT:
      if (y < 0) return NULL;
      return SMALL(y > 62 ? x >> 63 : x >> y);
    case O_LSHIFT:
      if (y >= 0 && y < 62 && (x << y >> y) == x && x << y <= SMALL_MAX && x << y >= SMALL_MIN) return SMALL(x << y);
      return NULL;
  }
  return NULL;
}

V int_binary(V a, V b, int op) {
  if (!IS_INT(a) || !IS_INT(b)) return NotImplemented;
  if (!IS_SMALL(a) && !IS_SMALL(b) && a->type == T.bool_ && b->type == T.bool_ && (op == O_AND || op == O_OR || op == O_XOR))
    return BOOL(op == O_AND ? a == True && b == True : op == O_OR ? a == True || b == True : a != b);
  a = as_int(a), b = as_int(b);
  if (IS_SMALL(a) && IS_SMALL(b)) {
    V r = small_binary(SMALLVAL(a), SMALLVAL(b), op);
    if (r) return r;
  }
  uint32_t rooma[3], roomb[3];
  Big x, y;
  V q, r;
  as_big(a, &x, rooma);
  as_big(b, &y, roomb);
  switch (op) {
    case O_ADD: return add(&x, &y, 0);
    case O_SUB: return add(&x, &y, 1);
    case O_MUL: return mul(&x, &y);
    case O_AND: case O_OR: case O_XOR: return bitwise(&x, &y, op);
    case O_LSHIFT: return x.n ? shift_left(&x, shift_count(b)) : (shift_count(b), a);
    case O_RSHIFT: return shift_right(&x, shift_count(b));
    case O_TRUEDIV: return true_divide(a, b);
    case O_POW: return power(a, b);
    case O_FLOORDIV: case O_MOD: case O_DIVMOD:
      if (!y.n) return zero_divisor(op);
      divide(&x, &y, &q, &r);
      return op == O_FLOORDIV ? q : op == O_MOD ? r : tuple2(q, r);
  }
  return NotImplemented;
}

V int_unary(V a, int op) {
  a = as_int(a);
  if (op == U_POS || (op == U_ABS && int_sign(a) >= 0)) return a;
  if (op == U_INVERT) return int_binary(SMALL(-1), a, O_SUB);
  return int_binary(SMALL(0), a, O_SUB);
}

int int_sign(V v) {
  if (IS_SMALL(v)) return (long)v == 1 ? 0 : (long)v < 0 ? -1 : 1;
  if (v->type == T.bool_) return v == True;
  Big *b = (Big *)v;
  return b->n == 0 ? 0 : b->neg ? -1 : 1;
}

int int_cmp(V a, V b) {
  if (IS_SMALL(a) && IS_SMALL(b)) return (long)a < (long)b ? -1 : (long)a > (long)b;
  uint32_t rooma[3], roomb[3];
  Big x, y;
  as_big(a, &x, rooma), as_big(b, &y, roomb);
  if (x.neg != y.neg) return x.neg ? -1 : 1;
  int c = mag_cmp(x.d, x.n, y.d, y.n);
  return x.neg ? -c : c;
}

/* Modulo 2^61 - 1, like CPython's, so that sets of ints have its order. */
long int_hash(V v) {
  const uint64_t M = ((uint64_t)1 << 61) - 1;
  uint32_t room[3];
  Big a;
  as_big(v, &a, room);
  uint64_t h = 0;
  for (int i = a.n - 1; i >= 0; i--) {
    h = ((h << 32) & M) | h >> 29;
    h += a.d[i];
    if (h >= M) h -= M;
  }
  long r = a.neg ? -(long)h : (long)h;
  return r == -1 ? -2 : r;
}

/* Powers of ten (or the base) split long numbers in halves. */
static void digits_of(Big *a, int base, Buf *out, long width) {
  char small[24 * 32];
  if (a->n > 60 && base == 10) {
    long half = (long)(a->n * 32 * 0.30103) / 2;
    V p = power(SMALL(10), SMALL(half)), q, r;
    uint32_t room[3], roomq[3];
    Big b, x;
    as_big(p, &b, room);
    divide(a, &b, &q, &r);
    as_big(q, &x, roomq);
    digits_of(&x, base, out, width ? width - half : 0);
    as_big(r, &x, roomq);
    digits_of(&x, base, out, half);
    return;
  }
  int n = a->n;
  uint32_t *d = gc_raw((n + 1) * 4), chunk = base, per = 1;
  memcpy(d, a->d, n * 4);
  while ((uint64_t)chunk * base < 1u << 31) chunk *= base, per++;
  long room = n * 33 + 40, at = room;
  char *s = room > (long)sizeof small ? gc_raw(room) : small;
  while (n > 0) {
    uint32_t rest = mag_div_small(d, n, chunk);
    n = mag_trim(d, n);
    for (uint32_t i = 0; i < per && (n || rest); i++, rest /= base) s[--at] = "0123456789abcdefghijklmnopqrstuvwxyz"[rest % base];
  }
  for (long pad = width - (room - at); pad > 0; pad--) buf_put(out, "0", 1);
  if (at == room && !width) buf_put(out, "0", 1);
  buf_put(out, s + at, room - at);
}

Str *int_str(V v, int base) {
  uint32_t room[3];
  Big a;
  Buf out = {0};
  as_big(v, &a, room);
  if (base == 10 && a.n > 450 && a.n * 32 * 0.30103 > 4301)
    raise(E.ValueError, "Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit");
  if (a.neg) buf_put(&out, "-", 1);
  a.neg = 0;
  digits_of(&a, base, &out, 0);
  return buf_done(&out);
}

static int digit_value(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'z' ? c - 'a' + 10 : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 99; }

V int_parse(const char *s, long n, int base) {
  const char *end = s + n;
  while (s < end && (unsigned char)*s <= ' ') s++;
  while (end > s && (unsigned char)end[-1] <= ' ') end--;
  int neg = 0;
  if (s < end && (*s == '-' || *s == '+')) neg = *s++ == '-';
  if (end - s > 2 && *s == '0') {
    int c = s[1] | 32, b = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 0;
    if (b && (base == 0 || base == b)) {
      base = b, s += 2;
      if (*s == '_') s++;
    }
  }
  int zero_base = base == 0;
  if (!base) base = 10;
  if (s == end || *s == '_' || end[-1] == '_') return NULL;
  if (zero_base && *s == '0')
    for (const char *p = s; p < end; p++)
      if (*p != '0' && *p != '_') return NULL;
  if (base == 10 && end - s > 4300)
    raise(E.ValueError, "Exceeds the limit (4300 digits) for integer string conversion: value has %ld digits; use sys.set_int_max_str_digits() to increase the limit", (long)(end - s));
  long count = 0;
  V total = SMALL(0);
  while (s < end) {
    long chunk = 0, scale = 1;
    for (; s < end && scale < 1L << 50; s++) {
      if (*s == '_') {
        if (s[-1] == '_') return NULL;
        continue;
      }
      int d = digit_value(*s);
      if (d >= base) return NULL;
      chunk = chunk * base + d, scale *= base, count++;
    }
    total = total == SMALL(0) ? int_new(chunk) : int_binary(int_binary(total, int_new(scale), O_MUL), int_new(chunk), O_ADD);
  }
  return count ? neg ? int_unary(total, U_NEG) : total : NULL;
}

V int_from_double(double d) {
  if (isnan(d)) raise(E.ValueError, "cannot convert float NaN to integer");
  if (isinf(d)) raise(E.OverflowError, "cannot convert float infinity to integer");
  if (fabs(d) < 4e18) return int_new((long)d);
  int e;
  double m = frexp(d, &e);
  return int_binary(int_new((long)ldexp(m, 62)), SMALL(e - 62), O_LSHIFT);
}

int fits_long(V v, long *out) {
  if (IS_SMALL(v)) *out = SMALLVAL(v);
  else if (v->type == T.bool_) *out = v == True;
  else {
    Big *b = (Big *)v;
    if (b->n > 2) return 0;
    uint64_t u = b->n == 0 ? 0 : b->n == 1 ? b->d[0] : (uint64_t)b->d[1] << 32 | b->d[0];
    if (u > (uint64_t)INT64_MAX + b->neg) return 0;
    *out = b->neg ? (long)-u : (long)u;
  }
  return 1;
}

V to_index(V v) {
  if (IS_INT(v)) return v;
  V m = special(v, N(__index__));
  if (!m) raise(E.TypeError, "'%T' object cannot be interpreted as an integer", v);
  V r = call0(m);
  if (!IS_INT(r)) raise(E.TypeError, "__index__ returned non-int (type %T)", r);
  return r;
}

long as_long(V v) {
  long i;
  if (IS_SMALL(v)) return SMALLVAL(v);
  v = to_index(v);
  if (!fits_long(v, &i)) raise(E.OverflowError, "Python int too large to convert to C long");
  return i;
}

long as_index(V v) {
  long i;
  v = to_index(v);
  return fits_long(v, &i) ? i : int_sign(v) < 0 ? -0x7fffffffffffffff : 0x7fffffffffffffff;
}

/* For repetition counts. */
long as_size(V v) {
  long i;
  v = to_index(v);
  if (!fits_long(v, &i)) raise(E.OverflowError, "cannot fit '%T' into an index-sized integer", v);
  return i;
}

uint64_t as_u64_mask(V v) {
  uint32_t room[3];
  Big a;
  v = to_index(v);
  as_big(v, &a, room);
  uint64_t u = a.n == 0 ? 0 : a.n == 1 ? a.d[0] : (uint64_t)a.d[1] << 32 | a.d[0];
  return a.neg ? -u : u;
}

V int_from_bytes(const unsigned char *s, long n, int big, int sign) {
  Big *r = big_alloc(n / 4 + 1);
  memset(r->d, 0, (n / 4 + 1) * 4);
  for (long i = 0; i < n; i++) r->d[i / 4] |= (uint32_t)s[big ? n - 1 - i : i] << i % 4 * 8;
  V v = big_norm(r);
  if (sign && n && s[big ? 0 : n - 1] >= 128) v = int_binary(v, int_binary(SMALL(1), SMALL(8 * n), O_LSHIFT), O_SUB);
  return v;
}

/* 0 when it does not fit. */
int int_to_bytes(V v, unsigned char *s, long n, int big, int sign) {
  uint32_t room[3];
  uint64_t carry = 1;
  Big a;
  as_big(v, &a, room);
  for (long i = 0; i < n; i += 4) {
    uint32_t d = twos(&a, i / 4, &carry);
    for (long j = i; j < n && j < i + 4; j++) s[big ? n - 1 - j : j] = d >> (j - i) * 8;
  }
  if (!sign) return !a.neg && int_bits(v) <= 8 * n;
  return int_bits(a.neg ? int_unary(v, U_INVERT) : v) < 8 * n || (n == 0 && a.n == 0);
}
