/* The format mini-language (library reference, "Format Specification Mini-Language"), str.format and the % operator. */
#include "../py.h"
#include <math.h>

typedef struct { uint32_t fill; char align, sign, type; int alt, zero, grouping, z; long width, precision; } Spec;

static Spec parse_spec(Str *s, V v) {
  Spec f = {.fill = ' ', .width = -1, .precision = -1};
  const char *p = s->s, *q = p;
  int filled = 0;
  if (*p) {
    uint32_t c = utf8_get(&q);
    if (*q && strchr("<>=^", *q)) f.fill = c, f.align = *q, filled = 1, p = q + 1;
    else if (strchr("<>=^", *p)) f.align = *p++;
  }
  if (*p == '+' || *p == '-' || *p == ' ') f.sign = *p++;
  if (*p == 'z') f.z = 1, p++;
  if (*p == '#') f.alt = 1, p++;
  if (*p == '0') {
    f.zero = 1, p++;
    if (!filled) f.fill = '0';
    if (!f.align) f.align = '=';
    else f.zero = 0;
  }
  if (*p >= '0' && *p <= '9')
    for (f.width = 0; *p >= '0' && *p <= '9'; p++) {
      f.width = f.width * 10 + *p - '0';
      if (f.width > 1L << 40) raise(E.ValueError, "Too many decimal digits in format string");
    }
  if (*p == ',' || *p == '_') f.grouping = *p++;
  if (f.grouping && (*p == ',' || *p == '_')) raise(E.ValueError, f.grouping == *p ? "Cannot specify '%c' with '%c'." : "Cannot specify both ',' and '_'.", f.grouping, *p);
  if (*p == '.') {
    if (!(p[1] >= '0' && p[1] <= '9')) raise(E.ValueError, "Format specifier missing precision");
    for (p++, f.precision = 0; *p >= '0' && *p <= '9'; p++) f.precision = f.precision * 10 + *p - '0';
    if (f.precision > 0x7fffffff) raise(E.ValueError, "precision too big");
  }
  if (*p) f.type = *p++;
  if (*p) raise(E.ValueError, "Invalid format specifier '%S' for object of type '%T'", (V)s, v);
  if (f.grouping && f.type && !strchr("defgEG%F", f.type) && !(f.grouping == '_' && strchr("boxX", f.type))) raise(E.ValueError, "Cannot specify '%c' with '%c'.", f.grouping, f.type);
  return f;
}

static _Noreturn void unknown(Spec *f, V v) { raise(E.ValueError, "Unknown format code '%c' for object of type '%T'", f->type, v); }

/* prefix (sign, 0x) and body with padding between or around */
static V padded(Spec *f, Str *prefix, Str *body, char align) {
  Buf b = {0};
  long n = prefix->nchars + body->nchars, pad = f->width > n ? f->width - n : 0;
  if (f->align) align = f->align;
  long left = align == '>' ? pad : align == '^' ? pad / 2 : 0, inner = align == '=' ? pad : 0;
  if (!pad && !prefix->len) return (V)body;
  for (long i = 0; i < left; i++) buf_chr(&b, f->fill);
  buf_str(&b, (V)prefix);
  for (long i = 0; i < inner; i++) buf_chr(&b, f->fill);
  buf_str(&b, (V)body);
  for (long i = left + inner; i < pad; i++) buf_chr(&b, f->fill);
  return (V)buf_done(&b);
}

/* Groups of digits; with zero padding the zeros are grouped too. */
static Str *grouped(Spec *f, Str *digits, long tail, int every, long prefix) {
  long n = digits->len - tail;
  if (f->align == '=' && f->fill == '0' && f->width > 0) {
    long want = f->width - tail - prefix, have = n;
    while (have + (have - 1) / every < want) {
      have++;
      if (have + (have - 1) / every > want) break;
    }
    if (have > n) {
      Buf z = {0};
      for (long i = n; i < have; i++) buf_c(&z, "0");
      buf_str(&z, (V)digits);
      digits = buf_done(&z);
      n = have;
    }
  }
  Buf b = {0};
  for (long i = 0; i < n; i++) {
    if (i && (n - i) % every == 0) buf_put(&b, (char[]){f->grouping}, 1);
    buf_put(&b, digits->s + i, 1);
  }
  buf_put(&b, digits->s + n, tail);
  return buf_done(&b);
}

