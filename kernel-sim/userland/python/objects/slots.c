/*
 * Special methods and slots. A type in C has functions in its slots, and gets methods like __len__ that call them; a class written in
 * Python has methods like __len__, and gets functions in its slots that call them. The table at the end pairs the two.
 */
#include "../py.h"

const char *const op_dunder[] = {"add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift", "and", "xor", "or", "matmul", "divmod"};
const char *const op_symbol[] = {"+", "-", "*", "/", "//", "%", "** or pow()", "<<", ">>", "&", "^", "|", "@", "divmod()"};
const char *const cmp_symbol[] = {"<", "<=", "==", "!=", ">", ">="};
static Str *op_names[3][14]; /* __add__, __radd__, __iadd__ */
static Str *cmp_names(int op) { return ((Str *[]){N(__lt__), N(__le__), N(__eq__), N(__ne__), N(__gt__), N(__ge__)})[op]; }

/* ---- slots that call methods ---- */
static V method(V v, Str *name) {
  V m = special(v, name);
  if (!m) raise(E.AttributeError, "'%T' object has no attribute '%S'", v, (V)name);
  return m;
}
static V slot_repr(V v) {
  V r = call0(method(v, N(__repr__)));
  if (!IS_STR(r)) raise(E.TypeError, "__repr__ returned non-string (type %T)", r);
  return r;
}
static V slot_str(V v) {
  V r = call0(method(v, N(__str__)));
  if (!IS_STR(r)) raise(E.TypeError, "__str__ returned non-string (type %T)", r);
  return r;
}
static long slot_hash(V v) {
  V m = special(v, N(__hash__));
  if (!m || m == None) raise(E.TypeError, "unhashable type: '%T'", v);
  V r = call0(m);
  if (!IS_INT(r)) raise(E.TypeError, "__hash__ method should return an integer");
  long h;
  if (!fits_long(r, &h)) h = int_hash(r);
  return h == -1 ? -2 : h;
}
static V slot_call(V v, int n, V *a, Dict *kw) { return call(method(v, N(__call__)), n, a, kw); }
static V slot_iter(V v) {
  V m = special(v, N(__iter__));
  if (!m || m == None) raise(E.TypeError, "'%T' object is not iterable", v);
  V it = call0(m);
  if (!TYPE(it)->next) raise(E.TypeError, "iter() returned non-iterator of type '%T'", it);
  return it;
}
static V slot_next(V v) {
  Catch c;
  if (TRY(c)) {
    V r = call0(method(v, N(__next__)));
    ENDTRY(c);
    return r;
  }
  caught(&c);
  if (!exc_matches(py.raised, (V)E.StopIteration)) reraise(py.raised);
  py.raised = NULL;
  return NULL;
}
static long slot_len(V v) {
  V r = call0(method(v, N(__len__)));
  if (!IS_INT(r)) raise(E.TypeError, "'%T' object cannot be interpreted as an integer", r);
  if (int_sign(r) < 0) raise(E.ValueError, "__len__() should return >= 0");
  return as_long(r);
}
static V slot_getitem(V v, V k) { return call1(method(v, N(__getitem__)), k); }
static void slot_setitem(V v, V k, V x) {
  V m = special(v, x ? N(__setitem__) : N(__delitem__));
  if (!m) raise(E.TypeError, x ? "'%T' object does not support item assignment" : "'%T' object doesn't support item deletion", v);
  if (x) call2(m, k, x);
  else call1(m, k);
}
static int slot_contains(V v, V k) { return truth(call1(method(v, N(__contains__)), k)); }
static int slot_truth(V v) {
  V r = call0(method(v, N(__bool__)));
  if (r != True && r != False) raise(E.TypeError, "__bool__ should return bool, returned %T", r);
  return r == True;
}
static V slot_cmp(V a, V b, int op) {
  V m = special(a, cmp_names(op));
  if (m) return call1(m, b);
  if (op == C_NE && (m = special(a, N(__eq__)))) {
    V r = call1(m, b);
    return r == NotImplemented ? r : BOOL(!truth(r));
  }
  return NotImplemented;
}
static V slot_binary(V a, V b, int op) {
  /* called for either side: which one it is shows in whose method exists */
  int same = TYPE(a) == TYPE(b), right_first = !same && is_subtype(TYPE(b), TYPE(a)) && type_lookup(TYPE(b), op_names[1][op]) != type_lookup(TYPE(a), op_names[1][op]);
  V m, r = NotImplemented;
  if (right_first && (m = special(b, op_names[1][op]))) {
    if ((r = call1(m, a)) != NotImplemented) return r;
  }
  if ((m = special(a, op_names[0][op])) && (r = call1(m, b)) != NotImplemented) return r;
  if (!same && !right_first && (m = special(b, op_names[1][op]))) r = call1(m, a);
  return r;
}
static V slot_inplace(V a, V b, int op) {
  V m = special(a, op_names[2][op]);
  return m ? call1(m, b) : NotImplemented;
}
static V slot_unary(V a, int op) {
  Str *names[] = {N(__neg__), N(__pos__), N(__invert__), NULL, N(__abs__)};
  static const char *const symbols[] = {"-", "+", "~", "", "abs()"};
  V m = special(a, names[op]);
  if (!m) raise(E.TypeError, "bad operand type for %s%s: '%T'", op == U_ABS ? "" : "unary ", symbols[op], a);
  return call0(m);
}
static V slot_getattr(V self, Str *name) {
  Catch c;
  V v = NULL, hook;
  V f = type_lookup(TYPE(self), N(__getattribute__));
  if (TRY(c)) {
    v = call2(f, self, (V)name);
    ENDTRY(c);
    return v;
  }
  caught(&c);
  V e = py.raised;
  if (!exc_matches(e, (V)E.AttributeError)) reraise(e);
  hook = type_lookup(TYPE(self), N(__getattr__));
  if (!hook) reraise(e);
  return call2(hook, self, (V)name);
}
static int slot_setattr(V self, Str *name, V v) {
  if (v) call2(method(self, N(__setattr__)), (V)name, v);
  else call1(method(self, N(__delattr__)), (V)name);
  return 1;
}
static V slot_get(V self, V obj, Type *t) { return call2(method(self, N(__get__)), obj ? obj : None, (V)t); }
static void slot_set(V self, V obj, V v) {
  V m = special(self, v ? N(__set__) : N(__delete__));
  if (!m) raise(E.AttributeError, v ? "__set__" : "__delete__");
  if (v) call2(m, obj, v);
  else call1(m, obj);
}
static void slot_init(V self, int n, V *a, Dict *kw) {
  V r = call(method(self, N(__init__)), n, a, kw);
  if (r != None) raise(E.TypeError, "__init__() should return None, not '%T'", r);
}
static V slot_new(Type *t, int n, V *a, Dict *kw) {
  V f = type_lookup(t, N(__new__));
  if (IS(f, staticmethod)) f = ((Property *)f)->get;
  V *args = gc_alloc((n + 1) * sizeof(V));
  args[0] = (V)t;
  memcpy(args + 1, a, n * sizeof(V));
  return call(f, n + 1, args, kw);
}

