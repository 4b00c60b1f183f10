/* float: conversions. The shortest text that reads back as the same number is found with 15, 16 or 17 digits. */
#include "../py.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

V float_new(double d) {
  Float *f = NEW(Float, T.float_);
  f->d = d;
  return (V)f;
}

/* Fills digits (no dot) and the exponent of the first; returns how many. */
static int shortest_digits(double d, char *digits, int *exponent) {
  char s[40];
  for (int precision = fabs(d) < 1e-300 ? 0 : 14; precision < 17; precision++) {
    snprintf(s, sizeof s, "%.*e", precision, d);
    if (precision == 16 || strtod(s, NULL) == d) break;
    /* beside a power of two the next text up may read back as well */
    char up[40], *last;
    strcpy(up, s);
    for (last = strchr(up, 'e') - 1; last >= up && (*last == '9' || *last == '.'); last--)
      if (*last == '9') *last = '0';
    if (last < up) continue;
    ++*last;
    if (strtod(up, NULL) == d) {
      strcpy(s, up);
      break;
    }
  }
  int n = 0;
  char *p = s;
  for (; *p != 'e'; p++)
    if (*p != '.') digits[n++] = *p;
  *exponent = atoi(p + 1);
  while (n > 1 && digits[n - 1] == '0') n--;
  digits[n] = 0;
  return n;
}

/* repr of a float: as %r, exponent form from 1e16 and below 1e-4. */
Str *float_str(double d) {
  char digits[40], out[64], *o = out;
  int exponent;
  if (isnan(d)) return str_c("nan");
  if (isinf(d)) return str_c(d < 0 ? "-inf" : "inf");
  if (signbit(d)) *o++ = '-', d = -d;
  if (d == 0) return str_c(o == out ? "0.0" : "-0.0");
  if (d == floor(d) && d < 1e15) {
    snprintf(o, 40, "%ld.0", (long)d);
    return str_c(out);
  }
  int n = shortest_digits(d, digits, &exponent);
  if (exponent < -4 || exponent >= 16) {
    *o++ = digits[0];
    if (n > 1) *o++ = '.', memcpy(o, digits + 1, n - 1), o += n - 1;
    o += sprintf(o, "e%c%02d", exponent < 0 ? '-' : '+', abs(exponent));
  } else if (exponent < 0) {
    o += sprintf(o, "0.%.*s%s", -exponent - 1, "000000", digits);
  } else {
    for (int i = 0; i < n || i <= exponent; i++) {
      if (i == exponent + 1) *o++ = '.';
      *o++ = i < n ? digits[i] : '0';
    }
    if (n <= exponent + 1) *o++ = '.', *o++ = '0';
  }
  *o = 0;
  return str_c(out);
}

int str_to_double(const char *s, long n, double *d) {
  char room[400], *end, *text = room;
  const char *stop = s + n;
  while (s < stop && (unsigned char)*s <= ' ') s++;
  while (stop > s && (unsigned char)stop[-1] <= ' ') stop--;
  if (s == stop) return 0;
  if (stop - s > (long)sizeof room - 1) text = gc_raw(stop - s + 1);
  long k = 0;
  for (const char *p = s; p < stop; p++) {
    if (*p == '_') {
      if (p == s || p + 1 == stop || p[-1] < '0' || p[-1] > '9' || p[1] < '0' || p[1] > '9') return 0;
      continue;
    }
    char c = *p | 32;
    if (c == 'x' || c == 'p' || c == '(' || !*p) return 0;
    text[k++] = *p;
  }
  text[k] = 0;
  if ((unsigned char)text[0] <= ' ') return 0;
  *d = strtod(text, &end);
  return *end == 0;
}

int maybe_double(V v, double *d) {
  if (IS_FLOAT(v)) *d = FLOATVAL(v);
  else if (IS_INT(v)) *d = int_double(v);
  else return 0;
  return 1;
}

double as_double(V v) {
  double d;
  if (maybe_double(v, &d)) return d;
  V m = special(v, N(__float__));
  if (m) {
    V r = call0(m);
    if (!IS_FLOAT(r)) raise(E.TypeError, "%T.__float__ returned non-float (type %T)", v, r);
    return FLOATVAL(r);
  }
  m = special(v, N(__index__));
  if (!m) raise(E.TypeError, "must be real number, not %T", v);
  return int_double(call0(m));
}

/* Equal numbers have equal hashes: modulo 2^61 - 1 as for ints. */
long double_hash(double d) {
  if (isinf(d)) return d > 0 ? 314159 : -314159;
  if (isnan(d)) return 0;
  if (d == floor(d) && fabs(d) < 4e18) return int_hash(int_new((long)d));
  int e, sign = d < 0;
  double m = frexp(fabs(d), &e);
  const uint64_t M = ((uint64_t)1 << 61) - 1;
  uint64_t x = 0;
  while (m != 0) {
    x = ((x << 28) & M) | x >> 33;
    m *= 268435456.0;
    e -= 28;
    uint64_t y = (uint64_t)m;
    m -= (double)y;
    x += y;
    if (x >= M) x -= M;
  }
  e = e >= 0 ? e % 61 : 60 - (-1 - e) % 61;
  x = ((x << e) & M) | x >> (61 - e);
  long r = sign ? -(long)x : (long)x;
  return r == -1 ? -2 : r;
}

/* Remainder with the sign of b, quotient rounded down. */
double float_mod(double a, double b, double *q) {
  if (b == 0) raise(E.ZeroDivisionError, q ? "float floor division by zero" : "float modulo");
  double m = fmod(a, b), div = (a - m) / b;
  if (m != 0) {
    if ((b < 0) != (m < 0)) m += b, div -= 1;
  } else m = copysign(0, b);
  if (div != 0) {
    double f = floor(div);
    if (div - f > 0.5) f += 1;
    div = f;
  } else div = copysign(0, a / b);
  if (q) *q = div;
  return m;
}

enum { ALT = 1 };
/* type e f g E F G r %, as printf but with inf and nan as Python writes them. flags: ALT is '#'. */
Str *double_format(double d, char type, int precision, int flags) {
  if (isnan(d) || isinf(d)) {
    int up = type >= 'A' && type <= 'Z';
    return str_c(isnan(d) ? up ? "NAN" : "nan" : d < 0 ? up ? "-INF" : "-inf" : up ? "INF" : "inf");
  }
  if (type == 'r') return float_str(d);
  long room = 400 + precision;
  char *s = gc_raw(room), f[] = {'%', flags & ALT ? '#' : '0', '.', '*', type, 0};
  if (!(flags & ALT)) f[1] = '.', f[2] = '*', f[3] = type, f[4] = 0;
  snprintf(s, room, f, precision, d);
  return str_c(s);
}
