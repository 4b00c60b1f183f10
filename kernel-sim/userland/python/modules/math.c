/* math, and errno beside it: both are tables. */
#include "../py.h"
#include <errno.h>
#include <math.h>

static V checked(double r, double x) {
  if (isnan(r) && !isnan(x)) raise(E.ValueError, "math domain error");
  if (isinf(r) && !isinf(x)) raise(E.OverflowError, "math range error");
  return float_new(r);
}
#define F1(name) static V m_##name(int n, V *a, Dict *kw) { double x = as_double(a[0]); return checked(name(x), x); }
F1(sqrt) F1(exp) F1(expm1) F1(sin) F1(cos) F1(tan) F1(asin) F1(acos) F1(atan) F1(sinh) F1(cosh) F1(tanh) F1(log1p) F1(fabs) F1(cbrt) F1(exp2)
static double ln(V v) {
  if (IS_INT(v)) {
    if (int_sign(v) <= 0) raise(E.ValueError, "math domain error");
    long bits = int_bits(v);
    if (bits > 1000) return log(int_double(int_binary(v, SMALL(bits - 64), O_RSHIFT))) + (bits - 64) * M_LN2;
  }
  double x = as_double(v);
  if (x <= 0) raise(E.ValueError, "math domain error");
  return log(x);
}
static V m_log(int n, V *a, Dict *kw) {
  double x = ln(a[0]);
  if (n < 2) return float_new(x);
  double b = ln(a[1]);
  if (b == 0) raise(E.ZeroDivisionError, "float division by zero");
  return float_new(x / b);
}
static V m_log2(int n, V *a, Dict *kw) {
  if (IS_INT(a[0]) && int_sign(a[0]) > 0 && int_bits(a[0]) > 1000) return float_new(ln(a[0]) / M_LN2);
  double x = as_double(a[0]);
  if (x <= 0) raise(E.ValueError, "math domain error");
  return float_new(log2(x));
}
static V m_log10(int n, V *a, Dict *kw) {
  if (IS_INT(a[0]) && int_sign(a[0]) > 0 && int_bits(a[0]) > 1000) return float_new(ln(a[0]) / M_LN10);
  double x = as_double(a[0]);
  if (x <= 0) raise(E.ValueError, "math domain error");
  return float_new(log10(x));
}
static V rounded(V v, Str *name, double (*f)(double)) {
  V m = IS_FLOAT(v) ? NULL : special(v, name);
  return m ? call0(m) : int_from_double(f(as_double(v)));
}
static V m_floor(int n, V *a, Dict *kw) { return rounded(a[0], N(__floor__), floor); }
static V m_ceil(int n, V *a, Dict *kw) { return rounded(a[0], N(__ceil__), ceil); }
static V m_trunc(int n, V *a, Dict *kw) { return rounded(a[0], N(__trunc__), trunc); }
extern double power_double(double, double);
static V m_pow(int n, V *a, Dict *kw) {
  double x = as_double(a[0]), y = as_double(a[1]), r = power_double(x, y);
  if (isnan(r) && !isnan(x) && !isnan(y)) raise(E.ValueError, "math domain error");
  if (isinf(r) && !isinf(x) && !isinf(y)) raise(x == 0 ? E.ValueError : E.OverflowError, x == 0 ? "math domain error" : "math range error");
  return float_new(r);
}
static V m_atan2(int n, V *a, Dict *kw) { return float_new(atan2(as_double(a[0]), as_double(a[1]))); }
static V m_fmod(int n, V *a, Dict *kw) { return checked(fmod(as_double(a[0]), as_double(a[1])), 0); }
static V m_copysign(int n, V *a, Dict *kw) { return float_new(copysign(as_double(a[0]), as_double(a[1]))); }
static V m_hypot(int n, V *a, Dict *kw) {
  if (n == 2) return float_new(hypot(as_double(a[0]), as_double(a[1])));
  double s = 0;
  for (int i = 0; i < n; i++) s += as_double(a[i]) * as_double(a[i]);
  return float_new(sqrt(s));
}
static V m_isnan(int n, V *a, Dict *kw) { return BOOL(isnan(as_double(a[0]))); }
static V m_isinf(int n, V *a, Dict *kw) { return BOOL(isinf(as_double(a[0]))); }
static V m_isfinite(int n, V *a, Dict *kw) { return BOOL(isfinite(as_double(a[0]))); }
static V m_isclose(int n, V *a, Dict *kw) {
  V v[4] = {NULL, NULL, float_new(1e-9), float_new(0)};
  parse_args("isclose", n, a, kw, "a b rel_tol? abs_tol?", v);
  double x = as_double(v[0]), y = as_double(v[1]), d = fabs(x - y), m = fmax(fabs(x), fabs(y));
  return BOOL(x == y || (!isinf(x) && !isinf(y) && (d <= as_double(v[2]) * m || d <= as_double(v[3]))));
}
static V m_radians(int n, V *a, Dict *kw) { return float_new(as_double(a[0]) * (M_PI / 180)); }
static V m_degrees(int n, V *a, Dict *kw) { return float_new(as_double(a[0]) * (180 / M_PI)); }
static V m_frexp(int n, V *a, Dict *kw) {
  int e;
  double m = frexp(as_double(a[0]), &e);
  return tuple2(float_new(m), SMALL(e));
}
static V m_ldexp(int n, V *a, Dict *kw) { return float_new(ldexp(as_double(a[0]), as_long(a[1]))); }
static V m_modf(int n, V *a, Dict *kw) {
  double i, f = modf(as_double(a[0]), &i);
  return tuple2(float_new(f), float_new(i));
}
static V gcd(V a, V b) {
  a = int_unary(to_index(a), U_ABS), b = int_unary(to_index(b), U_ABS);
  while (int_sign(b)) {
    V t = int_binary(a, b, O_MOD);
    a = b, b = t;
  }
  return a;
}
static V m_gcd(int n, V *a, Dict *kw) {
  V r = SMALL(0);
  for (int i = 0; i < n; i++) r = gcd(r, a[i]);
  return r;
}
static V m_lcm(int n, V *a, Dict *kw) {
  V r = SMALL(1);
  for (int i = 0; i < n; i++) {
    if (!int_sign(to_index(a[i]))) return SMALL(0);
    r = int_binary(int_binary(r, gcd(r, a[i]), O_FLOORDIV), int_unary(a[i], U_ABS), O_MUL);
  }
  return r;
}
static V m_factorial(int n, V *a, Dict *kw) {
  if (IS_FLOAT(a[0])) raise(E.TypeError, "'float' object cannot be interpreted as an integer");
  long k = as_long(a[0]);
  if (k < 0) raise(E.ValueError, "factorial() not defined for negative values");
  V r = SMALL(1);
  for (long i = 2; i <= k; i++) r = int_binary(r, SMALL(i), O_MUL);
  return r;
}
static V m_isqrt(int n, V *a, Dict *kw) {
  V v = to_index(a[0]);
  if (int_sign(v) < 0) raise(E.ValueError, "isqrt() argument must be nonnegative");
  if (int_sign(v) == 0) return SMALL(0);
  V x = int_binary(SMALL(1), SMALL((int_bits(v) + 1) / 2), O_LSHIFT);
  for (;;) {
    V y = int_binary(int_binary(x, int_binary(v, x, O_FLOORDIV), O_ADD), SMALL(1), O_RSHIFT);
    if (int_cmp(y, x) >= 0) return x;
    x = y;
  }
}
static V m_comb(int n, V *a, Dict *kw) {
  long total = as_long(a[0]), k = as_long(a[1]);
  if (total < 0 || k < 0) raise(E.ValueError, total < 0 ? "n must be a non-negative integer" : "k must be a non-negative integer");
  V r = SMALL(1);
  if (k > total) return SMALL(0);
  for (long i = 0; i < k; i++) r = int_binary(int_binary(r, SMALL(total - i), O_MUL), SMALL(i + 1), O_FLOORDIV);
  return r;
}
static V m_perm(int n, V *a, Dict *kw) {
  long total = as_long(a[0]), k = n > 1 && a[1] != None ? as_long(a[1]) : total;
  V r = SMALL(1);
  if (k > total) return SMALL(0);
  for (long i = 0; i < k; i++) r = int_binary(r, SMALL(total - i), O_MUL);
  return r;
}
static V m_prod(int n, V *a, Dict *kw) {
  V v[2] = {NULL, SMALL(1)};
  parse_args("prod", n, a, kw, "iterable start?", v);
  V it = iter(v[0]), x, r = v[1];
  while ((x = next(it))) r = binary(r, x, O_MUL);
  return r;
}
static V m_fsum(int n, V *a, Dict *kw) { /* Shewchuk: partial sums without overlap */
  double p[64];
  int k = 0;
  V it = iter(a[0]), v;
  while ((v = next(it))) {
    double x = as_double(v);
    int i = 0;
    for (int j = 0; j < k; j++) {
      double y = p[j];
      if (fabs(x) < fabs(y)) { double t = x; x = y; y = t; }
      double hi = x + y, lo = y - (hi - x);
      if (lo != 0 && i < 63) p[i++] = lo;
      x = hi;
    }
    p[i++] = x;
    k = i;
  }
  double s = 0;
  while (k > 0) s += p[--k];
  return float_new(s);
}
static V m_dist(int n, V *a, Dict *kw) {
  long k, m;
  V *x = items_of(a[0], &k), *y = items_of(a[1], &m);
  double s = 0;
  if (k != m) raise(E.ValueError, "both points must have the same number of dimensions");
  for (long i = 0; i < k; i++) s += pow(as_double(x[i]) - as_double(y[i]), 2);
  return float_new(sqrt(s));
}
#define D(name) {#name, m_##name, 1, 1}
#define D2(name) {#name, m_##name, 2, 2}
static const Def defs[] = {D(sqrt), D(exp), D(expm1), D(sin), D(cos), D(tan), D(asin), D(acos), D(atan), D(sinh), D(cosh), D(tanh), D(log1p), D(fabs), D(cbrt), D(exp2), {"log", m_log, 1, 2}, D(log2), D(log10), D(floor), D(ceil), D(trunc), D2(pow), D2(atan2),
  D2(fmod), D2(copysign), {"hypot", m_hypot, 0, -1}, D(isnan), D(isinf), D(isfinite), {"isclose", m_isclose, 2, 4, M_KW}, D(radians), D(degrees), D(frexp), D2(ldexp), D(modf), {"gcd", m_gcd, 0, -1}, {"lcm", m_lcm, 0, -1}, D(factorial), D(isqrt), D2(comb),
  {"perm", m_perm, 1, 2}, {"prod", m_prod, 1, 2, M_KW}, D(fsum), D2(dist), {0}};
