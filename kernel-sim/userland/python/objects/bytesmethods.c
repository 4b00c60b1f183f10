/* Methods of bytes and bytearray, and the codecs: utf-8, ascii, latin-1. */
#include "../py.h"
#include <stdio.h>

static V like(V v, const void *s, long n) { return v->type == T.bytearray ? bytearray_new(s, n) : bytes_new(s, n); }
#define B(v) ((Bytes *)(v))
typedef struct { unsigned char *s; long n; } Slice8;
static Slice8 arg(V v) {
  static unsigned char one[4];
  Slice8 r;
  if (IS_INT(v)) return one[0] = as_index(v), (Slice8){one, 1};
  need_buffer(v, &r.s, &r.n);
  return r;
}
static long find(int n, V *a, int last) {
  Bytes *b = B(a[0]);
  Slice8 x = arg(a[1]);
  long from = n > 2 && a[2] != None ? as_index(a[2]) : 0, to = n > 3 && a[3] != None ? as_index(a[3]) : b->len;
  if (from < 0 && (from += b->len) < 0) from = 0;
  if (to < 0) to += b->len;
  if (to > b->len) to = b->len;
  if (from > to) return -1;
  if (!last) {
    unsigned char *p = memmem(b->s + from, to - from, x.s, x.n);
    return p ? p - b->s : -1;
  }
  for (long i = to - x.n; i >= from; i--)
    if (!memcmp(b->s + i, x.s, x.n)) return i;
  return -1;
}
static V m_find(int n, V *a, Dict *kw) { return SMALL(find(n, a, 0)); }
static V m_rfind(int n, V *a, Dict *kw) { return SMALL(find(n, a, 1)); }
static V m_index(int n, V *a, Dict *kw) {
  long i = find(n, a, 0);
  if (i < 0) raise(E.ValueError, "subsection not found");
  return SMALL(i);
}
static V m_count(int n, V *a, Dict *kw) {
  Slice8 x = arg(a[1]);
  long count = 0;
  unsigned char *p = B(a[0])->s, *end = p + B(a[0])->len, *q;
  if (!x.n) return SMALL(B(a[0])->len + 1);
  for (; (q = memmem(p, end - p, x.s, x.n)); p = q + x.n) count++;
  return SMALL(count);
}
static int affix(V v, V what, int end) {
  if (IS_TUPLE(what)) {
    for (long i = 0; i < TUPLE(what)->len; i++)
      if (affix(v, TUPLE(what)->v[i], end)) return 1;
    return 0;
  }
  unsigned char *s;
  long n;
  if (!as_buffer(what, &s, &n)) raise(E.TypeError, "%s first arg must be bytes or a tuple of bytes, not %T", end ? "endswith" : "startswith", what);
  return n <= B(v)->len && !memcmp(B(v)->s + (end ? B(v)->len - n : 0), s, n);
}
static V m_startswith(int n, V *a, Dict *kw) { return BOOL(affix(a[0], a[1], 0)); }
static V m_endswith(int n, V *a, Dict *kw) { return BOOL(affix(a[0], a[1], 1)); }
static V m_replace(int n, V *a, Dict *kw) {
  Slice8 old = arg(a[1]), with = arg(a[2]);
  Buf b = {0};
  unsigned char *p = B(a[0])->s, *end = p + B(a[0])->len, *q;
  for (long left = n > 3 ? as_index(a[3]) : -1; old.n && left && (q = memmem(p, end - p, old.s, old.n)); left--, p = q + old.n) {
    buf_put(&b, (char *)p, q - p);
    buf_put(&b, (char *)with.s, with.n);
  }
  buf_put(&b, (char *)p, end - p);
  return like(a[0], b.s, b.len);
}
static int white(int c) { return c == ' ' || (c >= 9 && c <= 13); }
static V strip(int n, V *a, int sides) {
  Slice8 set = {(unsigned char *)" \t\n\r\v\f", 6};
  if (n > 1 && a[1] != None) set = arg(a[1]);
  unsigned char *p = B(a[0])->s, *end = p + B(a[0])->len;
  while ((sides & 1) && p < end && memchr(set.s, *p, set.n)) p++;
  while ((sides & 2) && p < end && memchr(set.s, end[-1], set.n)) end--;
  return like(a[0], p, end - p);
}
static V m_strip(int n, V *a, Dict *kw) { return strip(n, a, 3); }
static V m_lstrip(int n, V *a, Dict *kw) { return strip(n, a, 1); }
static V m_rstrip(int n, V *a, Dict *kw) { return strip(n, a, 2); }
static V m_split(int n, V *a, Dict *kw) {
  V v[2] = {None, SMALL(-1)};
  parse_args("split", n - 1, a + 1, kw, "sep? maxsplit?", v);
  List *r = list_new(4);
  long max = as_index(v[1]);
  unsigned char *p = B(a[0])->s, *end = p + B(a[0])->len, *q;
  if (v[0] != None) {
    Slice8 x = arg(v[0]);
    if (!x.n) raise(E.ValueError, "empty separator");
    for (; max && (q = memmem(p, end - p, x.s, x.n)); max--, p = q + x.n) list_append(r, like(a[0], p, q - p));
    list_append(r, like(a[0], p, end - p));
    return (V)r;
  }
  for (;;) {
    while (p < end && white(*p)) p++;
    if (p >= end) return (V)r;
    for (q = max-- ? p : end; q < end && !white(*q); q++);
    list_append(r, like(a[0], p, q - p));
    p = q;
  }
}
static V m_splitlines(int n, V *a, Dict *kw) {
  int keep = n > 1 && truth(a[1]);
  List *r = list_new(4);
  for (unsigned char *p = B(a[0])->s, *end = p + B(a[0])->len, *q; p < end; p = q) {
    for (q = p; q < end && *q != '\n' && *q != '\r'; q++);
    unsigned char *stop = q;
    if (q < end) q += *q == '\r' && q + 1 < end && q[1] == '\n' ? 2 : 1;
    list_append(r, like(a[0], p, (keep ? q : stop) - p));
  }
  return (V)r;
}
static V m_partition(int n, V *a, Dict *kw) {
  Slice8 x = arg(a[1]);
  unsigned char *s = B(a[0])->s, *q = memmem(s, B(a[0])->len, x.s, x.n);
  if (!q) return tuple3(a[0], like(a[0], "", 0), like(a[0], "", 0));
  return tuple3(like(a[0], s, q - s), a[1], like(a[0], q + x.n, s + B(a[0])->len - q - x.n));
}
static V m_join(int n, V *a, Dict *kw) {
  Buf b = {0};
  long count;
  V *v = items_of(a[1], &count);
  for (long i = 0; i < count; i++) {
    unsigned char *s;
    long len;
    if (!as_buffer(v[i], &s, &len)) raise(E.TypeError, "sequence item %ld: expected a bytes-like object, %T found", i, v[i]);
    if (i) buf_put(&b, (char *)B(a[0])->s, B(a[0])->len);
    buf_put(&b, (char *)s, len);
  }
  return like(a[0], b.s, b.len);
}
static V m_decode(int n, V *a, Dict *kw) {
  V v[2] = {NULL, NULL};
  parse_args("decode", n - 1, a + 1, kw, "encoding? errors?", v);
  return (V)decode(B(a[0])->s, B(a[0])->len, v[0] ? CSTR(v[0]) : "utf-8", v[1] ? CSTR(v[1]) : "strict");
}
static V m_hex(int n, V *a, Dict *kw) {
  Buf b = {0};
  char t[4];
  V v[2] = {NULL, SMALL(1)};
  parse_args("hex", n - 1, a + 1, kw, "sep? bytes_per_sep?", v);
  long len = B(a[0])->len, per = as_long(v[1]);
  for (long i = 0; i < len; i++) {
    if (v[0] && i && per && (per > 0 ? (len - i) % per == 0 : i % -per == 0)) buf_str(&b, v[0]);
    sprintf(t, "%02x", B(a[0])->s[i]);
    buf_c(&b, t);
  }
  return (V)buf_done(&b);
}
static int digit(int c) { return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1; }
static V m_fromhex(int n, V *a, Dict *kw) {
  Buf b = {0};
  const char *p = CSTR(a[1]);
  while (*p) {
    if (white(*p)) {
      p++;
      continue;
    }
    if (digit(*p) < 0 || digit(p[1]) < 0) raise(E.ValueError, "non-hexadecimal number found in fromhex() arg at position %ld", (long)(p - CSTR(a[1]) + (digit(*p) >= 0)));
    buf_put(&b, (char[]){(char)(digit(*p) * 16 + digit(p[1]))}, 1);
    p += 2;
  }
  return (V)(a[0] == (V)T.bytearray ? bytearray_new(b.s, b.len) : bytes_new(b.s, b.len));
}
static V map_bytes(V v, int (*f)(int)) {
  V r = like(v, B(v)->s, B(v)->len);
  for (long i = 0; i < B(r)->len; i++) B(r)->s[i] = f(B(r)->s[i]);
  return r;
}
static int up(int c) { return c >= 'a' && c <= 'z' ? c - 32 : c; }
static int low(int c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }
static V m_upper(int n, V *a, Dict *kw) { return map_bytes(a[0], up); }
static V m_lower(int n, V *a, Dict *kw) { return map_bytes(a[0], low); }
static V m_isdigit(int n, V *a, Dict *kw) {
  for (long i = 0; i < B(a[0])->len; i++)
    if (B(a[0])->s[i] < '0' || B(a[0])->s[i] > '9') return False;
  return BOOL(B(a[0])->len);
}
static V m_just(int n, V *a, int mode) {
  long width = as_index(a[1]), pad = width - B(a[0])->len, left = mode == 0 ? 0 : mode == 1 ? pad : pad / 2 + (pad & width & 1);
  int fill = n > 2 ? arg(a[2]).s[0] : ' ';
  if (pad <= 0) return like(a[0], B(a[0])->s, B(a[0])->len);
  Buf b = {0};
  for (long i = 0; i < left; i++) buf_put(&b, (char[]){(char)fill}, 1);
  buf_put(&b, (char *)B(a[0])->s, B(a[0])->len);
  for (long i = left; i < pad; i++) buf_put(&b, (char[]){(char)fill}, 1);
  return like(a[0], b.s, b.len);
}
static V m_ljust(int n, V *a, Dict *kw) { return m_just(n, a, 0); }
static V m_rjust(int n, V *a, Dict *kw) { return m_just(n, a, 1); }
static V m_center(int n, V *a, Dict *kw) { return m_just(n, a, 2); }

