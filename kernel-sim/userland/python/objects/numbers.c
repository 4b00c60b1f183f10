/* The types int, bool and float: construction, methods, slots. */
#include "../py.h"
#include <math.h>

static V int_make(Type *t, int n, V *a, Dict *kw) {
  V v[2] = {SMALL(0), NULL}, r = NULL;
  unsigned char *s;
  long len;
  parse_args("int", n, a, kw, "x? base?", v);
  if (v[1] || IS_STR(v[0]) || as_buffer(v[0], &s, &len)) {
    long base = v[1] ? as_long(v[1]) : 10;
    if (v[1] && (base < 0 || base == 1 || base > 36)) raise(E.ValueError, "int() base must be >= 2 and <= 36, or 0");
    if (IS_STR(v[0])) r = int_parse(CSTR(v[0]), STR(v[0])->len, base);
    else if (as_buffer(v[0], &s, &len)) r = int_parse((char *)s, len, base);
    else raise(E.TypeError, "int() can't convert non-string with explicit base");
    if (!r) raise(E.ValueError, "invalid literal for int() with base %ld: %R", base, v[0]);
  } else if (IS_INT(v[0])) r = as_int(v[0]);
  else if (IS_FLOAT(v[0])) r = int_from_double(FLOATVAL(v[0]));
  else {
    V m = special(v[0], N(__int__));
    if (!m) m = special(v[0], N(__index__));
    if (!m) m = special(v[0], N(__trunc__));
    if (!m) raise(E.TypeError, "int() argument must be a string, a bytes-like object or a real number, not '%T'", v[0]);
    r = call0(m);
    if (!IS_INT(r)) raise(E.TypeError, "__int__ returned non-int (type %T)", r);
    r = as_int(r);
  }
  if (t == T.int_) return r;
  Big *b = new_instance(t), x;
  uint32_t room[3];
  as_big(r, &x, room);
  b->neg = x.neg, b->n = x.n, b->d = gc_raw((x.n + 1) * 4);
  memcpy(b->d, x.d, x.n * 4);
  return (V)b;
}
static void no_init(V self, int n, V *a, Dict *kw) {}
static V int_repr(V v) { return (V)int_str(v, 10); }
static V int_compare(V a, V b, int op) {
  int c;
  if (!IS_INT(b)) return NotImplemented;
  c = int_cmp(a, b);
  return BOOL(op == C_LT ? c < 0 : op == C_LE ? c <= 0 : op == C_EQ ? c == 0 : op == C_NE ? c != 0 : op == C_GT ? c > 0 : c >= 0);
}
static int int_truth(V v) { return int_sign(v) != 0; }
static V i_bit_length(int n, V *a, Dict *kw) { return SMALL(int_bits(a[0])); }
static V i_bit_count(int n, V *a, Dict *kw) {
  uint32_t room[3];
  Big b;
  long count = 0;
  as_big(a[0], &b, room);
  for (int i = 0; i < b.n; i++) 
    for (uint32_t d = b.d[i]; d; d &= d - 1) count++;
  return SMALL(count);
}
static V i_to_bytes(int n, V *a, Dict *kw) {
  V v[3] = {SMALL(1), NULL, False};
  parse_args("to_bytes", n - 1, a + 1, kw, "length? byteorder? signed?", v);
  long len = as_long(v[0]);
  if (len < 0) raise(E.ValueError, "length argument must be non-negative");
  int big = !v[1] || !strcmp(CSTR(v[1]), "big");
  unsigned char *s = gc_raw(len + 4);
  if (int_sign(a[0]) < 0 && !truth(v[2])) raise(E.OverflowError, "can't convert negative int to unsigned");
  if (!int_to_bytes(a[0], s, len, big, truth(v[2]))) raise(E.OverflowError, "int too big to convert");
  return bytes_new(s, len);
}
static V i_from_bytes(int n, V *a, Dict *kw) {
  V v[3] = {NULL, NULL, False};
  unsigned char *s;
  long len;
  parse_args("from_bytes", n - 1, a + 1, kw, "bytes byteorder? signed?", v);
  if (!as_buffer(v[0], &s, &len)) {
    V list = to_list(v[0]);
    v[0] = call1((V)T.bytes, list);
    as_buffer(v[0], &s, &len);
  }
  return int_from_bytes(s, len, !v[1] || !strcmp(CSTR(v[1]), "big"), truth(v[2]));
}
static V i_self(int n, V *a, Dict *kw) { return as_int(a[0]); }
static V i_one(int n, V *a, Dict *kw) { return SMALL(1); }
static V i_zero(int n, V *a, Dict *kw) { return SMALL(0); }
static V i_round(int n, V *a, Dict *kw) {
  if (n < 2 || a[1] == None || int_sign(a[1]) >= 0) return as_int(a[0]);
  V p = int_binary(SMALL(10), unary(a[1], U_NEG), O_POW), half = int_binary(p, SMALL(2), O_FLOORDIV);
  V q = int_binary(a[0], p, O_FLOORDIV), r = int_binary(a[0], p, O_MOD);
  int c = int_cmp(r, half);
  if (c > 0 || (c == 0 && int_sign(int_binary(q, SMALL(1), O_AND)))) q = int_binary(q, SMALL(1), O_ADD);
  return int_binary(q, p, O_MUL);
}
static V i_format(int n, V *a, Dict *kw) { return format_value(a[0], STR(a[1])); }
static V i_float(int n, V *a, Dict *kw) { return float_new(int_double(a[0])); }
static V i_ratio(int n, V *a, Dict *kw) { return tuple2(as_int(a[0]), SMALL(1)); }
static const Def int_defs[] = {{"bit_length", i_bit_length, 0, 0}, {"bit_count", i_bit_count, 0, 0}, {"to_bytes", i_to_bytes, 0, 3, M_KW}, {"from_bytes", i_from_bytes, 1, 3, M_CLASS | M_KW},
  {"conjugate", i_self, 0, 0}, {"__index__", i_self, 0, 0}, {"__int__", i_self, 0, 0}, {"__trunc__", i_self, 0, 0}, {"__floor__", i_self, 0, 0}, {"__ceil__", i_self, 0, 0}, {"__round__", i_round, 0, 1},
  {"__float__", i_float, 0, 0}, {"__format__", i_format, 1, 1}, {"as_integer_ratio", i_ratio, 0, 0}, {"real", i_self, 0, 0, M_GET}, {"numerator", i_self, 0, 0, M_GET}, {"imag", i_zero, 0, 0, M_GET}, {"denominator", i_one, 0, 0, M_GET}, {0}};

