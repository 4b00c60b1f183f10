/* set and frozenset: open addressing exactly as CPython's setobject.c, so that small ints come out in the same order. */
#include "../py.h"
enum { PROBES = 9 };
static Obj Dummy; /* where a key was taken out */

V set_new(Type *t) { return t->dictoffset ? new_instance(t) : (V)new_object(t, sizeof(Set)); }

static void insert_clean(SetEntry *tab, long mask, V key, long h) {
  uint64_t perturb = h, i = h & mask;
  for (;;) {
    SetEntry *e = &tab[i];
    long probes = (long)i + PROBES <= mask ? PROBES : 0;
    do {
      if (!e->key) {
        *e = (SetEntry){key, h};
        return;
      }
      e++;
    } while (probes--);
    perturb >>= 5;
    i = (i * 5 + 1 + perturb) & mask;
  }
}

static void resize(Set *s, long minused) {
  long size = 8;
  while (size <= minused) size <<= 1;
  SetEntry *tab = gc_alloc(size * sizeof *tab);
  for (long i = 0; s->tab && i <= s->mask; i++)
    if (s->tab[i].key && s->tab[i].key != &Dummy) insert_clean(tab, size - 1, s->tab[i].key, s->tab[i].hash);
  s->tab = tab, s->mask = size - 1, s->fill = s->used;
}

static SetEntry *find(Set *s, V key, long h, SetEntry **room) {
  if (!s->tab) resize(s, 0);
again:;
  SetEntry *tab = s->tab, *free_one = NULL;
  uint64_t perturb = h, i = h & s->mask;
  for (;;) {
    SetEntry *e = &tab[i];
    long probes = (long)i + PROBES <= s->mask ? PROBES : 0;
    do {
      if (!e->key) {
        if (room) *room = free_one ? free_one : e;
        return NULL;
      }
      if (e->key != &Dummy && e->hash == h) {
        if (e->key == key) return e;
        V k = e->key;
        int same = eq(k, key);
        if (s->tab != tab || e->key != k) goto again;
        if (same) return e;
      }
      e++;
    } while (probes--);
    perturb >>= 5;
    i = (i * 5 + 1 + perturb) & s->mask;
  }
}

int set_add(Set *s, V key) {
  SetEntry *room;
  long h = hash(key);
  if (find(s, key, h, &room)) return 0;
  *room = (SetEntry){key, h};
  s->used++, s->fill++;
  if (s->fill * 5 >= s->mask * 3) resize(s, s->used > 50000 ? s->used * 2 : s->used * 4);
  return 1;
}
static long lookup_hash(V *key) {
  if (IS_SET(*key) && TYPE(*key) == T.set) { /* a set stands for its frozen copy */
    V f = set_new(T.frozenset);
    set_update((Set *)f, *key);
    *key = f;
  }
  return hash(*key);
}
int set_has(Set *s, V key) {
  long h = lookup_hash(&key);
  return s->used && find(s, key, h, NULL) != NULL;
}
int set_discard(Set *s, V key) {
  long h = lookup_hash(&key);
  SetEntry *e = s->used ? find(s, key, h, NULL) : NULL;
  if (!e) return 0;
  e->key = &Dummy, e->hash = -1;
  s->used--;
  return 1;
}
int set_next(Set *s, long *at, V *key) {
  for (; s->tab && *at <= s->mask; ++*at)
    if (s->tab[*at].key && s->tab[*at].key != &Dummy) return *key = s->tab[(*at)++].key, 1;
  return 0;
}
void set_update(Set *s, V v) {
  V k;
  if (IS_SET(v)) {
    Set *o = (Set *)v;
    if (!s->tab) resize(s, 0);
    if ((s->fill + o->used) * 5 >= (s->tab ? s->mask : 7) * 3) resize(s, (s->used + o->used) * 2);
    if (!s->fill && s->tab && o->tab && s->mask == o->mask && o->fill == o->used) {
      memcpy(s->tab, o->tab, (o->mask + 1) * sizeof *o->tab);
      s->used = s->fill = o->used;
      return;
    }
    for (long at = 0; set_next(o, &at, &k);) set_add(s, k);
    return;
  }
  if (IS_DICT(v)) {
    Dict *o = DICT(v);
    if ((s->fill + o->used) * 5 >= (s->tab ? s->mask : 7) * 3) resize(s, (s->used + o->used) * 2);
    for (long at = 0; dict_next(o, &at, &k, NULL);) set_add(s, k);
    return;
  }
  V it = iter(v);
  while ((k = next(it))) set_add(s, k);
}
static V copy(V v, Type *t) {
  V s = set_new(t);
  set_update((Set *)s, v);
  return s;
}
static Set *other(V v) { return (Set *)(IS_SET(v) ? v : copy(v, T.set)); }
static Type *result_type(V v) { return HAS(v, T_HEAP) ? TYPE(v)->base : TYPE(v); }