static V format_text(Str *s, Spec *f, V v) {
  if (f->type && f->type != 's') unknown(f, v);
  if (f->grouping) raise(E.ValueError, "Cannot specify '%c' with 's'.", f->grouping);
  if (f->sign) raise(E.ValueError, f->sign == ' ' ? "Space not allowed in string format specifier" : "Sign not allowed in string format specifier");
  if (f->alt) raise(E.ValueError, "Alternate form (#) not allowed in string format specifier");
  if (f->align == '=' && !f->zero) raise(E.ValueError, "'=' alignment not allowed in string format specifier");
  if (f->zero && f->align == '=') f->align = '<';
  if (f->precision >= 0 && f->precision < s->nchars) s = str_sub(s, 0, f->precision);
  return padded(f, py.empty_str, s, '<');
}

static V format_double(double d, Spec *f, V v);
static V format_integer(V v, Spec *f) {
  int base = 10;
  const char *prefix = "";
  char t = f->type;
  if (t && strchr("eEfFgG%", t)) return format_double(int_double(v), f, v);
  if (t && !strchr("cxXobdn", t)) unknown(f, v);
  if (f->precision >= 0) raise(E.ValueError, "Precision not allowed in integer format specifier");
  if (t == 'c') {
    if (f->sign) raise(E.ValueError, "Sign not allowed with integer format specifier 'c'");
    long c = as_long(v);
    if (c < 0 || c > 0x10ffff) raise(E.OverflowError, "%%c arg not in range(0x110000)");
    return padded(f, py.empty_str, str_chr(c), '<');
  }
  if (t == 'x' || t == 'X') base = 16, prefix = t == 'x' ? "0x" : "0X";
  else if (t == 'o') base = 8, prefix = "0o";
  else if (t == 'b') base = 2, prefix = "0b";
  else if (t && t != 'd' && t != 'n') unknown(f, v);
  if (f->grouping == ',' && base != 10) raise(E.ValueError, "Cannot specify ',' with '%c'.", t);
  int neg = int_sign(v) < 0;
  Str *digits = int_str(int_unary(v, U_ABS), base);
  if (t == 'X') digits = STR(call_method((V)digits, intern("upper"), 0, NULL));
  Str *sign = fmt("%s%s", neg ? "-" : f->sign == '+' ? "+" : f->sign == ' ' ? " " : "", f->alt ? prefix : "");
  if (f->grouping) digits = grouped(f, digits, 0, base == 10 ? 3 : 4, sign->len);
  return padded(f, sign, digits, '>');
}

