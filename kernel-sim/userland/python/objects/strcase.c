/* str: methods about the kind of characters, case and padding. */
#include "../py.h"

int uni_isspace(uint32_t c) {
  return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f) || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}
int uni_isdigit(uint32_t c) { return (c >= '0' && c <= '9') || (c >= 0x660 && c <= 0x669) || (c >= 0xff10 && c <= 0xff19); }

/* Case by ranges: Latin-1, Latin Extended A, Greek, Cyrillic, full width. Other scripts have no case here. */
uint32_t uni_lower(uint32_t c) {
  if (c < 128) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if ((c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f) || (c >= 0xff21 && c <= 0xff3a)) return c + 32;
  if ((c >= 0x100 && c <= 0x137 && c != 0x130) || (c >= 0x14a && c <= 0x177) || (c >= 0x460 && c <= 0x481)) return c | 1;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e)) return c & 1 ? c + 1 : c;
  if (c >= 0x400 && c <= 0x40f) return c + 80;
  return c;
}
uint32_t uni_upper(uint32_t c) {
  if (c < 128) return c >= 'a' && c <= 'z' ? c - 32 : c;
  if (c == 0xb5) return 0x39c;
  if (c == 0xff) return 0x178;
  if (c == 0x3c2) return 0x3a3;
  if ((c >= 0xe0 && c <= 0xfe && c != 0xf7) || (c >= 0x3b1 && c <= 0x3c9) || (c >= 0x430 && c <= 0x44f) || (c >= 0xff41 && c <= 0xff5a)) return c - 32;
  if ((c >= 0x100 && c <= 0x137 && c != 0x131) || (c >= 0x14a && c <= 0x177) || (c >= 0x460 && c <= 0x481)) return c & ~1u;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e)) return c & 1 ? c : c - 1;
  if (c >= 0x450 && c <= 0x45f) return c - 80;
  return c;
}
int uni_isupper(uint32_t c) { return uni_lower(c) != c; }
int uni_islower(uint32_t c) { return uni_upper(c) != c || c == 0xdf || c == 0xaa || c == 0xba; }
int uni_isalpha(uint32_t c) {
  if (c < 128) return (c | 32) >= 'a' && (c | 32) <= 'z';
  return c == 0xaa || c == 0xb5 || c == 0xba || (c >= 0xc0 && c <= 0x2c1 && c != 0xd7 && c != 0xf7) || (c >= 0x370 && c <= 0x1fff && c != 0x37e && c != 0x387) ||
    (c >= 0x2c00 && c <= 0x2dff) || (c >= 0x3005 && c <= 0x3007) || (c >= 0x3031 && c <= 0x318f && c != 0x30fb) || (c >= 0x3400 && c <= 0xd7ff && !(c >= 0x4dc0 && c <= 0x4dff)) || (c >= 0xf900 && c <= 0xfdff) ||
    (c >= 0xfe70 && c <= 0xfefc) || (c >= 0xff21 && c <= 0xff3a) || (c >= 0xff41 && c <= 0xff5a) || (c >= 0xff66 && c <= 0xffdc) || (c >= 0x20000 && c <= 0x3ffff);
}
int uni_isprint(uint32_t c) {
  if (c < 128) return c >= 32 && c < 127;
  return !(c < 0xa1 || c == 0xad || (uni_isspace(c)) || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || (c >= 0xd800 && c <= 0xf8ff) || c == 0xfeff || (c >= 0xfff0 && c <= 0xfffb) || (c & 0xfffe) == 0xfffe || c >= 0xe0000);
}
int is_ident_start(uint32_t c) { return c == '_' || uni_isalpha(c); }
int is_ident(uint32_t c) { return c == '_' || uni_isalpha(c) || uni_isdigit(c) || c == 0xb7 || (c >= 0x300 && c <= 0x36f); }

static V map_case(V v, int mode) { /* 0 lower, 1 upper, 2 swap, 3 title, 4 capitalize, 5 casefold */
  Str *s = STR(v);
  Buf b = {0};
  int inside = 0;
  for (const char *p = s->s, *end = s->s + s->len; p < end;) {
    uint32_t c = utf8_get(&p);
    int up = mode == 1 || (mode == 2 && uni_islower(c)) || ((mode == 3 || mode == 4) && !inside);
    if (c == 0xdf && (up || mode == 5)) buf_c(&b, mode == 5 ? "ss" : mode >= 3 ? "Ss" : "SS");
    else buf_chr(&b, up ? uni_upper(c) : uni_lower(c));
    inside = mode == 4 ? 1 : uni_isupper(c) || uni_islower(c);
  }
  return (V)buf_done(&b);
}
static V s_lower(int n, V *a, Dict *kw) { return map_case(a[0], 0); }
static V s_upper(int n, V *a, Dict *kw) { return map_case(a[0], 1); }
static V s_swapcase(int n, V *a, Dict *kw) { return map_case(a[0], 2); }
static V s_title(int n, V *a, Dict *kw) { return map_case(a[0], 3); }
static V s_capitalize(int n, V *a, Dict *kw) { return map_case(a[0], 4); }
static V s_casefold(int n, V *a, Dict *kw) { return map_case(a[0], 5); }

