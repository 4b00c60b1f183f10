/* Attributes: instances, descriptors (functions, properties, class and static methods, super), modules. */
#include "../py.h"

Dict **dict_slot(V v) {
  if (IS_SMALL(v) || !v->type->dictoffset) return NULL;
  return (Dict **)((char *)v + v->type->dictoffset);
}

V generic_getattr(V v, Str *name) {
  Type *t = TYPE(v);
  V d = type_lookup(t, name);
  Type *dt = d && !IS_SMALL(d) ? d->type : NULL;
  if (dt && dt->set && dt->get) return dt->get(d, v, t);
  Dict **dict = dict_slot(v);
  if (dict && *dict) {
    V found = dict_gets(*dict, name);
    if (found) return found;
  }
  if (!d) return NULL;
  return dt && dt->get ? dt->get(d, v, t) : d;
}

int generic_setattr(V v, Str *name, V val) {
  V d = type_lookup(TYPE(v), name);
  if (d && !IS_SMALL(d) && d->type->set) return d->type->set(d, v, val), 1;
  Dict **dict = dict_slot(v);
  if (!dict) {
    if (d) raise(E.AttributeError, "'%T' object attribute '%S' is read-only", v, (V)name);
    raise_attr(v, name);
  }
  if (!*dict) *dict = dict_new();
  if (val) dict_set(*dict, (V)name, val);
  else if (!dict_del(*dict, (V)name)) raise_attr(v, name);
  return 1;
}

V find_attr(V v, Str *name) {
  Type *t = TYPE(v);
  if (!t->getattr) return generic_getattr(v, name);
  if (!(t->flags & T_HEAP) || t->getattr == T.type->getattr) return t->getattr(v, name);
  Catch c;
  if (TRY(c)) {
    V r = t->getattr(v, name);
    ENDTRY(c);
    return r;
  }
  caught(&c);
  if (!exc_matches(py.raised, (V)E.AttributeError)) reraise(py.raised);
  return NULL;
}
V getattr(V v, Str *name) {
  Type *t = TYPE(v);
  V r = t->getattr ? t->getattr(v, name) : generic_getattr(v, name);
  if (!r) raise_attr(v, name);
  return r;
}
void setattr(V v, Str *name, V val) {
  if (TYPE(v)->setattr) TYPE(v)->setattr(v, name, val);
  else generic_setattr(v, name, val);
}

V special(V v, Str *name) {
  Type *t = TYPE(v);
  V d = type_lookup(t, name);
  if (!d || IS_SMALL(d)) return d;
  return d->type->get ? d->type->get(d, v, t) : d;
}

/* For a call: the function and self apart, so that no bound method must be made. */
V load_method(V v, Str *name, V *self) {
  Type *t = TYPE(v);
  *self = NULL;
  if (t->getattr) return getattr(v, name);
  V d = type_lookup(t, name);
  if (d && !IS_SMALL(d) && (d->type == T.func || (d->type == T.cfunc && ((CFunc *)d)->owner && !((CFunc *)d)->self))) {
    Dict **dict = dict_slot(v);
    V own = dict && *dict ? dict_gets(*dict, name) : NULL;
    if (own) return own;
    *self = v;
    return d;
  }
  return getattr(v, name);
}

