/*
 * str: UTF-8 with the number of characters beside it. Text of ASCII only (nchars == len) is indexed at once; in other text
 * the character is counted for. Lone surrogates are kept in three bytes, as CPython's surrogateescape needs.
 */
#include "../py.h"
#include <stdio.h>
#include <stdlib.h>

long utf8_count(const char *s, long n) {
  long count = 0;
  for (long i = 0; i < n; i++) count += (s[i] & 0xc0) != 0x80;
  return count;
}

static Str *wrap(char *s, long len, long nchars) {
  Str *r = NEW(Str, T.str);
  r->s = s, r->len = len, r->nchars = nchars;
  return r;
}

Str *str_new(const char *s, long n) {
  if (n == 0 && py.empty_str) return py.empty_str;
  if (n == 1 && !(*s & 0x80)) return str_chr((unsigned char)*s);
  char *copy = gc_raw(n + 1);
  memcpy(copy, s, n);
  copy[n] = 0;
  return wrap(copy, n, utf8_count(copy, n));
}

Str *str_c(const char *s) { return str_new(s, strlen(s)); }

int utf8_put(char *to, uint32_t c) {
  if (c < 0x80) return to[0] = c, 1;
  if (c < 0x800) return to[0] = 0xc0 | c >> 6, to[1] = 0x80 | (c & 63), 2;
  if (c < 0x10000) return to[0] = 0xe0 | c >> 12, to[1] = 0x80 | (c >> 6 & 63), to[2] = 0x80 | (c & 63), 3;
  return to[0] = 0xf0 | c >> 18, to[1] = 0x80 | (c >> 12 & 63), to[2] = 0x80 | (c >> 6 & 63), to[3] = 0x80 | (c & 63), 4;
}

uint32_t utf8_get(const char **p) {
  const unsigned char *s = (const unsigned char *)*p;
  int n = *s < 0x80 ? 1 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : 4;
  *p += n;
  if (n == 1) return s[0];
  if (n == 2) return (s[0] & 31) << 6 | (s[1] & 63);
  if (n == 3) return (s[0] & 15) << 12 | (s[1] & 63) << 6 | (s[2] & 63);
  return (uint32_t)(s[0] & 7) << 18 | (s[1] & 63) << 12 | (s[2] & 63) << 6 | (s[3] & 63);
}

Str *str_chr(uint32_t c) {
  if (c < 256 && py.latin[c]) return py.latin[c];
  char *s = gc_raw(8);
  int n = utf8_put(s, c);
  s[n] = 0;
  Str *r = wrap(s, n, 1);
  if (c < 256) py.latin[c] = intern_str(r);
  return r;
}

long str_hash(Str *s) {
  if (s->hash) return s->hash;
  uint64_t h = 0xcbf29ce484222325u; /* FNV-1a, then mixed */
  for (long i = 0; i < s->len; i++) h = (h ^ (unsigned char)s->s[i]) * 0x100000001b3u;
  h ^= h >> 29;
  if (h == 0 || h == (uint64_t)-1) h = 1;
  return s->hash = (long)h;
}

int str_eq(Str *a, Str *b) {
  return a == b || (a->len == b->len && !(a->interned && b->interned) && memcmp(a->s, b->s, a->len) == 0);
}

int str_cmp(Str *a, Str *b) {
  long n = a->len < b->len ? a->len : b->len;
  int c = memcmp(a->s, b->s, n);
  return c ? c : a->len < b->len ? -1 : a->len > b->len;
}

Str *intern_str(Str *s) {
  if (s->interned) return s;
  if (s->type != T.str) s = str_new(s->s, s->len);
  V found = dict_get(py.interned, (V)s);
  if (found) return STR(found);
  dict_set(py.interned, (V)s, (V)s);
  s->interned = 1;
  return s;
}

Str *intern(const char *s) { return intern_str(str_c(s)); }