static V format_double(double d, Spec *f, V v) {
  char t = f->type;
  if (t && !strchr("eEfFgGn%", t)) unknown(f, v);
  int neg = signbit(d) && !isnan(d), precision = f->precision;
  Str *s;
  if (neg) d = -d;
  if (!t) {
    if (precision < 0) s = float_str(d);
    else {
      if (!precision) precision = 1;
      s = double_format(d, 'g', precision, 0);
      /* like g, but with a digit behind the point, and the exponent form one digit earlier */
      if (!isinf(d) && !isnan(d)) {
        Str *e = double_format(d, 'e', precision ? precision - 1 : 0, 0);
        char *at = strchr(e->s, 'e');
        long exp = at ? (at[1] == '-' ? -1 : 1) * as_long(int_parse(at + 2, strlen(at + 2), 10)) : 0;
        if (exp >= (precision ? precision : 1) - 1 + (precision == 0) && !strchr(s->s, 'e') && exp >= precision - 0) s = e;
        if (exp == precision - 1 && !strchr(s->s, '.') && !strchr(s->s, 'e')) {
          Buf b = {0};
          const char *m = e->s, *stop = strchr(m, 'e'), *last = stop;
          if (memchr(m, '.', stop - m)) {
            while (last[-1] == '0') last--;
            if (last[-1] == '.') last--;
          }
          buf_put(&b, m, last - m);
          buf_c(&b, stop);
          s = buf_done(&b);
        } else if (!strchr(s->s, '.') && !strchr(s->s, 'e')) s = fmt("%S.0", (V)s);
      }
    }
  } else {
    if (precision < 0) precision = 6;
    if (t == '%') {
      s = double_format(d * 100, 'f', precision, f->alt);
      s = fmt("%S%%", (V)s);
    } else if (t == 'n' || t == 'g' || t == 'G') s = double_format(d, t == 'n' ? 'g' : t, precision ? precision : 1, f->alt);
    else s = double_format(d, t, precision, f->alt);
  }
  if (f->z && neg) {
    int zero = 1;
    for (const char *p = s->s; *p; p++) zero &= *p == '0' || *p == '.';
    if (zero) neg = 0;
  }
  Str *sign = str_c(neg ? "-" : f->sign == '+' ? "+" : f->sign == ' ' ? " " : "");
  if (f->grouping) {
    long n = 0;
    while (s->s[n] >= '0' && s->s[n] <= '9') n++;
    if (n) s = grouped(f, s, s->len - n, 3, sign->len);
  }
  return padded(f, sign, s, '>');
}

V format_value(V v, Str *spec) {
  Type *t = TYPE(v);
  if (t->flags & T_HEAP) {
    V m = special(v, N(__format__)), raw = type_lookup(t, N(__format__));
    if (!IS(raw, cfunc)) {
      V r = call1(m, (V)spec);
      if (!IS_STR(r)) raise(E.TypeError, "__format__ must return a str, not %T", r);
      return r;
    }
  }
  if (!spec->len) return str(v);
  if (IS_STR(v) || (IS_INT(v) && t != T.bool_) || IS_FLOAT(v) || t == T.bool_) {
    Spec f = parse_spec(spec, v);
    if (IS_STR(v)) return format_text(STR(v), &f, v);
    if (t == T.bool_ && !f.type) return format_text(STR(str(v)), &f, v);
    if (IS_FLOAT(v)) return format_double(FLOATVAL(v), &f, v);
    return format_integer(v, &f);
  }
  V m = special(v, N(__format__));
  if (m && !(IS(m, cfunc) && ((CFunc *)m)->owner == T.object)) return call1(m, (V)spec);
  raise(E.TypeError, "unsupported format string passed to %T.__format__", v);
}

/* ---- str.format ---- */
typedef struct { int n; V *a; Dict *kw; long next; int manual; } Args;

static V field(Args *x, const char *s, const char *end) {
  const char *p = s;
  while (p < end && *p != '.' && *p != '[') p++;
  V v;
  if (p == s || (*s >= '0' && *s <= '9')) {
    long i;
    if (p == s) {
      if (x->manual > 0) raise(E.ValueError, "cannot switch from manual field specification to automatic field numbering");
      x->manual = -1, i = x->next++;
    } else {
      if (x->manual < 0) raise(E.ValueError, "cannot switch from automatic field numbering to manual field specification");
      x->manual = 1, i = as_long(int_parse(s, p - s, 10));
    }
    if (i >= x->n) raise(E.IndexError, "Replacement index %ld out of range for positional args tuple", i);
    v = x->a[i];
  } else {
    V k = (V)str_new(s, p - s);
    v = x->kw ? (IS_DICT((V)x->kw) ? dict_get(x->kw, k) : NULL) : NULL;
    if (!v && x->kw && TYPE((V)x->kw) != T.dict) v = getitem((V)x->kw, k);
    if (!v) raise_key(k);
  }
  while (p < end) {
    const char *q = ++p;
    if (p[-1] == '.') {
      while (p < end && *p != '.' && *p != '[') p++;
      if (p == q) raise(E.ValueError, "Empty attribute in format string");
      v = getattr(v, intern_str(str_new(q, p - q)));
    } else {
      while (p < end && *p != ']') p++;
      if (p == end) raise(E.ValueError, "Missing ']' in format string");
      int digits = p > q;
      for (const char *d = q; d < p; d++) digits &= *d >= '0' && *d <= '9';
      v = getitem(v, digits ? int_parse(q, p - q, 10) : (V)str_new(q, p - q));
      p++;
    }
  }
  return v;
}