static V combine(V a, V b, int op, int inplace) {
  Set *x = (Set *)a, *y = other(b);
  V k, r = op == O_OR || op == O_XOR || op == O_SUB ? copy(a, result_type(a)) : set_new(result_type(a));
  if (inplace) r = op == O_AND ? set_new(T.set) : a;
  if (op == O_AND) {
    if (y->used > x->used) { Set *t = x; x = y; y = t; }
    for (long at = 0; set_next(y, &at, &k);)
      if (set_has(x, k)) set_add((Set *)r, k);
  } else if (op == O_OR) set_update((Set *)r, (V)y);
  else {
    if (op == O_SUB && !inplace) {
      r = set_new(result_type(a));
      for (long at = 0; set_next(x, &at, &k);)
        if (!set_has(y, k)) set_add((Set *)r, k);
      return r;
    }
    if ((V)y == a) y = (Set *)copy(b, T.set);
    for (long at = 0; set_next(y, &at, &k);)
      if (!set_discard((Set *)r, k) && op == O_XOR) set_add((Set *)r, k);
  }
  if (inplace && op == O_AND) {
    Set *s = (Set *)a, *n = (Set *)r;
    s->used = n->used, s->fill = n->fill, s->mask = n->mask, s->tab = n->tab;
    return a;
  }
  return r;
}
static V set_binary(V a, V b, int op) {
  if ((op != O_AND && op != O_OR && op != O_SUB && op != O_XOR) || !IS_SET(a) || !IS_SET(b)) return NotImplemented;
  return combine(a, b, op, 0);
}
static V set_inplace(V a, V b, int op) { return IS_SET(b) && (op == O_AND || op == O_OR || op == O_SUB || op == O_XOR) ? combine(a, b, op, 1) : NotImplemented; }
static int subset(Set *a, Set *b) {
  V k;
  if (a->used > b->used) return 0;
  for (long at = 0; set_next(a, &at, &k);)
    if (!set_has(b, k)) return 0;
  return 1;
}
static V set_compare(V a, V b, int op) {
  if (!IS_SET(a) || !IS_SET(b)) return NotImplemented;
  Set *x = (Set *)a, *y = (Set *)b;
  switch (op) {
    case C_EQ: return BOOL(x->used == y->used && subset(x, y));
    case C_NE: return BOOL(x->used != y->used || !subset(x, y));
    case C_LE: return BOOL(subset(x, y));
    case C_LT: return BOOL(x->used < y->used && subset(x, y));
    case C_GE: return BOOL(subset(y, x));
    default: return BOOL(y->used < x->used && subset(y, x));
  }
}
static V set_repr(V v) {
  Set *s = (Set *)v;
  V k;
  Buf b = {0};
  if (!s->used) return (V)fmt("%T()", v);
  if (!repr_enter(v)) return (V)fmt("%T(...)", v);
  if (v->type != T.set) buf_str(&b, (V)fmt("%T(", v));
  buf_c(&b, "{");
  int first = 1;
  for (long at = 0; set_next(s, &at, &k); first = 0) {
    if (!first) buf_c(&b, ", ");
    buf_str(&b, repr(k));
  }
  buf_c(&b, v->type != T.set ? "})" : "}");
  repr_leave(v);
  return (V)buf_done(&b);
}
static long set_len(V v) { return ((Set *)v)->used; }
static int set_contains(V v, V k) { return set_has((Set *)v, k); }
static V set_step(V *st) {
  V k;
  long at = SMALLVAL(st[1]);
  if (((Set *)st[0])->used != SMALLVAL(st[2])) raise(E.RuntimeError, "Set changed size during iteration");
  if (!set_next((Set *)st[0], &at, &k)) return NULL;
  st[1] = SMALL(at);
  return k;
}
static V set_iter(V v) { return iter_new(set_step, v, SMALL(0), SMALL(((Set *)v)->used), "set_iterator"); }
static long frozen_hash(V v) {
  Set *s = (Set *)v;
  uint64_t h = 0;
  for (long i = 0; s->tab && i <= s->mask; i++)
    if (s->tab[i].key && s->tab[i].key != &Dummy) h ^= (((uint64_t)s->tab[i].hash ^ 89869747u) ^ ((uint64_t)s->tab[i].hash << 16)) * 3644798167u;
  h ^= ((uint64_t)s->used + 1) * 1927868237u;
  h ^= (h >> 11) ^ (h >> 25);
  h = h * 69069u + 907133923u;
  return h == (uint64_t)-1 ? 590923713 : (long)h;
}

