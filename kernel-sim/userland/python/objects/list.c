/* list: the data and its methods. */
#include "../py.h"

List *list_new(long room) {
  List *l = NEW(List, T.list);
  if (room) l->v = gc_alloc(room * sizeof(V)), l->cap = room;
  return l;
}

static void grow(List *l, long need) {
  if (need <= l->cap) return;
  long cap = need + (need >> 3) + (need < 9 ? 3 : 6);
  if (cap > 1L << 27) raise(E.MemoryError, NULL);
  l->v = gc_grow(l->v, l->len * sizeof(V), cap * sizeof(V), 0);
  l->cap = cap;
}

void list_append(List *l, V v) {
  if (l->len == l->cap) grow(l, l->len + 1);
  l->v[l->len++] = v;
}

V list_of(V *v, long n) {
  List *l = list_new(n);
  memcpy(l->v, v, n * sizeof(V));
  l->len = n;
  return (V)l;
}

void list_extend(List *l, V iterable) {
  if (IS_LIST(iterable) || IS_TUPLE(iterable)) {
    long n;
    V *items = items_of(iterable, &n);
    grow(l, l->len + n);
    memmove(l->v + l->len, IS_LIST(iterable) ? LIST(iterable)->v : items, n * sizeof(V));
    l->len += n;
    return;
  }
  V it = iter(iterable), v;
  while ((v = next(it))) list_append(l, v);
}

V to_list(V iterable) {
  List *l = list_new(0);
  list_extend(l, iterable);
  return (V)l;
}

V *items_of(V v, long *n) {
  if (!IS_TUPLE(v) && !IS_LIST(v)) v = to_list(v);
  *n = LIST(v)->len;
  return IS_TUPLE(v) ? TUPLE(v)->v : LIST(v)->v;
}

void slice_indices(Slice *s, long len, long *start, long *stop, long *step, long *count) {
  *step = s->step == None ? 1 : as_index(s->step);
  if (*step == 0) raise(E.ValueError, "slice step cannot be zero");
  if (*step < -0x7fffffffffffffff) *step = -0x7fffffffffffffff;
  long low = *step < 0 ? -1 : 0, high = *step < 0 ? len - 1 : len;
  *start = s->start == None ? (*step < 0 ? high : low) : as_index(s->start);
  *stop = s->stop == None ? (*step < 0 ? low : high) : as_index(s->stop);
  if (s->start != None) {
    if (*start < 0) *start = *start + len < low ? low : *start + len;
    if (*start > high) *start = high;
  }
  if (s->stop != None) {
    if (*stop < 0) *stop = *stop + len < low ? low : *stop + len;
    if (*stop > high) *stop = high;
  }
  *count = *step > 0 ? (*stop > *start ? (*stop - *start - 1) / *step + 1 : 0) : (*start > *stop ? (*start - *stop - 1) / -*step + 1 : 0);
}

static long need_index(V k, long len, const char *what, const char *message) {
  if (!IS_INT(k) && !special(k, N(__index__))) raise(E.TypeError, "%s indices must be integers or slices, not %T", what, k);
  long i = as_index(k);
  if (i < 0) i += len;
  if (i < 0 || i >= len) raise(E.IndexError, message);
  return i;
}

static V list_getitem(V v, V k) {
  List *l = LIST(v);
  if (IS_SMALL(k)) {
    long i = SMALLVAL(k);
    if (i < 0) i += l->len;
    if (i >= 0 && i < l->len) return l->v[i];
  }
  if (IS(k, slice)) {
    long start, stop, step, count;
    slice_indices((Slice *)k, l->len, &start, &stop, &step, &count);
    List *r = list_new(count);
    for (long i = 0; i < count; i++, start += step) r->v[i] = l->v[start];
    r->len = count;
    return (V)r;
  }
  return l->v[need_index(k, l->len, "list", "list index out of range")];
}

/* l[from:from+gone] = v[0..n] */
static void splice(List *l, long from, long gone, V *v, long n) {
  grow(l, l->len - gone + n);
  memmove(l->v + from + n, l->v + from + gone, (l->len - from - gone) * sizeof(V));
  memcpy(l->v + from, v, n * sizeof(V));
  long len = l->len - gone + n;
  for (long i = len; i < l->len; i++) l->v[i] = NULL;
  l->len = len;
}

