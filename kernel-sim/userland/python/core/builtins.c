/* The module builtins: functions. */
#include "../py.h"
#include <unistd.h>

V get_builtin(const char *name) {
  V v = dict_gets(py.builtins, intern(name));
  if (!v) raise(E.NameError, "name '%s' is not defined", name);
  return v;
}
static V sys_get(Str *name, const char *lost) {
  V v = dict_gets(py.sysdict, name);
  if (!v) raise(E.RuntimeError, "lost sys.%s", lost);
  return v;
}

static V b_print(int n, V *a, Dict *kw) {
  static const char *const names[] = {"sep", "end", "file", "flush"};
  V v[4] = {None, None, None, False};
  if (kw) args_keyword(kw, "print", names, v, 4);
  V file = v[2] == None ? dict_gets(py.sysdict, N(stdout)) : v[2];
  if (!file || file == None) return None;
  if (v[0] != None && !IS_STR(v[0])) raise(E.TypeError, "sep must be None or a string, not %T", v[0]);
  if (v[1] != None && !IS_STR(v[1])) raise(E.TypeError, "end must be None or a string, not %T", v[1]);
  if (IS(file, file)) {
    for (int i = 0; i < n; i++) {
      if (i) file_puts(file, v[0] == None ? " " : CSTR(v[0]), v[0] == None ? 1 : STR(v[0])->len);
      V s = str(a[i]);
      file_puts(file, CSTR(s), STR(s)->len);
    }
    file_puts(file, v[1] == None ? "\n" : CSTR(v[1]), v[1] == None ? 1 : STR(v[1])->len);
    if (truth(v[3])) file_flush(file);
    return None;
  }
  V write = getattr(file, N(write));
  for (int i = 0; i < n; i++) {
    if (i) call1(write, v[0] == None ? (V)str_c(" ") : v[0]);
    call1(write, str(a[i]));
  }
  call1(write, v[1] == None ? (V)str_c("\n") : v[1]);
  if (truth(v[3])) call_method(file, N(flush), 0, NULL);
  return None;
}
static V b_input(int n, V *a, Dict *kw) {
  V out = sys_get(N(stdout), "stdout"), in = sys_get(N(stdin), "stdin");
  if (n) {
    V s = str(a[0]);
    file_puts(out, CSTR(s), STR(s)->len);
  }
  file_flush(out);
  Str *line = STR(call_method(in, N(readline), 0, NULL));
  if (!line->len) raise(E.EOFError, "EOF when reading a line");
  return (V)(line->s[line->len - 1] == '\n' ? str_new(line->s, line->len - 1) : line);
}
static V b_len(int n, V *a, Dict *kw) { return SMALL(length(a[0])); }
static V b_repr(int n, V *a, Dict *kw) { return repr(a[0]); }
static V b_ascii(int n, V *a, Dict *kw) { return ascii_repr(a[0]); }
static V b_hash(int n, V *a, Dict *kw) { return int_new(hash(a[0])); }
static V b_id(int n, V *a, Dict *kw) { return int_new((long)a[0]); }
static V b_callable(int n, V *a, Dict *kw) { return BOOL(is_callable(a[0])); }
static V b_isinstance(int n, V *a, Dict *kw) { return BOOL(isinstance(a[0], a[1])); }
static V b_issubclass(int n, V *a, Dict *kw) { return BOOL(issubclass(a[0], a[1])); }
static Str *attr_name(V v, const char *f) {
  if (!IS_STR(v)) raise(E.TypeError, "attribute name must be string, not '%T'", v);
  return intern_str(STR(v));
}
static V b_getattr(int n, V *a, Dict *kw) {
  Str *name = attr_name(a[1], "getattr");
  if (n < 3) return getattr(a[0], name);
  V v = find_attr(a[0], name);
  return v ? v : a[2];
}
static V b_hasattr(int n, V *a, Dict *kw) {
  Str *name = attr_name(a[1], "hasattr");
  Catch c;
  if (TRY(c)) {
    V v = find_attr(a[0], name);
    ENDTRY(c);
    return BOOL(v != NULL);
  }
  caught(&c);
  if (!exc_matches(py.raised, (V)E.AttributeError)) reraise(py.raised);
  return False;
}
static V b_setattr(int n, V *a, Dict *kw) { return setattr(a[0], attr_name(a[1], "setattr"), a[2]), None; }
static V b_delattr(int n, V *a, Dict *kw) { return setattr(a[0], attr_name(a[1], "delattr"), NULL), None; }
static V b_iter(int n, V *a, Dict *kw) {
  extern V iter_until(V, V);
  if (n > 1) return iter_until(a[0], a[1]);
  return iter(a[0]);
}
static V b_next(int n, V *a, Dict *kw) {
  py.raised = NULL;
  Catch c;
  V v;
  if (n < 2) {
    v = next(a[0]);
    if (!v) raise_stop(IS(a[0], gen) && py.raised ? py.raised : None);
    return v;
  }
  if (TRY(c)) {
    v = next(a[0]);
    ENDTRY(c);
    return v ? v : a[1];
  }
  caught(&c);
  if (!exc_matches(py.raised, (V)E.StopIteration)) reraise(py.raised);
  return a[1];
}
static V extreme(int n, V *a, Dict *kw, int want_max) {
  static const char *const names[] = {"key", "default"};
  const char *name = want_max ? "max" : "min";
  V o[2] = {None, NULL}, best = NULL, best_key = NULL, it, v;
  if (kw) args_keyword(kw, name, names, o, 2);
  if (n == 0) raise(E.TypeError, "%s expected at least 1 argument, got 0", name);
  if (n > 1 && o[1]) raise(E.TypeError, "Cannot specify a default for %s() with multiple positional arguments", name);
  it = iter(n > 1 ? tuple_of(a, n) : a[0]);
  while ((v = next(it))) {
    V k = o[0] == None ? v : call1(o[0], v);
    if (!best || truth(compare(k, best_key, want_max ? C_GT : C_LT))) best = v, best_key = k;
  }
  if (!best && !o[1]) raise(E.ValueError, "%s() arg is an empty sequence", name);
  return best ? best : o[1];
}
static V b_max(int n, V *a, Dict *kw) { return extreme(n, a, kw, 1); }
static V b_min(int n, V *a, Dict *kw) { return extreme(n, a, kw, 0); }
static V b_sum(int n, V *a, Dict *kw) {
  V v[2] = {NULL, SMALL(0)}, it, x;
  parse_args("sum", n, a, kw, "iterable start?", v);
  if (IS_STR(v[1])) raise(E.TypeError, "sum() can't sum strings [use ''.join(seq) instead]");
  it = iter(v[0]);
  V total = v[1];
  while ((x = next(it))) total = IS_SMALL(total) && IS_SMALL(x) ? int_new(SMALLVAL(total) + SMALLVAL(x)) : binary(total, x, O_ADD);
  return total;
}
static V b_any(int n, V *a, Dict *kw) {
  V it = iter(a[0]), v;
  while ((v = next(it)))
    if (truth(v)) return True;
  return False;
}
static V b_all(int n, V *a, Dict *kw) {
  V it = iter(a[0]), v;
  while ((v = next(it)))
    if (!truth(v)) return False;
  return True;
}
static V b_abs(int n, V *a, Dict *kw) { return unary(a[0], U_ABS); }
static V b_divmod(int n, V *a, Dict *kw) { return binary(a[0], a[1], O_DIVMOD); }
static V b_pow(int n, V *a, Dict *kw) {
  V v[3] = {NULL, NULL, None};
  parse_args("pow", n, a, kw, "base exp mod?", v);
  if (v[2] == None) return binary(v[0], v[1], O_POW);
  if (!IS_INT(v[0]) || !IS_INT(v[1]) || !IS_INT(v[2])) raise(E.TypeError, "pow() 3rd argument not allowed unless all arguments are integers");
  return int_pow_mod(v[0], v[1], v[2]);
}
static V b_round(int n, V *a, Dict *kw) {
  V v[2] = {NULL, None};
  parse_args("round", n, a, kw, "number ndigits?", v);
  V m = special(v[0], N(__round__));
  if (!m) raise(E.TypeError, "type %T doesn't define __round__ method", v[0]);
  return v[1] == None ? call0(m) : call1(m, v[1]);
}
static V b_sorted(int n, V *a, Dict *kw) {
  static const char *const names[] = {"key", "reverse"};
  V v[2] = {None, False};
  if (n != 1) raise(E.TypeError, "sorted expected 1 argument, got %d", n);
  if (kw) args_keyword(kw, "sort", names, v, 2);
  List *l = LIST(to_list(a[0]));
  sort_values(l->v, l->len, v[0], truth(v[1]));
  return (V)l;
}
static V b_chr(int n, V *a, Dict *kw) {
  long c = as_long(a[0]);
  if (c < 0 || c > 0x10ffff) raise(E.ValueError, "chr() arg not in range(0x110000)");
  return (V)str_chr(c);
}
static V b_ord(int n, V *a, Dict *kw) {
  unsigned char *s;
  long len;
  if (IS_STR(a[0])) {
    const char *p = CSTR(a[0]);
    if (STR(a[0])->nchars == 1) return SMALL(utf8_get(&p));
    raise(E.TypeError, "ord() expected a character, but string of length %ld found", STR(a[0])->nchars);
  }
  if (as_buffer(a[0], &s, &len)) {
    if (len == 1) return SMALL(*s);
    raise(E.TypeError, "ord() expected a character, but string of length %ld found", len);
  }
  raise(E.TypeError, "ord() expected string of length 1, but %T found", a[0]);
}
static V based(V v, int base, const char *prefix) {
  v = to_index(v);
  int neg = int_sign(v) < 0;
  return (V)fmt("%s%s%S", neg ? "-" : "", prefix, (V)int_str(int_unary(v, U_ABS), base));
}
static V b_hex(int n, V *a, Dict *kw) { return based(a[0], 16, "0x"); }
static V b_oct(int n, V *a, Dict *kw) { return based(a[0], 8, "0o"); }
static V b_bin(int n, V *a, Dict *kw) { return based(a[0], 2, "0b"); }
static V b_format(int n, V *a, Dict *kw) { return format_value(a[0], n > 1 ? STR(a[1]) : py.empty_str); }

