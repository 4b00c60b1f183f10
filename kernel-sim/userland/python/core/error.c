/* Exceptions: the classes, raising (longjmp to the nearest Catch) and matching. */
#include "../py.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct Excs E;

void caught(Catch *c) {
  py.top = c->up, py.frame = c->frame, py.depth = c->depth, py.handled = c->handled;
}

_Noreturn void reraise(V exc) {
  py.raised = exc;
  if (!py.top) {
    fprintf(stderr, "Fatal Python error: uncaught exception outside the interpreter: %s\n", exc ? exc->type->name->s : "?");
    exit(1);
  }
  longjmp(py.top->jb, 1);
}

_Noreturn void raise_value(V exc) {
  Exc *e = (Exc *)exc;
  if (py.handled && py.handled != exc && !e->context) {
    /* no circle in the chain of contexts */
    for (Exc *o = (Exc *)py.handled; o; o = (Exc *)o->context)
      if (o->context == exc) {
        o->context = NULL;
        break;
      }
    e->context = py.handled;
  }
  reraise(exc);
}

V new_exc(Type *t, int n, V *a) {
  V e = t->new_(t, n, a, NULL);
  if (t->init) t->init(e, n, a, NULL);
  return e;
}

_Noreturn void raise(Type *t, const char *f, ...) {
  if (!f) raise_value(new_exc(t, 0, NULL));
  va_list ap;
  va_start(ap, f);
  V s = (V)vfmt(f, ap);
  va_end(ap);
  raise_value(new_exc(t, 1, &s));
}
V make_exc(Type *t, const char *f, ...) {
  va_list ap;
  va_start(ap, f);
  V s = (V)vfmt(f, ap);
  va_end(ap);
  return new_exc(t, 1, &s);
}
_Noreturn void raise_key(V key) { raise_value(new_exc(E.KeyError, 1, &key)); }
_Noreturn void raise_stop(V value) { raise_value(value == None ? new_exc(E.StopIteration, 0, NULL) : new_exc(E.StopIteration, 1, &value)); }
_Noreturn void raise_attr(V obj, Str *name) {
  if (IS(obj, module)) raise(E.AttributeError, "module '%S' has no attribute '%S'", dict_gets(((Module *)obj)->dict, N(__name__)), (V)name);
  if (IS_TYPE(obj)) raise(E.AttributeError, "type object '%S' has no attribute '%S'", (V)TYPEOBJ(obj)->name, (V)name);
  V e = make_exc(E.AttributeError, "'%T' object has no attribute '%S'", obj, (V)name);
  ((Exc *)e)->b = (V)name, ((Exc *)e)->c = obj;
  raise_value(e);
}

/* OSError chooses its subclass by errno (PEP 3151). */
static Type *errno_type(int e) {
  switch (e) {
    case EAGAIN: case EALREADY: case EINPROGRESS: return E.BlockingIOError;
    case EPIPE: case ESHUTDOWN: return E.BrokenPipeError;
    case ECHILD: return E.ChildProcessError;
    case ECONNABORTED: return E.ConnectionAbortedError;
    case ECONNREFUSED: return E.ConnectionRefusedError;
    case ECONNRESET: return E.ConnectionResetError;
    case EEXIST: return E.FileExistsError;
    case ENOENT: return E.FileNotFoundError;
    case EINTR: return E.InterruptedError;
    case EISDIR: return E.IsADirectoryError;
    case ENOTDIR: return E.NotADirectoryError;
    case EACCES: case EPERM: return E.PermissionError;
    case ESRCH: return E.ProcessLookupError;
    case ETIMEDOUT: return E.TimeoutError;
    default: return E.OSError;
  }
}
_Noreturn void raise_errno(V filename) {
  int e = errno;
  V a[3] = {SMALL(e), (V)str_c(strerror(e)), filename};
  raise_value(new_exc(errno_type(e), filename ? 3 : 2, a));
}

int exc_matches(V exc, V what) {
  if (IS_TUPLE(what)) {
    for (long i = 0; i < TUPLE(what)->len; i++)
      if (exc_matches(exc, TUPLE(what)->v[i])) return 1;
    return 0;
  }
  return is_subtype(TYPE(exc), TYPEOBJ(what));
}

