/* python3: options, start and end, the interactive loop, and the module sys. */
#include "../py.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define VERSION "3.11.2"
struct Names Nm;
struct Interp py;
extern Str *read_source(const char *path);
extern void check_utf8(Str *text, Str *file);
extern void init_str(void), init_list(void), init_dict(void), init_set(void), init_bytes(void), init_object(void), init_singletons(void), init_type(void), init_attr(void), init_numbers(void), init_iterators(void),
  init_gen(void), init_traceback(void), init_builtins(void), init_file(void), init_slot_names(void), init_signals(void);

/* ---- types ---- */
static void make_types(void) {
  struct { Type **at; const char *name; long size; unsigned flags; } table[] = {
    {&T.type, "type", sizeof(Type), T_TYPE}, {&T.int_, "int", sizeof(Big), T_INT}, {&T.bool_, "bool", sizeof(Obj), T_NOBASE}, {&T.float_, "float", sizeof(Float), T_FLOAT}, {&T.bytes, "bytes", sizeof(Bytes), T_BYTES},
    {&T.bytearray, "bytearray", sizeof(Bytes), T_BYTES}, {&T.list, "list", sizeof(List), T_LIST}, {&T.set, "set", sizeof(Set), T_SET}, {&T.frozenset, "frozenset", sizeof(Set), T_SET},
    {&T.range, "range", sizeof(Slice), T_NOBASE}, {&T.slice, "slice", sizeof(Slice), T_NOBASE}, {&T.none, "NoneType", sizeof(Obj), T_NOBASE}, {&T.notimpl, "NotImplementedType", sizeof(Obj), T_NOBASE},
    {&T.ellipsis, "ellipsis", sizeof(Obj), T_NOBASE}, {&T.func, "function", sizeof(Func), T_NOBASE | T_ABSTRACT}, {&T.method, "method", sizeof(Method), T_NOBASE | T_ABSTRACT}, {&T.code, "code", sizeof(Code), T_NOBASE | T_ABSTRACT},
    {&T.cell, "cell", sizeof(Cell), T_NOBASE | T_ABSTRACT}, {&T.module, "module", sizeof(Module), 0}, {&T.property, "property", sizeof(Property), 0}, {&T.super, "super", 64, 0}, {&T.gen, "generator", sizeof(Gen), T_NOBASE | T_ABSTRACT},
    {&T.tb, "traceback", sizeof(Tb), T_NOBASE | T_ABSTRACT}, {&T.file, "file", 256, T_ABSTRACT}, {&T.mappingproxy, "mappingproxy", 16, T_ABSTRACT}, {&T.memoryview, "memoryview", 48, T_NOBASE}, {&T.alias, "types.GenericAlias", 48, T_ABSTRACT}};
  for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
    Type *base = table[i].at == &T.bool_ ? T.int_ : T.object;
    *table[i].at = type_new(table[i].name, base, table[i].size, table[i].flags, NULL);
  }
}

static void *early_type(long size, unsigned flags) {
  Type *t = gc_alloc(sizeof *t);
  t->basicsize = size, t->flags = flags;
  return t;
}