/* ---- functions ---- */
static V func_get(V f, V obj, Type *t) { return obj ? method_new(f, obj) : f; }
static V cfunc_get(V f, V obj, Type *t) {
  CFunc *c = (CFunc *)f;
  if (!obj || !c->owner || c->self || (c->def->flags & M_STATIC)) return f;
  return cfunc_new(c->def, obj, c->owner);
}
static V func_repr(V v) { return (V)fmt("<function %S at %p>", (V)((Func *)v)->qualname, v); }
static V cfunc_repr(V v) {
  CFunc *c = (CFunc *)v;
  if (c->self) return (V)fmt("<built-in method %s of %T object at %p>", c->def->name, c->self, c->self);
  if (c->owner) return (V)fmt("<method '%s' of '%S' objects>", c->def->name, (V)c->owner->name);
  return (V)fmt("<built-in function %s>", c->def->name);
}
static V method_repr(V v) {
  Method *m = (Method *)v;
  V q = find_attr(m->func, N(__qualname__));
  return (V)fmt("<bound method %S of %R>", q ? q : (V)str_c("?"), m->self);
}
static V method_cmp(V a, V b, int op) {
  if (TYPE(b) != T.method || (op != C_EQ && op != C_NE)) return NotImplemented;
  return BOOL((((Method *)a)->func == ((Method *)b)->func && ((Method *)a)->self == ((Method *)b)->self) == (op == C_EQ));
}
static long method_hash(V a) { return ((long)((Method *)a)->func ^ (long)((Method *)a)->self) >> 4; }
static V cfunc_cmp(V a, V b, int op) {
  if (TYPE(b) != T.cfunc || (op != C_EQ && op != C_NE)) return NotImplemented;
  return BOOL((((CFunc *)a)->def == ((CFunc *)b)->def && ((CFunc *)a)->self == ((CFunc *)b)->self) == (op == C_EQ));
}
static long cfunc_hash(V a) { return ((long)((CFunc *)a)->def ^ (long)((CFunc *)a)->self) >> 4; }
static V method_getattr(V v, Str *name) {
  V r = generic_getattr(v, name);
  return r ? r : find_attr(((Method *)v)->func, name);
}
#define FIELD(fn, T_, field) static V fn(int n, V *a, Dict *kw) { return n > 1 ? (*(V *)&((T_ *)a[0])->field = a[1], None) : ((T_ *)a[0])->field ? *(V *)&((T_ *)a[0])->field : None; }
FIELD(f_name, Func, name) FIELD(f_qualname, Func, qualname) FIELD(f_doc, Func, doc) FIELD(f_module, Func, module) FIELD(f_defaults, Func, defaults)
FIELD(f_kwdefaults, Func, kwdefaults) FIELD(f_code, Func, code) FIELD(f_globals, Func, globals) FIELD(f_closure, Func, closure)
FIELD(m_func, Method, func) FIELD(m_self, Method, self)
static V f_annotations(int n, V *a, Dict *kw) {
  Func *f = (Func *)a[0];
  if (n > 1) return f->annotations = DICT(a[1]), None;
  if (!f->annotations) f->annotations = dict_new();
  return (V)f->annotations;
}
static V f_dict(int n, V *a, Dict *kw) {
  Dict **d = dict_slot(a[0]);
  if (!d) raise_attr(a[0], N(__dict__));
  if (n > 1) return *d = DICT(a[1]), None;
  if (!*d) *d = dict_new();
  return (V)*d;
}
static const Def func_defs[] = {{"__name__", f_name, 0, 1, M_GET}, {"__qualname__", f_qualname, 0, 1, M_GET}, {"__doc__", f_doc, 0, 1, M_GET}, {"__module__", f_module, 0, 1, M_GET},
  {"__defaults__", f_defaults, 0, 1, M_GET}, {"__kwdefaults__", f_kwdefaults, 0, 1, M_GET}, {"__code__", f_code, 0, 1, M_GET}, {"__globals__", f_globals, 0, 0, M_GET},
  {"__closure__", f_closure, 0, 0, M_GET}, {"__annotations__", f_annotations, 0, 1, M_GET}, {"__dict__", f_dict, 0, 1, M_GET}, {0}};