static Dict *frame_locals(Frame *f) {
  if (f->locals) return f->locals;
  Dict *d = dict_new();
  Code *c = f->code;
  int all = c->nlocals + c->ncells + c->nfree;
  for (int i = 0; i < all; i++) {
    V v = f->fast[i];
    if (i >= c->nlocals) v = ((Cell *)v)->v;
    if (v && c->vars[i]->s[0] != '.') dict_set(d, (V)c->vars[i], v);
  }
  return d;
}
Dict *locals_of(Frame *f) { return frame_locals(f); }
static V b_locals(int n, V *a, Dict *kw) { return (V)frame_locals(py.frame); }
static V b_globals(int n, V *a, Dict *kw) { return (V)py.frame->globals; }
static V b_vars(int n, V *a, Dict *kw) {
  if (!n) return b_locals(0, NULL, NULL);
  V d = find_attr(a[0], N(__dict__));
  if (!d) raise(E.TypeError, "vars() argument must have __dict__ attribute");
  return d;
}
static V b_dir(int n, V *a, Dict *kw) {
  Dict *all = dict_new();
  if (!n) dict_update(all, (V)frame_locals(py.frame));
  else {
    V m = HAS(a[0], T_HEAP) ? special(a[0], N(__dir__)) : NULL;
    if (m && !IS(m, cfunc)) {
      List *l = LIST(to_list(call0(m)));
      sort_values(l->v, l->len, NULL, 0);
      return (V)l;
    }
    Dict **d = dict_slot(a[0]);
    if (IS(a[0], module)) dict_update(all, (V)((Module *)a[0])->dict);
    else {
      if (d && *d) dict_update(all, (V)*d);
      Tuple *mro = IS_TYPE(a[0]) ? TYPEOBJ(a[0])->mro : TYPE(a[0])->mro;
      for (long i = 0; i < mro->len; i++) dict_update(all, (V)TYPEOBJ(mro->v[i])->dict);
    }
  }
  List *l = LIST(to_list((V)all));
  sort_values(l->v, l->len, NULL, 0);
  return (V)l;
}

