/* Types: making them, the order of their bases (C3), looking up attributes in them, classes from class statements. */
#include "../py.h"

extern void fix_slots(Type *t);
struct Types T;

/* ---- lookup, with a cache that any change of any type empties ---- */
enum { CACHE = 1024 };
static struct { Type *t; Str *name; V v; long version; } cache[CACHE];
static long version = 1;

V type_lookup(Type *t, Str *name) {
  unsigned i = (((uintptr_t)t >> 5) ^ ((uintptr_t)name >> 4)) % CACHE;
  if (cache[i].t == t && cache[i].name == name && cache[i].version == version) return cache[i].v;
  V v = NULL;
  for (long k = 0; t->mro && k < t->mro->len && !v; k++) v = dict_gets(TYPEOBJ(t->mro->v[k])->dict, name);
  if (name->interned) cache[i].t = t, cache[i].name = name, cache[i].v = v, cache[i].version = version;
  return v;
}

static List *all_heap;
void type_changed(Type *t) {
  version++;
  if (!(t->flags & T_HEAP)) return;
  for (long i = 0; i < all_heap->len; i++)
    if (is_subtype(TYPEOBJ(all_heap->v[i]), t)) fix_slots(TYPEOBJ(all_heap->v[i]));
}

int is_subtype(Type *a, Type *b) {
  if (a == b) return 1;
  for (long i = 0; a->mro && i < a->mro->len; i++)
    if (a->mro->v[i] == (V)b) return 1;
  return 0;
}

Type *type_new(const char *name, Type *base, long basicsize, unsigned flags, const Def *methods) {
  Type *t = gc_alloc(sizeof *t);
  t->type = T.type, t->base = base, t->basicsize = basicsize, t->flags = flags;
  list_append(py.roots, (V)t);
  t->name = t->qualname = intern(name);
  t->module = N(builtins);
  t->dict = dict_new();
  if (base) {
    t->flags |= base->flags & (T_INT | T_STR | T_TUPLE | T_LIST | T_DICT | T_EXC | T_TYPE | T_BYTES | T_FLOAT | T_SET);
    t->bases = TUPLE(tuple_of((V[]){(V)base}, 1));
    Tuple *mro = tuple_new(base->mro->len + 1);
    mro->v[0] = (V)t;
    memcpy(mro->v + 1, base->mro->v, base->mro->len * sizeof(V));
    t->mro = mro;
    t->dictoffset = base->dictoffset;
  } else {
    t->mro = TUPLE(tuple_of((V[]){(V)t}, 1));
    t->bases = TUPLE(tuple_of(NULL, 0));
  }
  if (methods) type_methods(t, methods);
  return t;
}

void type_methods(Type *t, const Def *d) {
  for (; d->name; d++) {
    V f = cfunc_new(d, NULL, t);
    if (d->flags & M_GET) f->type = T.getset;
    if (d->flags & M_CLASS) {
      Property *p = NEW(Property, T.classmethod);
      p->get = f;
      ((CFunc *)f)->owner = NULL;
      f = (V)p;
    } else if (d->flags & M_STATIC) {
      Property *p = NEW(Property, T.staticmethod);
      p->get = f;
      f = (V)p;
    }
    dict_set(t->dict, (V)intern(d->name), f);
  }
}

void *new_instance(Type *t) {
  Obj *o = gc_alloc(t->basicsize);
  o->type = t;
  if (t->fini) gc_watch(o);
  return o;
}

/* ---- C3 ---- */
static Tuple *linearise(Type *t, Tuple *bases) {
  long n = bases->len + 1;
  List *result = list_new(4);
  List **seqs = gc_alloc(n * sizeof *seqs);
  list_append(result, (V)t);
  for (long i = 0; i < bases->len; i++) seqs[i] = LIST(to_list((V)TYPEOBJ(bases->v[i])->mro));
  seqs[n - 1] = LIST(to_list((V)bases));
  for (;;) {
    V good = NULL;
    int left = 0;
    for (long i = 0; i < n && !good; i++) {
      if (!seqs[i]->len) continue;
      left = 1;
      good = seqs[i]->v[0];
      for (long j = 0; j < n && good; j++)
        for (long k = 1; k < seqs[j]->len; k++)
          if (seqs[j]->v[k] == good) {
            good = NULL;
            break;
          }
    }
    if (!left) return TUPLE(tuple_of(result->v, result->len));
    if (!good) {
      Buf b = {0};
      for (long i = 0; i < bases->len; i++) buf_str(&b, (V)fmt(i ? ", %S" : "%S", (V)TYPEOBJ(bases->v[i])->name));
      raise(E.TypeError, "Cannot create a consistent method resolution\norder (MRO) for bases %S", (V)buf_done(&b));
    }
    list_append(result, good);
    for (long i = 0; i < n; i++)
      if (seqs[i]->len && seqs[i]->v[0] == good) memmove(seqs[i]->v, seqs[i]->v + 1, --seqs[i]->len * sizeof(V));
  }
}