/* The first types are needed to make names, dictionaries and tuples, of which types consist. */
static void bootstrap(void) {
  T.str = early_type(sizeof(Str), T_STR), T.dict = early_type(sizeof(Dict), T_DICT), T.tuple = early_type(sizeof(Tuple), T_TUPLE), T.list = early_type(sizeof(List), T_LIST), T.object = early_type(sizeof(Obj), 0);
  T.cfunc = early_type(sizeof(CFunc), T_NOBASE | T_ABSTRACT), T.getset = early_type(sizeof(CFunc), T_NOBASE | T_ABSTRACT), T.staticmethod = early_type(sizeof(Property), 0), T.classmethod = early_type(sizeof(Property), 0);
  py.interned = dict_new();
  py.empty_tuple = (V)tuple_new(0);
  py.empty_str = gc_alloc(sizeof(Str));
  py.empty_str->type = T.str, py.empty_str->s = gc_raw(1), py.empty_str->s[0] = 0;
  py.roots = list_new(64);
#define MAKE_NAME(x) Nm.x = intern(#x);
  NAMES(MAKE_NAME)
  Nm.default_ = intern("default"), Nm.signed_ = intern("signed"), Nm.throw_ = intern("throw");
  init_slot_names();
  struct { Type **at; const char *name; } early[] = {{&T.object, "object"}, {&T.str, "str"}, {&T.dict, "dict"}, {&T.tuple, "tuple"}, {&T.cfunc, "builtin_function_or_method"}, {&T.getset, "getset_descriptor"}, {&T.staticmethod, "staticmethod"}, {&T.classmethod, "classmethod"}};
  for (unsigned i = 0; i < sizeof early / sizeof *early; i++) { /* completed in place, since objects of these types exist already */
    Type *t = *early[i].at, *made = type_new(early[i].name, i ? T.object : NULL, t->basicsize, t->flags, NULL);
    py.roots->v[py.roots->len - 1] = (V)t;
    unsigned flags = t->flags;
    long size = t->basicsize;
    *t = *made;
    t->flags = flags, t->basicsize = size;
    Tuple *mro = tuple_new(i ? 2 : 1);
    mro->v[0] = (V)t;
    if (i) mro->v[1] = (V)T.object;
    t->mro = mro;
  }
  Type *early_list = T.list;
  make_types();
  T.type->type = T.type;
  py.roots->type = T.list;
  for (unsigned i = 0; i < sizeof early / sizeof *early; i++) (*early[i].at)->type = T.type;
  (void)early_list;
}

/* ---- sys ---- */
static V s_exit(int n, V *a, Dict *kw) { raise_value(new_exc(E.SystemExit, n, a)); }
static V s_getrecursionlimit(int n, V *a, Dict *kw) { return SMALL(py.limit); }
static V s_setrecursionlimit(int n, V *a, Dict *kw) {
  long limit = as_long(a[0]);
  if (limit < 1) raise(E.ValueError, "recursion limit must be greater or equal than 1");
  return py.limit = limit > 100000000 ? 100000000 : limit, None;
}
static V s_exc_info(int n, V *a, Dict *kw) {
  V e = py.handled;
  return e ? tuple3((V)TYPE(e), e, ((Exc *)e)->tb ? ((Exc *)e)->tb : None) : tuple3(None, None, None);
}
static V s_getsizeof(int n, V *a, Dict *kw) {
  V v = a[0];
  if (IS_INT(v)) return SMALL(int_sign(v) ? 24 + 4 * ((int_bits(v) + 29) / 30) : 24 + (v != False ? 0 : 0));
  if (IS_STR(v)) return SMALL((STR(v)->len == STR(v)->nchars ? 49 : 76) + STR(v)->len);
  if (IS_FLOAT(v)) return SMALL(24);
  if (IS_LIST(v)) return SMALL(56 + 8 * LIST(v)->cap);
  if (IS_TUPLE(v)) return SMALL(40 + 8 * TUPLE(v)->len);
  if (IS_BYTES(v)) return SMALL(33 + ((Bytes *)v)->len);
  return SMALL(TYPE(v)->basicsize);
}
static V s_intern(int n, V *a, Dict *kw) { return (V)intern_str(STR(a[0])); }
static V s_displayhook(int n, V *a, Dict *kw) {
  if (a[0] == None) return None;
  V s = repr(a[0]), out = dict_gets(py.sysdict, N(stdout));
  file_puts(out, CSTR(s), STR(s)->len);
  file_puts(out, "\n", 1);
  dict_set(py.builtins, (V)intern("_"), a[0]);
  return None;
}
static V s_excepthook(int n, V *a, Dict *kw) { return print_exception(a[1]), None; }
static V s_getrefcount(int n, V *a, Dict *kw) { return SMALL(2); }
static V s_false(int n, V *a, Dict *kw) { return False; }
static V s_encoding(int n, V *a, Dict *kw) { return (V)str_c("utf-8"); }
static V s_switch(int n, V *a, Dict *kw) { return float_new(0.005); }
typedef struct { Type *type; Frame *f; } FrameObj;
static V s_getframe(int n, V *a, Dict *kw) {
  Frame *f = py.frame;
  for (long d = n ? as_long(a[0]) : 0; d > 0 && f; d--) f = f->back;
  if (!f) raise(E.ValueError, "call stack is not deep enough");
  Module *o = module_new("frame", NULL); /* a picture of the frame: attributes only */
  dict_sets(o->dict, "f_lineno", SMALL(frame_line(f)));
  dict_sets(o->dict, "f_code", (V)f->code);
  dict_sets(o->dict, "f_globals", (V)f->globals);
  extern Dict *locals_of(Frame *f);
  dict_sets(o->dict, "f_locals", (V)locals_of(f));
  dict_sets(o->dict, "f_back", None);
  return (V)o;
}
static const Def sys_defs[] = {{"exit", s_exit, 0, 1}, {"getrecursionlimit", s_getrecursionlimit, 0, 0}, {"setrecursionlimit", s_setrecursionlimit, 1, 1}, {"exc_info", s_exc_info, 0, 0}, {"getsizeof", s_getsizeof, 1, 2},
  {"intern", s_intern, 1, 1}, {"displayhook", s_displayhook, 1, 1}, {"excepthook", s_excepthook, 3, 3}, {"getrefcount", s_getrefcount, 1, 1}, {"is_finalizing", s_false, 0, 0}, {"getdefaultencoding", s_encoding, 0, 0},
  {"getfilesystemencoding", s_encoding, 0, 0}, {"getswitchinterval", s_switch, 0, 0}, {"_getframe", s_getframe, 0, 1}, {0}};