static Code *code_of(V source, int mode, const char *name) {
  if (IS(source, code)) return (Code *)source;
  unsigned char *s;
  long n;
  if (as_buffer(source, &s, &n)) source = (V)decode(s, n, "utf-8", "strict");
  if (!IS_STR(source)) raise(E.TypeError, "%s() arg 1 must be a string, bytes or code object", name);
  return compile_source(STR(source), str_c("<string>"), mode);
}
static V execute(int n, V *a, int mode, const char *name) {
  Dict *globals = n > 1 && a[1] != None ? DICT(a[1]) : py.frame->globals;
  Dict *locals = n > 2 && a[2] != None ? DICT(a[2]) : n > 1 && a[1] != None ? globals : frame_locals(py.frame);
  if (!IS_DICT((V)globals)) raise(E.TypeError, "%s() globals must be a dict, not %T", name, (V)globals);
  if (!dict_gets(globals, N(__builtins__))) dict_set(globals, (V)N(__builtins__), (V)py.builtins);
  return eval_code(code_of(a[0], mode, name), globals, locals);
}
static V b_eval(int n, V *a, Dict *kw) { return execute(n, a, 'e', "eval"); }
static V b_exec(int n, V *a, Dict *kw) { return execute(n, a, 'x', "exec"), None; }
static V b_compile(int n, V *a, Dict *kw) {
  V v[6] = {0};
  parse_args("compile", n, a, kw, "source filename mode flags? dont_inherit? optimize?", v);
  Str *mode = STR(v[2]);
  if (strcmp(mode->s, "exec") && strcmp(mode->s, "eval") && strcmp(mode->s, "single")) raise(E.ValueError, "compile() mode must be 'exec', 'eval' or 'single'");
  if (IS_STR(v[0])) source_put(STR(v[1]), STR(v[0]));
  return (V)compile_source(STR(v[0]), STR(v[1]), !strcmp(mode->s, "eval") ? 'e' : !strcmp(mode->s, "single") ? 's' : 'x');
}
static V b_build_class(int n, V *a, Dict *kw) { return build_class((Func *)a[0], STR(a[1]), n - 2, a + 2, kw); }
static V b_import(int n, V *a, Dict *kw) {
  V v[5] = {NULL, None, None, None, SMALL(0)};
  parse_args("__import__", n, a, kw, "name globals? locals? fromlist? level?", v);
  return import_name(STR(v[0]), IS_DICT(v[1]) ? DICT(v[1]) : NULL, v[3], as_long(v[4]));
}