Module *module_math(void) {
  Module *m = module_new("math", defs);
  dict_sets(m->dict, "pi", float_new(3.141592653589793));
  dict_sets(m->dict, "e", float_new(2.718281828459045));
  dict_sets(m->dict, "tau", float_new(6.283185307179586));
  dict_sets(m->dict, "inf", float_new(INFINITY));
  dict_sets(m->dict, "nan", float_new(NAN));
  return m;
}

#define ERRNOS(X) X(EPERM) X(ENOENT) X(ESRCH) X(EINTR) X(EIO) X(ENXIO) X(E2BIG) X(ENOEXEC) X(EBADF) X(ECHILD) X(EAGAIN) X(ENOMEM) X(EACCES) X(EFAULT) X(EBUSY) X(EEXIST) X(EXDEV) X(ENODEV) X(ENOTDIR) X(EISDIR) X(EINVAL) \
  X(ENFILE) X(EMFILE) X(ENOTTY) X(EFBIG) X(ENOSPC) X(ESPIPE) X(EROFS) X(EMLINK) X(EPIPE) X(EDOM) X(ERANGE) X(EDEADLK) X(ENAMETOOLONG) X(ENOSYS) X(ENOTEMPTY) X(ELOOP) X(ENOTSOCK) X(EDESTADDRREQ) X(EMSGSIZE) X(EPROTOTYPE) \
  X(EOPNOTSUPP) X(EAFNOSUPPORT) X(EADDRINUSE) X(EADDRNOTAVAIL) X(ENETDOWN) X(ENETUNREACH) X(ECONNABORTED) X(ECONNRESET) X(ENOBUFS) X(EISCONN) X(ENOTCONN) X(ETIMEDOUT) X(ECONNREFUSED) X(EHOSTUNREACH) X(EALREADY) X(EINPROGRESS)
Module *module_errno_(void) {
  static const struct { const char *name; int v; } values[] = {
#define LINE(x) {#x, x},
    ERRNOS(LINE)
  };
  Module *m = module_new("errno", NULL);
  Dict *codes = dict_new();
  for (unsigned i = 0; i < sizeof values / sizeof *values; i++) {
    dict_sets(m->dict, values[i].name, SMALL(values[i].v));
    dict_set(codes, SMALL(values[i].v), (V)intern(values[i].name));
  }
  dict_sets(m->dict, "EWOULDBLOCK", SMALL(EAGAIN));
  dict_sets(m->dict, "errorcode", (V)codes);
  return m;
}