/* ---- methods that call slots: they use the type that owns the slot, so that super() works ---- */
static Type *owner_of(V self, Str *name, size_t slot) { /* the nearest type in C at or above self's type: its slot is the one meant */
  Tuple *mro = TYPE(self)->mro;
  for (long i = 0; i < mro->len; i++) {
    Type *t = TYPEOBJ(mro->v[i]);
    if (!(t->flags & T_HEAP) && *(void **)((char *)t + slot)) return t;
  }
  raise(E.TypeError, "'%T' object has no method %S", self, (V)name);
}
#define OWN(v, slot) (owner_of(v, NULL, offsetof(Type, slot))->slot)
static V w_repr(int n, V *a, Dict *kw) { return OWN(a[0], repr)(a[0]); }
static V w_str(int n, V *a, Dict *kw) { return OWN(a[0], str)(a[0]); }
static V w_hash(int n, V *a, Dict *kw) { return int_new(OWN(a[0], hash)(a[0])); }
static V w_call(int n, V *a, Dict *kw) { return OWN(a[0], call)(a[0], n - 1, a + 1, kw); }
static V w_iter(int n, V *a, Dict *kw) { return OWN(a[0], iter)(a[0]); }
static V w_next(int n, V *a, Dict *kw) {
  py.raised = NULL;
  V v = OWN(a[0], next)(a[0]);
  if (!v) raise_stop(IS(a[0], gen) && py.raised ? py.raised : None);
  return v;
}
static V w_len(int n, V *a, Dict *kw) { return SMALL(OWN(a[0], len)(a[0])); }
static V w_getitem(int n, V *a, Dict *kw) { return OWN(a[0], getitem)(a[0], a[1]); }
static V w_setitem(int n, V *a, Dict *kw) { return OWN(a[0], setitem)(a[0], a[1], a[2]), None; }
static V w_delitem(int n, V *a, Dict *kw) { return OWN(a[0], setitem)(a[0], a[1], NULL), None; }
static V w_contains(int n, V *a, Dict *kw) { return BOOL(OWN(a[0], contains)(a[0], a[1])); }
static V w_bool(int n, V *a, Dict *kw) { return BOOL(OWN(a[0], truth)(a[0])); }
static V w_getattribute(int n, V *a, Dict *kw) {
  if (!IS_STR(a[1])) raise(E.TypeError, "attribute name must be string, not '%T'", a[1]);
  Type *t = owner_of(a[0], NULL, offsetof(Type, hash));
  V v = t->getattr ? t->getattr(a[0], intern_str(STR(a[1]))) : generic_getattr(a[0], intern_str(STR(a[1])));
  if (!v) raise_attr(a[0], STR(a[1]));
  return v;
}
static V w_setattr(int n, V *a, Dict *kw) {
  Type *t = IS_TYPE(a[0]) ? T.type : T.object;
  (t->setattr ? t->setattr : generic_setattr)(a[0], intern_str(STR(a[1])), n > 2 ? a[2] : NULL);
  return None;
}
static V w_get(int n, V *a, Dict *kw) { return OWN(a[0], get)(a[0], a[1] == None ? NULL : a[1], n > 2 && IS_TYPE(a[2]) ? TYPEOBJ(a[2]) : NULL); }
static V w_set(int n, V *a, Dict *kw) { return OWN(a[0], set)(a[0], a[1], a[2]), None; }
static V w_delete(int n, V *a, Dict *kw) { return OWN(a[0], set)(a[0], a[1], NULL), None; }
static V w_init(int n, V *a, Dict *kw) { return OWN(a[0], init)(a[0], n - 1, a + 1, kw), None; }
static V w_new(int n, V *a, Dict *kw) {
  if (!n || !IS_TYPE(a[0])) raise(E.TypeError, "object.__new__(X): X is not a type object (%T)", n ? a[0] : None);
  Tuple *mro = TYPEOBJ(a[0])->mro;
  for (long i = 0; i < mro->len; i++) {
    Type *t = TYPEOBJ(mro->v[i]);
    if (!(t->flags & T_HEAP) && t->new_) return t->new_(TYPEOBJ(a[0]), n - 1, a + 1, kw);
  }
  raise(E.TypeError, "cannot create '%S' instances", (V)TYPEOBJ(a[0])->name);
}
#define CMP(name, op) static V w_##name(int n, V *a, Dict *kw) { return OWN(a[0], cmp)(a[0], a[1], op); }
CMP(lt, C_LT) CMP(le, C_LE) CMP(eq, C_EQ) CMP(ne, C_NE) CMP(gt, C_GT) CMP(ge, C_GE)
#define BIN(name, op) static V w_##name(int n, V *a, Dict *kw) { return OWN(a[0], binary)(a[0], a[1], op); } \
  static V w_r##name(int n, V *a, Dict *kw) { return OWN(a[0], binary)(a[1], a[0], op); } \
  static V w_i##name(int n, V *a, Dict *kw) { return OWN(a[0], inplace)(a[0], a[1], op); }