static const Def method_defs[] = {{"__func__", m_func, 0, 0, M_GET}, {"__self__", m_self, 0, 0, M_GET}, {0}};
static V c_name(int n, V *a, Dict *kw) { return (V)str_c(((CFunc *)a[0])->def->name); }
static V c_qualname(int n, V *a, Dict *kw) {
  CFunc *c = (CFunc *)a[0];
  return (V)(c->owner ? fmt("%S.%s", (V)c->owner->name, c->def->name) : str_c(c->def->name));
}
static V c_doc(int n, V *a, Dict *kw) { return None; }
static V c_module(int n, V *a, Dict *kw) { return ((CFunc *)a[0])->module ? (V)((CFunc *)a[0])->module : (V)N(builtins); }
static V c_self(int n, V *a, Dict *kw) { return ((CFunc *)a[0])->self ? ((CFunc *)a[0])->self : None; }
static const Def cfunc_defs[] = {{"__name__", c_name, 0, 0, M_GET}, {"__qualname__", c_qualname, 0, 0, M_GET}, {"__doc__", c_doc, 0, 0, M_GET}, {"__module__", c_module, 0, 0, M_GET}, {"__self__", c_self, 0, 0, M_GET}, {0}};

/* ---- code objects ---- */
static V code_repr(V v) { return (V)fmt("<code object %S at %p, file \"%S\", line %d>", (V)((Code *)v)->name, v, (V)((Code *)v)->filename, ((Code *)v)->firstline); }
FIELD(co_name, Code, name) FIELD(co_filename, Code, filename)
static V co_argcount(int n, V *a, Dict *kw) { return SMALL(((Code *)a[0])->nargs); }
static V co_firstlineno(int n, V *a, Dict *kw) { return SMALL(((Code *)a[0])->firstline); }
static V co_varnames(int n, V *a, Dict *kw) { return tuple_of((V *)((Code *)a[0])->vars, ((Code *)a[0])->nlocals); }
static const Def code_defs[] = {{"co_name", co_name, 0, 0, M_GET}, {"co_filename", co_filename, 0, 0, M_GET}, {"co_argcount", co_argcount, 0, 0, M_GET}, {"co_firstlineno", co_firstlineno, 0, 0, M_GET}, {"co_varnames", co_varnames, 0, 0, M_GET}, {0}};
FIELD(cell_contents, Cell, v)
static const Def cell_defs[] = {{"cell_contents", cell_contents, 0, 1, M_GET}, {0}};

/* ---- attributes that C computes ---- */
static V getset_get(V d, V obj, Type *t) { return obj ? ((CFunc *)d)->def->fn(1, &obj, NULL) : d; }
static void getset_set(V d, V obj, V v) {
  CFunc *c = (CFunc *)d;
  if (!v || c->def->max == 0) raise(E.AttributeError, v ? "attribute '%s' of '%T' objects is not writable" : "cannot delete attribute '%s' of '%T' objects", c->def->name, obj);
  c->def->fn(2, (V[]){obj, v}, NULL);
}