/* A tuple with names, as sys.version_info, os.stat_result: a class made on the spot. */
V named_tuple(const char *type, const char *fields, V *v) {
  extern V struct_sequence(const char *, const char *, V *);
  return struct_sequence(type, fields, v);
}

static void make_sys(int argc, char **argv) {
  Module *m = module_new("sys", sys_defs);
  Dict *d = py.sysdict = m->dict;
  List *args = list_new(argc + 1);
  for (int i = 0; i < argc; i++) list_append(args, (V)fsdecode(argv[i]));
  if (!argc) list_append(args, (V)py.empty_str);
  dict_sets(d, "argv", (V)args);
  dict_sets(d, "modules", (V)py.modules);
  dict_sets(d, "stdin", file_stdio(0, "<stdin>", "r"));
  dict_sets(d, "stdout", file_stdio(1, "<stdout>", "w"));
  dict_sets(d, "stderr", file_stdio(2, "<stderr>", "w"));
  for (int i = 0; i < 3; i++) dict_set(d, (V)fmt("__%s__", ((const char *[]){"stdin", "stdout", "stderr"})[i]), dict_get(d, (V)((Str *[]){N(stdin), N(stdout), N(stderr)})[i]));
  dict_sets(d, "version", (V)str_c(VERSION " (Ring Zero) [ringzero cc]"));
  dict_sets(d, "platform", (V)str_c("linux"));
  dict_sets(d, "byteorder", (V)str_c("little"));
  dict_sets(d, "executable", (V)str_c("/usr/bin/python3"));
  dict_sets(d, "prefix", (V)str_c("/usr"));
  dict_sets(d, "maxsize", int_new(0x7fffffffffffffff));
  dict_sets(d, "maxunicode", SMALL(0x10ffff));
  dict_sets(d, "hexversion", SMALL(0x030b02f0));
  dict_sets(d, "dont_write_bytecode", True);
  dict_sets(d, "flags", None);
  dict_sets(d, "version_info", named_tuple("sys.version_info", "major minor micro releaselevel serial", (V[]){SMALL(3), SMALL(11), SMALL(2), (V)str_c("final"), SMALL(0)}));
  dict_sets(d, "implementation", (V)module_new("ringzero", NULL));
  dict_sets(((Module *)dict_get(d, (V)intern("implementation")))->dict, "name", (V)str_c("ringzero"));
  dict_sets(d, "builtin_module_names", (V)tuple_of(NULL, 0));
  dict_set(py.modules, (V)N(sys), (V)m);
}

