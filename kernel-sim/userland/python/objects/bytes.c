/* bytes and bytearray: the data and the slots; memoryview as a window on one of them. Methods are in bytesmethods.c. */
#include "../py.h"
#include <stdio.h>

V bytes_new(const void *s, long n) {
  Bytes *b = NEW(Bytes, T.bytes);
  b->s = gc_raw(n + 1), b->len = n, b->cap = n;
  if (n) memcpy(b->s, s, n);
  b->s[n] = 0;
  return (V)b;
}
V bytearray_new(const void *s, long n) {
  V b = bytes_new(s, n);
  b->type = T.bytearray;
  return b;
}

typedef struct { Type *type; V base; long from, len; } View;
int as_buffer(V v, unsigned char **s, long *n) {
  if (IS_BYTES(v)) return *s = ((Bytes *)v)->s, *n = ((Bytes *)v)->len, 1;
  if (IS(v, memoryview)) {
    View *w = (View *)v;
    as_buffer(w->base, s, n);
    *s += w->from, *n = w->len;
    return 1;
  }
  return 0;
}
void need_buffer(V v, unsigned char **s, long *n) {
  if (!as_buffer(v, s, n)) {
    V m = !IS_SMALL(v) && HAS(v, T_HEAP) ? special(v, intern("__buffer__")) : NULL; /* ctypes objects give their memory so */
    if (m && as_buffer(call0(m), s, n)) return;
    raise(E.TypeError, "a bytes-like object is required, not '%T'", v);
  }
}