/* ---- the classes ---- */
static V exc_make(Type *t, int n, V *a, Dict *kw) {
  if (is_subtype(t, E.OSError) && n >= 2 && t == E.OSError && IS_INT(a[0])) t = errno_type(as_long(a[0]));
  Exc *e = new_instance(t);
  e->args = TUPLE(tuple_of(a, n));
  return (V)e;
}
static void exc_init(V self, int n, V *a, Dict *kw) {
  if (kw && kw->used) raise(E.TypeError, "%T() takes no keyword arguments", self);
  ((Exc *)self)->args = TUPLE(tuple_of(a, n));
}
static void oserror_init(V self, int n, V *a, Dict *kw) {
  Exc *e = (Exc *)self;
  if (n >= 2 && n <= 5) {
    e->a = a[0], e->b = a[1], e->c = n > 2 ? a[2] : NULL, e->d = n > 4 ? a[4] : NULL;
    e->args = TUPLE(tuple_of(a, 2));
  } else e->args = TUPLE(tuple_of(a, n));
}
static void stop_init(V self, int n, V *a, Dict *kw) { exc_init(self, n, a, kw), ((Exc *)self)->a = n ? a[0] : None; }
static void exit_init(V self, int n, V *a, Dict *kw) { exc_init(self, n, a, kw), ((Exc *)self)->a = n == 0 ? None : n == 1 ? a[0] : tuple_of(a, n); }
static void import_init(V self, int n, V *a, Dict *kw) {
  Exc *e = (Exc *)self;
  exc_init(self, n, a, NULL);
  e->a = n ? a[0] : None, e->b = kw && dict_gets(kw, N(name)) ? dict_gets(kw, N(name)) : None, e->c = kw && dict_gets(kw, N(path)) ? dict_gets(kw, N(path)) : None;
}
static void name_init(V self, int n, V *a, Dict *kw) {
  exc_init(self, n, a, NULL);
  ((Exc *)self)->b = kw && dict_gets(kw, N(name)) ? dict_gets(kw, N(name)) : None;
}
/* a msg, b filename, c lineno, d offset, e the tuple */
static void syntax_init(V self, int n, V *a, Dict *kw) {
  Exc *e = (Exc *)self;
  exc_init(self, n, a, kw);
  e->a = n ? a[0] : None;
  if (n > 1) e->e = a[1];
}
static V exc_repr(V v) {
  Exc *e = (Exc *)v;
  if (e->args->len == 1) return (V)fmt("%S(%R)", (V)v->type->name, e->args->v[0]);
  return (V)fmt("%S%R", (V)v->type->name, (V)e->args);
}
V exc_str(V v) {
  Exc *e = (Exc *)v;
  return e->args->len == 0 ? (V)py.empty_str : e->args->len == 1 ? str(e->args->v[0]) : repr((V)e->args);
}
static V key_str(V v) { return ((Exc *)v)->args->len == 1 ? repr(((Exc *)v)->args->v[0]) : exc_str(v); }
static V os_str(V v) {
  Exc *e = (Exc *)v;
  if (!e->a) return exc_str(v);
  if (e->c && e->c != None) {
    if (e->d && e->d != None) return (V)fmt("[Errno %S] %S: %R -> %R", e->a, e->b, e->c, e->d);
    return (V)fmt("[Errno %S] %S: %R", e->a, e->b, e->c);
  }
  return (V)fmt("[Errno %S] %S", e->a, e->b);
}
static V syntax_part(Exc *e, int i) { return e->e && IS_TUPLE(e->e) && TUPLE(e->e)->len > i ? TUPLE(e->e)->v[i] : None; }
static V syntax_str(V v) {
  Exc *e = (Exc *)v;
  V file = syntax_part(e, 0), line = syntax_part(e, 1);
  if (file != None && IS_STR(file)) {
    char *slash = strrchr(CSTR(file), '/');
    return (V)fmt("%S (%s, line %S)", e->a, slash ? slash + 1 : CSTR(file), line);
  }
  return str(e->a);
}

#define GET(fn, field) static V fn(int n, V *a, Dict *kw) { Exc *e = (Exc *)a[0]; return n > 1 ? (e->field = a[1] == None ? NULL : a[1], None) : e->field ? e->field : None; }
GET(e_tb, tb) GET(e_cause, cause) GET(e_context, context) GET(e_a, a) GET(e_b, b) GET(e_c, c) GET(e_d, d)
static V e_set_cause(int n, V *a, Dict *kw) {
  if (n > 1) ((Exc *)a[0])->suppress = 1;
  return e_cause(n, a, kw);
}
static V e_args(int n, V *a, Dict *kw) { return n > 1 ? (((Exc *)a[0])->args = TUPLE(to_tuple(a[1])), None) : (V)((Exc *)a[0])->args; }
static V e_suppress(int n, V *a, Dict *kw) { return n > 1 ? (((Exc *)a[0])->suppress = truth(a[1]), None) : BOOL(((Exc *)a[0])->suppress); }
static V e_with_tb(int n, V *a, Dict *kw) { return ((Exc *)a[0])->tb = a[1] == None ? NULL : a[1], a[0]; }
static V e_add_note(int n, V *a, Dict *kw) {
  V notes = find_attr(a[0], N(__notes__));
  if (!notes) setattr(a[0], N(__notes__), notes = (V)list_new(1));
  list_append(LIST(notes), a[1]);
  return None;
}
#define SYN(fn, i) static V fn(int n, V *a, Dict *kw) { return syntax_part((Exc *)a[0], i); }
SYN(s_filename, 0) SYN(s_lineno, 1) SYN(s_offset, 2) SYN(s_text, 3) SYN(s_end_lineno, 4) SYN(s_end_offset, 5)
static const Def base_defs[] = {{"args", e_args, 0, 1, M_GET}, {"__traceback__", e_tb, 0, 1, M_GET}, {"__cause__", e_set_cause, 0, 1, M_GET}, {"__context__", e_context, 0, 1, M_GET},
  {"__suppress_context__", e_suppress, 0, 1, M_GET}, {"with_traceback", e_with_tb, 1, 1}, {"add_note", e_add_note, 1, 1}, {0}};