static V s_add(int n, V *a, Dict *kw) { return set_add((Set *)a[0], a[1]), None; }
static V s_discard(int n, V *a, Dict *kw) { return set_discard((Set *)a[0], a[1]), None; }
static V s_remove(int n, V *a, Dict *kw) {
  if (!set_discard((Set *)a[0], a[1])) raise_key(a[1]);
  return None;
}
static V s_pop(int n, V *a, Dict *kw) {
  V k;
  long at = 0;
  if (!set_next((Set *)a[0], &at, &k)) raise(E.KeyError, "pop from an empty set");
  set_discard((Set *)a[0], k);
  return k;
}
static V s_clear(int n, V *a, Dict *kw) {
  Set *s = (Set *)a[0];
  s->used = s->fill = s->mask = 0, s->tab = NULL;
  return None;
}
static V s_copy(int n, V *a, Dict *kw) { return copy(a[0], result_type(a[0])); }
static V fold(int n, V *a, int op, int inplace) {
  V r = inplace ? a[0] : copy(a[0], result_type(a[0]));
  for (int i = 1; i < n; i++) r = combine(r, a[i], op, inplace);
  return inplace ? None : r;
}
static V s_union(int n, V *a, Dict *kw) { return fold(n, a, O_OR, 0); }
static V s_intersection(int n, V *a, Dict *kw) { return fold(n, a, O_AND, 0); }
static V s_difference(int n, V *a, Dict *kw) { return fold(n, a, O_SUB, 0); }
static V s_symmetric(int n, V *a, Dict *kw) { return fold(n, a, O_XOR, 0); }
static V s_update(int n, V *a, Dict *kw) { return fold(n, a, O_OR, 1); }
static V s_intersection_update(int n, V *a, Dict *kw) { return fold(n, a, O_AND, 1); }
static V s_difference_update(int n, V *a, Dict *kw) { return fold(n, a, O_SUB, 1); }
static V s_symmetric_update(int n, V *a, Dict *kw) { return fold(n, a, O_XOR, 1); }
static V s_issubset(int n, V *a, Dict *kw) { return BOOL(subset((Set *)a[0], other(a[1]))); }
static V s_issuperset(int n, V *a, Dict *kw) { return BOOL(subset(other(a[1]), (Set *)a[0])); }
static V s_isdisjoint(int n, V *a, Dict *kw) { return BOOL(((Set *)combine(a[0], a[1], O_AND, 0))->used == 0); }
static const Def set_methods[] = {
  {"add", s_add, 1, 1}, {"discard", s_discard, 1, 1}, {"remove", s_remove, 1, 1}, {"pop", s_pop, 0, 0}, {"clear", s_clear, 0, 0}, {"update", s_update, 0, -1},
  {"intersection_update", s_intersection_update, 0, -1}, {"difference_update", s_difference_update, 0, -1}, {"symmetric_difference_update", s_symmetric_update, 1, 1}, {0},
};
static const Def common_methods[] = {
  {"copy", s_copy, 0, 0}, {"union", s_union, 0, -1}, {"intersection", s_intersection, 0, -1}, {"difference", s_difference, 0, -1},
  {"symmetric_difference", s_symmetric, 1, 1}, {"issubset", s_issubset, 1, 1}, {"issuperset", s_issuperset, 1, 1}, {"isdisjoint", s_isdisjoint, 1, 1}, {0},
};
static void set_init(V self, int n, V *a, Dict *kw) {
  if (n > 1) raise(E.TypeError, "set expected at most 1 argument, got %d", n);
  s_clear(1, &self, NULL);
  if (n) set_update((Set *)self, a[0]);
}
static V set_make(Type *t, int n, V *a, Dict *kw) { return set_new(t); }
static V frozen_make(Type *t, int n, V *a, Dict *kw) {
  if (n > 1) raise(E.TypeError, "frozenset expected at most 1 argument, got %d", n);
  if (n && t == T.frozenset && IS(a[0], frozenset)) return a[0];
  V s = set_new(t);
  if (n) set_update((Set *)s, a[0]);
  return s;
}

void init_set(void) {
  for (int i = 0; i < 2; i++) {
    Type *t = i ? T.frozenset : T.set;
    t->repr = set_repr, t->len = set_len, t->contains = set_contains, t->iter = set_iter, t->cmp = set_compare, t->binary = set_binary;
    if (i) t->new_ = frozen_make, t->hash = frozen_hash;
    else t->new_ = set_make, t->init = set_init, t->inplace = set_inplace, type_methods(t, set_methods);
    type_methods(t, common_methods);
    type_ready(t);
  }
}