static const Def functions[] = {
  {"print", b_print, 0, -1, M_KW}, {"input", b_input, 0, 1}, {"len", b_len, 1, 1}, {"repr", b_repr, 1, 1}, {"ascii", b_ascii, 1, 1}, {"hash", b_hash, 1, 1}, {"id", b_id, 1, 1},
  {"callable", b_callable, 1, 1}, {"isinstance", b_isinstance, 2, 2}, {"issubclass", b_issubclass, 2, 2}, {"getattr", b_getattr, 2, 3}, {"hasattr", b_hasattr, 2, 2}, {"setattr", b_setattr, 3, 3},
  {"delattr", b_delattr, 2, 2}, {"iter", b_iter, 1, 2}, {"next", b_next, 1, 2}, {"max", b_max, 0, -1, M_KW}, {"min", b_min, 0, -1, M_KW}, {"sum", b_sum, 0, -1, M_KW}, {"any", b_any, 1, 1}, {"all", b_all, 1, 1},
  {"abs", b_abs, 1, 1}, {"divmod", b_divmod, 2, 2}, {"pow", b_pow, 0, -1, M_KW}, {"round", b_round, 0, -1, M_KW}, {"sorted", b_sorted, 0, -1, M_KW}, {"chr", b_chr, 1, 1}, {"ord", b_ord, 1, 1},
  {"hex", b_hex, 1, 1}, {"oct", b_oct, 1, 1}, {"bin", b_bin, 1, 1}, {"format", b_format, 1, 2}, {"locals", b_locals, 0, 0}, {"globals", b_globals, 0, 0}, {"vars", b_vars, 0, 1}, {"dir", b_dir, 0, 1},
  {"eval", b_eval, 1, 3}, {"exec", b_exec, 1, 3}, {"compile", b_compile, 0, -1, M_KW}, {"__build_class__", b_build_class, 2, -1, M_KW}, {"__import__", b_import, 0, -1, M_KW}, {0}};

void init_builtins(void) {
  for (const Def *d = functions; d->name; d++) dict_sets(py.builtins, d->name, cfunc_new(d, NULL, NULL));
  struct { const char *name; V v; } values[] = {{"None", None}, {"True", True}, {"False", False}, {"NotImplemented", NotImplemented}, {"Ellipsis", Ellipsis}, {"object", (V)T.object}, {"type", (V)T.type},
    {"int", (V)T.int_}, {"bool", (V)T.bool_}, {"float", (V)T.float_}, {"str", (V)T.str}, {"bytes", (V)T.bytes}, {"bytearray", (V)T.bytearray}, {"list", (V)T.list}, {"tuple", (V)T.tuple}, {"dict", (V)T.dict},
    {"set", (V)T.set}, {"frozenset", (V)T.frozenset}, {"range", (V)T.range}, {"slice", (V)T.slice}, {"property", (V)T.property}, {"staticmethod", (V)T.staticmethod}, {"classmethod", (V)T.classmethod},
    {"super", (V)T.super}, {"memoryview", (V)T.memoryview}, {"__debug__", True}, {"__name__", (V)N(builtins)}};
  for (unsigned i = 0; i < sizeof values / sizeof *values; i++) dict_sets(py.builtins, values[i].name, values[i].v);
}