Str *bytes_repr(const unsigned char *s, long n) {
  Buf b = {0};
  char q = memchr(s, '\'', n) && !memchr(s, '"', n) ? '"' : '\'', t[8];
  buf_put(&b, "b", 1);
  buf_put(&b, &q, 1);
  for (long i = 0; i < n; i++) {
    if (s[i] == q || s[i] == '\\') t[0] = '\\', t[1] = s[i], buf_put(&b, t, 2);
    else if (s[i] == '\n') buf_c(&b, "\\n");
    else if (s[i] == '\t') buf_c(&b, "\\t");
    else if (s[i] == '\r') buf_c(&b, "\\r");
    else if (s[i] < 32 || s[i] > 126) sprintf(t, "\\x%02x", s[i]), buf_c(&b, t);
    else buf_put(&b, (char *)s + i, 1);
  }
  buf_put(&b, &q, 1);
  return buf_done(&b);
}
static V repr_slot(V v) {
  Str *s = bytes_repr(((Bytes *)v)->s, ((Bytes *)v)->len);
  return (V)(v->type == T.bytearray ? fmt("bytearray(%S)", (V)s) : s);
}
static V like(V v, const void *s, long n) { return HAS(v, T_HEAP) ? bytes_new(s, n) : v->type == T.bytearray ? bytearray_new(s, n) : bytes_new(s, n); }
static long len_slot(V v) { return ((Bytes *)v)->len; }
static V getitem_slot(V v, V k) {
  Bytes *b = (Bytes *)v;
  if (IS(k, slice)) {
    long start, stop, step, count;
    slice_indices((Slice *)k, b->len, &start, &stop, &step, &count);
    Bytes *r = (Bytes *)like(v, b->s + (step == 1 ? start : 0), step == 1 ? count : 0);
    if (step != 1) {
      r->s = gc_raw(count + 1), r->len = r->cap = count;
      for (long i = 0; i < count; i++) r->s[i] = b->s[start + i * step];
    }
    return (V)r;
  }
  if (!IS_INT(k) && !special(k, N(__index__))) raise(E.TypeError, "%s indices must be integers or slices, not %T", v->type == T.bytearray ? "bytearray" : "byte", k);
  long i = as_index(k);
  if (i < 0) i += b->len;
  if (i < 0 || i >= b->len) raise(E.IndexError, v->type == T.bytearray ? "bytearray index out of range" : "index out of range");
  return SMALL(b->s[i]);
}
static int byte_value(V v) {
  long i = as_index(v);
  if (i < 0 || i > 255) raise(E.ValueError, "byte must be in range(0, 256)");
  return i;
}
/* Bytes of anything: a buffer, an iterable of ints. */
V to_bytes(V v) {
  unsigned char *s;
  long n;
  if (as_buffer(v, &s, &n)) return bytes_new(s, n);
  if (IS_STR(v)) raise(E.TypeError, "string argument without an encoding");
  V m = !IS_SMALL(v) ? special(v, N(__bytes__)) : NULL;
  if (m) return call0(m);
  m = !IS_SMALL(v) && HAS(v, T_HEAP) ? special(v, intern("__buffer__")) : NULL;
  if (m) return to_bytes(call0(m));
  if (!TYPE(v)->iter && !TYPE(v)->getitem) raise(E.TypeError, "cannot convert '%T' object to bytes", v);
  Buf b = {0};
  V it = iter(v), x;
  while ((x = next(it))) {
    if (!IS_INT(x) && !special(x, N(__index__))) raise(E.TypeError, "'%T' object cannot be interpreted as an integer", x);
    long i = as_index(x);
    if (i < 0 || i > 255) raise(E.ValueError, "bytes must be in range(0, 256)");
    buf_put(&b, (char[]){(char)i}, 1);
  }
  return bytes_new(b.s, b.len);
}
void bytearray_splice(Bytes *b, long from, long gone, const void *s, long n) {
  long len = b->len - gone + n;
  if (len + 1 > b->cap) {
    unsigned char *old = b->s;
    b->cap = len * 3 / 2 + 16;
    b->s = gc_raw(b->cap);
    memcpy(b->s, old, from);
    memcpy(b->s + from + n, old + from + gone, b->len - from - gone);
  } else memmove(b->s + from + n, b->s + from + gone, b->len - from - gone);
  if (n) memcpy(b->s + from, s, n);
  b->len = len;
  b->s[len] = 0;
}
static void setitem_slot(V self, V k, V v) {
  Bytes *b = (Bytes *)self;
  if (IS(k, slice)) {
    long start, stop, step, count;
    slice_indices((Slice *)k, b->len, &start, &stop, &step, &count);
    Bytes *x = (Bytes *)(v ? to_bytes(v) : bytes_new("", 0));
    if (step == 1) bytearray_splice(b, start, count, x->s, x->len);
    else if (!v)
      for (long i = count - 1; i >= 0; i--) bytearray_splice(b, start + i * step, 1, NULL, 0);
    else {
      if (x->len != count) raise(E.ValueError, "attempt to assign bytes of size %ld to extended slice of size %ld", x->len, count);
      for (long i = 0; i < count; i++) b->s[start + i * step] = x->s[i];
    }
    return;
  }
  long i = as_index(k);
  if (i < 0) i += b->len;
  if (i < 0 || i >= b->len) raise(E.IndexError, "bytearray index out of range");
  if (v) b->s[i] = byte_value(v);
  else bytearray_splice(b, i, 1, NULL, 0);
}
static V cmp_slot(V a, V b, int op) {
  unsigned char *s, *t;
  long n, m;
  if (!as_buffer(a, &s, &n) || !as_buffer(b, &t, &m)) return NotImplemented;
  int c = memcmp(s, t, n < m ? n : m);
  if (!c) c = n < m ? -1 : n > m;
  return BOOL(op == C_LT ? c < 0 : op == C_LE ? c <= 0 : op == C_EQ ? c == 0 : op == C_NE ? c != 0 : op == C_GT ? c > 0 : c >= 0);
}
static int contains_slot(V v, V k) {
  unsigned char *s;
  long n;
  Bytes *b = (Bytes *)v;
  if (IS_INT(k)) return memchr(b->s, byte_value(k), b->len) != NULL;
  need_buffer(k, &s, &n);
  return memmem(b->s, b->len, s, n) != NULL;
}
static V binary_slot(V a, V b, int op) {
  unsigned char *s, *t;
  long n, m;
  if (op == O_ADD) {
    if (!as_buffer(a, &s, &n)) return NotImplemented;
    if (!as_buffer(b, &t, &m)) raise(E.TypeError, "can't concat %T to %T", b, a);
    Bytes *r = (Bytes *)like(a, "", 0);
    r->s = gc_raw(n + m + 1), r->len = r->cap = n + m;
    memcpy(r->s, s, n), memcpy(r->s + n, t, m);
    r->s[n + m] = 0;
    return (V)r;
  }
  if (op == O_MUL) {
    if (!IS_BYTES(a)) { V x = a; a = b; b = x; }
    if (!IS_INT(b)) raise(E.TypeError, "can't multiply sequence by non-int of type '%T'", b);
    long times = as_size(b);
    n = ((Bytes *)a)->len;
    if (times < 0) times = 0;
    if (n && times > (1L << 40) / n) raise(E.MemoryError, NULL);
    Bytes *r = (Bytes *)like(a, "", 0);
    r->s = gc_raw(n * times + 1), r->len = r->cap = n * times;
    for (long i = 0; i < times; i++) memcpy(r->s + i * n, ((Bytes *)a)->s, n);
    r->s[n * times] = 0;
    return (V)r;
  }
  if (op == O_MOD && IS_BYTES(a)) { /* by way of text: Latin-1 there and back */
    Tuple *t2 = IS_TUPLE(b) ? TUPLE(b) : TUPLE(tuple_of(&b, 1)), *u = tuple_new(t2->len);
    for (long i = 0; i < t2->len; i++) u->v[i] = as_buffer(t2->v[i], &s, &n) ? (V)decode(s, n, "latin-1", "strict") : t2->v[i];
    Str *r = STR(str_format_percent(decode(((Bytes *)a)->s, ((Bytes *)a)->len, "latin-1", "strict"), (V)u));
    Bytes *e = encode(r, "latin-1", "strict");
    return like(a, e->s, e->len);
  }
  return NotImplemented;
}
static V inplace_slot(V a, V b, int op) {
  if (op != O_ADD) return NotImplemented;
  unsigned char *s;
  long n;
  need_buffer(b, &s, &n);
  if (a == b) return binary_slot(a, b, op);
  bytearray_splice((Bytes *)a, ((Bytes *)a)->len, 0, s, n);
  return a;
}
static V next_byte(V *st) {
  long i = SMALLVAL(st[1]);
  if (i >= length(st[0])) return NULL;
  st[1] = SMALL(i + 1);
  return getitem(st[0], SMALL(i));
}
static V iter_slot_(V v) { return iter_new(next_byte, v, SMALL(0), NULL, v->type == T.bytearray ? "bytearray_iterator" : "bytes_iterator"); }
static long hash_slot(V v) { return str_hash(&(Str){.s = (char *)((Bytes *)v)->s, .len = ((Bytes *)v)->len}) ^ (((Bytes *)v)->len ? 0 : 1); }
static V make(Type *t, int n, V *a, Dict *kw) {
  V v[3] = {NULL, NULL, NULL}, r;
  parse_args(t == T.bytes ? "bytes" : "bytearray", n, a, kw, "source? encoding? errors?", v);
  if (!v[0]) r = bytes_new("", 0);
  else if (IS_STR(v[0])) {
    if (!v[1]) raise(E.TypeError, "string argument without an encoding");
    r = (V)encode(STR(v[0]), CSTR(v[1]), v[2] ? CSTR(v[2]) : "strict");
  } else if (IS_INT(v[0]) || (!IS_BYTES(v[0]) && !TYPE(v[0])->iter && special(v[0], N(__index__)))) {
    long size = as_index(v[0]);
    if (size < 0) raise(E.ValueError, "negative count");
    if (size > 1L << 30) raise(E.MemoryError, NULL);
    r = bytes_new("", 0);
    ((Bytes *)r)->s = gc_raw(size + 1), ((Bytes *)r)->len = ((Bytes *)r)->cap = size;
    memset(((Bytes *)r)->s, 0, size + 1);
  } else r = to_bytes(v[0]);
  if (t == T.bytes) return r;
  if (t == T.bytearray) return r->type = t, r;
  Bytes *o = new_instance(t);
  o->s = ((Bytes *)r)->s, o->len = o->cap = ((Bytes *)r)->len;
  return (V)o;
}
static void no_init(V self, int n, V *a, Dict *kw) {}

