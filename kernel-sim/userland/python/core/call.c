/* Calls: binding arguments to parameters, frames, functions in C, and everything else that can be called. */
#include "../compiler/compile.h"

int frame_line(Frame *f) {
  long at = f->pc - f->code->ops - 1;
  return f->code->pos[at < 0 ? 0 : at].line;
}
Frame *current_frame(void) { return py.frame; }

Frame *frame_new(Code *c, Dict *globals) {
  int n = c->nlocals + c->ncells + c->nfree;
  Frame *f = gc_alloc(sizeof(Frame) + (n + c->stack) * sizeof(V));
  f->code = c, f->pc = c->ops, f->stack = f->sp = f->fast + n;
  f->globals = globals;
  f->builtins = py.builtins;
  return f;
}

_Noreturn void raise_unbound(Frame *f, int i, int cell) {
  Code *c = f->code;
  if (!cell) raise(E.UnboundLocalError, "cannot access local variable '%S' where it is not associated with a value", (V)c->vars[i]);
  if (i < c->ncells) raise(E.UnboundLocalError, "cannot access local variable '%S' where it is not associated with a value", (V)c->vars[c->nlocals + i]);
  raise(E.NameError, "cannot access free variable '%S' where it is not associated with a value in enclosing scope", (V)c->vars[c->nlocals + i]);
}

V make_function_object(V *sp, int flags, Frame *f, int *used) {
  Func *fn = NEW(Func, T.func);
  V *at = sp;
  fn->code = (Code *)*--at;
  if (flags & 8) fn->closure = TUPLE(*--at);
  if (flags & 4) fn->annotations = DICT(*--at);
  if (flags & 2) fn->kwdefaults = DICT(*--at);
  if (flags & 1) fn->defaults = TUPLE(*--at);
  fn->globals = f->globals;
  fn->name = fn->code->name, fn->qualname = fn->code->qualname;
  fn->doc = fn->code->doc ? fn->code->doc : None;
  fn->module = dict_gets(f->globals, N(__name__));
  *used = sp - at;
  return (V)fn;
}

/* "'a', 'b', and 'c'" */
static Str *name_list(List *names) {
  Buf b = {0};
  for (long i = 0; i < names->len; i++) {
    if (i) buf_c(&b, names->len == 2 ? " and " : i == names->len - 1 ? ", and " : ", ");
    buf_str(&b, (V)fmt("'%S'", names->v[i]));
  }
  return buf_done(&b);
}

static void too_many(Func *f, int given) {
  Code *c = f->code;
  int ndef = f->defaults ? f->defaults->len : 0, kwgiven = 0;
  (void)kwgiven;
  if (ndef)
    raise(E.TypeError, "%S() takes from %d to %d positional arguments but %d %s given", (V)f->qualname, c->nargs - ndef, c->nargs, given, given == 1 ? "was" : "were");
  raise(E.TypeError, "%S() takes %d positional argument%s but %d %s given", (V)f->qualname, c->nargs, c->nargs == 1 ? "" : "s", given, given == 1 ? "was" : "were");
}

static void bind_keywords(Func *f, V *fast, Dict *kw, Dict *extra) {
  Code *c = f->code;
  V k, v;
  for (long at = 0; dict_next(kw, &at, &k, &v);) {
    int i = c->nposonly, n = c->nargs + c->nkwonly;
    if (!IS_STR(k)) raise(E.TypeError, "keywords must be strings");
    for (; i < n; i++)
      if (c->vars[i] == STR(k) || str_eq(c->vars[i], STR(k))) break;
    if (i == n) {
      if (!extra) {
        for (int p = 0; p < c->nposonly; p++)
          if (str_eq(c->vars[p], STR(k))) raise(E.TypeError, "%S() got some positional-only arguments passed as keyword arguments: '%S'", (V)f->qualname, k);
        raise(E.TypeError, "%S() got an unexpected keyword argument '%S'", (V)f->qualname, k);
      }
      dict_set(extra, k, v);
      continue;
    }
    if (fast[i]) raise(E.TypeError, "%S() got multiple values for argument '%S'", (V)f->qualname, k);
    fast[i] = v;
  }
}

