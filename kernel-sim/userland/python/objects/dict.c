/* dict: entries in the order of insertion, and a table of indices into them with open addressing. */
#include "../py.h"

enum { EMPTY = -1, GONE = -2 };

Dict *dict_new(void) { return NEW(Dict, T.dict); }

static void rebuild(Dict *d, long mask) {
  long cap = (mask + 1) * 2 / 3;
  Entry *ents = gc_alloc(cap * sizeof *ents);
  int *index = gc_raw((mask + 1) * sizeof *index);
  memset(index, 0xff, (mask + 1) * sizeof *index);
  long n = 0;
  for (long i = 0; i < d->nent; i++) {
    if (!d->ents[i].key) continue;
    ents[n] = d->ents[i];
    uint64_t perturb = ents[n].hash;
    long at = perturb & mask;
    while (index[at] != EMPTY) at = (at * 5 + 1 + (perturb >>= 5)) & mask;
    index[at] = n++;
  }
  if (d->mask >= 63) {
    gc_free(d->ents);
    gc_free(d->index);
  }
  d->ents = ents, d->index = index, d->mask = mask, d->cap = cap, d->nent = n;
}

/* The place in the index table of a key, or -1. */
static long find(Dict *d, V key, long h) {
  if (!d->index) return -1;
again:;
  Entry *ents = d->ents;
  long mask = d->mask, at = h & mask;
  uint64_t perturb = h;
  for (;; at = (at * 5 + 1 + (perturb >>= 5)) & mask) {
    int i = d->index[at];
    if (i == EMPTY) return -1;
    if (i == GONE) continue;
    if (ents[i].key == key) return at;
    if (ents[i].hash != h) continue;
    V k = ents[i].key;
    if (!IS_SMALL(k) && !IS_SMALL(key) && k->type == T.str && key->type == T.str) {
      if (str_eq(STR(k), STR(key))) return at;
      continue;
    }
    int same = eq(k, key);
    if (d->ents != ents || d->mask != mask) goto again; /* __eq__ changed the dictionary */
    if (same) return at;
  }
}

static inline long key_hash(V key) { return !IS_SMALL(key) && key->type == T.str ? str_hash(STR(key)) : hash(key); }

V dict_get_hash(Dict *d, V key, long h) {
  long at = find(d, key, h);
  return at < 0 ? NULL : d->ents[d->index[at]].val;
}
V dict_get(Dict *d, V key) { return dict_get_hash(d, key, key_hash(key)); }

/* For names: keys are nearly always interned. */
V dict_gets(Dict *d, Str *key) {
  if (!d->index) return NULL;
  long h = key->hash ? key->hash : str_hash(key), at = h & d->mask;
  int i = d->index[at];
  if (i >= 0 && d->ents[i].key == (V)key) return d->ents[i].val;
  return dict_get_hash(d, (V)key, h);
}

void dict_set(Dict *d, V key, V val) {
  long h = key_hash(key), at = find(d, key, h);
  if (at >= 0) {
    d->ents[d->index[at]].val = val;
    return;
  }
  if (d->nent == d->cap) rebuild(d, !d->index ? 7 : d->used * 3 > d->mask ? d->mask * 2 + 1 : d->mask);
  uint64_t perturb = h;
  at = h & d->mask;
  while (d->index[at] != EMPTY) at = (at * 5 + 1 + (perturb >>= 5)) & d->mask;
  d->index[at] = d->nent;
  d->ents[d->nent++] = (Entry){key, val, h};
  d->used++;
}
void dict_sets(Dict *d, const char *key, V val) { dict_set(d, (V)intern(key), val); }

int dict_del(Dict *d, V key) {
  long at = find(d, key, key_hash(key));
  if (at < 0) return 0;
  d->ents[d->index[at]] = (Entry){0};
  d->index[at] = GONE;
  d->used--;
  return 1;
}

int dict_next(Dict *d, long *at, V *key, V *val) {
  for (; *at < d->nent; ++*at)
    if (d->ents[*at].key) {
      *key = d->ents[*at].key;
      if (val) *val = d->ents[*at].val;
      ++*at;
      return 1;
    }
  return 0;
}

