/* range, slice, enumerate, zip, map, filter, reversed. */
#include "../py.h"

typedef struct { Type *type; V next_fn; V a, b, c; } Tool; /* enumerate and its kind: an iterator that is a class */

/* ---- range ---- */
static V range_make(Type *t, int n, V *a, Dict *kw) {
  if (n < 1) raise(E.TypeError, "range expected at least 1 argument, got 0");
  if (n > 3) raise(E.TypeError, "range expected at most 3 arguments, got %d", n);
  Slice *r = NEW(Slice, T.range);
  r->start = n > 1 ? as_int(to_index(a[0])) : SMALL(0);
  r->stop = as_int(to_index(a[n > 1]));
  r->step = n > 2 ? as_int(to_index(a[2])) : SMALL(1);
  if (int_sign(r->step) == 0) raise(E.ValueError, "range() arg 3 must not be zero");
  return (V)r;
}
static V range_count(Slice *r) {
  int up = int_sign(r->step) > 0;
  V span = up ? int_binary(r->stop, r->start, O_SUB) : int_binary(r->start, r->stop, O_SUB);
  if (int_sign(span) <= 0) return SMALL(0);
  return int_binary(int_binary(int_binary(span, SMALL(1), O_SUB), int_unary(r->step, U_ABS), O_FLOORDIV), SMALL(1), O_ADD);
}
static long range_len(V v) {
  V n = range_count((Slice *)v);
  if (!IS_SMALL(n)) raise(E.OverflowError, "Python int too large to convert to C ssize_t");
  return SMALLVAL(n);
}
static int range_truth(V v) { return range_count((Slice *)v) != SMALL(0); }
static V range_repr(V v) {
  Slice *r = (Slice *)v;
  return (V)(r->step == SMALL(1) ? fmt("range(%R, %R)", r->start, r->stop) : fmt("range(%R, %R, %R)", r->start, r->stop, r->step));
}
static V range_at(Slice *r, V i) { return int_binary(r->start, int_binary(i, r->step, O_MUL), O_ADD); }
static V range_getitem(V v, V k) {
  Slice *r = (Slice *)v;
  if (IS(k, slice)) {
    long start, stop, step, count;
    slice_indices((Slice *)k, range_len(v), &start, &stop, &step, &count);
    Slice *s = NEW(Slice, T.range);
    s->start = range_at(r, SMALL(start)), s->stop = range_at(r, SMALL(stop)), s->step = int_binary(r->step, SMALL(step), O_MUL);
    return (V)s;
  }
  if (!IS_INT(k) && !special(k, N(__index__))) raise(E.TypeError, "range indices must be integers or slices, not %T", k);
  V i = to_index(k), n = range_count(r);
  if (int_sign(i) < 0) i = int_binary(i, n, O_ADD);
  if (int_sign(i) < 0 || int_cmp(i, n) >= 0) raise(E.IndexError, "range object index out of range");
  return range_at(r, i);
}
static V range_next(V *st) { /* next value, how many are left, step */
  long left = SMALLVAL(st[1]);
  if (left <= 0) return NULL;
  V v = st[0];
  st[1] = SMALL(left - 1);
  st[0] = IS_SMALL(v) && IS_SMALL(st[2]) ? int_new(SMALLVAL(v) + SMALLVAL(st[2])) : int_binary(v, st[2], O_ADD);
  return v;
}
static V range_iter(V v) {
  V n = range_count((Slice *)v);
  return iter_new(range_next, ((Slice *)v)->start, IS_SMALL(n) ? n : SMALL(SMALL_MAX), ((Slice *)v)->step, "range_iterator");
}
static int range_contains(V v, V k) {
  Slice *r = (Slice *)v;
  if (!IS_INT(k)) {
    V it = range_iter(v), x;
    while ((x = next(it)))
      if (eq(x, k)) return 1;
    return 0;
  }
  V d = int_binary(as_int(k), r->start, O_SUB);
  if (int_sign(int_binary(d, r->step, O_MOD))) return 0;
  V i = int_binary(d, r->step, O_FLOORDIV);
  return int_sign(i) >= 0 && int_cmp(i, range_count(r)) < 0;
}
static V range_compare(V a, V b, int op) {
  if (TYPE(b) != T.range || (op != C_EQ && op != C_NE)) return NotImplemented;
  V n = range_count((Slice *)a), m = range_count((Slice *)b);
  int same = int_cmp(n, m) == 0 && (n == SMALL(0) || (int_cmp(((Slice *)a)->start, ((Slice *)b)->start) == 0 && (n == SMALL(1) || int_cmp(((Slice *)a)->step, ((Slice *)b)->step) == 0)));
  return BOOL(same == (op == C_EQ));
}
static long range_hash(V v) { return hash(tuple3(range_count((Slice *)v), ((Slice *)v)->start, ((Slice *)v)->step)); }
static V range_index(int n, V *a, Dict *kw) {
  if (!range_contains(a[0], a[1])) raise(E.ValueError, "%R is not in range", a[1]);
  return int_binary(int_binary(a[1], ((Slice *)a[0])->start, O_SUB), ((Slice *)a[0])->step, O_FLOORDIV);
}
static V range_count_method(int n, V *a, Dict *kw) { return SMALL(range_contains(a[0], a[1])); }
static V range_reversed(int n, V *a, Dict *kw) {
  Slice *r = (Slice *)a[0];
  V count = range_count(r);
  return iter_new(range_next, count == SMALL(0) ? r->start : range_at(r, int_binary(count, SMALL(1), O_SUB)), count, int_unary(r->step, U_NEG), "range_iterator");
}
#define GET(fn, field) static V fn(int n, V *a, Dict *kw) { return ((Slice *)a[0])->field; }
GET(s_start, start) GET(s_stop, stop) GET(s_step, step)
static const Def range_defs[] = {{"index", range_index, 1, 1}, {"count", range_count_method, 1, 1}, {"__reversed__", range_reversed, 0, 0}, {"start", s_start, 0, 0, M_GET}, {"stop", s_stop, 0, 0, M_GET}, {"step", s_step, 0, 0, M_GET}, {0}};