static void fill_defaults(Func *f, V *fast, int from) {
  Code *c = f->code;
  int ndef = f->defaults ? f->defaults->len : 0;
  List *missing = NULL;
  for (int i = from; i < c->nargs; i++) {
    if (fast[i]) continue;
    if (i >= c->nargs - ndef) fast[i] = f->defaults->v[i - (c->nargs - ndef)];
    else {
      if (!missing) missing = list_new(4);
      list_append(missing, (V)c->vars[i]);
    }
  }
  if (missing) raise(E.TypeError, "%S() missing %ld required positional argument%s: %S", (V)f->qualname, missing->len, missing->len == 1 ? "" : "s", (V)name_list(missing));
  for (int i = c->nargs; i < c->nargs + c->nkwonly; i++) {
    if (fast[i]) continue;
    V d = f->kwdefaults ? dict_gets(f->kwdefaults, c->vars[i]) : NULL;
    if (d) fast[i] = d;
    else {
      if (!missing) missing = list_new(4);
      list_append(missing, (V)c->vars[i]);
    }
  }
  if (missing) raise(E.TypeError, "%S() missing %ld required keyword-only argument%s: %S", (V)f->qualname, missing->len, missing->len == 1 ? "" : "s", (V)name_list(missing));
}

/* A frame ready to run. NULL for a generator function (nothing done yet then, func_call makes the generator). */
static Frame *bind(Func *fn, int n, V *a, Dict *kw) {
  Code *c = fn->code;
  Frame *f = frame_new(c, fn->globals);
  V *fast = f->fast;
  f->func = fn;
  int direct = n < c->nargs ? n : c->nargs;
  for (int i = 0; i < direct; i++) fast[i] = a[i];
  if (n != c->nargs || kw || c->nkwonly || (c->flags & (CO_VARARGS | CO_VARKW))) {
    int at = c->nargs + c->nkwonly;
    if (c->flags & CO_VARARGS) fast[at++] = tuple_of(a + direct, n - direct);
    Dict *extra = NULL;
    if (c->flags & CO_VARKW) fast[at] = (V)(extra = dict_new());
    if (kw) bind_keywords(fn, fast, kw, extra);
    if (n > c->nargs && !(c->flags & CO_VARARGS)) too_many(fn, n);
    fill_defaults(fn, fast, direct);
  }
  for (int i = 0; i < c->ncells; i++) {
    Cell *cell = NEW(Cell, T.cell);
    if (c->cellarg[i] >= 0) cell->v = fast[c->cellarg[i]];
    fast[c->nlocals + i] = (V)cell;
  }
  for (int i = 0; i < c->nfree; i++) fast[c->nlocals + c->ncells + i] = fn->closure->v[i];
  return f;
}

Frame *func_frame(Func *fn, int n, V *a, Dict *kw) { return fn->code->flags & CO_GEN ? NULL : bind(fn, n, a, kw); }

V func_call(Func *fn, int n, V *a, Dict *kw) {
  Frame *f = bind(fn, n, a, kw);
  if (!(fn->code->flags & CO_GEN)) return run(f);
  Gen *g = NEW(Gen, T.gen);
  g->frame = f, g->name = fn->name, g->qualname = fn->qualname;
  f->gen = g;
  return (V)g;
}

V eval_code(Code *c, Dict *globals, Dict *locals) {
  Frame *f = frame_new(c, globals);
  f->locals = locals;
  for (int i = 0; i < c->ncells; i++) f->fast[c->nlocals + i] = (V)NEW(Cell, T.cell);
  return run(f);
}

/* ---- functions in C ---- */
static void arity(const char *name, const Def *d, int n, Type *owner) {
  Str *full = owner ? fmt("%S.%s", (V)owner->name, name) : str_c(name);
  if (d->max == 0) raise(E.TypeError, "%S() takes no arguments (%d given)", (V)full, n);
  if (d->min == 1 && d->max == 1) raise(E.TypeError, "%S() takes exactly one argument (%d given)", (V)full, n);
  const char *which = d->min == d->max ? "" : n < d->min ? "at least " : "at most ";
  int want = n < d->min ? d->min : d->max;
  raise(E.TypeError, "%s expected %s%d argument%s, got %d", name, which, want, want == 1 ? "" : "s", n);
}

