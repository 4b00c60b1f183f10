/* str: methods that look for, split and join text. */
#include "../py.h"

static Str *need_str(V v, const char *what) {
  if (!IS_STR(v)) raise(E.TypeError, "%s%smust be str, not %T", what, *what ? " " : "", v);
  return STR(v);
}

/* Reads optional start and end into a range of bytes; 0 when it is empty beyond the end. */
static int range_of(Str *s, int n, V *a, int at, long *from, long *to) {
  long start = n > at && a[at] != None ? as_index(a[at]) : 0, stop = n > at + 1 && a[at + 1] != None ? as_index(a[at + 1]) : s->nchars;
  if (start < 0 && (start += s->nchars) < 0) start = 0;
  if (stop < 0 && (stop += s->nchars) < 0) stop = 0;
  if (stop > s->nchars) stop = s->nchars;
  if (start > stop) return 0;
  *from = str_offset(s, start), *to = str_offset(s, stop);
  return 1;
}

static long find_last(const char *s, long n, const char *sub, long k) {
  for (long i = n - k; i >= 0; i--)
    if (memcmp(s + i, sub, k) == 0) return i;
  return -1;
}

static long find(int n, V *a, int last, const char *name) {
  long from, to;
  Str *s = STR(a[0]);
  if (!IS_STR(a[1])) raise(E.TypeError, "must be str, not %T", a[1]);
  if (!range_of(s, n, a, 2, &from, &to)) return -1;
  Str *sub = STR(a[1]);
  char *p = memmem(s->s + from, to - from, sub->s, sub->len);
  long at = last ? find_last(s->s + from, to - from, sub->s, sub->len) : p ? p - s->s - from : -1;
  (void)name;
  return at < 0 ? -1 : s->len == s->nchars ? at + from : utf8_count(s->s, at + from);
}
static V s_find(int n, V *a, Dict *kw) { return SMALL(find(n, a, 0, "find")); }
static V s_rfind(int n, V *a, Dict *kw) { return SMALL(find(n, a, 1, "rfind")); }
static V found_or_raise(long i) {
  if (i < 0) raise(E.ValueError, "substring not found");
  return SMALL(i);
}
static V s_index(int n, V *a, Dict *kw) { return found_or_raise(find(n, a, 0, "index")); }
static V s_rindex(int n, V *a, Dict *kw) { return found_or_raise(find(n, a, 1, "rindex")); }

static V s_count(int n, V *a, Dict *kw) {
  long from, to, count = 0;
  Str *s = STR(a[0]), *sub = need_str(a[1], "");
  if (!range_of(s, n, a, 2, &from, &to)) return SMALL(0);
  if (!sub->len) return SMALL(utf8_count(s->s + from, to - from) + 1);
  for (char *p; (p = memmem(s->s + from, to - from, sub->s, sub->len)); count++) from = p - s->s + sub->len;
  return SMALL(count);
}

static int affix(Str *s, V what, long from, long to, int end, const char *name) {
  if (IS_TUPLE(what)) {
    for (long i = 0; i < TUPLE(what)->len; i++)
      if (affix(s, TUPLE(what)->v[i], from, to, end, name)) return 1;
    return 0;
  }
  if (!IS_STR(what)) raise(E.TypeError, "%s first arg must be str or a tuple of str, not %T", name, what);
  Str *x = STR(what);
  return x->len <= to - from && memcmp(s->s + (end ? to - x->len : from), x->s, x->len) == 0;
}
static V s_startswith(int n, V *a, Dict *kw) {
  long from, to;
  return BOOL(range_of(STR(a[0]), n, a, 2, &from, &to) && affix(STR(a[0]), a[1], from, to, 0, "startswith"));
}
static V s_endswith(int n, V *a, Dict *kw) {
  long from, to;
  return BOOL(range_of(STR(a[0]), n, a, 2, &from, &to) && affix(STR(a[0]), a[1], from, to, 1, "endswith"));
}
static V s_removeprefix(int n, V *a, Dict *kw) {
  Str *s = STR(a[0]), *x = need_str(a[1], "removeprefix() argument");
  return x->len && affix(s, a[1], 0, s->len, 0, "") ? (V)str_new(s->s + x->len, s->len - x->len) : a[0];
}
static V s_removesuffix(int n, V *a, Dict *kw) {
  Str *s = STR(a[0]), *x = need_str(a[1], "removesuffix() argument");
  return x->len && affix(s, a[1], 0, s->len, 1, "") ? (V)str_new(s->s, s->len - x->len) : a[0];
}