extern void bytearray_splice(Bytes *b, long from, long gone, const void *s, long n);
extern V to_bytes(V v);
static V y_append(int n, V *a, Dict *kw) {
  long i = as_index(a[1]);
  if (i < 0 || i > 255) raise(E.ValueError, "byte must be in range(0, 256)");
  bytearray_splice(B(a[0]), B(a[0])->len, 0, (unsigned char[]){i}, 1);
  return None;
}
static V y_extend(int n, V *a, Dict *kw) {
  Bytes *x = B(to_bytes(a[1]));
  bytearray_splice(B(a[0]), B(a[0])->len, 0, x->s, x->len);
  return None;
}
static V y_pop(int n, V *a, Dict *kw) {
  long len = B(a[0])->len, i = n > 1 ? as_index(a[1]) : -1;
  if (!len) raise(E.IndexError, "pop from empty bytearray");
  if (i < 0) i += len;
  if (i < 0 || i >= len) raise(E.IndexError, "pop index out of range");
  int c = B(a[0])->s[i];
  bytearray_splice(B(a[0]), i, 1, NULL, 0);
  return SMALL(c);
}
static V y_clear(int n, V *a, Dict *kw) { return bytearray_splice(B(a[0]), 0, B(a[0])->len, NULL, 0), None; }
static V y_insert(int n, V *a, Dict *kw) {
  long i = as_index(a[1]), len = B(a[0])->len;
  if (i < 0 && (i += len) < 0) i = 0;
  bytearray_splice(B(a[0]), i > len ? len : i, 0, (unsigned char[]){as_index(a[2])}, 1);
  return None;
}
const Def bytes_methods[] = {{"find", m_find, 1, 3}, {"rfind", m_rfind, 1, 3}, {"index", m_index, 1, 3}, {"count", m_count, 1, 1}, {"startswith", m_startswith, 1, 1}, {"endswith", m_endswith, 1, 1}, {"replace", m_replace, 2, 3},
  {"strip", m_strip, 0, 1}, {"lstrip", m_lstrip, 0, 1}, {"rstrip", m_rstrip, 0, 1}, {"split", m_split, 0, 2, M_KW}, {"splitlines", m_splitlines, 0, 1}, {"partition", m_partition, 1, 1}, {"join", m_join, 1, 1},
  {"decode", m_decode, 0, 2, M_KW}, {"hex", m_hex, 0, 2, M_KW}, {"fromhex", m_fromhex, 1, 1, M_CLASS}, {"upper", m_upper, 0, 0}, {"lower", m_lower, 0, 0}, {"isdigit", m_isdigit, 0, 0},
  {"ljust", m_ljust, 1, 2}, {"rjust", m_rjust, 1, 2}, {"center", m_center, 1, 2}, {0}};