BIN(add, O_ADD) BIN(sub, O_SUB) BIN(mul, O_MUL) BIN(truediv, O_TRUEDIV) BIN(floordiv, O_FLOORDIV) BIN(mod, O_MOD) BIN(pow, O_POW) BIN(lshift, O_LSHIFT)
BIN(rshift, O_RSHIFT) BIN(and, O_AND) BIN(xor, O_XOR) BIN(or, O_OR) BIN(divmod, O_DIVMOD)
#define UNA(name, op) static V w_##name(int n, V *a, Dict *kw) { return OWN(a[0], unary)(a[0], op); }
UNA(neg, U_NEG) UNA(pos, U_POS) UNA(invert, U_INVERT) UNA(abs, U_ABS)

static const struct Row { Def def; size_t slot; void *generic; } rows[] = {
#define ROW(slot, name, fn, min, max, flags) {{"__" name "__", fn, min, max, flags}, offsetof(Type, slot), (void *)slot_##slot},
  ROW(repr, "repr", w_repr, 0, 0, 0) ROW(str, "str", w_str, 0, 0, 0) ROW(hash, "hash", w_hash, 0, 0, 0) ROW(call, "call", w_call, 0, -1, M_KW)
  ROW(iter, "iter", w_iter, 0, 0, 0) ROW(next, "next", w_next, 0, 0, 0) ROW(len, "len", w_len, 0, 0, 0) ROW(getitem, "getitem", w_getitem, 1, 1, 0)
  ROW(setitem, "setitem", w_setitem, 2, 2, 0) ROW(setitem, "delitem", w_delitem, 1, 1, 0) ROW(contains, "contains", w_contains, 1, 1, 0) ROW(truth, "bool", w_bool, 0, 0, 0)
  ROW(getattr, "getattribute", w_getattribute, 1, 1, 0) {{"__getattr__", NULL, 1, 1, 0}, offsetof(Type, getattr), (void *)slot_getattr},
  ROW(setattr, "setattr", w_setattr, 2, 2, 0) ROW(setattr, "delattr", w_setattr, 1, 1, 0) ROW(get, "get", w_get, 1, 2, 0) ROW(set, "set", w_set, 2, 2, 0)
  ROW(set, "delete", w_delete, 1, 1, 0) ROW(init, "init", w_init, 0, -1, M_KW)
  {{"__new__", w_new, 0, -1, M_KW | M_STATIC}, offsetof(Type, new_), (void *)slot_new},
  ROW(cmp, "lt", w_lt, 1, 1, 0) ROW(cmp, "le", w_le, 1, 1, 0) ROW(cmp, "eq", w_eq, 1, 1, 0) ROW(cmp, "ne", w_ne, 1, 1, 0) ROW(cmp, "gt", w_gt, 1, 1, 0) ROW(cmp, "ge", w_ge, 1, 1, 0)
#define BROW(name) ROW(binary, #name, w_##name, 1, 1, 0) ROW(binary, "r" #name, w_r##name, 1, 1, 0) ROW(inplace, "i" #name, w_i##name, 1, 1, 0)
  BROW(add) BROW(sub) BROW(mul) BROW(truediv) BROW(floordiv) BROW(mod) BROW(pow) BROW(lshift) BROW(rshift) BROW(and) BROW(xor) BROW(or)
  ROW(binary, "divmod", w_divmod, 1, 1, 0) ROW(binary, "rdivmod", w_rdivmod, 1, 1, 0)
  {{"__matmul__", NULL}, offsetof(Type, binary), (void *)slot_binary}, {{"__rmatmul__", NULL}, offsetof(Type, binary), (void *)slot_binary}, {{"__imatmul__", NULL}, offsetof(Type, inplace), (void *)slot_inplace},
  ROW(unary, "neg", w_neg, 0, 0, 0) ROW(unary, "pos", w_pos, 0, 0, 0) ROW(unary, "invert", w_invert, 0, 0, 0) ROW(unary, "abs", w_abs, 0, 0, 0)
};
enum { NROWS = sizeof rows / sizeof *rows };
static Str *row_names[NROWS];