long str_offset(Str *s, long index) {
  if (s->nchars == s->len) return index;
  if (index >= s->nchars) return s->len;
  const char *p = s->s;
  while (index-- > 0) {
    p++;
    while ((*p & 0xc0) == 0x80) p++;
  }
  return p - s->s;
}

/* Characters from..to (already in range). */
Str *str_sub(Str *s, long from, long to) {
  if (from >= to) return py.empty_str;
  if (from == 0 && to == s->nchars && s->type == T.str) return s;
  long a = str_offset(s, from), b = to == s->nchars ? s->len : s->nchars == s->len ? to : a + str_offset(&(Str){.s = s->s + a, .len = s->len - a, .nchars = s->nchars - from}, to - from);
  return str_new(s->s + a, b - a);
}

/* ---- building ---- */
void buf_put(Buf *b, const char *s, long n) {
  if (b->len + n + 1 > b->cap) {
    long cap = (b->len + n + 1) * 2;
    if (cap < 56) cap = 56;
    b->s = gc_grow(b->s, b->len, cap, 1);
    b->cap = cap;
  }
  memcpy(b->s + b->len, s, n);
  b->len += n;
}
void buf_c(Buf *b, const char *s) { buf_put(b, s, strlen(s)); }
void buf_str(Buf *b, V s) { buf_put(b, CSTR(s), STR(s)->len); }
void buf_chr(Buf *b, uint32_t c) {
  char s[4];
  buf_put(b, s, utf8_put(s, c));
}
Str *buf_done(Buf *b) {
  if (b->len <= 1) return str_new(b->s ? b->s : "", b->len);
  b->s[b->len] = 0;
  return wrap(b->s, b->len, utf8_count(b->s, b->len));
}

Str *vfmt(const char *f, va_list ap) {
  Buf b = {0};
  char number[40];
  for (; *f; f++) {
    if (*f != '%') {
      const char *p = f;
      while (*p && *p != '%') p++;
      buf_put(&b, f, p - f);
      f = p - 1;
      continue;
    }
    switch (*++f) {
      case 's': {
        const char *s = va_arg(ap, const char *);
        buf_c(&b, s ? s : "(null)");
        break;
      }
      case 'S': {
        V v = va_arg(ap, V);
        buf_str(&b, IS_STR(v) ? v : str(v));
        break;
      }
      case 'R': buf_str(&b, repr(va_arg(ap, V))); break;
      case 'T': buf_c(&b, type_name(va_arg(ap, V))); break;
      case 'd': snprintf(number, sizeof number, "%d", va_arg(ap, int)); buf_c(&b, number); break;
      case 'l': snprintf(number, sizeof number, "%ld", va_arg(ap, long)); buf_c(&b, number); f++; break;
      case 'x': snprintf(number, sizeof number, "%x", va_arg(ap, int)); buf_c(&b, number); break;
      case 'p': snprintf(number, sizeof number, "0x%lx", (long)va_arg(ap, void *)); buf_c(&b, number); break;
      case 'c': buf_chr(&b, va_arg(ap, int)); break;
      case '%': buf_put(&b, "%", 1); break;
    }
  }
  return buf_done(&b);
}

Str *fmt(const char *f, ...) {
  va_list ap;
  va_start(ap, f);
  Str *s = vfmt(f, ap);
  va_end(ap);
  return s;
}

Str *str_join(Str *sep, V *v, long n) {
  if (n == 1 && IS_STR(v[0]) && v[0]->type == T.str) return STR(v[0]);
  long total = 0;
  for (long i = 0; i < n; i++) {
    if (!IS_STR(v[i])) raise(E.TypeError, "sequence item %ld: expected str instance, %T found", i, v[i]);
    total += STR(v[i])->len + (i ? sep->len : 0);
  }
  if (total == 0) return py.empty_str;
  char *s = gc_raw(total + 1), *p = s;
  long nchars = 0;
  for (long i = 0; i < n; i++) {
    if (i) memcpy(p, sep->s, sep->len), p += sep->len, nchars += sep->nchars;
    memcpy(p, CSTR(v[i]), STR(v[i])->len), p += STR(v[i])->len, nchars += STR(v[i])->nchars;
  }
  *p = 0;
  if (total == 1) return str_new(s, 1);
  return wrap(s, total, nchars);
}