const Def bytes_methods2[] = {{"append", y_append, 1, 1}, {"extend", y_extend, 1, 1}, {"pop", y_pop, 0, 1}, {"clear", y_clear, 0, 0}, {"insert", y_insert, 2, 2}, {0}};

/* ---- codecs ---- */
enum { UTF8, ASCII, LATIN1 };
static int codec(const char *name) {
  char s[32];
  int n = 0;
  for (const char *p = name; *p && n < 31; p++)
    if (*p != '-' && *p != '_' && *p != ' ') s[n++] = low(*p);
  s[n] = 0;
  if (!strcmp(s, "utf8") || !strcmp(s, "u8") || !strcmp(s, "utf8sig")) return UTF8;
  if (!strcmp(s, "ascii") || !strcmp(s, "usascii")) return ASCII;
  if (!strcmp(s, "latin1") || !strcmp(s, "iso88591") || !strcmp(s, "l1")) return LATIN1;
  raise(E.LookupError, "unknown encoding: %s", name);
}
static const char *const codec_names[] = {"utf-8", "ascii", "latin-1"};

/* Length of a valid sequence at s, or 0 and the reason and how many bytes are wrong. */
static int valid_utf8(const unsigned char *s, long left, const char **why, int *bad) {
  int c = *s, n = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
  *bad = 1, *why = "invalid start byte";
  if (n <= 1) return n;
  for (int i = 1; i < n; i++) {
    if (i >= left) return *why = "unexpected end of data", *bad = i, 0;
    int low_ = i > 1 ? 0x80 : c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80, high = i > 1 ? 0xbf : c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    if (s[i] < low_ || s[i] > high) return *why = "invalid continuation byte", *bad = i, 0;
  }
  return n;
}
Str *decode(const unsigned char *s, long n, const char *encoding, const char *errors) {
  int c = codec(encoding);
  Buf b = {0};
  for (long i = 0; i < n;) {
    const char *why = "ordinal not in range(128)";
    int bad = 1, len = s[i] < 0x80 ? 1 : 0;
    if (len) {
      long from = i;
      while (i < n && s[i] < 0x80) i++;
      buf_put(&b, (char *)s + from, i - from);
      continue;
    }
    if (c == LATIN1) {
      buf_chr(&b, s[i++]);
      continue;
    }
    if (c == UTF8 && (len = valid_utf8(s + i, n - i, &why, &bad))) {
      buf_put(&b, (char *)s + i, len);
      i += len;
      continue;
    }
    if (!strcmp(errors, "replace")) buf_chr(&b, 0xfffd), i += bad;
    else if (!strcmp(errors, "ignore")) i += bad;
    else if (!strcmp(errors, "surrogateescape")) buf_chr(&b, 0xdc00 + s[i]), i++;
    else if (!strcmp(errors, "backslashreplace")) {
      char t[8];
      sprintf(t, "\\x%02x", s[i++]);
      buf_c(&b, t);
    } else raise_value(new_exc(E.UnicodeDecodeError, 5, (V[]){(V)str_c(codec_names[c]), bytes_new(s, n), SMALL(i), SMALL(i + bad), (V)str_c(why)}));
  }
  return buf_done(&b);
}
Str *fsdecode(const char *s) { return decode((const unsigned char *)s, strlen(s), "utf-8", "surrogateescape"); }