/* ---- property, staticmethod, classmethod ---- */
static V property_get(V d, V obj, Type *t) {
  Property *p = (Property *)d;
  if (!obj) return d;
  if (!p->get || p->get == None) raise(E.AttributeError, "property '%S' of '%T' object has no getter", p->doc && IS_STR(p->doc) ? p->doc : (V)str_c("?"), obj);
  return call1(p->get, obj);
}
static V property_name(Property *p) {
  V n = p->get && p->get != None ? find_attr(p->get, N(__name__)) : NULL;
  return n ? n : (V)str_c("?");
}
static void property_set(V d, V obj, V v) {
  Property *p = (Property *)d;
  V f = v ? p->set : p->del;
  if (!f || f == None) raise(E.AttributeError, v ? "property '%S' of '%T' object has no setter" : "property '%S' of '%T' object has no deleter", property_name(p), obj);
  if (v) call2(f, obj, v);
  else call1(f, obj);
}
static V property_make(Type *t, int n, V *a, Dict *kw) { return new_instance(t); }
static void property_init(V self, int n, V *a, Dict *kw) {
  V v[4] = {None, None, None, None};
  parse_args("property", n, a, kw, "fget? fset? fdel? doc?", v);
  Property *p = (Property *)self;
  p->get = v[0], p->set = v[1], p->del = v[2], p->doc = v[3];
}
static V property_copy(V *a, int which) {
  Property *p = (Property *)a[0], *q = new_instance(a[0]->type);
  *q = *p;
  *(which == 0 ? &q->get : which == 1 ? &q->set : &q->del) = a[1];
  return (V)q;
}
static V p_getter(int n, V *a, Dict *kw) { return property_copy(a, 0); }
static V p_setter(int n, V *a, Dict *kw) { return property_copy(a, 1); }
static V p_deleter(int n, V *a, Dict *kw) { return property_copy(a, 2); }
FIELD(p_fget, Property, get) FIELD(p_fset, Property, set)
static V p_doc(int n, V *a, Dict *kw) {
  Property *p = (Property *)a[0];
  return p->doc && p->doc != None ? p->doc : p->get && p->get != None ? getattr(p->get, N(__doc__)) : None;
}
static const Def property_defs[] = {{"getter", p_getter, 1, 1}, {"setter", p_setter, 1, 1}, {"deleter", p_deleter, 1, 1}, {"fget", p_fget, 0, 0, M_GET}, {"fset", p_fset, 0, 0, M_GET}, {"__doc__", p_doc, 0, 0, M_GET}, {0}};
static void wrap_init(V self, int n, V *a, Dict *kw) { ((Property *)self)->get = n ? a[0] : None; }
static V static_get(V d, V obj, Type *t) { return ((Property *)d)->get; }
static V class_get(V d, V obj, Type *t) {
  V f = ((Property *)d)->get;
  if (IS(f, cfunc)) return cfunc_new(((CFunc *)f)->def, (V)(t ? t : TYPE(obj)), NULL);
  return method_new(f, (V)(t ? t : TYPE(obj)));
}
static V static_call(V d, int n, V *a, Dict *kw) { return call(((Property *)d)->get, n, a, kw); }
static const Def wrap_defs[] = {{"__func__", p_fget, 0, 0, M_GET}, {"__wrapped__", p_fget, 0, 0, M_GET}, {0}};

/* ---- super ---- */
typedef struct { Type *type; Type *cls; V obj; Type *start; } Super;
static V super_make(Type *t, int n, V *a, Dict *kw) {
  Super *s = new_instance(t);
  if (n == 0) {
    Frame *f = py.frame;
    Code *c = f->code;
    if (!c->nargs && !(c->flags & CO_VARARGS)) raise(E.RuntimeError, "super(): no arguments");
    V obj = f->fast[0];
    for (int i = 0; i < c->ncells; i++)
      if (c->cellarg[i] == 0) obj = ((Cell *)f->fast[c->nlocals + i])->v;
    V cls = NULL;
    for (int i = 0; i < c->nfree; i++)
      if (c->vars[c->nlocals + c->ncells + i] == N(__class__)) cls = ((Cell *)f->fast[c->nlocals + c->ncells + i])->v;
    if (!cls) raise(E.RuntimeError, "super(): __class__ cell not found");
    s->cls = TYPEOBJ(cls), s->obj = obj;
  } else {
    if (!IS_TYPE(a[0])) raise(E.TypeError, "super() argument 1 must be a type, not %T", a[0]);
    s->cls = TYPEOBJ(a[0]), s->obj = n > 1 ? a[1] : NULL;
  }
  if (s->obj) {
    if (IS_TYPE(s->obj) && is_subtype(TYPEOBJ(s->obj), s->cls)) s->start = TYPEOBJ(s->obj);
    else if (is_subtype(TYPE(s->obj), s->cls)) s->start = TYPE(s->obj);
    else raise(E.TypeError, "super(type, obj): obj must be an instance or subtype of type");
  }
  return (V)s;
}
static void super_init(V self, int n, V *a, Dict *kw) {}
static V super_getattr(V v, Str *name) {
  Super *s = (Super *)v;
  if (s->start && name != N(__class__)) {
    Tuple *mro = s->start->mro;
    long i = 0;
    while (i < mro->len && mro->v[i] != (V)s->cls) i++;
    for (i++; i < mro->len; i++) {
      V d = dict_gets(TYPEOBJ(mro->v[i])->dict, name);
      if (!d) continue;
      if (IS_SMALL(d) || !d->type->get) return d;
      return d->type->get(d, (V)s->start == s->obj ? NULL : s->obj, s->start);
    }
  }
  return generic_getattr(v, name);
}
static V super_repr(V v) { return (V)fmt("<super: %R, %R>", (V)((Super *)v)->cls, ((Super *)v)->obj); }