/* ---- repr ---- */
static Str *quoted(Str *s, int ascii) {
  Buf b = {0};
  char quote = memchr(s->s, '\'', s->len) && !memchr(s->s, '"', s->len) ? '"' : '\'', esc[16];
  buf_put(&b, &quote, 1);
  for (const char *p = s->s, *end = s->s + s->len; p < end;) {
    const char *from = p;
    uint32_t c = utf8_get(&p);
    if (c == (uint32_t)quote || c == '\\') esc[0] = '\\', esc[1] = c, buf_put(&b, esc, 2);
    else if (c == '\n') buf_c(&b, "\\n");
    else if (c == '\t') buf_c(&b, "\\t");
    else if (c == '\r') buf_c(&b, "\\r");
    else if (c < 32 || c == 127 || (c > 127 && (ascii || !uni_isprint(c)))) {
      snprintf(esc, sizeof esc, c < 256 ? "\\x%02x" : c < 65536 ? "\\u%04x" : "\\U%08x", c);
      buf_c(&b, esc);
    } else buf_put(&b, from, p - from);
  }
  buf_put(&b, &quote, 1);
  return buf_done(&b);
}
static V str_repr(V v) { return (V)quoted(STR(v), 0); }
V ascii_repr(V v) {
  if (IS_STR(v)) return (V)quoted(STR(v), 1);
  Str *s = STR(repr(v));
  Buf b = {0};
  char esc[16];
  for (const char *p = s->s, *end = s->s + s->len; p < end;) {
    uint32_t c = utf8_get(&p);
    if (c < 128) esc[0] = c, esc[1] = 0;
    else snprintf(esc, sizeof esc, c < 256 ? "\\x%02x" : c < 65536 ? "\\u%04x" : "\\U%08x", c);
    buf_c(&b, esc);
  }
  return (V)buf_done(&b);
}

/* ---- the type's slots ---- */
static V str_getitem(V v, V k) {
  Str *s = STR(v);
  if (IS(k, slice)) {
    long start, stop, step, count;
    slice_indices((Slice *)k, s->nchars, &start, &stop, &step, &count);
    if (step == 1) return (V)str_sub(s, start, start + count);
    Buf b = {0};
    for (long i = 0; i < count; i++, start += step) {
      const char *p = s->s + str_offset(s, start);
      buf_chr(&b, utf8_get(&p));
    }
    return (V)buf_done(&b);
  }
  if (!IS_INT(k) && !special(k, N(__index__))) raise(E.TypeError, "string indices must be integers, not '%T'", k);
  long i = as_index(k);
  if (i < 0) i += s->nchars;
  if (i < 0 || i >= s->nchars) raise(E.IndexError, "string index out of range");
  const char *p = s->s + str_offset(s, i);
  return (V)str_chr(utf8_get(&p));
}

static V str_next(V *st) {
  Str *s = STR(st[0]);
  long at = SMALLVAL(st[1]);
  if (at >= s->len) return NULL;
  const char *p = s->s + at;
  uint32_t c = utf8_get(&p);
  st[1] = SMALL(p - s->s);
  return (V)str_chr(c);
}
static V str_iter(V v) { return iter_new(str_next, v, SMALL(0), NULL, STR(v)->len == STR(v)->nchars ? "str_ascii_iterator" : "str_iterator"); }