V cfunc_call(CFunc *c, int n, V *a, Dict *kw) {
  const Def *d = c->def;
  V room[12], *args = a;
  int unbound = c->owner && !c->self && !(d->flags & M_STATIC); /* a[0] is self */
  if (c->self) {
    args = n < 11 ? room : gc_alloc((n + 1) * sizeof(V));
    args[0] = c->self;
    memcpy(args + 1, a, n * sizeof(V));
    n++;
  } else if (unbound) {
    if (!n) raise(E.TypeError, "unbound method %S.%s() needs an argument", (V)c->owner->name, d->name);
    if (TYPE(a[0]) != c->owner && !is_subtype(TYPE(a[0]), c->owner))
      raise(E.TypeError, "descriptor '%s' for '%S' objects doesn't apply to a '%T' object", d->name, (V)c->owner->name, a[0]);
  }
  int given = n - (c->self || unbound);
  if (kw && !kw->used) kw = NULL;
  if (kw && !(d->flags & M_KW)) raise(E.TypeError, c->owner ? "%S.%s() takes no keyword arguments" : "%S%s() takes no keyword arguments", c->owner ? (V)c->owner->name : (V)py.empty_str, d->name);
  if (!kw && (given < d->min || (d->max >= 0 && given > d->max))) arity(d->name, d, given, d->max == 0 || (d->min == 1 && d->max == 1) ? c->owner : NULL);
  return d->fn(n, args, kw);
}

V cfunc_new(const Def *def, V self, Type *owner) {
  CFunc *c = NEW(CFunc, T.cfunc);
  c->def = def, c->self = self, c->owner = owner;
  return (V)c;
}
V method_new(V func, V self) {
  Method *m = NEW(Method, T.method);
  m->func = func, m->self = self;
  return (V)m;
}

V call(V f, int n, V *a, Dict *kw) {
  Type *t = TYPE(f);
  if (t == T.func) return func_call((Func *)f, n, a, kw);
  if (t == T.cfunc) return cfunc_call((CFunc *)f, n, a, kw);
  if (t == T.method) {
    V room[16], *args = n < 15 ? room : gc_alloc((n + 1) * sizeof(V));
    args[0] = ((Method *)f)->self;
    memcpy(args + 1, a, n * sizeof(V));
    return call(((Method *)f)->func, n + 1, args, kw);
  }
  if (!t->call) raise(E.TypeError, "'%T' object is not callable", f);
  gc_check_stack();
  return t->call(f, n, a, kw);
}
V call0(V f) { return call(f, 0, NULL, NULL); }
V call1(V f, V a) { return call(f, 1, &a, NULL); }
V call2(V f, V a, V b) { return call(f, 2, (V[]){a, b}, NULL); }
V call3(V f, V a, V b, V c) { return call(f, 3, (V[]){a, b, c}, NULL); }
V call_method(V o, Str *name, int n, V *a) {
  V self, f = load_method(o, name, &self);
  if (!self) return call(f, n, a, NULL);
  V room[8];
  room[0] = self;
  memcpy(room + 1, a, n * sizeof(V));
  return call(f, n + 1, room, NULL);
}
int is_callable(V v) { return TYPE(v)->call != NULL; }

/* Keyword arguments of a function in C into the places of its positional ones. */
void args_keyword(Dict *kw, const char *fname, const char *const *names, V *out, int n) {
  V k, v;
  for (long at = 0; dict_next(kw, &at, &k, &v);) {
    int i = 0;
    for (; i < n; i++)
      if (!strcmp(names[i], CSTR(k))) break;
    if (i == n) raise(E.TypeError, "'%S' is an invalid keyword argument for %s()", k, fname);
    out[i] = v;
  }
}

/* names: "file mode? buffering?"; out holds the defaults already. Returns how many were given. */
int parse_args(const char *fname, int n, V *a, Dict *kw, const char *names, V *out) {
  int i = 0, given = 0;
  const char *p = names;
  while (*p) {
    const char *end = p;
    while (*end && *end != ' ' && *end != '?') end++;
    int optional = *end == '?';
    V v = i < n ? a[i] : NULL;
    if (kw) {
      V named = dict_get(kw, (V)intern_str(str_new(p, end - p)));
      if (named && v) raise(E.TypeError, "argument for %s() given by name ('%S') and position (%d)", fname, (V)str_new(p, end - p), i + 1);
      if (named) v = named, given++;
    }
    if (!v && !optional) raise(E.TypeError, "%s() missing required argument '%S' (pos %d)", fname, (V)str_new(p, end - p), i + 1);
    if (v) out[i] = v;
    i++;
    p = end + optional;
    while (*p == ' ') p++;
  }
  if (n > i) raise(E.TypeError, "%s() takes at most %d argument%s (%d given)", fname, i, i == 1 ? "" : "s", n);
  if (kw && given < kw->used) {
    V k;
    for (long at = 0; dict_next(kw, &at, &k, NULL);) {
      const char *hit = strstr(names, CSTR(k));
      if (!hit) raise(E.TypeError, "'%S' is an invalid keyword argument for %s()", k, fname);
    }
  }
  return i;
}