static V s_replace(int n, V *a, Dict *kw) {
  Str *s = STR(a[0]), *old, *with;
  if (!IS_STR(a[1])) raise(E.TypeError, "replace() argument 1 must be str, not %T", a[1]);
  if (!IS_STR(a[2])) raise(E.TypeError, "replace() argument 2 must be str, not %T", a[2]);
  old = STR(a[1]), with = STR(a[2]);
  long left = n > 3 ? as_index(a[3]) : -1;
  Buf b = {0};
  const char *p = s->s, *end = s->s + s->len;
  if (!old->len) {
    for (; left && p <= end; left--) {
      const char *from = p;
      buf_str(&b, (V)with);
      if (p == end) return (V)buf_done(&b);
      utf8_get(&p);
      buf_put(&b, from, p - from);
    }
  } else {
    char *hit;
    if (!memmem(p, end - p, old->s, old->len)) return a[0];
    for (; left && (hit = memmem(p, end - p, old->s, old->len)); left--) {
      buf_put(&b, p, hit - p);
      buf_str(&b, (V)with);
      p = hit + old->len;
    }
  }
  buf_put(&b, p, end - p);
  return (V)buf_done(&b);
}

/* ---- stripping ---- */
static int in_set(uint32_t c, Str *set) {
  if (!set) return uni_isspace(c);
  for (const char *p = set->s; p < set->s + set->len;)
    if (utf8_get(&p) == c) return 1;
  return 0;
}
static V strip(int n, V *a, int sides, const char *name) {
  Str *s = STR(a[0]), *set = NULL;
  if (n > 1 && a[1] != None) {
    if (!IS_STR(a[1])) raise(E.TypeError, "%s arg must be None or str", name);
    set = STR(a[1]);
  }
  const char *p = s->s, *end = s->s + s->len;
  while ((sides & 1) && p < end) {
    const char *q = p;
    if (!in_set(utf8_get(&q), set)) break;
    p = q;
  }
  while ((sides & 2) && p < end) {
    const char *q = end - 1;
    while ((*q & 0xc0) == 0x80) q--;
    const char *from = q;
    if (!in_set(utf8_get(&q), set)) break;
    end = from;
  }
  if (p == s->s && end == s->s + s->len && s->type == T.str) return a[0];
  return (V)str_new(p, end - p);
}
static V s_strip(int n, V *a, Dict *kw) { return strip(n, a, 3, "strip"); }
static V s_lstrip(int n, V *a, Dict *kw) { return strip(n, a, 1, "lstrip"); }
static V s_rstrip(int n, V *a, Dict *kw) { return strip(n, a, 2, "rstrip"); }