void dict_clear(Dict *d) { d->used = d->nent = d->cap = d->mask = 0, d->index = NULL, d->ents = NULL; }

Dict *dict_copy(Dict *d) {
  Dict *r = dict_new();
  long at = 0;
  V k, v;
  while (dict_next(d, &at, &k, &v)) dict_set(r, k, v);
  return r;
}

void dict_update(Dict *d, V other) {
  V k, v;
  if (IS_DICT(other)) {
    for (long at = 0; dict_next(DICT(other), &at, &k, &v);) dict_set(d, k, v);
    return;
  }
  V keys = find_attr(other, N(keys));
  if (keys) {
    V it = iter(call0(keys));
    while ((k = next(it))) dict_set(d, k, getitem(other, k));
    return;
  }
  V it = iter(other), pair;
  for (long i = 0; (pair = next(it)); i++) {
    long n;
    if (!TYPE(pair)->iter && !TYPE(pair)->getitem) raise(E.TypeError, "cannot convert dictionary update sequence element #%ld to a sequence", i);
    V *kv = items_of(pair, &n);
    if (n != 2) raise(E.ValueError, "dictionary update sequence element #%ld has length %ld; 2 is required", i, n);
    dict_set(d, kv[0], kv[1]);
  }
}

/* ---- slots ---- */
static V dict_repr(V v) {
  Dict *d = DICT(v);
  V k, val;
  Buf b = {0};
  if (!repr_enter(v)) return (V)str_c("{...}");
  buf_c(&b, "{");
  for (long at = 0; dict_next(d, &at, &k, &val);) {
    if (b.len > 1) buf_c(&b, ", ");
    buf_str(&b, repr(k));
    buf_c(&b, ": ");
    buf_str(&b, repr(val));
  }
  buf_c(&b, "}");
  repr_leave(v);
  return (V)buf_done(&b);
}
static long dict_len(V v) { return DICT(v)->used; }
static V dict_getitem(V d, V k) {
  V v = dict_get(DICT(d), k);
  if (v) return v;
  if (d->type != T.dict) {
    V m = special(d, N(__missing__));
    if (m) return call1(m, k);
  }
  raise_key(k);
}
static void dict_setitem(V d, V k, V v) {
  if (v) dict_set(DICT(d), k, v);
  else if (!dict_del(DICT(d), k)) raise_key(k);
}
static int dict_contains(V d, V k) { return dict_get(DICT(d), k) != NULL; }
static V dict_compare(V a, V b, int op) {
  if (!IS_DICT(a) || !IS_DICT(b) || (op != C_EQ && op != C_NE)) return NotImplemented;
  int same = DICT(a)->used == DICT(b)->used;
  V k, v, w;
  for (long at = 0; same && dict_next(DICT(a), &at, &k, &v);) same = (w = dict_get(DICT(b), k)) != NULL && eq(v, w);
  return BOOL(same == (op == C_EQ));
}
static V dict_binary(V a, V b, int op) {
  if (op != O_OR || !IS_DICT(a) || !IS_DICT(b)) return NotImplemented;
  Dict *r = dict_copy(DICT(a));
  dict_update(r, b);
  return (V)r;
}
static V dict_inplace(V a, V b, int op) { return op == O_OR ? (dict_update(DICT(a), b), a) : NotImplemented; }