static int is_alnum(uint32_t c) { return uni_isalpha(c) || uni_isdigit(c) || c == 0xb2 || c == 0xb3 || c == 0xb9 || (c >= 0xbc && c <= 0xbe); }
static V all_are(V v, int (*test)(uint32_t), int empty) {
  Str *s = STR(v);
  for (const char *p = s->s, *end = s->s + s->len; p < end;)
    if (!test(utf8_get(&p))) return False;
  return BOOL(s->len || empty);
}
static int is_ascii(uint32_t c) { return c < 128; }
static V s_isalpha(int n, V *a, Dict *kw) { return all_are(a[0], uni_isalpha, 0); }
static V s_isdigit(int n, V *a, Dict *kw) { return all_are(a[0], uni_isdigit, 0); }
static V s_isalnum(int n, V *a, Dict *kw) { return all_are(a[0], is_alnum, 0); }
static V s_isspace(int n, V *a, Dict *kw) { return all_are(a[0], uni_isspace, 0); }
static V s_isascii(int n, V *a, Dict *kw) { return all_are(a[0], is_ascii, 1); }
static V s_isprintable(int n, V *a, Dict *kw) {
  Str *s = STR(a[0]);
  for (const char *p = s->s, *end = s->s + s->len; p < end;)
    if (!uni_isprint(utf8_get(&p))) return False;
  return True;
}
static V s_isidentifier(int n, V *a, Dict *kw) {
  const char *p = CSTR(a[0]);
  return BOOL(*p && is_ident_start(utf8_get(&p)) && all_are((V)str_c(p), is_ident, 1) == True);
}
static V is_cased(V v, int (*good)(uint32_t), int (*bad)(uint32_t)) {
  int any = 0;
  Str *s = STR(v);
  for (const char *p = s->s, *end = s->s + s->len; p < end;) {
    uint32_t c = utf8_get(&p);
    if (bad(c)) return False;
    any |= good(c);
  }
  return BOOL(any);
}
static V s_isupper(int n, V *a, Dict *kw) { return is_cased(a[0], uni_isupper, uni_islower); }
static V s_islower(int n, V *a, Dict *kw) { return is_cased(a[0], uni_islower, uni_isupper); }
static V s_istitle(int n, V *a, Dict *kw) {
  int any = 0, inside = 0;
  Str *s = STR(a[0]);
  for (const char *p = s->s, *end = s->s + s->len; p < end;) {
    uint32_t c = utf8_get(&p);
    if (uni_isupper(c)) {
      if (inside) return False;
      inside = any = 1;
    } else if (uni_islower(c)) {
      if (!inside) return False;
      any = 1;
    } else inside = 0;
  }
  return BOOL(any);
}