/* ---- splitting ---- */
static void split_args(int n, V *a, Dict *kw, const char *name, Str **sep, long *max) {
  V v[2] = {NULL, NULL};
  parse_args(name, n - 1, a + 1, kw, "sep? maxsplit?", v);
  *max = v[1] ? as_index(v[1]) : -1;
  *sep = NULL;
  if (v[0] && v[0] != None) {
    if (!IS_STR(v[0])) raise(E.TypeError, "must be str or None, not %T", v[0]);
    *sep = STR(v[0]);
    if (!(*sep)->len) raise(E.ValueError, "empty separator");
  }
}
static V s_split(int n, V *a, Dict *kw) {
  Str *s = STR(a[0]), *sep;
  long max;
  split_args(n, a, kw, "split", &sep, &max);
  List *r = list_new(4);
  const char *p = s->s, *end = s->s + s->len;
  if (sep) {
    char *hit;
    for (; max && (hit = memmem(p, end - p, sep->s, sep->len)); max--, p = hit + sep->len) list_append(r, (V)str_new(p, hit - p));
    list_append(r, (V)str_new(p, end - p));
    return (V)r;
  }
  for (;;) {
    const char *q = p, *from;
    while (p < end && uni_isspace(utf8_get(&q))) p = q;
    if (p >= end) return (V)r;
    if (!max--) {
      V rest = (V)str_new(p, end - p);
      list_append(r, strip(1, &rest, 2, ""));
      return (V)r;
    }
    for (from = q = p; p < end && !uni_isspace(utf8_get(&q));) p = q;
    list_append(r, (V)str_new(from, p - from));
  }
}
static V s_rsplit(int n, V *a, Dict *kw) {
  Str *s = STR(a[0]), *sep;
  long max;
  split_args(n, a, kw, "rsplit", &sep, &max);
  if (max < 0) return s_split(n, a, kw);
  List *r = list_new(4);
  long end = s->len;
  while (sep && max-- > 0) {
    long hit = find_last(s->s, end, sep->s, sep->len);
    if (hit < 0) break;
    list_append(r, (V)str_new(s->s + hit + sep->len, end - hit - sep->len));
    end = hit;
  }
  if (sep) list_append(r, (V)str_new(s->s, end));
  while (!sep) {
    while (end > 0 && uni_isspace((unsigned char)s->s[end - 1])) end--;
    if (!end) break;
    long from = end;
    if (max-- == 0) from = 0;
    while (from > 0 && !uni_isspace((unsigned char)s->s[from - 1])) from--;
    V part = (V)str_new(s->s + from, end - from);
    list_append(r, from == 0 && max == -1 ? strip(1, &part, 2, "") : part);
    end = from;
  }
  for (long i = 0, j = r->len - 1; i < j; i++, j--) {
    V t = r->v[i];
    r->v[i] = r->v[j], r->v[j] = t;
  }
  return (V)r;
}
static V s_splitlines(int n, V *a, Dict *kw) {
  Str *s = STR(a[0]);
  V v[1] = {False};
  parse_args("splitlines", n - 1, a + 1, kw, "keepends?", v);
  int keep = truth(v[0]);
  List *r = list_new(4);
  for (const char *p = s->s, *end = s->s + s->len; p < end;) {
    const char *from = p, *stop = p;
    while (p < end) {
      stop = p;
      uint32_t c = utf8_get(&p);
      if (c == '\n' || c == '\v' || c == '\f' || (c >= 0x1c && c <= 0x1e) || c == 0x85 || c == 0x2028 || c == 0x2029) break;
      if (c == '\r') {
        if (p < end && *p == '\n') p++;
        break;
      }
      stop = p;
    }
    list_append(r, (V)str_new(from, (keep ? p : stop) - from));
  }
  return (V)r;
}
static V partition(V *a, int last) {
  Str *s = STR(a[0]), *sep = need_str(a[1], "");
  if (!sep->len) raise(E.ValueError, "empty separator");
  char *p = memmem(s->s, s->len, sep->s, sep->len);
  long at = last ? find_last(s->s, s->len, sep->s, sep->len) : p ? p - s->s : -1;
  if (at < 0) return last ? tuple3((V)py.empty_str, (V)py.empty_str, a[0]) : tuple3(a[0], (V)py.empty_str, (V)py.empty_str);
  return tuple3((V)str_new(s->s, at), a[1], (V)str_new(s->s + at + sep->len, s->len - at - sep->len));
}
static V s_partition(int n, V *a, Dict *kw) { return partition(a, 0); }
static V s_rpartition(int n, V *a, Dict *kw) { return partition(a, 1); }

static V s_join(int n, V *a, Dict *kw) {
  if (!IS_LIST(a[1]) && !IS_TUPLE(a[1]) && !TYPE(a[1])->iter && !TYPE(a[1])->next && !TYPE(a[1])->getitem) raise(E.TypeError, "can only join an iterable");
  long count;
  V *items = items_of(a[1], &count);
  return (V)str_join(STR(a[0]), items, count);
}
static V s_encode(int n, V *a, Dict *kw) {
  V v[2] = {NULL, NULL};
  parse_args("encode", n - 1, a + 1, kw, "encoding? errors?", v);
  return (V)encode(STR(a[0]), v[0] ? CSTR(v[0]) : "utf-8", v[1] ? CSTR(v[1]) : "strict");
}

const Def str_methods[] = {
  {"find", s_find, 1, 3}, {"rfind", s_rfind, 1, 3}, {"index", s_index, 1, 3}, {"rindex", s_rindex, 1, 3}, {"count", s_count, 1, 3},
  {"startswith", s_startswith, 1, 3}, {"endswith", s_endswith, 1, 3}, {"removeprefix", s_removeprefix, 1, 1}, {"removesuffix", s_removesuffix, 1, 1},
  {"replace", s_replace, 2, 3}, {"strip", s_strip, 0, 1}, {"lstrip", s_lstrip, 0, 1}, {"rstrip", s_rstrip, 0, 1},
  {"split", s_split, 0, 2, M_KW}, {"rsplit", s_rsplit, 0, 2, M_KW}, {"splitlines", s_splitlines, 0, 1, M_KW}, {"partition", s_partition, 1, 1},
  {"rpartition", s_rpartition, 1, 1}, {"join", s_join, 1, 1}, {"encode", s_encode, 0, 2, M_KW}, {0},
};