static Str *expand(Args *x, const char *s, const char *end, int depth) {
  Buf b = {0};
  if (depth < 0) raise(E.ValueError, "Max string recursion exceeded");
  while (s < end) {
    const char *p = s;
    while (p < end && *p != '{' && *p != '}') p++;
    buf_put(&b, s, p - s);
    if (p == end) break;
    if (p + 1 < end && p[1] == *p) {
      buf_put(&b, p, 1);
      s = p + 2;
      continue;
    }
    if (*p == '}') raise(E.ValueError, "Single '}' encountered in format string");
    const char *start = ++p;
    int nest = 1, bracket = 0;
    for (; p < end && nest; p++) {
      if (*p == '[') bracket = 1;
      if (*p == ']') bracket = 0;
      if (bracket) continue;
      nest += *p == '{' ? 1 : *p == '}' ? -1 : 0;
    }
    if (nest) raise(E.ValueError, start == end ? "Single '{' encountered in format string" : "expected '}' before end of string");
    const char *stop = p - 1, *q = start;
    while (q < stop && *q != '!' && *q != ':') {
      if (*q == '[')
        while (q < stop && *q != ']') q++;
      else q++;
    }
    V v = field(x, start, q);
    if (q < stop && *q == '!') {
      char c = q[1];
      v = c == 'r' ? repr(v) : c == 's' ? str(v) : c == 'a' ? ascii_repr(v) : (raise(E.ValueError, "Unknown conversion specifier %c", c), v);
      q += 2;
    }
    Str *spec = q < stop && *q == ':' ? expand(x, q + 1, stop, depth - 1) : py.empty_str;
    buf_str(&b, format_value(v, spec));
    s = p;
  }
  return buf_done(&b);
}
Str *str_format(Str *f, int n, V *a, Dict *kw) {
  Args x = {n, a, kw, 0, 0};
  return expand(&x, f->s, f->s + f->len, 2);
}