/* kind: 0 keys, 1 values, 2 items; st: dict, position, size at the start */
static V dict_step(V *st, int kind) {
  Dict *d = DICT(st[0]);
  V k, v;
  long at = SMALLVAL(st[1]);
  if (!d) return NULL;
  if (d->used != SMALLVAL(st[2])) raise(E.RuntimeError, "dictionary changed size during iteration");
  if (!dict_next(d, &at, &k, &v)) return st[0] = NULL;
  st[1] = SMALL(at);
  return kind == 0 ? k : kind == 1 ? v : tuple2(k, v);
}
static V next_key(V *st) { return dict_step(st, 0); }
static V next_value(V *st) { return dict_step(st, 1); }
static V next_item(V *st) { return dict_step(st, 2); }
static V iterate(Dict *d, int kind) {
  static const char *const names[] = {"dict_keyiterator", "dict_valueiterator", "dict_itemiterator"};
  return iter_new(kind == 0 ? next_key : kind == 1 ? next_value : next_item, (V)d, SMALL(0), SMALL(d->used), names[kind]);
}
static V dict_iter(V v) { return iterate(DICT(v), 0); }
static V prev_step(V *st) {
  Dict *d = DICT(st[0]);
  long at = SMALLVAL(st[1]), kind = SMALLVAL(st[2]);
  while (at > 0)
    if (d->ents[--at].key) {
      st[1] = SMALL(at);
      return kind == 0 ? d->ents[at].key : kind == 1 ? d->ents[at].val : tuple2(d->ents[at].key, d->ents[at].val);
    }
  return NULL;
}

/* ---- views ---- */
typedef struct { Type *type; Dict *dict; long kind; } View;
static Type *view_types[3];
V dict_view(Dict *d, int kind) {
  View *v = NEW(View, view_types[kind]);
  v->dict = d, v->kind = kind;
  return (V)v;
}
static V view_iter(V v) { return iterate(((View *)v)->dict, ((View *)v)->kind); }
static long view_len(V v) { return ((View *)v)->dict->used; }
static V view_repr(V v) {
  if (!repr_enter(v)) return (V)str_c("...");
  V r = (V)fmt("%T(%R)", v, to_list(v));
  repr_leave(v);
  return r;
}
static int view_contains(V v, V k) {
  Dict *d = ((View *)v)->dict;
  long kind = ((View *)v)->kind;
  if (kind == 0) return dict_get(d, k) != NULL;
  if (kind == 2) {
    V got = IS_TUPLE(k) && TUPLE(k)->len == 2 ? dict_get(d, TUPLE(k)->v[0]) : NULL;
    return got && eq(got, TUPLE(k)->v[1]);
  }
  return contains(to_list(v), k);
}
static V as_set(V v) {
  V s = set_new(T.set);
  set_update((Set *)s, v);
  return s;
}
static V view_binary(V a, V b, int op) {
  if (op != O_AND && op != O_OR && op != O_SUB && op != O_XOR) return NotImplemented;
  return binary(as_set(a), as_set(b), op);
}
static V view_compare(V a, V b, int op) {
  if (((View *)a)->kind == 1 || !(IS_SET(b) || TYPE(b) == view_types[0] || TYPE(b) == view_types[2])) return NotImplemented;
  return compare(as_set(a), as_set(b), op);
}
static V view_reversed(int n, V *a, Dict *kw) {
  View *v = (View *)a[0];
  return iter_new(prev_step, (V)v->dict, SMALL(v->dict->nent), SMALL(v->kind), "dict_reversekeyiterator");
}
static const Def view_methods[] = {{"__reversed__", view_reversed, 0, 0}, {0}};