static const Def os_defs[] = {{"errno", e_a, 0, 1, M_GET}, {"strerror", e_b, 0, 1, M_GET}, {"filename", e_c, 0, 1, M_GET}, {"filename2", e_d, 0, 1, M_GET}, {0}};
static const Def stop_defs[] = {{"value", e_a, 0, 1, M_GET}, {0}};
static const Def exit_defs[] = {{"code", e_a, 0, 1, M_GET}, {0}};
static const Def import_defs[] = {{"msg", e_a, 0, 1, M_GET}, {"name", e_b, 0, 1, M_GET}, {"path", e_c, 0, 1, M_GET}, {0}};
static const Def name_defs[] = {{"name", e_b, 0, 1, M_GET}, {0}};
static const Def syntax_defs[] = {{"msg", e_a, 0, 1, M_GET}, {"filename", s_filename, 0, 0, M_GET}, {"lineno", s_lineno, 0, 0, M_GET}, {"offset", s_offset, 0, 0, M_GET}, {"text", s_text, 0, 0, M_GET},
  {"end_lineno", s_end_lineno, 0, 0, M_GET}, {"end_offset", s_end_offset, 0, 0, M_GET}, {0}};
/* UnicodeDecodeError(encoding, object, start, end, reason) */
static V unicode_str(V v) {
  Tuple *t = ((Exc *)v)->args;
  if (t->len != 5) return exc_str(v);
  long start = as_long(t->v[2]), end = as_long(t->v[3]);
  if (v->type == E.UnicodeDecodeError) {
    char hex[8];
    if (end - start == 1) {
      sprintf(hex, "%02x", ((Bytes *)t->v[1])->s[start]);
      return (V)fmt("'%S' codec can't decode byte 0x%s in position %ld: %S", t->v[0], hex, start, t->v[4]);
    }
    return (V)fmt("'%S' codec can't decode bytes in position %ld-%ld: %S", t->v[0], start, end - 1, t->v[4]);
  }
  if (end - start == 1) {
    V c = getitem(t->v[1], SMALL(start));
    Str *r = STR(ascii_repr(c));
    return (V)fmt("'%S' codec can't encode character %S in position %ld: %S", t->v[0], r->s[1] == '\\' ? (V)r : (V)r, start, t->v[4]);
  }
  return (V)fmt("'%S' codec can't encode characters in position %ld-%ld: %S", t->v[0], start, end - 1, t->v[4]);
}

void init_exceptions(void) {
  Type *object = T.object;
#define MAKE(name, base_) { Type *base = #base_[0] == 'o' ? object : *(Type **)((char *)&E + 0); (void)base; }
  struct { const char *name, *base; Type **at; } table[] = {
#define LINE(n, b) {#n, #b, &E.n},
    EXCEPTIONS(LINE)
  };
  for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
    Type *base = object;
    for (unsigned k = 0; k < i; k++)
      if (!strcmp(table[k].name, table[i].base)) base = *table[k].at;
    Type *t = *table[i].at = type_new(table[i].name, base, sizeof(Exc), i ? 0 : T_EXC, NULL);
    t->dictoffset = offsetof(Exc, dict);
    if (i == 0) {
      t->new_ = exc_make, t->init = exc_init, t->repr = exc_repr, t->str = exc_str;
      type_methods(t, base_defs);
    }
    if (t == E.OSError) t->init = oserror_init, t->str = os_str, type_methods(t, os_defs);
    if (t == E.StopIteration) t->init = stop_init, type_methods(t, stop_defs);
    if (t == E.SystemExit) t->init = exit_init, type_methods(t, exit_defs);
    if (t == E.ImportError) t->init = import_init, type_methods(t, import_defs);
    if (t == E.NameError || t == E.AttributeError) t->init = name_init, type_methods(t, name_defs);
    if (t == E.SyntaxError) t->init = syntax_init, t->str = syntax_str, type_methods(t, syntax_defs);
    if (t == E.KeyError) t->str = key_str;
    if (t == E.UnicodeDecodeError || t == E.UnicodeEncodeError) t->str = unicode_str;
    type_ready(t);
    dict_set(py.builtins, (V)t->name, (V)t);
  }
  dict_sets(py.builtins, "IOError", (V)E.OSError);
  dict_sets(py.builtins, "EnvironmentError", (V)E.OSError);
}