static void list_setitem(V self, V k, V v) {
  List *l = LIST(self);
  if (!IS(k, slice)) {
    long i = need_index(k, l->len, "list", v ? "list assignment index out of range" : "list assignment index out of range");
    if (v) l->v[i] = v;
    else splice(l, i, 1, NULL, 0);
    return;
  }
  long start, stop, step, count, n = 0;
  slice_indices((Slice *)k, l->len, &start, &stop, &step, &count);
  V *items = NULL;
  if (v) {
    if (!TYPE(v)->iter && !TYPE(v)->getitem) raise(E.TypeError, step == 1 ? "can only assign an iterable" : "must assign iterable to extended slice");
    items = items_of(v == self ? to_list(v) : v, &n);
  }
  if (step == 1) splice(l, start, count, items, n);
  else if (v) {
    if (n != count) raise(E.ValueError, "attempt to assign sequence of size %ld to extended slice of size %ld", n, count);
    for (long i = 0; i < n; i++) l->v[start + i * step] = items[i];
  } else {
    if (step < 0) start += (count - 1) * step, step = -step;
    for (long i = count - 1; i >= 0; i--) splice(l, start + i * step, 1, NULL, 0);
  }
}

static V seq_repr(V self, V *v, long n, const char *open, const char *close, int comma) {
  if (!repr_enter(self)) return (V)fmt("%s...%s", open, close);
  Buf b = {0};
  buf_c(&b, open);
  for (long i = 0; i < n && i < (IS_LIST(self) ? LIST(self)->len : n); i++) {
    if (i) buf_c(&b, ", ");
    buf_str(&b, repr(IS_LIST(self) ? LIST(self)->v[i] : v[i]));
  }
  if (comma && n == 1) buf_c(&b, ",");
  buf_c(&b, close);
  repr_leave(self);
  return (V)buf_done(&b);
}
static V list_repr(V v) { return seq_repr(v, LIST(v)->v, LIST(v)->len, "[", "]", 0); }
static V tuple_repr(V v) { return seq_repr(v, TUPLE(v)->v, TUPLE(v)->len, "(", ")", 1); }
static long list_len(V v) { return LIST(v)->len; }

static V seq_compare(V a, V b, int op) {
  long na = LIST(a)->len, nb = LIST(b)->len, i = 0;
  int lists = IS_LIST(a);
  if ((op == C_EQ || op == C_NE) && na != nb) return BOOL(op == C_NE);
#define ITEM(x, i) (lists ? LIST(x)->v[i] : TUPLE(x)->v[i])
  for (; i < LIST(a)->len && i < LIST(b)->len; i++) {
    V x = ITEM(a, i), y = ITEM(b, i);
    if (x != y && !eq(x, y)) break;
  }
  na = LIST(a)->len, nb = LIST(b)->len;
  if (i >= na || i >= nb) return BOOL(op == C_EQ ? na == nb : op == C_NE ? na != nb : op == C_LT ? na < nb : op == C_LE ? na <= nb : op == C_GT ? na > nb : na >= nb);
  if (op == C_EQ || op == C_NE) return BOOL(op == C_NE);
  return compare(ITEM(a, i), ITEM(b, i), op);
}
static V list_compare(V a, V b, int op) { return IS_LIST(a) && IS_LIST(b) ? seq_compare(a, b, op) : NotImplemented; }
static V tuple_compare(V a, V b, int op) { return IS_TUPLE(a) && IS_TUPLE(b) ? seq_compare(a, b, op) : NotImplemented; }

static int list_contains(V l, V v) {
  for (long i = 0; i < LIST(l)->len; i++)
    if (eq(LIST(l)->v[i], v)) return 1;
  return 0;
}
static int tuple_contains(V t, V v) {
  for (long i = 0; i < TUPLE(t)->len; i++)
    if (eq(TUPLE(t)->v[i], v)) return 1;
  return 0;
}

static V list_next(V *st) {
  long i = SMALLVAL(st[1]);
  if (!st[0] || i >= LIST(st[0])->len) return st[0] = NULL;
  st[1] = SMALL(i + 1);
  return LIST(st[0])->v[i];
}
static V list_iter(V v) { return iter_new(list_next, v, SMALL(0), NULL, "list_iterator"); }

static long repeat_count(V n, long len) {
  if (!IS_INT(n) && !special(n, N(__index__))) raise(E.TypeError, "can't multiply sequence by non-int of type '%T'", n);
  long times = as_size(n);
  if (times > 0 && len > 0 && times > (1L << 27) / len) raise(E.MemoryError, NULL);
  return times < 0 ? 0 : times;
}