static V str_binary(V a, V b, int op) {
  if (op == O_ADD) {
    if (!IS_STR(a)) return NotImplemented;
    if (!IS_STR(b)) raise(E.TypeError, "can only concatenate str (not \"%T\") to str", b);
    if (!STR(b)->len && a->type == T.str) return a;
    if (!STR(a)->len && b->type == T.str) return b;
    long n = STR(a)->len + STR(b)->len;
    char *s = gc_raw(n + 1);
    memcpy(s, CSTR(a), STR(a)->len);
    memcpy(s + STR(a)->len, CSTR(b), STR(b)->len);
    s[n] = 0;
    return (V)wrap(s, n, STR(a)->nchars + STR(b)->nchars);
  }
  if (op == O_MUL) {
    if (!IS_STR(a)) { V t = a; a = b; b = t; }
    if (!IS_INT(b) && !special(b, N(__index__))) raise(E.TypeError, "can't multiply sequence by non-int of type '%T'", b);
    if (IS_STR(b)) raise(E.TypeError, "can't multiply sequence by non-int of type 'str'");
    long times = as_size(b), n = STR(a)->len;
    if (times <= 0 || n == 0) return (V)py.empty_str;
    if (times > (1L << 40) / n) raise(E.MemoryError, NULL);
    if (times == 1 && a->type == T.str) return a;
    char *s = gc_raw(n * times + 1);
    if (n == 1) memset(s, CSTR(a)[0], times);
    else for (long i = 0; i < times; i++) memcpy(s + i * n, CSTR(a), n);
    s[n * times] = 0;
    return (V)wrap(s, n * times, STR(a)->nchars * times);
  }
  if (op == O_MOD && IS_STR(a)) return str_format_percent(STR(a), b);
  return NotImplemented;
}

static V str_compare(V a, V b, int op) {
  if (!IS_STR(a) || !IS_STR(b)) return NotImplemented;
  if (op == C_EQ) return BOOL(str_eq(STR(a), STR(b)));
  if (op == C_NE) return BOOL(!str_eq(STR(a), STR(b)));
  int c = str_cmp(STR(a), STR(b));
  return BOOL(op == C_LT ? c < 0 : op == C_LE ? c <= 0 : op == C_GT ? c > 0 : c >= 0);
}

static int str_contains(V a, V b) {
  if (!IS_STR(b)) raise(E.TypeError, "'in <string>' requires string as left operand, not %T", b);
  return memmem(CSTR(a), STR(a)->len, CSTR(b), STR(b)->len) != NULL;
}
static long str_length(V v) { return STR(v)->nchars; }
static int str_truth(V v) { return STR(v)->len != 0; }
static long str_hash_slot(V v) { return str_hash(STR(v)); }
static V str_str(V v) { return v->type == T.str ? v : (V)str_new(CSTR(v), STR(v)->len); }

static V str_make(Type *t, int n, V *a, Dict *kw) {
  static const char *const names[] = {"object", "encoding", "errors"};
  V v[3] = {n > 0 ? a[0] : NULL, n > 1 ? a[1] : NULL, n > 2 ? a[2] : NULL};
  if (kw && t == T.str) args_keyword(kw, "str", names, v, 3);
  unsigned char *s;
  long len;
  V r;
  if (!v[0]) r = (V)py.empty_str;
  else if (v[1] || v[2]) {
    if (!as_buffer(v[0], &s, &len)) raise(E.TypeError, IS_STR(v[0]) ? "decoding str is not supported" : "decoding to str: need a bytes-like object, %T found", v[0]);
    r = (V)decode(s, len, v[1] ? CSTR(v[1]) : "utf-8", v[2] ? CSTR(v[2]) : "strict");
  } else r = str(v[0]);
  if (t == T.str) return r;
  Str *o = new_instance(t);
  o->s = CSTR(r), o->len = STR(r)->len, o->nchars = STR(r)->nchars;
  return (V)o;
}

void init_str(void) {
  Type *t = T.str;
  t->new_ = str_make, t->repr = str_repr, t->str = str_str, t->hash = str_hash_slot, t->cmp = str_compare, t->iter = str_iter;
  t->len = str_length, t->getitem = str_getitem, t->contains = str_contains, t->binary = str_binary, t->truth = str_truth;
  type_methods(t, str_methods);
  type_methods(t, str_methods2);
  type_ready(t);
}