/* ---- running ---- */
static int exit_status(V exc) {
  V code = ((Exc *)exc)->a;
  long n;
  if (!code || code == None) return 0;
  if (IS_INT(code)) return fits_long(code, &n) ? (int)(n & 255) : 255;
  Buf b = {0};
  buf_str(&b, str(code));
  buf_c(&b, "\n");
  extern void stderr_write(Buf *);
  stderr_write(&b);
  return 1;
}

/* Tells an exception that nobody caught; the status to exit with. */
static int uncaught(V exc) {
  Catch c;
  if (exc_matches(exc, (V)E.SystemExit)) return exit_status(exc);
  if (TRY(c)) {
    V hook = dict_gets(py.sysdict, N(excepthook));
    if (hook && !IS(hook, cfunc)) call3(hook, (V)TYPE(exc), exc, ((Exc *)exc)->tb ? ((Exc *)exc)->tb : None);
    else print_exception(exc);
    ENDTRY(c);
  } else caught(&c);
  return exc_matches(exc, (V)E.KeyboardInterrupt) ? 130 : 1;
}

static int guarded(void (*what)(void *), void *arg) {
  Catch c;
  if (TRY(c)) {
    what(arg);
    ENDTRY(c);
    return 0;
  }
  caught(&c);
  return uncaught(py.raised);
}

static Dict *main_dict;
static void run_text(Str *text, const char *file, int mode) {
  Str *name = fsdecode(file);
  source_put(name, text);
  eval_code(compile_source(text, name, mode), main_dict, main_dict);
}
static void set_path(const char *dir) {
  List *path = list_new(2);
  list_append(path, (V)fsdecode(dir));
  char *extra = getenv("PYTHONPATH");
  while (extra && *extra) {
    char *end = strchr(extra, ':');
    list_append(path, (V)(end ? str_new(extra, end - extra) : str_c(extra)));
    extra = end ? end + 1 : NULL;
  }
  list_append(path, (V)str_c(getenv("PYTHONHOME") ? getenv("PYTHONHOME") : "/usr/lib/python3"));
  dict_set(py.sysdict, (V)N(path), (V)path);
}

typedef struct { const char *command, *module, *script; } Job;
static void run_command(void *arg) {
  Job *j = arg;
  set_path("");
  run_text(fmt("%S\n", (V)fsdecode(j->command)), "<string>", 'x');
}
static void run_script(void *arg) {
  Job *j = arg;
  Str *text = read_source(j->script);
  char *slash = strrchr(j->script, '/'), here[1024] = "";
  if (!text) {
    fprintf(stderr, errno == EISDIR ? "/usr/bin/python3: can't find '__main__' module in '%s'\n" : "/usr/bin/python3: can't open file '%s': [Errno %d] %s\n", CSTR(fsdecode(j->script)), errno, strerror(errno));
    V two = SMALL(errno == EISDIR ? 1 : 2);
    raise_value(new_exc(E.SystemExit, 1, &two));
  }
  if (*j->script != '/') getcwd(here, sizeof here);
  /* the directory of the script, absolutely */
  Str *dir = slash ? str_new(j->script, slash == j->script ? 1 : slash - j->script) : str_c(here);
  if (slash && *j->script != '/') dir = strcmp(dir->s, ".") ? fmt("%s/%S", here, (V)dir) : str_c(here);
  set_path(dir->s);
  const char *full = j->script;
  if (*full != '/' && here[0]) {
    if (full[0] == '.' && full[1] == '/') full += 2;
    full = fmt("%s/%s", here, full)->s;
  }
  dict_set(main_dict, (V)N(__file__), (V)fsdecode(full));
  check_utf8(text, fsdecode(full));
  run_text(text, full, 'x');
}
static void run_module_main(void *arg) {
  Job *j = arg;
  char here[1024];
  set_path(getcwd(here, sizeof here) ? here : "");
  Str *name = str_c(j->module), *file = NULL, *text = NULL;
  long n;
  V *dirs = items_of(dict_gets(py.sysdict, N(path)), &n);
  Str *rel = STR(call_method((V)name, intern("replace"), 2, (V[]){(V)str_c("."), (V)str_c("/")}));
  for (long i = 0; i < n && !text; i++) {
    file = fmt("%S/%S.py", dirs[i], (V)rel);
    if (!(text = read_source(file->s))) text = read_source((file = fmt("%S/%S/__main__.py", dirs[i], (V)rel))->s);
  }
  if (!text) {
    fprintf(stderr, "/usr/bin/python3: No module named %s\n", j->module);
    V one = SMALL(1);
    raise_value(new_exc(E.SystemExit, 1, &one));
  }
  dict_set(main_dict, (V)N(__file__), (V)file);
  LIST(dict_gets(py.sysdict, N(argv)))->v[0] = (V)file;
  char *dot = strrchr(name->s, '.');
  dict_set(main_dict, (V)N(__package__), dot ? (V)str_new(name->s, dot - name->s) : (V)py.empty_str);
  run_text(text, file->s, 'x');
}