static V bool_make(Type *t, int n, V *a, Dict *kw) {
  if (n > 1) raise(E.TypeError, "bool expected at most 1 argument, got %d", n);
  return n ? BOOL(truth(a[0])) : False;
}
static V bool_repr(V v) { return (V)intern(v == True ? "True" : "False"); }
static long bool_hash(V v) { return v == True; }

/* ---- float ---- */
static V float_make(Type *t, int n, V *a, Dict *kw) {
  double d = 0;
  unsigned char *s;
  long len;
  if (n > 1) raise(E.TypeError, "float expected at most 1 argument, got %d", n);
  if (n && (IS_STR(a[0]) || as_buffer(a[0], &s, &len))) {
    if (IS_STR(a[0])) s = (unsigned char *)CSTR(a[0]), len = STR(a[0])->len;
    if (!str_to_double((char *)s, len, &d)) raise(E.ValueError, "could not convert string to float: %R", a[0]);
  } else if (n) {
    if (!maybe_double(a[0], &d) && !special(a[0], N(__float__)) && !special(a[0], N(__index__))) raise(E.TypeError, "float() argument must be a string or a real number, not '%T'", a[0]);
    d = as_double(a[0]);
  }
  Float *f = t == T.float_ ? NEW(Float, t) : new_instance(t);
  f->d = d;
  return (V)f;
}
static V float_repr(V v) { return (V)float_str(FLOATVAL(v)); }
static long float_hash_slot(V v) { return double_hash(FLOATVAL(v)); }
static int float_truth(V v) { return FLOATVAL(v) != 0; }
static V float_compare(V a, V b, int op) {
  double x = FLOATVAL(a), y;
  if (IS_INT(b) && !IS_FLOAT(b) && int_bits(b) > 53 && !isinf(x) && !isnan(x)) { /* exactly */
    V f = int_from_double(floor(x));
    int c = int_cmp(f, b);
    if (c == 0 && x != floor(x)) c = 1;
    return BOOL(op == C_LT ? c < 0 : op == C_LE ? c <= 0 : op == C_EQ ? c == 0 : op == C_NE ? c != 0 : op == C_GT ? c > 0 : c >= 0);
  }
  if (IS_INT(b) && int_bits(b) > 1000) y = int_sign(b) < 0 ? -1e308 : 1e308;
  else if (!maybe_double(b, &y)) return NotImplemented;
  return BOOL(op == C_LT ? x < y : op == C_LE ? x <= y : op == C_EQ ? x == y : op == C_NE ? x != y : op == C_GT ? x > y : x >= y);
}
/* x * y as a sum of two doubles (Dekker), for powers with whole exponents: the last bit must be right. */
static void two_product(double x, double y, double *hi, double *lo) {
  double p = x * y, c = 134217729.0 * x, xh = c - (c - x), xl = x - xh, d = 134217729.0 * y, yh = d - (d - y), yl = y - yh;
  *hi = p, *lo = ((xh * yh - p) + xh * yl + xl * yh) + xl * yl;
}
static double whole_power(double x, int n) {
  double hi = 1, lo = 0, bh = x, bl = 0, e;
  for (int k = n < 0 ? -n : n; k; k >>= 1) {
    if (k & 1) {
      double a = hi, b = lo;
      two_product(a, bh, &hi, &e);
      e += a * bl + b * bh;
      double s = hi + e;
      lo = e - (s - hi), hi = s;
    }
    double a = bh, b = bl;
    two_product(a, a, &bh, &e);
    e += 2 * a * b;
    double s = bh + e;
    bl = e - (s - bh), bh = s;
  }
  if (n >= 0) return hi + lo;
  double q = 1 / hi, ph, pl;
  two_product(q, hi, &ph, &pl);
  return q + (1 - ph - pl - q * lo) / hi;
}
double power_double(double x, double y) {
  if (y == floor(y) && fabs(y) <= 64) {
    double r = whole_power(x, (int)y);
    if (fabs(r) < 1e150 && fabs(r) > 1e-150) return r;
  }
  return pow(x, y);
}
static V float_pow(double x, double y) {
  if (x == 0 && y < 0) raise(E.ZeroDivisionError, "0.0 cannot be raised to a negative power");
  if (x < 0 && !isinf(x) && y != floor(y) && !isinf(y)) raise(E.ValueError, "negative number cannot be raised to a fractional power (complex numbers are not part of this Python)");
  double r = power_double(x, y);
  if (isinf(r) && !isinf(x) && !isinf(y)) raise(E.OverflowError, "(34, 'Numerical result out of range')");
  return float_new(r);
}
static V float_binary(V a, V b, int op) {
  double x, y, q, m;
  if (!maybe_double(a, &x) || !maybe_double(b, &y)) return NotImplemented;
  switch (op) {
    case O_ADD: return float_new(x + y);
    case O_SUB: return float_new(x - y);
    case O_MUL: return float_new(x * y);
    case O_TRUEDIV:
      if (y == 0) raise(E.ZeroDivisionError, IS_FLOAT(a) || IS_FLOAT(b) ? "float division by zero" : "division by zero");
      return float_new(x / y);
    case O_FLOORDIV: float_mod(x, y, &q); return float_new(q);
    case O_MOD: return float_new(float_mod(x, y, NULL));
    case O_DIVMOD:
      if (y == 0) raise(E.ZeroDivisionError, "float divmod()");
      m = float_mod(x, y, &q); return tuple2(float_new(q), float_new(m));
    case O_POW: return float_pow(x, y);
  }
  return NotImplemented;
}
static V float_unary(V a, int op) {
  double d = FLOATVAL(a);
  if (op == U_INVERT) raise(E.TypeError, "bad operand type for unary ~: 'float'");
  return op == U_NEG ? float_new(-d) : op == U_ABS ? float_new(fabs(d)) : float_new(d);
}
static V f_is_integer(int n, V *a, Dict *kw) { return BOOL(FLOATVAL(a[0]) == floor(FLOATVAL(a[0])) && !isinf(FLOATVAL(a[0]))); }
static V f_int(int n, V *a, Dict *kw) { return int_from_double(trunc(FLOATVAL(a[0]))); }
static V f_floor(int n, V *a, Dict *kw) { return int_from_double(floor(FLOATVAL(a[0]))); }
static V f_ceil(int n, V *a, Dict *kw) { return int_from_double(ceil(FLOATVAL(a[0]))); }
static V f_round(int n, V *a, Dict *kw) {
  double d = FLOATVAL(a[0]), r;
  if (n < 2 || a[1] == None) {
    r = rint(d);
    return int_from_double(r);
  }
  long digits = as_index(a[1]);
  if (isnan(d) || isinf(d) || digits > 323) return float_new(d);
  if (digits < -308) return float_new(copysign(0, d));
  if (digits < 0) { /* by way of text of the integer part */
    double p = pow(10, -digits);
    return float_new(rint(d / p) * p);
  }
  Str *s = double_format(d, 'f', digits, 0);
  str_to_double(s->s, s->len, &r);
  return float_new(r);
}
static V f_ratio(int n, V *a, Dict *kw) {
  double d = FLOATVAL(a[0]);
  int e;
  if (isinf(d)) raise(E.OverflowError, "cannot convert Infinity to integer ratio");
  if (isnan(d)) raise(E.ValueError, "cannot convert NaN to integer ratio");
  double m = frexp(d, &e);
  for (int i = 0; i < 300 && m != floor(m); i++) m *= 2, e--;
  V num = int_from_double(m), den = SMALL(1);
  if (e > 0) num = int_binary(num, SMALL(e), O_LSHIFT);
  else den = int_binary(den, SMALL(-e), O_LSHIFT);
  return tuple2(num, den);
}
static V f_hex(int n, V *a, Dict *kw) {
  double d = FLOATVAL(a[0]);
  int e;
  Buf b = {0};
  if (isnan(d) || isinf(d)) return repr(a[0]);
  if (signbit(d)) buf_c(&b, "-"), d = -d;
  if (d == 0) return buf_c(&b, "0x0.0p+0"), (V)buf_done(&b);
  double m = frexp(d, &e) * 2;
  e--;
  buf_c(&b, "0x1.");
  m -= 1;
  for (int i = 0; i < 13; i++) {
    m *= 16;
    int digit = (int)m;
    m -= digit;
    buf_put(&b, &"0123456789abcdef"[digit], 1);
  }
  buf_str(&b, (V)fmt("p%s%d", e < 0 ? "" : "+", e));
  return (V)buf_done(&b);
}
static V f_self(int n, V *a, Dict *kw) { return float_new(FLOATVAL(a[0])); }
static const Def float_defs[] = {{"is_integer", f_is_integer, 0, 0}, {"__int__", f_int, 0, 0}, {"__trunc__", f_int, 0, 0}, {"__floor__", f_floor, 0, 0}, {"__ceil__", f_ceil, 0, 0}, {"__round__", f_round, 0, 1},
  {"as_integer_ratio", f_ratio, 0, 0}, {"hex", f_hex, 0, 0}, {"__float__", f_self, 0, 0}, {"conjugate", f_self, 0, 0}, {"real", f_self, 0, 0, M_GET}, {"__format__", i_format, 1, 1}, {0}};

void init_numbers(void) {
  Type *t = T.int_;
  t->new_ = int_make, t->init = no_init, t->repr = int_repr, t->str = int_repr, t->hash = int_hash, t->cmp = int_compare, t->truth = int_truth, t->binary = int_binary, t->unary = int_unary;
  type_methods(t, int_defs);
  type_ready(t);
  t = T.bool_;
  TrueObj.type = FalseObj.type = t;
  t->new_ = bool_make, t->repr = bool_repr, t->str = bool_repr, t->hash = bool_hash;
  type_ready(t);
  t = T.float_;
  t->new_ = float_make, t->init = no_init, t->repr = float_repr, t->str = float_repr, t->hash = float_hash_slot, t->cmp = float_compare, t->truth = float_truth, t->binary = float_binary, t->unary = float_unary;
  type_methods(t, float_defs);
  type_ready(t);
}