/* The base whose data layout the instances have. */
static Type *solid(Type *t) {
  while (t->base && ((t->flags & T_HEAP) || t->basicsize == t->base->basicsize)) t = t->base;
  return t;
}
static Type *best_base(Tuple *bases) {
  Type *best = NULL;
  for (long i = 0; i < bases->len; i++) {
    Type *b = TYPEOBJ(bases->v[i]);
    if (!IS_TYPE(bases->v[i])) raise(E.TypeError, "bases must be types");
    if (b->flags & T_NOBASE) raise(E.TypeError, "type '%S' is not an acceptable base type", (V)b->name);
    if (!best || (is_subtype(solid(b), solid(best)) && solid(b) != solid(best))) best = b;
    else if (!is_subtype(solid(best), solid(b))) raise(E.TypeError, "multiple bases have instance lay-out conflict");
  }
  return best;
}

static void finaliser(V self) {
  extern void queue_del(V);
  queue_del(self);
}

V class_new(Type *meta, Str *name, Tuple *bases, Dict *ns, Dict *kw) {
  if (!bases->len) bases = TUPLE(tuple_of((V[]){(V)T.object}, 1));
  Type *base = best_base(bases);
  Type *t = (Type *)new_instance(meta);
  ns = dict_copy(ns);
  t->base = base, t->bases = bases, t->name = t->qualname = name, t->dict = ns;
  t->flags = T_HEAP | (base->flags & (T_INT | T_STR | T_TUPLE | T_LIST | T_DICT | T_EXC | T_TYPE | T_BYTES | T_FLOAT | T_SET));
  t->dictoffset = base->dictoffset, t->basicsize = base->basicsize;
  t->module = N(__main__);
  if (!t->dictoffset) {
    t->dictoffset = (base->basicsize + 7) & ~7;
    t->basicsize = t->dictoffset + 8;
  }
  t->mro = linearise(t, bases);
  V q = dict_gets(ns, N(__qualname__)), cell = dict_gets(ns, N(__classcell__)), init;
  if (q) {
    t->qualname = STR(q);
    dict_del(ns, (V)N(__qualname__));
  }
  V m = dict_gets(ns, N(__module__));
  if (m && IS_STR(m)) t->module = STR(m);
  if (cell) {
    ((Cell *)cell)->v = (V)t;
    dict_del(ns, (V)N(__classcell__));
  }
  if (!dict_gets(ns, N(__doc__))) dict_set(ns, (V)N(__doc__), None);
  if (dict_gets(ns, N(__eq__)) && !dict_gets(ns, N(__hash__))) dict_set(ns, (V)N(__hash__), None);
  Str *implicit[] = {N(__init_subclass__), N(__class_getitem__)};
  for (int i = 0; i < 2; i++)
    if ((init = dict_gets(ns, implicit[i])) && IS(init, func)) {
      Property *p = NEW(Property, T.classmethod);
      p->get = init;
      dict_set(ns, (V)implicit[i], (V)p);
    }
  if ((init = dict_gets(ns, N(__new__))) && IS(init, func)) {
    Property *p = NEW(Property, T.staticmethod);
    p->get = init;
    dict_set(ns, (V)N(__new__), (V)p);
  }
  version++;
  if (!all_heap) list_append(py.roots, (V)(all_heap = list_new(16)));
  list_append(all_heap, (V)t);
  fix_slots(t);
  t->fini = type_lookup(t, N(__del__)) ? finaliser : base->fini;
  V k, v;
  Dict *copy = dict_copy(ns);
  for (long at = 0; dict_next(copy, &at, &k, &v);) {
    V set_name = IS_SMALL(v) || v->type == T.func ? NULL : type_lookup(TYPE(v), N(__set_name__));
    if (set_name) call3(set_name, v, (V)t, k);
  }
  /* __init_subclass__ of the next class in line */
  for (long i = 1; i < t->mro->len; i++)
    if ((v = dict_gets(TYPEOBJ(t->mro->v[i])->dict, N(__init_subclass__)))) {
      V f = IS(v, classmethod) ? T.classmethod->get(v, NULL, t) : v;
      call(f, 0, NULL, kw);
      break;
    }
  return (V)t;
}