/* ---- slice ---- */
static V slice_make(Type *t, int n, V *a, Dict *kw) {
  Slice *s = NEW(Slice, T.slice);
  if (n < 1 || n > 3) raise(E.TypeError, "slice expected at %s argument%s, got %d", n < 1 ? "least 1" : "most 3", n < 1 ? "" : "s", n);
  s->start = n > 1 ? a[0] : None, s->stop = a[n > 1], s->step = n > 2 ? a[2] : None;
  return (V)s;
}
static V slice_repr(V v) { return (V)fmt("slice(%R, %R, %R)", ((Slice *)v)->start, ((Slice *)v)->stop, ((Slice *)v)->step); }
static V slice_indices_method(int n, V *a, Dict *kw) {
  long start, stop, step, count;
  slice_indices((Slice *)a[0], as_long(a[1]), &start, &stop, &step, &count);
  return tuple3(SMALL(start), SMALL(stop), SMALL(step));
}
static V slice_compare(V a, V b, int op) {
  if (TYPE(b) != T.slice) return NotImplemented;
  return compare(tuple3(((Slice *)a)->start, ((Slice *)a)->stop, ((Slice *)a)->step), tuple3(((Slice *)b)->start, ((Slice *)b)->stop, ((Slice *)b)->step), op);
}
static const Def slice_defs[] = {{"indices", slice_indices_method, 1, 1}, {"start", s_start, 0, 0, M_GET}, {"stop", s_stop, 0, 0, M_GET}, {"step", s_step, 0, 0, M_GET}, {0}};