void init_slot_names(void) {
  for (int i = 0; i < NROWS; i++) row_names[i] = intern(rows[i].def.name);
  for (int i = 0; i < 14; i++) {
    op_names[0][i] = intern_str(fmt("__%s__", op_dunder[i]));
    op_names[1][i] = intern_str(fmt("__r%s__", op_dunder[i]));
    op_names[2][i] = intern_str(fmt("__i%s__", op_dunder[i]));
  }
}

#define SLOT(t, row) (*(void **)((char *)(t) + rows[row].slot))

/* For a type in C: methods for its own slots, and the base's slots where it has none. */
void type_ready(Type *t) {
  Type *b = t->base;
  for (int i = 0; i < NROWS; i++) {
    void *own = SLOT(t, i);
    if (rows[i].slot == offsetof(Type, inplace) && own && t != T.list && t != T.set && t != T.bytearray && t != T.dict) continue;
    if (own && (!b || own != SLOT(b, i)) && rows[i].def.fn && !dict_gets(t->dict, row_names[i]) && !(t->cmp == own && t->hash == NULL && 0))
      dict_set(t->dict, (V)row_names[i], cfunc_new(&rows[i].def, NULL, t));
  }
  for (int i = 0; b && i < NROWS; i++)
    if (!SLOT(t, i)) {
      if (rows[i].slot == offsetof(Type, hash) && t->cmp && t->cmp != b->cmp) {
        dict_set(t->dict, (V)N(__hash__), None);
        continue;
      }
      SLOT(t, i) = SLOT(b, i);
    }
  if (b && !t->fini) t->fini = b->fini;
}

