/* What can be done with any value: repr, hash, comparison, operators, items, iteration. And the types object, NoneType, …, iter. */
#include "../py.h"

Obj NoneObj, NotImplObj, EllipsisObj, TrueObj, FalseObj;

const char *type_name(V v) {
  return TYPE(v)->name->s;
}

/* ---- recursion in repr ---- */
static struct { V v[200]; int n; } inside;
int repr_enter(V v) {
  for (int i = 0; i < inside.n; i++)
    if (inside.v[i] == v) return 0;
  gc_check_stack();
  if (inside.n == 200) {
    inside.n = 0;
    raise(E.RecursionError, "maximum recursion depth exceeded while getting the repr of an object");
  }
  inside.v[inside.n++] = v;
  return 1;
}
void repr_leave(V v) {
  while (inside.n && inside.v[--inside.n] != v);
}

V repr(V v) {
  gc_check_stack();
  if (IS_SMALL(v)) return (V)int_str(v, 10);
  return v->type->repr(v);
}
V str(V v) {
  if (IS_SMALL(v)) return (V)int_str(v, 10);
  if (v->type == T.str) return v;
  return v->type->str ? v->type->str(v) : repr(v);
}
long hash(V v) {
  if (IS_SMALL(v)) {
    long i = SMALLVAL(v);
    return i == -1 ? -2 : i >= 0 && i < 0x1fffffffffffffff ? i : int_hash(v);
  }
  Type *t = v->type;
  if (!t->hash) raise(E.TypeError, "unhashable type: '%T'", v);
  return t->hash(v);
}
int truth(V v) {
  if (IS_SMALL(v)) return (long)v != 1;
  if (v == True || v == False || v == None) return v == True;
  if (v->type->truth) return v->type->truth(v);
  if (v->type->len) return v->type->len(v) != 0;
  return 1;
}

/* ---- comparison ---- */
V compare(V a, V b, int op) {
  static const int swapped[] = {C_GT, C_GE, C_EQ, C_NE, C_LT, C_LE};
  Type *ta = TYPE(a), *tb = TYPE(b);
  V r;
  gc_check_stack();
  int right_first = ta != tb && is_subtype(tb, ta) && tb->cmp;
  if (right_first && (r = tb->cmp(b, a, swapped[op])) != NotImplemented) return r;
  if (ta->cmp && (r = ta->cmp(a, b, op)) != NotImplemented) return r;
  if (!right_first && tb->cmp && (r = tb->cmp(b, a, swapped[op])) != NotImplemented) return r;
  if (op == C_EQ) return BOOL(a == b);
  if (op == C_NE) return BOOL(a != b);
  raise(E.TypeError, "'%s' not supported between instances of '%T' and '%T'", cmp_symbol[op], a, b);
}
int eq(V a, V b) {
  if (a == b) return 1;
  if (IS_SMALL(a) && IS_SMALL(b)) return 0;
  if (IS(a, str) && IS(b, str)) return str_eq(STR(a), STR(b));
  return truth(compare(a, b, C_EQ));
}
int less(V a, V b) {
  if (IS_SMALL(a) && IS_SMALL(b)) return (long)a < (long)b;
  if (IS(a, str) && IS(b, str)) return str_cmp(STR(a), STR(b)) < 0;
  return truth(compare(a, b, C_LT));
}
int contains(V c, V v) {
  Type *t = TYPE(c);
  if (t->contains) return t->contains(c, v);
  if (!t->iter && !t->getitem) raise(E.TypeError, "argument of type '%T' is not iterable", c);
  V it = iter(c), x;
  while ((x = next(it)))
    if (eq(x, v)) return 1;
  return 0;
}