Bytes *encode(Str *s, const char *encoding, const char *errors) {
  int c = codec(encoding);
  if (s->len == s->nchars) return (Bytes *)bytes_new(s->s, s->len);
  Buf b = {0};
  long at = 0;
  for (const char *p = s->s, *end = s->s + s->len; p < end; at++) {
    const char *from = p;
    uint32_t u = utf8_get(&p);
    int surrogate = u >= 0xd800 && u < 0xe000;
    if (c == UTF8 && !surrogate) buf_put(&b, from, p - from);
    else if (u < 128 || (c == LATIN1 && u < 256)) buf_put(&b, (char[]){(char)u}, 1);
    else if (!strcmp(errors, "replace")) buf_c(&b, "?");
    else if (!strcmp(errors, "ignore")) continue;
    else if (!strcmp(errors, "surrogateescape") && u >= 0xdc80 && u < 0xdd00) buf_put(&b, (char[]){(char)(u - 0xdc00)}, 1);
    else if (!strcmp(errors, "backslashreplace")) {
      char t[16];
      sprintf(t, u < 256 ? "\\x%02x" : u < 65536 ? "\\u%04x" : "\\U%08x", u);
      buf_c(&b, t);
    } else
      raise_value(new_exc(E.UnicodeEncodeError, 5, (V[]){(V)str_c(codec_names[c]), (V)s, SMALL(at), SMALL(at + 1), (V)str_c(surrogate ? "surrogates not allowed" : c == LATIN1 ? "ordinal not in range(256)" : "ordinal not in range(128)")}));
  }
  return (Bytes *)bytes_new(b.s, b.len);
}

/* A path for system calls. */
const char *fs_path(V v) {
  unsigned char *s;
  long n;
  V m = !IS_SMALL(v) && HAS(v, T_HEAP) ? special(v, N(__fspath__)) : NULL;
  if (m) v = call0(m);
  if (as_buffer(v, &s, &n)) return (char *)((Bytes *)bytes_new(s, n))->s;
  if (!IS_STR(v)) raise(E.TypeError, "expected str, bytes or os.PathLike object, not %T", v);
  if (strlen(CSTR(v)) != (size_t)STR(v)->len) raise(E.ValueError, "embedded null byte");
  return (char *)encode(STR(v), "utf-8", "surrogateescape")->s;
}