/* ---- memoryview ---- */
static V view_make(Type *t, int n, V *a, Dict *kw) {
  unsigned char *s;
  long len;
  if (n != 1 || !as_buffer(a[0], &s, &len)) raise(E.TypeError, "memoryview: a bytes-like object is required, not '%T'", n ? a[0] : None);
  View *w = NEW(View, T.memoryview);
  w->base = a[0], w->len = len;
  return (V)w;
}
static V view_getitem(V v, V k) {
  View *w = (View *)v;
  unsigned char *s;
  long n;
  as_buffer(v, &s, &n);
  if (IS(k, slice)) {
    long start, stop, step, count;
    slice_indices((Slice *)k, w->len, &start, &stop, &step, &count);
    if (step != 1) raise(E.NotImplementedError, "memoryview: slices with a step are not part of this Python");
    View *r = NEW(View, T.memoryview);
    r->base = w->base, r->from = w->from + start, r->len = count;
    return (V)r;
  }
  long i = as_index(k);
  if (i < 0) i += n;
  if (i < 0 || i >= n) raise(E.IndexError, "index out of bounds on dimension 1");
  return SMALL(s[i]);
}
static void view_setitem(V v, V k, V x) {
  View *w = (View *)v;
  unsigned char *s, *t;
  long n, m;
  if (!IS(w->base, bytearray)) raise(E.TypeError, "cannot modify read-only memory");
  as_buffer(v, &s, &n);
  if (IS(k, slice)) {
    long start, stop, step, count;
    slice_indices((Slice *)k, n, &start, &stop, &step, &count);
    need_buffer(x, &t, &m);
    if (m != count) raise(E.ValueError, "memoryview assignment: lvalue and rvalue have different structures");
    memmove(s + start, t, m);
    return;
  }
  long i = as_index(k);
  if (i < 0) i += n;
  if (i < 0 || i >= n) raise(E.IndexError, "index out of bounds on dimension 1");
  s[i] = byte_value(x);
}
static long view_len(V v) { return ((View *)v)->len; }
static V view_iter(V v) { return iter_new(next_byte, v, SMALL(0), NULL, "memory_iterator"); }
static V view_tobytes(int n, V *a, Dict *kw) {
  unsigned char *s;
  long len;
  as_buffer(a[0], &s, &len);
  return bytes_new(s, len);
}
static V view_none(int n, V *a, Dict *kw) { return None; }
static V view_self(int n, V *a, Dict *kw) { return a[0]; }
static V view_tolist(int n, V *a, Dict *kw) { return to_list(a[0]); }
static V view_nbytes(int n, V *a, Dict *kw) { return SMALL(((View *)a[0])->len); }
static const Def view_defs[] = {{"tobytes", view_tobytes, 0, 0}, {"tolist", view_tolist, 0, 0}, {"release", view_none, 0, 0}, {"nbytes", view_nbytes, 0, 0, M_GET}, {"__enter__", view_self, 0, 0}, {"__exit__", view_none, 3, 3}, {0}};

void init_bytes(void) {
  for (int i = 0; i < 2; i++) {
    Type *t = i ? T.bytearray : T.bytes;
    t->new_ = make, t->init = no_init, t->repr = repr_slot, t->str = repr_slot, t->len = len_slot, t->getitem = getitem_slot, t->cmp = cmp_slot, t->contains = contains_slot;
    t->binary = binary_slot, t->iter = iter_slot_;
    if (i) t->setitem = setitem_slot, t->inplace = inplace_slot, type_methods(t, bytes_methods2);
    else t->hash = hash_slot;
    type_methods(t, bytes_methods);
    type_ready(t);
  }
  Type *t = T.memoryview;
  t->new_ = view_make, t->init = no_init, t->getitem = view_getitem, t->setitem = view_setitem, t->len = view_len, t->cmp = cmp_slot, t->iter = view_iter;
  type_methods(t, view_defs);
  type_ready(t);
}