V build_class(Func *body, Str *name, int n, V *bases, Dict *kw) {
  Type *meta = NULL;
  Tuple *tb = TUPLE(tuple_of(bases, n));
  for (int i = 0; i < n; i++)
    if (!IS_TYPE(bases[i])) {
      V m = special(bases[i], N(__mro_entries__));
      if (!m) continue;
      V r = call1(m, (V)tb);
      bases[i] = TUPLE(r)->len ? TUPLE(r)->v[0] : (V)T.object;
      tb = TUPLE(tuple_of(bases, n));
    }
  if (kw) {
    V m = dict_gets(kw, N(metaclass));
    if (m) {
      meta = TYPEOBJ(m);
      kw = dict_copy(kw);
      dict_del(kw, (V)N(metaclass));
    }
  }
  if (!meta) meta = n ? TYPE(bases[0]) : T.type;
  for (int i = 0; i < n && IS_TYPE((V)meta); i++) {
    Type *m = TYPE(bases[i]);
    if (is_subtype(m, meta)) meta = m;
    else if (!is_subtype(meta, m)) raise(E.TypeError, "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases");
  }
  V prepare = find_attr((V)meta, N(__prepare__));
  Dict *ns = prepare && !IS(prepare, cfunc) ? DICT(call(prepare, 2, (V[]){(V)name, (V)tb}, kw)) : dict_new();
  Frame *f = frame_new(body->code, body->globals);
  Code *c = body->code;
  f->func = body, f->locals = ns;
  for (int i = 0; i < c->ncells; i++) f->fast[c->nlocals + i] = (V)NEW(Cell, T.cell);
  for (int i = 0; i < c->nfree; i++) f->fast[c->nlocals + c->ncells + i] = body->closure->v[i];
  V cell = run(f);
  if (cell != None) dict_set(ns, (V)N(__classcell__), cell);
  return call((V)meta, 3, (V[]){(V)name, (V)tb, (V)ns}, kw);
}