/* ---- modules ---- */
Module *module_new(const char *name, const Def *functions) {
  Module *m = NEW(Module, T.module);
  m->name = intern(name), m->dict = dict_new();
  dict_set(m->dict, (V)N(__name__), (V)m->name);
  dict_set(m->dict, (V)N(__doc__), None);
  dict_set(m->dict, (V)N(__package__), (V)py.empty_str);
  for (; functions && functions->name; functions++) {
    V f = cfunc_new(functions, NULL, NULL);
    ((CFunc *)f)->module = m->name;
    dict_set(m->dict, (V)intern(functions->name), f);
  }
  return m;
}
static V module_repr(V v) {
  Dict *d = ((Module *)v)->dict;
  V name = dict_gets(d, N(__name__)), file = dict_gets(d, N(__file__));
  return (V)(file ? fmt("<module %R from %R>", name, file) : fmt("<module %R (built-in)>", name));
}
static V module_getattr(V v, Str *name) {
  V r = dict_gets(((Module *)v)->dict, name);
  if (r) return r;
  if ((r = generic_getattr(v, name))) return r;
  r = dict_gets(((Module *)v)->dict, N(__getattr__));
  return r ? call1(r, (V)name) : NULL;
}
static V module_make(Type *t, int n, V *a, Dict *kw) {
  Module *m = module_new(CSTR(a[0]), NULL);
  return (V)m;
}
static void module_init(V self, int n, V *a, Dict *kw) {}
static const Def module_defs[] = {{"__dict__", f_dict, 0, 0, M_GET}, {0}};

void init_attr(void) {
  T.func->call = T.cfunc->call = T.method->call = call;
  Type *t = T.func;
  t->get = func_get, t->repr = func_repr, t->dictoffset = offsetof(Func, dict);
  type_methods(t, func_defs), type_ready(t);
  t = T.cfunc;
  t->get = cfunc_get, t->repr = cfunc_repr, t->cmp = cfunc_cmp, t->hash = cfunc_hash;
  type_methods(t, cfunc_defs), type_ready(t);
  t = T.method;
  t->repr = method_repr, t->cmp = method_cmp, t->hash = method_hash;
  type_methods(t, method_defs), type_ready(t);
  t->getattr = method_getattr;
  t = T.code;
  t->repr = code_repr;
  type_methods(t, code_defs), type_ready(t);
  type_methods(T.cell, cell_defs), type_ready(T.cell);
  T.getset->get = getset_get, T.getset->set = getset_set;
  type_ready(T.getset);
  t = T.property;
  t->get = property_get, t->set = property_set, t->new_ = property_make, t->init = property_init, t->dictoffset = offsetof(Property, dict);
  type_methods(t, property_defs), type_ready(t);
  t = T.staticmethod;
  t->get = static_get, t->new_ = property_make, t->init = wrap_init, t->call = static_call;
  type_methods(t, wrap_defs), type_ready(t);
  t = T.classmethod;
  t->get = class_get, t->new_ = property_make, t->init = wrap_init;
  type_methods(t, wrap_defs), type_ready(t);
  t = T.super;
  t->new_ = super_make, t->init = super_init, t->getattr = super_getattr, t->repr = super_repr;
  type_ready(t);
  t = T.module;
  t->repr = module_repr, t->getattr = module_getattr, t->dictoffset = offsetof(Module, dict), t->new_ = module_make, t->init = module_init;
  type_methods(t, module_defs), type_ready(t);
}