static V pad(int n, V *a, int mode, const char *name) { /* 0 left, 1 right, 2 centre */
  Str *s = STR(a[0]);
  Buf b = {0};
  long width = as_index(a[1]), all = width - s->nchars;
  if (n > 2 && !IS_STR(a[2])) raise(E.TypeError, "The fill character must be a unicode character, not %T", a[2]);
  if (n > 2 && STR(a[2])->nchars != 1) raise(E.TypeError, "The fill character must be exactly one character long");
  V fill = n > 2 ? a[2] : (V)str_chr(' ');
  if (all <= 0) return a[0];
  if (all > 1L << 40) raise(E.MemoryError, NULL);
  long left = mode == 0 ? 0 : mode == 1 ? all : all / 2 + (all & width & 1);
  for (long i = 0; i < left; i++) buf_str(&b, fill);
  buf_str(&b, a[0]);
  for (long i = left; i < all; i++) buf_str(&b, fill);
  return (V)buf_done(&b);
}
static V s_ljust(int n, V *a, Dict *kw) { return pad(n, a, 0, "ljust"); }
static V s_rjust(int n, V *a, Dict *kw) { return pad(n, a, 1, "rjust"); }
static V s_center(int n, V *a, Dict *kw) { return pad(n, a, 2, "center"); }
static V s_zfill(int n, V *a, Dict *kw) {
  Str *s = STR(a[0]);
  long left = as_index(a[1]) - s->nchars;
  Buf b = {0};
  if (left <= 0) return a[0];
  int sign = s->len && (*s->s == '-' || *s->s == '+');
  buf_put(&b, s->s, sign);
  while (left-- > 0) buf_put(&b, "0", 1);
  buf_put(&b, s->s + sign, s->len - sign);
  return (V)buf_done(&b);
}
static V s_expandtabs(int n, V *a, Dict *kw) {
  Buf b = {0};
  V v[1] = {SMALL(8)};
  parse_args("expandtabs", n - 1, a + 1, kw, "tabsize?", v);
  long size = as_long(v[0]), column = 0;
  for (const char *p = CSTR(a[0]); *p; p++) {
    if (*p == '\t') {
      if (size > 0)
        do buf_put(&b, " ", 1), column++;
        while (column % size);
      continue;
    }
    buf_put(&b, p, 1);
    column = *p == '\n' || *p == '\r' ? 0 : column + ((*p & 0xc0) != 0x80);
  }
  return (V)buf_done(&b);
}
static V s_translate(int n, V *a, Dict *kw) {
  Buf b = {0};
  for (const char *p = CSTR(a[0]), *end = p + STR(a[0])->len; p < end;) {
    uint32_t c = utf8_get(&p);
    V to = IS_DICT(a[1]) ? dict_get(DICT(a[1]), SMALL(c)) : getitem(a[1], SMALL(c));
    if (!to) buf_chr(&b, c);
    else if (IS_STR(to)) buf_str(&b, to);
    else if (to != None) buf_chr(&b, as_long(to));
  }
  return (V)buf_done(&b);
}
static V s_maketrans(int n, V *a, Dict *kw) {
  Dict *d = dict_new();
  if (n == 1) {
    long at = 0;
    V k, v;
    if (!IS_DICT(a[0])) raise(E.TypeError, "if you give only one argument to maketrans it must be a dict");
    while (dict_next(DICT(a[0]), &at, &k, &v)) {
      const char *p = IS_STR(k) ? CSTR(k) : NULL;
      dict_set(d, p ? SMALL(utf8_get(&p)) : k, v);
    }
    return (V)d;
  }
  if (STR(a[0])->nchars != STR(a[1])->nchars) raise(E.ValueError, "the first two maketrans arguments must have equal length");
  const char *p = CSTR(a[0]), *q = CSTR(a[1]);
  while (*p) {
    uint32_t from = utf8_get(&p);
    dict_set(d, SMALL(from), SMALL(utf8_get(&q)));
  }
  if (n > 2)
    for (p = CSTR(a[2]); *p;) dict_set(d, SMALL(utf8_get(&p)), None);
  return (V)d;
}
static V s_format(int n, V *a, Dict *kw) { return (V)str_format(STR(a[0]), n - 1, a + 1, kw); }
static V s_format_map(int n, V *a, Dict *kw) { return (V)str_format(STR(a[0]), 0, NULL, (Dict *)a[1]); }
static V s_dunder_format(int n, V *a, Dict *kw) { return format_value(a[0], STR(a[1])); }
static V s_getnewargs(int n, V *a, Dict *kw) { return tuple_of(a, 1); }

const Def str_methods2[] = {
  {"lower", s_lower, 0, 0}, {"upper", s_upper, 0, 0}, {"swapcase", s_swapcase, 0, 0}, {"title", s_title, 0, 0}, {"capitalize", s_capitalize, 0, 0},
  {"casefold", s_casefold, 0, 0}, {"isalpha", s_isalpha, 0, 0}, {"isdigit", s_isdigit, 0, 0}, {"isdecimal", s_isdigit, 0, 0}, {"isnumeric", s_isdigit, 0, 0},
  {"isalnum", s_isalnum, 0, 0}, {"isspace", s_isspace, 0, 0}, {"isascii", s_isascii, 0, 0}, {"isprintable", s_isprintable, 0, 0},
  {"isidentifier", s_isidentifier, 0, 0}, {"isupper", s_isupper, 0, 0}, {"islower", s_islower, 0, 0}, {"istitle", s_istitle, 0, 0},
  {"ljust", s_ljust, 1, 2}, {"rjust", s_rjust, 1, 2}, {"center", s_center, 1, 2}, {"zfill", s_zfill, 1, 1}, {"expandtabs", s_expandtabs, 0, 1, M_KW},
  {"translate", s_translate, 1, 1}, {"maketrans", s_maketrans, 1, 3, M_STATIC}, {"format", s_format, 0, -1, M_KW}, {"format_map", s_format_map, 1, 1},
  {"__format__", s_dunder_format, 1, 1}, {"__getnewargs__", s_getnewargs, 0, 0}, {0},
};