/* ---- the type `type` ---- */
static V type_call(V self, int n, V *a, Dict *kw) {
  Type *t = TYPEOBJ(self);
  if (t == T.type && n == 1 && !kw) return (V)TYPE(a[0]);
  if (!t->new_ || (t->flags & T_ABSTRACT)) raise(E.TypeError, "cannot create '%S' instances", (V)t->name);
  V o = t->new_(t, n, a, kw);
  if (TYPE(o) != t && !is_subtype(TYPE(o), t)) return o;
  if (TYPE(o)->init) TYPE(o)->init(o, n, a, kw);
  return o;
}
static V type_make(Type *meta, int n, V *a, Dict *kw) {
  if (n != 3) raise(E.TypeError, "type() takes 1 or 3 arguments");
  if (!IS_STR(a[0])) raise(E.TypeError, "type.__new__() argument 1 must be str, not %T", a[0]);
  Dict *ns = DICT(a[2]);
  if (!dict_gets(ns, N(__module__)) && py.frame) {
    V m = dict_gets(py.frame->globals, N(__name__));
    if (m) ns = dict_copy(ns), dict_set(ns, (V)N(__module__), m);
  }
  return class_new(meta, intern_str(STR(a[0])), TUPLE(a[1]), ns, kw);
}
static void type_init(V self, int n, V *a, Dict *kw) {}
static V type_repr(V v) {
  Type *t = TYPEOBJ(v);
  if (t->module == N(builtins)) return (V)fmt("<class '%S'>", (V)t->qualname);
  return (V)fmt("<class '%S.%S'>", (V)t->module, (V)t->qualname);
}
static V type_getattr(V self, Str *name) {
  Type *t = TYPEOBJ(self);
  V meta = type_lookup(TYPE(self), name), v;
  if (meta && !IS_SMALL(meta) && TYPE(meta)->get && TYPE(meta)->set) return TYPE(meta)->get(meta, self, TYPE(self));
  v = type_lookup(t, name);
  if (v) {
    if (!IS_SMALL(v) && v->type->get) return v->type->get(v, NULL, t);
    return v;
  }
  if (meta) return !IS_SMALL(meta) && TYPE(meta)->get ? TYPE(meta)->get(meta, self, TYPE(self)) : meta;
  return NULL;
}
static int type_setattr(V self, Str *name, V v) {
  Type *t = TYPEOBJ(self);
  V meta = type_lookup(TYPE(self), name);
  if (meta && !IS_SMALL(meta) && TYPE(meta)->set) return TYPE(meta)->set(meta, self, v), 1;
  if (!(t->flags & T_HEAP)) raise(E.TypeError, "cannot set '%S' attribute of immutable type '%S'", (V)name, (V)t->name);
  if (v) dict_set(t->dict, (V)name, v);
  else if (!dict_del(t->dict, (V)name)) raise(E.AttributeError, "type object '%S' has no attribute '%S'", (V)t->name, (V)name);
  type_changed(t);
  return 1;
}
static V g_name(int n, V *a, Dict *kw) { return n > 1 ? (TYPEOBJ(a[0])->name = STR(a[1]), None) : (V)TYPEOBJ(a[0])->name; }
static V g_qualname(int n, V *a, Dict *kw) { return n > 1 ? (TYPEOBJ(a[0])->qualname = STR(a[1]), None) : (V)TYPEOBJ(a[0])->qualname; }
static V g_module(int n, V *a, Dict *kw) { return n > 1 ? (TYPEOBJ(a[0])->module = STR(a[1]), None) : (V)TYPEOBJ(a[0])->module; }
static V g_bases(int n, V *a, Dict *kw) { return (V)TYPEOBJ(a[0])->bases; }
static V g_base(int n, V *a, Dict *kw) { return TYPEOBJ(a[0])->base ? (V)TYPEOBJ(a[0])->base : None; }
static V g_mro(int n, V *a, Dict *kw) { return (V)TYPEOBJ(a[0])->mro; }
static V g_dict(int n, V *a, Dict *kw) {
  struct { Type *type; Dict *dict; } *p = new_object(T.mappingproxy, 16);
  p->dict = TYPEOBJ(a[0])->dict;
  return (V)p;
}
static V g_doc(int n, V *a, Dict *kw) {
  if (n > 1) return dict_set(TYPEOBJ(a[0])->dict, (V)N(__doc__), a[1]), None;
  V d = dict_gets(TYPEOBJ(a[0])->dict, N(__doc__));
  return d ? d : None;
}
static V t_mro(int n, V *a, Dict *kw) { return to_list((V)TYPEOBJ(a[0])->mro); }
static V t_subclasses(int n, V *a, Dict *kw) {
  List *l = list_new(2);
  for (long i = 0; all_heap && i < all_heap->len; i++) {
    Tuple *b = TYPEOBJ(all_heap->v[i])->bases;
    for (long k = 0; k < b->len; k++)
      if (b->v[k] == a[0]) list_append(l, all_heap->v[i]);
  }
  return (V)l;
}
static V t_instancecheck(int n, V *a, Dict *kw) { return BOOL(is_subtype(TYPE(a[1]), TYPEOBJ(a[0]))); }
static V t_or(V a, V b, int op) { return op == O_OR && (IS_TYPE(a) || IS_TUPLE(a)) ? tuple2(a, b) : NotImplemented; } /* int | str in annotations */
static const Def type_defs[] = {
  {"__name__", g_name, 0, 1, M_GET}, {"__qualname__", g_qualname, 0, 1, M_GET}, {"__module__", g_module, 0, 1, M_GET}, {"__bases__", g_bases, 0, 0, M_GET}, {"__base__", g_base, 0, 0, M_GET},
  {"__mro__", g_mro, 0, 0, M_GET}, {"__dict__", g_dict, 0, 0, M_GET}, {"__doc__", g_doc, 0, 1, M_GET}, {"mro", t_mro, 0, 0}, {"__subclasses__", t_subclasses, 0, 0},
  {"__instancecheck__", t_instancecheck, 1, 1}, {0},
};

void init_type(void) {
  Type *t = T.type;
  t->new_ = type_make, t->init = type_init, t->call = type_call, t->repr = type_repr, t->getattr = type_getattr, t->setattr = type_setattr, t->binary = t_or;
  type_methods(t, type_defs);
  type_ready(t);
}