static Str *read_all(int fd) {
  Buf b = {0};
  char part[4096];
  for (long n; (n = read(fd, part, sizeof part)) > 0;) buf_put(&b, part, n);
  return buf_done(&b);
}
static void run_stdin(void *arg) {
  set_path("");
  run_text(read_all(0), "<stdin>", 'x');
}

/* ---- the interactive loop ---- */
static void prompt(Str *name, const char *standard) {
  V p = dict_gets(py.sysdict, name), out = dict_gets(py.sysdict, N(stdout));
  Str *s = p ? STR(str(p)) : str_c(standard);
  file_puts(out, s->s, s->len);
  file_flush(out);
}
static int complete(Str *text, int lines) {
  Catch c;
  if (TRY(c)) {
    compile_source(text, str_c("<stdin>"), 's');
    ENDTRY(c);
  } else {
    caught(&c);
    V e = py.raised;
    Str *m = STR(str(((Exc *)e)->a ? ((Exc *)e)->a : None));
    if (exc_matches(e, (V)E.SyntaxError) && (strstr(m->s, "was never closed") || strstr(m->s, "unterminated triple") || strstr(m->s, "expected an indented block") || strstr(m->s, "unexpected EOF") || strstr(m->s, "expected 'except'"))) {
      if (lines > 1 && strstr(m->s, "indented block") && text->len > 1 && text->s[text->len - 2] == '\n') return 1;
      return 0;
    }
    return 1;
  }
  /* a compound statement goes on until an empty line */
  const char *p = text->s;
  static const char *const words[] = {"if ", "for ", "while ", "def ", "class ", "try:", "with ", "match ", "@", 0};
  for (int i = 0; words[i]; i++)
    if (!strncmp(p, words[i], strlen(words[i]))) return text->len > 1 && !strcmp(text->s + text->len - 2, "\n\n");
  return 1;
}
static void one_round(void *arg) {
  Buf b = {0};
  V in = dict_gets(py.sysdict, N(stdin));
  int lines = 0;
  for (;;) {
    if (lines) prompt(N(ps2), "... ");
    else prompt(N(ps1), ">>> ");
    Str *line = STR(call_method(in, N(readline), 0, NULL));
    if (!line->len) {
      if (lines) break;
      *(int *)arg = 1;
      return;
    }
    lines++;
    buf_str(&b, (V)line);
    Buf copy = {0};
    buf_put(&copy, b.s, b.len);
    if (complete(buf_done(&copy), lines)) break;
  }
  Str *text = buf_done(&b);
  source_put(str_c("<stdin>"), text);
  eval_code(compile_source(text, str_c("<stdin>"), 's'), main_dict, main_dict);
}
static int interactive(void) {
  V out = dict_gets(py.sysdict, N(stdout));
  int end = 0;
  py.interactive = 1;
  printf("Python " VERSION " (Ring Zero) on linux\nType \"help\", \"copyright\", \"credits\" or \"license\" for more information.\n");
  fflush(stdout);
  while (!end) {
    Catch c;
    if (TRY(c)) {
      one_round(&end);
      ENDTRY(c);
    } else {
      caught(&c);
      if (exc_matches(py.raised, (V)E.SystemExit)) return exit_status(py.raised);
      Exc *e = (Exc *)py.raised;
      if (exc_matches((V)e, (V)E.KeyboardInterrupt)) file_puts(out, "\nKeyboardInterrupt\n", 19);
      else uncaught((V)e);
    }
    file_flush(out);
  }
  file_puts(out, "\n", 1);
  return 0;
}