static V list_binary(V a, V b, int op) {
  if (op == O_ADD && IS_LIST(a)) {
    if (!IS_LIST(b)) raise(E.TypeError, "can only concatenate list (not \"%T\") to list", b);
    List *r = list_new(LIST(a)->len + LIST(b)->len);
    list_extend(r, a);
    list_extend(r, b);
    return (V)r;
  }
  if (op == O_MUL) {
    if (!IS_LIST(a)) { V t = a; a = b; b = t; }
    long n = LIST(a)->len, times = repeat_count(b, n);
    List *r = list_new(n * times);
    for (long i = 0; i < times; i++) memcpy(r->v + i * n, LIST(a)->v, n * sizeof(V));
    r->len = n * times;
    return (V)r;
  }
  return NotImplemented;
}
static V list_inplace(V a, V b, int op) {
  if (op == O_ADD) {
    if (!TYPE(b)->iter && !TYPE(b)->getitem) raise(E.TypeError, "'%T' object is not iterable", b);
    return list_extend(LIST(a), b), a;
  }
  if (op != O_MUL || !IS_INT(b)) return NotImplemented;
  V r = list_binary(a, b, op);
  LIST(a)->v = LIST(r)->v, LIST(a)->len = LIST(r)->len, LIST(a)->cap = LIST(r)->cap;
  return a;
}

static V l_append(int n, V *a, Dict *kw) { return list_append(LIST(a[0]), a[1]), None; }
static V l_extend(int n, V *a, Dict *kw) { return list_extend(LIST(a[0]), a[1]), None; }
static V l_insert(int n, V *a, Dict *kw) {
  long i = as_index(a[1]), len = LIST(a[0])->len;
  if (i < 0 && (i += len) < 0) i = 0;
  splice(LIST(a[0]), i > len ? len : i, 0, &a[2], 1);
  return None;
}
static V l_pop(int n, V *a, Dict *kw) {
  List *l = LIST(a[0]);
  if (!l->len) raise(E.IndexError, "pop from empty list");
  long i = n > 1 ? as_index(a[1]) : -1;
  if (i < 0) i += l->len;
  if (i < 0 || i >= l->len) raise(E.IndexError, "pop index out of range");
  V v = l->v[i];
  if (i == l->len - 1) l->v[--l->len] = NULL;
  else splice(l, i, 1, NULL, 0);
  return v;
}
static long find(V *v, long n, V what) {
  for (long i = 0; i < n; i++)
    if (eq(v[i], what)) return i;
  return -1;
}
static V l_remove(int n, V *a, Dict *kw) {
  long i = find(LIST(a[0])->v, LIST(a[0])->len, a[1]);
  if (i < 0) raise(E.ValueError, "list.remove(x): x not in list");
  splice(LIST(a[0]), i, 1, NULL, 0);
  return None;
}
static V seq_index(int n, V *a, V *v, long len) {
  long from = n > 2 ? as_index(a[2]) : 0, to = n > 3 ? as_index(a[3]) : len;
  if (from < 0 && (from += len) < 0) from = 0;
  if (to < 0) to += len;
  if (to > len) to = len;
  long i = from < to ? find(v + from, to - from, a[1]) : -1;
  if (i < 0) {
    if (IS_TUPLE(a[0])) raise(E.ValueError, "tuple.index(x): x not in tuple");
    raise(E.ValueError, "%R is not in list", a[1]);
  }
  return SMALL(i + from);
}
static V l_index(int n, V *a, Dict *kw) { return seq_index(n, a, LIST(a[0])->v, LIST(a[0])->len); }
static V t_index(int n, V *a, Dict *kw) { return seq_index(n, a, TUPLE(a[0])->v, TUPLE(a[0])->len); }
static V seq_count(V *v, long len, V what) {
  long count = 0;
  for (long i = 0; i < len; i++) count += eq(v[i], what);
  return SMALL(count);
}
static V l_count(int n, V *a, Dict *kw) { return seq_count(LIST(a[0])->v, LIST(a[0])->len, a[1]); }
static V t_count(int n, V *a, Dict *kw) { return seq_count(TUPLE(a[0])->v, TUPLE(a[0])->len, a[1]); }
static V l_clear(int n, V *a, Dict *kw) { return splice(LIST(a[0]), 0, LIST(a[0])->len, NULL, 0), None; }
static V l_copy(int n, V *a, Dict *kw) { return list_of(LIST(a[0])->v, LIST(a[0])->len); }
static V l_reverse(int n, V *a, Dict *kw) {
  List *l = LIST(a[0]);
  for (long i = 0, j = l->len - 1; i < j; i++, j--) {
    V t = l->v[i];
    l->v[i] = l->v[j], l->v[j] = t;
  }
  return None;
}