/* ---- the iterators that are classes: an Iter of their own type ---- */
static V self(V v) { return v; }
extern V iter_slot(V it);
static void no_init(V self, int n, V *a, Dict *kw) {}
static V enumerate_next(V *st) {
  V v = next(st[0]);
  if (!v) return NULL;
  V i = st[1];
  st[1] = IS_SMALL(i) ? int_new(SMALLVAL(i) + 1) : int_binary(i, SMALL(1), O_ADD);
  return tuple2(i, v);
}
static V enumerate_make(Type *t, int n, V *a, Dict *kw) {
  V v[2] = {NULL, SMALL(0)};
  parse_args("enumerate", n, a, kw, "iterable start?", v);
  return iter_state_named(t, enumerate_next, iter(v[0]), to_index(v[1]), NULL);
}
static V zip_next(V *st) {
  Tuple *its = TUPLE(st[0]), *r = tuple_new(its->len);
  if (!its->len) return NULL;
  for (long i = 0; i < its->len; i++) {
    if ((r->v[i] = next(its->v[i]))) continue;
    if (st[1] == True) {
      if (i) raise(E.ValueError, "zip() argument %ld is shorter than argument%s%S", i + 1, i == 1 ? " " : "s 1-", (V)int_str(SMALL(i), 10));
      for (long k = 1; k < its->len; k++)
        if (next(its->v[k])) raise(E.ValueError, "zip() argument %ld is longer than argument%s%S", k + 1, k == 1 ? " " : "s 1-", (V)int_str(SMALL(k), 10));
    }
    return NULL;
  }
  return (V)r;
}
static V zip_make(Type *t, int n, V *a, Dict *kw) {
  V strict = kw ? dict_gets(kw, N(strict)) : NULL;
  Tuple *its = tuple_new(n);
  for (int i = 0; i < n; i++) {
    if (!TYPE(a[i])->iter && !TYPE(a[i])->getitem) raise(E.TypeError, "'%T' object is not iterable", a[i]);
    its->v[i] = iter(a[i]);
  }
  return iter_state_named(t, zip_next, (V)its, strict && truth(strict) ? True : False, NULL);
}
static V map_next(V *st) {
  Tuple *its = TUPLE(st[1]);
  if (its->len == 1) {
    V v = next(its->v[0]);
    return v ? call1(st[0], v) : NULL;
  }
  V *args = gc_alloc(its->len * sizeof(V));
  for (long i = 0; i < its->len; i++)
    if (!(args[i] = next(its->v[i]))) return NULL;
  return call(st[0], its->len, args, NULL);
}
static V map_make(Type *t, int n, V *a, Dict *kw) {
  if (n < 2) raise(E.TypeError, "map() must have at least two arguments.");
  Tuple *its = tuple_new(n - 1);
  for (int i = 1; i < n; i++) its->v[i - 1] = iter(a[i]);
  return iter_state_named(t, map_next, a[0], (V)its, NULL);
}
static V filter_next(V *st) {
  V v;
  while ((v = next(st[1])))
    if (truth(st[0] == None ? v : call1(st[0], v))) return v;
  return NULL;
}
static V filter_make(Type *t, int n, V *a, Dict *kw) {
  if (n != 2) raise(E.TypeError, "filter expected 2 arguments, got %d", n);
  return iter_state_named(t, filter_next, a[0], iter(a[1]), NULL);
}
static V reversed_next(V *st) {
  long i = SMALLVAL(st[1]) - 1;
  if (i < 0) return NULL;
  st[1] = SMALL(i);
  return getitem(st[0], SMALL(i));
}
static V reversed_make(Type *t, int n, V *a, Dict *kw) {
  if (n != 1) raise(E.TypeError, "reversed expected 1 argument, got %d", n);
  V m = special(a[0], N(__reversed__));
  if (m) return call0(m);
  if (!TYPE(a[0])->getitem || !TYPE(a[0])->len || IS_SET(a[0])) raise(E.TypeError, "'%T' object is not reversible", a[0]);
  Type *named = IS_LIST(a[0]) ? iter_type("list_reverseiterator") : t;
  return iter_state_named(named, reversed_next, a[0], SMALL(length(a[0])), NULL);
}

/* st[0] function, st[1] the value that ends */
static V until_next(V *st) {
  V v = call0(st[0]);
  return eq(v, st[1]) ? NULL : v;
}
V iter_until(V f, V sentinel) { return iter_new(until_next, f, sentinel, NULL, "callable_iterator"); }

Type *iter_class(const char *name, V (*make)(Type *, int, V *, Dict *)) {
  Type *t = type_new(name, T.object, sizeof(Iter), 0, NULL);
  t->new_ = make, t->init = no_init, t->iter = self, t->next = iter_slot;
  type_ready(t);
  return t;
}

void init_iterators(void) {
  Type *t = T.range;
  t->new_ = range_make, t->init = no_init, t->len = range_len, t->truth = range_truth, t->repr = range_repr, t->getitem = range_getitem, t->iter = range_iter;
  t->contains = range_contains, t->cmp = range_compare, t->hash = range_hash;
  type_methods(t, range_defs), type_ready(t);
  t = T.slice;
  t->new_ = slice_make, t->init = no_init, t->repr = slice_repr, t->cmp = slice_compare;
  type_methods(t, slice_defs), type_ready(t);
  static const struct { const char *name; V (*make)(Type *, int, V *, Dict *); } classes[] = {{"enumerate", enumerate_make}, {"zip", zip_make}, {"map", map_make}, {"filter", filter_make}, {"reversed", reversed_make}};
  for (int i = 0; i < 5; i++) dict_sets(py.builtins, classes[i].name, (V)iter_class(classes[i].name, classes[i].make));
}