/* For a class: a slot is the one in C when every method that belongs to it is C's own, and else the one that calls methods. */
void fix_slots(Type *t) {
  for (int i = 0; i < NROWS; i++) SLOT(t, i) = NULL;
  for (int i = 0; i < NROWS; i++) {
    V v = type_lookup(t, row_names[i]);
    if (!v) continue;
    if (v == None && rows[i].slot != offsetof(Type, hash)) continue;
    CFunc *c = (CFunc *)v;
    int mine = IS(v, cfunc) && c->owner && (c->def == &rows[i].def || c->def->fn == rows[i].def.fn);
    void *want = mine ? SLOT(c->owner, i) : rows[i].generic;
    if (SLOT(t, i) && SLOT(t, i) != want) want = rows[i].generic;
    SLOT(t, i) = want;
  }
  if (!type_lookup(t, N(__getattr__)) && t->getattr == slot_getattr) {
    V g = type_lookup(t, N(__getattribute__));
    if (IS(g, cfunc)) t->getattr = ((CFunc *)g)->owner->getattr;
  }
}

/* object.__getattribute__, __setattr__ and __delattr__: a NULL slot means the generic way, so they are entered by hand. */
void object_attr_methods(void) {
  for (int i = 0; i < NROWS; i++)
    if (rows[i].def.fn == w_getattribute || rows[i].def.fn == w_setattr) dict_set(T.object->dict, (V)row_names[i], cfunc_new(&rows[i].def, NULL, T.object));
}