/* ---- methods ---- */
static V d_get(int n, V *a, Dict *kw) {
  V v = dict_get(DICT(a[0]), a[1]);
  return v ? v : n > 2 ? a[2] : None;
}
static V d_setdefault(int n, V *a, Dict *kw) {
  V v = dict_get(DICT(a[0]), a[1]);
  if (!v) dict_set(DICT(a[0]), a[1], v = n > 2 ? a[2] : None);
  return v;
}
static V d_pop(int n, V *a, Dict *kw) {
  V v = dict_get(DICT(a[0]), a[1]);
  if (v) dict_del(DICT(a[0]), a[1]);
  else if (n > 2) v = a[2];
  else raise_key(a[1]);
  return v;
}
static V d_popitem(int n, V *a, Dict *kw) {
  Dict *d = DICT(a[0]);
  if (!d->used) raise(E.KeyError, "popitem(): dictionary is empty");
  while (!d->ents[d->nent - 1].key) d->nent--;
  Entry e = d->ents[d->nent - 1];
  dict_del(d, e.key);
  return tuple2(e.key, e.val);
}
static V d_keys(int n, V *a, Dict *kw) { return dict_view(DICT(a[0]), 0); }
static V d_values(int n, V *a, Dict *kw) { return dict_view(DICT(a[0]), 1); }
static V d_items(int n, V *a, Dict *kw) { return dict_view(DICT(a[0]), 2); }
static V d_clear(int n, V *a, Dict *kw) { return dict_clear(DICT(a[0])), None; }
static V d_copy(int n, V *a, Dict *kw) { return (V)dict_copy(DICT(a[0])); }
static V d_update(int n, V *a, Dict *kw) {
  if (n > 1) dict_update(DICT(a[0]), a[1]);
  if (kw) dict_update(DICT(a[0]), (V)kw);
  return None;
}
static V d_fromkeys(int n, V *a, Dict *kw) {
  V d = call0(a[0]), it = iter(a[1]), k;
  while ((k = next(it))) setitem(d, k, n > 2 ? a[2] : None);
  return d;
}
static V d_reversed(int n, V *a, Dict *kw) { return iter_new(prev_step, a[0], SMALL(DICT(a[0])->nent), SMALL(0), "dict_reversekeyiterator"); }
static const Def dict_methods[] = {
  {"get", d_get, 1, 2}, {"setdefault", d_setdefault, 1, 2}, {"pop", d_pop, 1, 2}, {"popitem", d_popitem, 0, 0}, {"keys", d_keys, 0, 0},
  {"values", d_values, 0, 0}, {"items", d_items, 0, 0}, {"clear", d_clear, 0, 0}, {"copy", d_copy, 0, 0}, {"update", d_update, 0, 1, M_KW},
  {"fromkeys", d_fromkeys, 1, 2, M_CLASS}, {"__reversed__", d_reversed, 0, 0}, {0},
};
static void dict_init(V self, int n, V *a, Dict *kw) {
  if (n > 1) raise(E.TypeError, "dict expected at most 1 argument, got %d", n);
  if (n) dict_update(DICT(self), a[0]);
  if (kw) dict_update(DICT(self), (V)kw);
}
static V dict_make(Type *t, int n, V *a, Dict *kw) { return new_instance(t); }

/* mappingproxy: what C.__dict__ gives */
typedef struct { Type *type; Dict *dict; } Proxy;
static V proxy_getitem(V v, V k) { return dict_getitem((V)((Proxy *)v)->dict, k); }
static V proxy_iter(V v) { return dict_iter((V)((Proxy *)v)->dict); }
static long proxy_len(V v) { return ((Proxy *)v)->dict->used; }
static int proxy_contains(V v, V k) { return dict_contains((V)((Proxy *)v)->dict, k); }
static V proxy_repr(V v) { return (V)fmt("mappingproxy(%R)", (V)((Proxy *)v)->dict); }
static V proxy_getattr(V v, Str *name) {
  V f = type_lookup(T.dict, name);
  if (f && (name == N(keys) || name == N(items) || name == N(values) || name == N(get))) return method_new(f, (V)((Proxy *)v)->dict);
  return generic_getattr(v, name);
}

void init_dict(void) {
  Type *t = T.dict;
  t->new_ = dict_make, t->init = dict_init, t->repr = dict_repr, t->len = dict_len, t->getitem = dict_getitem, t->setitem = dict_setitem;
  t->contains = dict_contains, t->cmp = dict_compare, t->iter = dict_iter, t->binary = dict_binary, t->inplace = dict_inplace;
  type_methods(t, dict_methods);
  type_ready(t);
  static const char *const names[] = {"dict_keys", "dict_values", "dict_items"};
  for (int i = 0; i < 3; i++) {
    t = view_types[i] = type_new(names[i], T.object, sizeof(View), T_ABSTRACT, view_methods);
    t->iter = view_iter, t->len = view_len, t->repr = view_repr, t->contains = view_contains, t->cmp = view_compare;
    if (i != 1) t->binary = view_binary;
    type_ready(t);
  }
  t = T.mappingproxy;
  t->getitem = proxy_getitem, t->iter = proxy_iter, t->len = proxy_len, t->contains = proxy_contains, t->repr = proxy_repr, t->getattr = proxy_getattr;
  type_ready(t);
}