/* ---- operators ---- */
static void unsupported(V a, V b, int op, const char *suffix) {
  char symbol[20];
  strcpy(symbol, op_symbol[op]);
  if (*suffix) strcpy(symbol, op == O_POW ? "**" : op_symbol[op]), strcat(symbol, suffix);
  if (op == O_RSHIFT && IS(a, cfunc) && !strcmp(((CFunc *)a)->def->name, "print") && !*suffix)
    raise(E.TypeError, "unsupported operand type(s) for %s: '%T' and '%T'. Did you mean \"print(<message>, file=<output_stream>)\"?", symbol, a, b);
  raise(E.TypeError, "unsupported operand type(s) for %s: '%T' and '%T'", symbol, a, b);
}
static V try_binary(V a, V b, int op) {
  Type *ta = TYPE(a), *tb = TYPE(b);
  V r = NotImplemented;
  if (tb->binary && ta->binary != tb->binary && is_subtype(tb, ta) && (r = tb->binary(a, b, op)) != NotImplemented) return r;
  if (ta->binary) {
    int sequence = (ta->flags & (T_STR | T_LIST | T_TUPLE | T_BYTES)) && tb->binary && ta->binary != tb->binary && (tb->flags & T_HEAP);
    if (sequence && (r = tb->binary(a, b, op)) != NotImplemented) return r; /* __radd__ comes before a sequence's concatenation */
    if ((r = ta->binary(a, b, op)) != NotImplemented) return r;
  }
  if (tb->binary && ta->binary != tb->binary) r = tb->binary(a, b, op);
  return r;
}
V binary(V a, V b, int op) {
  V r = try_binary(a, b, op);
  if (r == NotImplemented) unsupported(a, b, op, "");
  return r;
}
V inplace(V a, V b, int op) {
  Type *t = TYPE(a);
  V r = t->inplace ? t->inplace(a, b, op) : NotImplemented;
  if (r != NotImplemented) return r;
  r = try_binary(a, b, op);
  if (r == NotImplemented) unsupported(a, b, op, "=");
  return r;
}
V unary(V a, int op) {
  static const char *const symbols[] = {"-", "+", "~", "", "abs()"};
  if (op == U_NOT) return BOOL(!truth(a));
  Type *t = TYPE(a);
  if (!t->unary) raise(E.TypeError, "bad operand type for %s%s: '%T'", op == U_ABS ? "" : "unary ", symbols[op], a);
  return t->unary(a, op);
}

/* ---- items ---- */
V getitem(V o, V k) {
  Type *t = TYPE(o);
  if (t->getitem) return t->getitem(o, k);
  if (IS_TYPE(o)) {
    V m = find_attr(o, N(__class_getitem__));
    if (m) return call1(m, k);
    if (!(TYPEOBJ(o)->flags & T_HEAP)) { /* list[int] */
      typedef struct { Type *type; V origin, args; } Alias;
      Alias *x = NEW(Alias, T.alias);
      x->origin = o, x->args = IS_TUPLE(k) ? k : tuple_of(&k, 1);
      return (V)x;
    }
    raise(E.TypeError, "type '%S' is not subscriptable", (V)TYPEOBJ(o)->name);
  }
  raise(E.TypeError, "'%T' object is not subscriptable", o);
}
void setitem(V o, V k, V v) {
  Type *t = TYPE(o);
  if (!t->setitem) raise(E.TypeError, v ? "'%T' object does not support item assignment" : "'%T' object doesn't support item deletion", o);
  t->setitem(o, k, v);
}
long length(V v) {
  if (!TYPE(v)->len) raise(E.TypeError, "object of type '%T' has no len()", v);
  return TYPE(v)->len(v);
}