/* A merge sort, stable; runs of eight are sorted by insertion. */
static void merge_sort(V *v, V *t, long n, int stride) {
  if (n <= 8) {
    for (long i = 1; i < n; i++) {
      V k = v[i * stride], x = v[i * stride + stride - 1];
      long j = i;
      for (; j > 0 && less(k, v[(j - 1) * stride]); j--) v[j * stride] = v[(j - 1) * stride], v[j * stride + stride - 1] = v[(j - 1) * stride + stride - 1];
      v[j * stride] = k, v[j * stride + stride - 1] = x;
    }
    return;
  }
  long h = n / 2, i = 0, j = h, k = 0;
  merge_sort(v, t, h, stride);
  merge_sort(v + h * stride, t, n - h, stride);
  if (!less(v[h * stride], v[(h - 1) * stride])) return;
  memcpy(t, v, h * stride * sizeof(V));
  while (i < h && j < n) {
    V *from = less(v[j * stride], t[i * stride]) ? &v[j++ * stride] : &t[i++ * stride];
    v[k * stride] = from[0], v[k * stride + stride - 1] = from[stride - 1];
    k++;
  }
  while (i < h) v[k * stride] = t[i * stride], v[k * stride + stride - 1] = t[i * stride + stride - 1], i++, k++;
}

static void turn(V *v, long n) {
  for (long i = 0, j = n - 1; i < j; i++, j--) {
    V t = v[i];
    v[i] = v[j], v[j] = t;
  }
}

void sort_values(V *v, long n, V key, int reverse) {
  if (reverse) turn(v, n); /* so that equal ones keep their order */
  if (key && key != None) {
    V *pairs = gc_alloc((n * 2 + 1) * sizeof(V)), *t = gc_alloc((n * 2 + 1) * sizeof(V));
    for (long i = 0; i < n; i++) pairs[2 * i] = call1(key, v[i]), pairs[2 * i + 1] = v[i];
    merge_sort(pairs, t, n, 2);
    for (long i = 0; i < n; i++) v[i] = pairs[2 * i + 1];
  } else merge_sort(v, gc_alloc((n + 1) * sizeof(V)), n, 1);
  if (reverse) turn(v, n);
}

static V l_sort(int n, V *a, Dict *kw) {
  static const char *const names[] = {"key", "reverse"};
  V v[2] = {None, False};
  if (n > 1) raise(E.TypeError, "sort() takes no positional arguments");
  if (kw) args_keyword(kw, "sort", names, v, 2);
  List *l = LIST(a[0]);
  V copy = list_of(l->v, l->len);
  sort_values(LIST(copy)->v, l->len, v[0], truth(v[1]));
  memcpy(l->v, LIST(copy)->v, LIST(copy)->len * sizeof(V));
  return None;
}

static const Def list_methods[] = {
  {"append", l_append, 1, 1}, {"extend", l_extend, 1, 1}, {"insert", l_insert, 2, 2}, {"pop", l_pop, 0, 1}, {"remove", l_remove, 1, 1},
  {"index", l_index, 1, 3}, {"count", l_count, 1, 1}, {"clear", l_clear, 0, 0}, {"copy", l_copy, 0, 0}, {"reverse", l_reverse, 0, 0},
  {"sort", l_sort, 0, -1, M_KW}, {0},
};
static void list_init(V self, int n, V *a, Dict *kw) {
  if (n > 1) raise(E.TypeError, "list expected at most 1 argument, got %d", n);
  LIST(self)->len = 0;
  if (n) list_extend(LIST(self), a[0]);
}
static V list_make(Type *t, int n, V *a, Dict *kw) { return new_instance(t); }

