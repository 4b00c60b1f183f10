/* struct: pack and unpack, native (@) and standard sizes, both byte orders. */
#include "../py.h"

typedef struct { const char *p; int big, native; } Format;
static Type *error_type;
#define fail(...) raise(error_type, __VA_ARGS__)

static const char *text_of(V v) {
  unsigned char *s;
  long n;
  if (IS_STR(v)) return CSTR(v);
  need_buffer(v, &s, &n);
  return (char *)((Bytes *)bytes_new(s, n))->s;
}
static Format open_format(V v) {
  Format f = {text_of(v), 0, 1};
  switch (*f.p) {
    case '<': f.native = 0, f.p++; break;
    case '>': case '!': f.native = 0, f.big = 1, f.p++; break;
    case '=': f.native = 0, f.p++; break;
    case '@': f.p++; break;
  }
  return f;
}
static int size_of(Format *f, char c) {
  switch (c) {
    case 'x': case 'c': case 'b': case 'B': case '?': case 's': case 'p': return 1;
    case 'h': case 'H': case 'e': return 2;
    case 'i': case 'I': case 'f': return 4;
    case 'l': case 'L': return f->native ? 8 : 4;
    case 'q': case 'Q': case 'd': return 8;
    case 'n': case 'N': case 'P': if (f->native) return 8;
  }
  fail("bad char in struct format");
}
/* The next item: its code, count and where it lies (aligned). 0 at the end. */
static int next_item(Format *f, char *code, long *count, long *at) {
  while (*f->p == ' ' || *f->p == '\n' || *f->p == '\t') f->p++;
  if (!*f->p) return 0;
  *count = 1;
  if (*f->p >= '0' && *f->p <= '9')
    for (*count = 0; *f->p >= '0' && *f->p <= '9'; f->p++) *count = *count * 10 + *f->p - '0';
  if (!*f->p) fail("repeat count given without format specifier");
  *code = *f->p++;
  int size = size_of(f, *code);
  if (f->native && size > 1) *at = (*at + size - 1) / size * size;
  return size;
}
static long total(V v) {
  Format f = open_format(v);
  char c;
  long count, at = 0;
  for (int size; (size = next_item(&f, &c, &count, &at));) at += count * size;
  return at;
}
static const struct { char c; const char *low, *high; } ranges[] = {{'b', "-128", "127"}, {'B', "0", "255"}, {'h', "-32768", "32767"}, {'H', "0", "65535"}, {'i', "-2147483648", "2147483647"}, {'I', "0", "4294967295"}, {'l', "-2147483648", "2147483647"}, {'L', "0", "4294967295"}};
static void put_int(V v, unsigned char *to, char c, int size, int big) {
  int sign = c >= 'a';
  if (!IS_INT(v) && !special(v, N(__index__))) fail("required argument is not an integer");
  v = to_index(v);
  if (int_to_bytes(v, to, size, big, sign)) return;
  if (c == 'b') fail("byte format requires -128 <= number <= 127");
  if (c == 'B') fail("ubyte format requires 0 <= number <= 255");
  if (c == 'h') fail("short format requires (-0x7fff - 1) <= number <= 0x7fff");
  if (c == 'H') fail("ushort format requires 0 <= number <= 0xffff");
  for (unsigned i = 0; i < sizeof ranges / sizeof *ranges; i++)
    if (ranges[i].c == c && size == 4) fail("'%c' format requires %s <= number <= %s", c, ranges[i].low, ranges[i].high);
  fail(sign ? "int too large to convert" : "int too large to convert");
}
static void put_double(double d, unsigned char *to, char c, int size, int big) {
  unsigned char raw[8];
  float f = (float)d;
  if (c == 'd') memcpy(raw, &d, 8);
  else memcpy(raw, &f, 4);
  for (int i = 0; i < size; i++) to[i] = raw[big ? size - 1 - i : i];
}
static void pack(V format, int n, V *a, unsigned char *to) {
  Format f = open_format(format);
  char c;
  long count, at = 0;
  int used = 0;
  for (int size; (size = next_item(&f, &c, &count, &at));) {
    if (c == 'x') {
      at += count;
      continue;
    }
    if (c == 's' || c == 'p') {
      unsigned char *s;
      long len;
      if (used >= n) goto few;
      if (!as_buffer(a[used], &s, &len)) fail("argument for '%c' must be a bytes object", c);
      used++;
      if (c == 'p') {
        if (count) to[at] = len > count - 1 ? count - 1 : len, memcpy(to + at + 1, s, len > count - 1 ? count - 1 : len);
      } else memcpy(to + at, s, len > count ? count : len);
      at += count;
      continue;
    }
    for (long i = 0; i < count; i++, at += size) {
      if (used >= n) goto few;
      V v = a[used++];
      if (c == 'c') {
        unsigned char *s;
        long len;
        if (!as_buffer(v, &s, &len) || len != 1) fail("char format requires a bytes object of length 1");
        to[at] = *s;
      } else if (c == '?') to[at] = truth(v);
      else if (c == 'd' || c == 'f') {
        double d;
        if (!maybe_double(v, &d)) fail("required argument is not a float");
        put_double(d, to + at, c, size, f.big);
      } else put_int(v, to + at, c == 'n' ? 'q' : c == 'N' || c == 'P' ? 'Q' : c, size, f.big);
    }
  }
  if (used == n) return;
few:;
  Format g = open_format(format);
  long want = 0, where = 0;
  while (next_item(&g, &c, &count, &where)) want += c == 'x' ? 0 : c == 's' || c == 'p' ? 1 : count;
  fail("pack expected %ld items for packing (got %d)", want, n);
}
static V unpack_at(V format, const unsigned char *s) {
  Format f = open_format(format);
  List *l = list_new(4);
  char c;
  long count, at = 0;
  for (int size; (size = next_item(&f, &c, &count, &at));) {
    if (c == 's') list_append(l, bytes_new(s + at, count)), at += count;
    else if (c == 'p') list_append(l, bytes_new(s + at + 1, s[at] < count ? s[at] : count - 1)), at += count;
    else if (c == 'x') at += count;
    else
      for (long i = 0; i < count; i++, at += size) {
        if (c == 'c') list_append(l, bytes_new(s + at, 1));
        else if (c == '?') list_append(l, BOOL(s[at]));
        else if (c == 'd' || c == 'f') {
          unsigned char raw[8];
          double d;
          float x;
          for (int k = 0; k < size; k++) raw[k] = s[at + (f.big ? size - 1 - k : k)];
          memcpy(c == 'd' ? (void *)&d : (void *)&x, raw, size);
          list_append(l, float_new(c == 'd' ? d : x));
        } else list_append(l, int_from_bytes(s + at, size, f.big, c >= 'a' && c != 'P'));
      }
  }
  return tuple_of(l->v, l->len);
}
static V s_pack(int n, V *a, Dict *kw) {
  long size = total(a[0]);
  V r = call1((V)T.bytes, SMALL(size));
  pack(a[0], n - 1, a + 1, ((Bytes *)r)->s);
  return r;
}
static V s_unpack(int n, V *a, Dict *kw) {
  unsigned char *s;
  long len, size = total(a[0]);
  need_buffer(a[1], &s, &len);
  if (len != size) fail("unpack requires a buffer of %ld bytes", size);
  return unpack_at(a[0], s);
}
static V s_unpack_from(int n, V *a, Dict *kw) {
  V v[3] = {NULL, NULL, SMALL(0)};
  parse_args("unpack_from", n, a, kw, "format buffer offset?", v);
  unsigned char *s;
  long len, size = total(v[0]), at = as_long(v[2]);
  need_buffer(v[1], &s, &len);
  if (at < 0) at += len;
  if (at < 0 || at + size > len) fail("unpack_from requires a buffer of at least %ld bytes for unpacking %ld bytes at offset %ld (actual buffer size is %ld)", size + at, size, at, len);
  return unpack_at(v[0], s + at);
}
static V s_pack_into(int n, V *a, Dict *kw) {
  unsigned char *s;
  long len, size = total(a[0]), at = as_long(a[2]);
  need_buffer(a[1], &s, &len);
  if (at < 0) at += len;
  if (at < 0 || at + size > len) fail("pack_into requires a buffer of at least %ld bytes for packing %ld bytes at offset %ld (actual buffer size is %ld)", size + at, size, at, len);
  pack(a[0], n - 3, a + 3, s + at);
  return None;
}
static V s_calcsize(int n, V *a, Dict *kw) { return SMALL(total(a[0])); }
static V step(V *st) {
  unsigned char *s;
  long len, size = total(st[0]), at = SMALLVAL(st[2]);
  need_buffer(st[1], &s, &len);
  if (at + size > len) return NULL;
  st[2] = SMALL(at + size);
  return unpack_at(st[0], s + at);
}
static V s_iter_unpack(int n, V *a, Dict *kw) {
  unsigned char *s;
  long len, size = total(a[0]);
  need_buffer(a[1], &s, &len);
  if (!size) fail("cannot iteratively unpack with a struct of length 0");
  if (len % size) fail("iterative unpacking requires a buffer of a multiple of %ld bytes", size);
  return iter_new(step, a[0], a[1], SMALL(0), "unpack_iterator");
}
static const Def defs[] = {{"pack", s_pack, 1, -1}, {"unpack", s_unpack, 2, 2}, {"unpack_from", s_unpack_from, 2, 3, M_KW}, {"pack_into", s_pack_into, 3, -1}, {"calcsize", s_calcsize, 1, 1}, {"iter_unpack", s_iter_unpack, 2, 2}, {0}};
Module *module_struct_(void) {
  Module *m = module_new("struct", defs);
  error_type = TYPEOBJ(class_new(T.type, intern("error"), TUPLE(tuple_of((V[]){(V)E.Exception}, 1)), dict_new(), NULL));
  error_type->module = intern("struct");
  dict_sets(m->dict, "error", (V)error_type);
  list_append(py.roots, (V)error_type);
  static const char more[] =
    "class Struct:\n"
    "    def __init__(self, format):\n"
    "        self.format = format\n"
    "        self.size = calcsize(format)\n"
    "    def pack(self, *a): return pack(self.format, *a)\n"
    "    def unpack(self, b): return unpack(self.format, b)\n"
    "    def unpack_from(self, b, offset=0): return unpack_from(self.format, b, offset)\n"
    "    def pack_into(self, b, o, *a): return pack_into(self.format, b, o, *a)\n"
    "    def iter_unpack(self, b): return iter_unpack(self.format, b)\n";
  dict_set(m->dict, (V)N(__builtins__), (V)py.builtins);
  eval_code(compile_source(str_c(more), str_c("<frozen struct>"), 'x'), m->dict, m->dict);
  return m;
}