/* ---- iteration ---- */
static V seq_next(V *st) {
  Catch c;
  if (TRY(c)) {
    V v = getitem(st[0], st[1]);
    ENDTRY(c);
    st[1] = SMALL(SMALLVAL(st[1]) + 1);
    return v;
  }
  caught(&c);
  if (!exc_matches(py.raised, (V)E.IndexError) && !exc_matches(py.raised, (V)E.StopIteration)) reraise(py.raised);
  return NULL;
}
V iter(V v) {
  Type *t = TYPE(v);
  if (t->iter) return t->iter(v);
  if (t->getitem && !IS_DICT(v)) return iter_new(seq_next, v, SMALL(0), NULL, "iterator");
  raise(E.TypeError, "'%T' object is not iterable", v);
}
V next(V it) {
  Type *t = TYPE(it);
  if (!t->next) raise(E.TypeError, "'%T' object is not an iterator", it);
  return t->next(it);
}
V iter_slot(V it) { return ((Iter *)it)->next(((Iter *)it)->st); }
static V self(V v) { return v; }
static Dict *iter_types;
Type *iter_type(const char *name) {
  if (!iter_types) list_append(py.roots, (V)(iter_types = dict_new()));
  V k = (V)intern(name), t = dict_get(iter_types, k);
  if (t) return TYPEOBJ(t);
  Type *n = type_new(name, T.object, sizeof(Iter), T_ABSTRACT, NULL);
  n->iter = self, n->next = iter_slot;
  type_ready(n);
  dict_set(iter_types, k, (V)n);
  return n;
}
V iter_state_named(Type *t, V (*next)(V *), V a, V b, V c) {
  Iter *i = NEW(Iter, t);
  i->next = next, i->st[0] = a, i->st[1] = b, i->st[2] = c;
  return (V)i;
}
V iter_new(V (*next)(V *), V a, V b, V c, const char *name) {
  static struct { const char *name; Type *t; } known[16];
  for (int i = 0; i < 16; i++) {
    if (known[i].name == name) return iter_state_named(known[i].t, next, a, b, c);
    if (!known[i].name) {
      known[i].name = name, known[i].t = iter_type(name);
      return iter_state_named(known[i].t, next, a, b, c);
    }
  }
  return iter_state_named(iter_type(name), next, a, b, c);
}

/* ---- object ---- */
static V object_make(Type *t, int n, V *a, Dict *kw) {
  if ((n || kw) && t->new_ == object_make && (t == T.object || type_lookup(t, N(__init__)) == dict_gets(T.object->dict, N(__init__)))) raise(E.TypeError, "%S() takes no arguments", (V)t->name);
  return new_instance(t);
}
static void object_init(V self, int n, V *a, Dict *kw) {
  Type *t = TYPE(self);
  if ((n || kw) && (t->init != object_init || t->new_ == object_make)) {
    if (t->init != object_init) raise(E.TypeError, "object.__init__() takes exactly one argument (the instance to initialize)");
    raise(E.TypeError, "%S() takes no arguments", (V)t->name);
  }
}
static V object_repr(V v) {
  Type *t = TYPE(v);
  if (t->module == N(builtins)) return (V)fmt("<%S object at %p>", (V)t->qualname, v);
  return (V)fmt("<%S.%S object at %p>", (V)t->module, (V)t->qualname, v);
}
static V object_str(V v) { return repr(v); }
static long object_hash(V v) {
  long h = (long)v >> 4;
  return h == -1 ? -2 : h;
}
static V object_cmp(V a, V b, int op) { return op == C_EQ && a == b ? True : op == C_NE && a == b ? False : NotImplemented; }
static V o_class(int n, V *a, Dict *kw) {
  if (n > 1) return a[0]->type = TYPEOBJ(a[1]), None;
  return (V)TYPE(a[0]);
}
static V o_dict(int n, V *a, Dict *kw) {
  Dict **d = dict_slot(a[0]);
  if (!d) raise_attr(a[0], N(__dict__));
  if (n > 1) return *d = DICT(a[1]), None;
  if (!*d) *d = dict_new();
  return (V)*d;
}
static V o_format(int n, V *a, Dict *kw) { return STR(a[1])->len ? (raise(E.TypeError, "unsupported format string passed to %T.__format__", a[0]), NULL) : str(a[0]); }
static V o_init_subclass(int n, V *a, Dict *kw) {
  if (kw && kw->used) raise(E.TypeError, "%S.__init_subclass__() takes no keyword arguments", (V)TYPEOBJ(a[0])->name);
  return None;
}
static V o_doc(int n, V *a, Dict *kw) {
  V d = type_lookup(TYPE(a[0]), N(__doc__));
  return d && (IS_STR(d) || d == None) ? d : None;
}
static V o_module(int n, V *a, Dict *kw) { return (V)TYPE(a[0])->module; }
static V o_dir(int n, V *a, Dict *kw) { return call1(get_builtin("dir"), a[0]); }
static V o_sizeof(int n, V *a, Dict *kw) { return SMALL(TYPE(a[0])->basicsize); }
static const Def object_defs[] = {{"__class__", o_class, 0, 1, M_GET}, {"__dict__", o_dict, 0, 1, M_GET}, {"__doc__", o_doc, 0, 0, M_GET}, {"__module__", o_module, 0, 0, M_GET}, {"__format__", o_format, 1, 1},
  {"__init_subclass__", o_init_subclass, 0, 0, M_CLASS | M_KW}, {"__dir__", o_dir, 0, 0}, {"__sizeof__", o_sizeof, 0, 0}, {0}};