static void finish(void *arg) {
  V k, v;
  for (long at = 0; dict_next(main_dict, &at, &k, &v);) /* generators that wait in a try: their finally is run, as when CPython lets go of them */
    if (IS(v, gen) && ((Gen *)v)->started && !((Gen *)v)->done) call_method(v, N(close), 0, NULL);
  V hooks = dict_get(py.sysdict, (V)intern("_atexit"));
  for (long i = hooks ? LIST(hooks)->len - 1 : -1; i >= 0; i--) {
    Tuple *t = TUPLE(LIST(hooks)->v[i]);
    call(t->v[0], TUPLE(t->v[1])->len, TUPLE(t->v[1])->v, NULL);
  }
  V out = dict_gets(py.sysdict, N(stdout));
  if (out && out != None) file_flush(out);
}

static int usage(const char *option) {
  fprintf(stderr, "Unknown option: %s\nusage: python3 [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `python -h' for more information.\n", option);
  return 2;
}

static int start(int argc, char **argv) {
  Job job = {0};
  int i = 1, force = 0;
  for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
    const char *o = argv[i] + 1;
    if (!strcmp(o, "V") || !strcmp(o, "-version")) return puts("Python " VERSION), fflush(stdout), 0;
    if (!strcmp(o, "h") || !strcmp(o, "-help")) return puts("usage: python3 [option] ... [-c cmd | -m mod | file | -] [arg] ..."), fflush(stdout), 0;
    if (*o == 'c' || *o == 'm') {
      const char *arg = o[1] ? o + 1 : i + 1 < argc ? argv[++i] : NULL;
      if (!arg) return fprintf(stderr, "Argument expected for the -%c option\n", *o), 2;
      if (*o == 'c') job.command = arg;
      else job.module = arg;
      break;
    }
    for (; *o; o++) {
      if (*o == 'u') py.unbuffered = 1;
      else if (*o == 'i') force = 1;
      else if (!strchr("BEsSIOqd", *o)) return usage(argv[i]);
    }
  }
  if (!job.command && !job.module && i < argc && strcmp(argv[i], "-")) job.script = argv[i];
  if (job.command) argv[i] = "-c";
  if (job.module) argv[i] = "-m";
  bootstrap();
  init_object();
  init_type();
  init_attr();
  py.modules = dict_new(), py.builtins = dict_new();
  py.limit = 1000;
  init_singletons(), init_str(), init_list(), init_dict(), init_set(), init_bytes(), init_numbers();
  init_exceptions();
  init_iterators(), init_gen(), init_traceback(), init_builtins(), init_file(), init_signals();
  make_sys(argc - i, argv + i);
  Module *b = module_new("builtins", NULL), *m = module_new("__main__", NULL);
  b->dict = py.builtins;
  dict_set(py.modules, (V)N(builtins), (V)b);
  dict_set(py.modules, (V)N(__main__), (V)m);
  main_dict = m->dict;
  dict_set(main_dict, (V)N(__builtins__), (V)b);
  dict_set(main_dict, (V)N(__package__), None);
  dict_set(main_dict, (V)N(__spec__), None);
  int status;
  if (job.command) status = guarded(run_command, &job);
  else if (job.module) status = guarded(run_module_main, &job);
  else if (job.script) status = guarded(run_script, &job);
  else if (isatty(0) || force) {
    set_path("");
    status = interactive();
  } else status = guarded(run_stdin, NULL);
  int end = guarded(finish, NULL);
  flush_all();
  return status ? status : end;
}

int main(int argc, char **argv) {
  char *volatile base = (char *)__builtin_frame_address(0) + 16;
  gc_init(base);
  int status = start(argc, argv);
  if (status == 130 && !py.interactive) { /* an interrupt that nobody caught ends the process by that signal */
    signal(SIGINT, SIG_DFL);
    kill(getpid(), SIGINT);
  }
  return status;
}