/* ---- tuple ---- */
Tuple *tuple_new(long n) {
  Tuple *t = gc_alloc(sizeof(Tuple) + n * sizeof(V));
  t->type = T.tuple, t->len = n, t->v = (V *)(t + 1);
  return t;
}
V tuple_of(V *v, long n) {
  if (n == 0 && py.empty_tuple) return py.empty_tuple;
  Tuple *t = tuple_new(n);
  memcpy(t->v, v, n * sizeof(V));
  return (V)t;
}
V tuple2(V a, V b) { return tuple_of((V[]){a, b}, 2); }
V tuple3(V a, V b, V c) { return tuple_of((V[]){a, b, c}, 3); }
V to_tuple(V iterable) {
  if (IS(iterable, tuple)) return iterable;
  long n;
  V *v = items_of(iterable, &n);
  return tuple_of(v, n);
}
static V tuple_getitem(V v, V k) {
  Tuple *t = TUPLE(v);
  if (IS(k, slice)) {
    long start, stop, step, count;
    slice_indices((Slice *)k, t->len, &start, &stop, &step, &count);
    if (step == 1) return tuple_of(t->v + start, count);
    Tuple *r = tuple_new(count);
    for (long i = 0; i < count; i++, start += step) r->v[i] = t->v[start];
    return (V)r;
  }
  return t->v[need_index(k, t->len, "tuple", "tuple index out of range")];
}
static V tuple_next(V *st) {
  long i = SMALLVAL(st[1]);
  if (i >= TUPLE(st[0])->len) return NULL;
  st[1] = SMALL(i + 1);
  return TUPLE(st[0])->v[i];
}
static V tuple_iter(V v) { return iter_new(tuple_next, v, SMALL(0), NULL, "tuple_iterator"); }
/* xxHash as CPython does, so that sets of tuples have its order. */
static long tuple_hash(V v) {
  uint64_t acc = 2870177450012600261u;
  for (long i = 0; i < TUPLE(v)->len; i++) {
    acc += (uint64_t)hash(TUPLE(v)->v[i]) * 14029467366897019727u;
    acc = acc << 31 | acc >> 33;
    acc *= 11400714785074694791u;
  }
  acc += TUPLE(v)->len ^ (2870177450012600261u ^ 3527539u);
  return acc == (uint64_t)-1 ? 1546275796 : (long)acc;
}
static V tuple_binary(V a, V b, int op) {
  if (op == O_ADD && IS_TUPLE(a)) {
    if (!IS_TUPLE(b)) raise(E.TypeError, "can only concatenate tuple (not \"%T\") to tuple", b);
    Tuple *r = tuple_new(TUPLE(a)->len + TUPLE(b)->len);
    memcpy(r->v, TUPLE(a)->v, TUPLE(a)->len * sizeof(V));
    memcpy(r->v + TUPLE(a)->len, TUPLE(b)->v, TUPLE(b)->len * sizeof(V));
    return (V)r;
  }
  if (op == O_MUL) {
    if (!IS_TUPLE(a)) { V t = a; a = b; b = t; }
    long n = TUPLE(a)->len, times = repeat_count(b, n);
    Tuple *r = tuple_new(n * times);
    for (long i = 0; i < times; i++) memcpy(r->v + i * n, TUPLE(a)->v, n * sizeof(V));
    return (V)r;
  }
  return NotImplemented;
}
static V tuple_make(Type *t, int n, V *a, Dict *kw) {
  if (n > 1) raise(E.TypeError, "tuple expected at most 1 argument, got %d", n);
  V r = n ? to_tuple(a[0]) : py.empty_tuple;
  if (t == T.tuple) return r;
  Tuple *o = new_instance(t);
  o->len = TUPLE(r)->len, o->v = TUPLE(r)->v;
  return (V)o;
}
static const Def tuple_methods[] = {{"index", t_index, 1, 3}, {"count", t_count, 1, 1}, {0}};

void init_list(void) {
  Type *t = T.list;
  t->new_ = list_make, t->init = list_init, t->repr = list_repr, t->len = list_len, t->getitem = list_getitem, t->setitem = list_setitem;
  t->cmp = list_compare, t->contains = list_contains, t->iter = list_iter, t->binary = list_binary, t->inplace = list_inplace;
  type_methods(t, list_methods);
  type_ready(t);
  t = T.tuple;
  t->new_ = tuple_make, t->repr = tuple_repr, t->len = list_len, t->getitem = tuple_getitem, t->cmp = tuple_compare, t->contains = tuple_contains;
  t->iter = tuple_iter, t->hash = tuple_hash, t->binary = tuple_binary;
  type_methods(t, tuple_methods);
  type_ready(t);
}