static V none_repr(V v) { return (V)intern(v == None ? "None" : v == Ellipsis ? "Ellipsis" : "NotImplemented"); }
static int none_truth(V v) { return v == Ellipsis; }
static V none_make(Type *t, int n, V *a, Dict *kw) { return t == T.none ? None : t == T.ellipsis ? Ellipsis : NotImplemented; }
static void none_init(V self, int n, V *a, Dict *kw) {}

static V alias_repr(V v) {
  struct { Type *type; V origin, args; } *x = (void *)v;
  Buf b = {0};
  Tuple *t = TUPLE(x->args);
  buf_str(&b, (V)TYPEOBJ(x->origin)->qualname);
  buf_c(&b, "[");
  for (long i = 0; i < t->len; i++) {
    if (i) buf_c(&b, ", ");
    buf_str(&b, IS_TYPE(t->v[i]) ? (V)TYPEOBJ(t->v[i])->qualname : repr(t->v[i]));
  }
  buf_c(&b, "]");
  return (V)buf_done(&b);
}
static V alias_call(V v, int n, V *a, Dict *kw) { return call(((struct { Type *type; V origin; } *)(void *)v)->origin, n, a, kw); }
static V a_origin(int n, V *a, Dict *kw) { return ((struct { Type *type; V origin; } *)(void *)a[0])->origin; }
static const Def alias_defs[] = {{"__origin__", a_origin, 0, 0, M_GET}, {0}};

void init_object(void) {
  Type *t = T.object;
  t->new_ = object_make, t->init = object_init, t->repr = object_repr, t->str = object_str, t->hash = object_hash, t->cmp = object_cmp;
  type_ready(t);
  /* these two are shared by all: __getattribute__ and __setattr__ stand for the generic way, which is slot NULL */
  extern void object_attr_methods(void);
  type_methods(t, object_defs);
  object_attr_methods();
}
void init_singletons(void) {
  NoneObj.type = T.none, NotImplObj.type = T.notimpl, EllipsisObj.type = T.ellipsis;
  Type *all[] = {T.none, T.notimpl, T.ellipsis};
  for (int i = 0; i < 3; i++) {
    all[i]->repr = none_repr, all[i]->new_ = none_make, all[i]->init = none_init;
    if (i != 1) all[i]->truth = none_truth;
    type_ready(all[i]);
  }
  T.alias->repr = alias_repr, T.alias->call = alias_call;
  type_methods(T.alias, alias_defs);
  type_ready(T.alias);
}

/* ---- isinstance ---- */
int isinstance(V v, V what) {
  if (IS_TUPLE(what)) {
    for (long i = 0; i < TUPLE(what)->len; i++)
      if (isinstance(v, TUPLE(what)->v[i])) return 1;
    return 0;
  }
  if (!IS_TYPE(what)) {
    V m = special(what, N(__instancecheck__));
    if (m) return truth(call1(m, v));
    raise(E.TypeError, "isinstance() arg 2 must be a type, a tuple of types, or a union");
  }
  if (is_subtype(TYPE(v), TYPEOBJ(what))) return 1;
  if (TYPE(what) != T.type) {
    V m = special(what, N(__instancecheck__));
    return m && truth(call1(m, v));
  }
  return 0;
}
int issubclass(V v, V what) {
  if (IS_TUPLE(what)) {
    for (long i = 0; i < TUPLE(what)->len; i++)
      if (issubclass(v, TUPLE(what)->v[i])) return 1;
    return 0;
  }
  if (!IS_TYPE(v)) raise(E.TypeError, "issubclass() arg 1 must be a class");
  if (!IS_TYPE(what)) raise(E.TypeError, "issubclass() arg 2 must be a class, a tuple of classes, or a union");
  V m = TYPE(what) != T.type ? special(what, N(__subclasscheck__)) : NULL;
  if (m) return truth(call1(m, v));
  return is_subtype(TYPEOBJ(v), TYPEOBJ(what));
}