/* ---- the % operator ---- */
V str_format_percent(Str *f, V args) {
  Buf b = {0};
  long used = 0, n = IS_TUPLE(args) ? TUPLE(args)->len : 1;
  V *v = IS_TUPLE(args) ? TUPLE(args)->v : &args;
  int mapped = 0;
  for (const char *p = f->s, *end = f->s + f->len; p < end;) {
    const char *q = memchr(p, '%', end - p);
    if (!q) q = end;
    buf_put(&b, p, q - p);
    if (q == end) break;
    p = q + 1;
    V x = NULL;
    if (p >= end) raise(E.ValueError, "incomplete format");
    if (*p == '(') {
      const char *close = memchr(p, ')', end - p);
      if (!close) raise(E.ValueError, "incomplete format key");
      if (IS_TUPLE(args) || IS_STR(args) || !TYPE(args)->getitem) raise(E.TypeError, "format requires a mapping");
      x = getitem(args, (V)str_new(p + 1, close - p - 1));
      p = close + 1;
      mapped = 1;
    }
    Spec s = {.fill = ' ', .align = '>', .width = -1, .precision = -1};
    int left = 0;
    for (; p < end && strchr("-+ #0", *p); p++) {
      if (*p == '-') left = 1;
      else if (*p == '+' || (*p == ' ' && s.sign != '+')) s.sign = *p;
      else if (*p == '#') s.alt = 1;
      else if (*p == '0') s.zero = 1;
    }
#define ARG() (x ? x : used < n ? v[used++] : (raise(E.TypeError, "not enough arguments for format string"), (V)NULL))
    if (*p == '*') {
      s.width = as_long(ARG()), p++;
      if (s.width < 0) left = 1, s.width = -s.width;
    } else if (*p >= '0' && *p <= '9')
      for (s.width = 0; *p >= '0' && *p <= '9'; p++) s.width = s.width * 10 + *p - '0';
    if (*p == '.') {
      p++, s.precision = 0;
      if (*p == '*') s.precision = as_long(ARG()), p++;
      else
        for (; *p >= '0' && *p <= '9'; p++) s.precision = s.precision * 10 + *p - '0';
    }
    while (p < end && strchr("hlL", *p)) p++;
    if (p >= end) raise(E.ValueError, "incomplete format");
    char c = *p++;
    if (c == '%') {
      buf_c(&b, "%");
      continue;
    }
    if (left) s.align = '<';
    else if (s.zero && strchr("diouxXeEfFgG", c)) s.align = '=', s.fill = '0';
    V r;
    switch (c) {
      case 's': case 'r': case 'a': {
        V a = ARG();
        Str *t = STR(c == 's' ? str(a) : c == 'r' ? repr(a) : ascii_repr(a));
        if (s.precision >= 0 && s.precision < t->nchars) t = str_sub(t, 0, s.precision);
        r = padded(&s, py.empty_str, t, '>');
        break;
      }
      case 'c': {
        V a = ARG();
        if (!IS_INT(a) && !(IS_STR(a) && STR(a)->nchars == 1)) raise(E.TypeError, "%%c requires int or char");
        long c = 0;
        if (IS_INT(a) && (!fits_long(a, &c) || c < 0 || c > 0x10ffff)) raise(E.OverflowError, "%%c arg not in range(0x110000)");
        r = padded(&s, py.empty_str, IS_INT(a) ? str_chr(c) : STR(a), '>');
        break;
      }
      case 'd': case 'i': case 'u': case 'x': case 'X': case 'o': {
        V a = ARG();
        if (IS_FLOAT(a) && (c == 'd' || c == 'i' || c == 'u')) a = int_from_double(trunc(FLOATVAL(a)));
        if (!IS_INT(a)) {
          V m = special(a, c == 'd' || c == 'i' || c == 'u' ? N(__int__) : N(__index__));
          if (!m) raise(E.TypeError, c == 'd' || c == 'i' || c == 'u' ? "%%%c format: a real number is required, not %T" : "%%%c format: an integer is required, not %T", c, a);
          a = call0(m);
        }
        long precision = s.precision;
        int neg = int_sign(a) < 0, base = c == 'x' || c == 'X' ? 16 : c == 'o' ? 8 : 10;
        Str *digits = int_str(int_unary(a, U_ABS), base);
        if (c == 'X') digits = STR(call_method((V)digits, intern("upper"), 0, NULL));
        if (precision > digits->len) digits = STR(call_method((V)digits, intern("zfill"), 1, (V[]){SMALL(precision)}));
        Str *sign = fmt("%s%s", neg ? "-" : s.sign == '+' ? "+" : s.sign == ' ' ? " " : "", !s.alt ? "" : c == 'x' ? "0x" : c == 'X' ? "0X" : c == 'o' ? "0o" : "");
        r = padded(&s, sign, digits, '>');
        break;
      }
      case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': {
        V a = ARG();
        double d;
        if (!maybe_double(a, &d)) {
          if (!special(a, N(__float__))) raise(E.TypeError, "must be real number, not %T", a);
          d = as_double(a);
        }
        s.type = c;
        if (isinf(d) || isnan(d)) s.fill = ' ', s.align = left ? '<' : '>';
        r = format_double(d, &s, a);
        break;
      }
      default: raise(E.ValueError, "unsupported format character '%c' (0x%x) at index %ld", c, (int)c, (long)(utf8_count(f->s, p - 1 - f->s)));
    }
    buf_str(&b, r);
  }
  if (used < n && !mapped && !(IS_DICT(args) || (!IS_TUPLE(args) && TYPE(args)->getitem && !IS_STR(args) && used == 0 && n == 1 && !IS_LIST(args)))) raise(E.TypeError, "not all arguments converted during string formatting");
  return (V)buf_done(&b);
}
