/* import: modules in C by a table, others from sys.path, packages, and what `import a.b` and `from a import b` leave. */
#include "../py.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct { const char *name; Module *(*make)(void); } Builtin;
#define MODULES(X) X(os) X(time) X(math) X(struct_) X(errno_) X(random) X(re) X(socket) X(signal) X(bcc) X(traceback_) X(gc)
#define DECL_MODULE(m) extern Module *module_##m(void);
MODULES(DECL_MODULE)
static const Builtin table[] = {{"os", module_os}, {"posix", module_os}, {"time", module_time}, {"math", module_math}, {"struct", module_struct_}, {"errno", module_errno_},
  {"_random", module_random}, {"_re", module_re}, {"_socket", module_socket}, {"signal", module_signal}, {"_bcc", module_bcc}, {"_traceback", module_traceback_}, {"gc", module_gc}, {0}};

static V lookup(Str *name) { return dict_get(py.modules, (V)name); }

static Str *read_file(const char *path) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return NULL;
  struct stat st;
  Buf b = {0};
  if (fstat(fd, &st) < 0 || S_ISDIR(st.st_mode)) {
    close(fd);
    errno = EISDIR;
    return NULL;
  }
  char part[8192];
  for (long n; (n = read(fd, part, sizeof part)) > 0;) {
    buf_put(&b, part, n);
    if (b.len >= st.st_size && st.st_size > 0) break; /* no second read for the end of a file */
  }
  close(fd);
  if (!b.s) buf_put(&b, "", 0);
  b.s[b.len] = 0;
  return str_new(b.s, b.len);
}

/* Tells bad UTF-8 as CPython does. */
void check_utf8(Str *text, Str *file) {
  int line = 1;
  const unsigned char *s = (unsigned char *)text->s;
  for (long i = 0; i < text->len; i++) {
    if (s[i] == '\n') line++;
    if (s[i] < 0x80) continue;
    int n = s[i] < 0xc2 ? 0 : s[i] < 0xe0 ? 1 : s[i] < 0xf0 ? 2 : s[i] < 0xf5 ? 3 : 0, ok = n > 0;
    for (int k = 1; k <= n; k++) ok &= i + k < text->len && (s[i + k] & 0xc0) == 0x80;
    if (!ok) {
      char hex[3] = {"0123456789abcdef"[s[i] >> 4], "0123456789abcdef"[s[i] & 15], 0};
      V msg = (V)fmt("Non-UTF-8 code starting with '\\x%s' in file %S on line %d, but no encoding declared; see https://peps.python.org/pep-0263/ for details", hex, (V)file, line);
      raise_value(new_exc(E.SyntaxError, 1, &msg));
    }
    i += n;
  }
}

static V run_module(Str *name, Str *path, Str *text, int package) {
  Module *m = module_new(name->s, NULL);
  dict_set(m->dict, (V)N(__file__), (V)path);
  dict_set(m->dict, (V)N(__builtins__), (V)py.builtins);
  char *dot = strrchr(name->s, '.');
  dict_set(m->dict, (V)N(__package__), package ? (V)name : dot ? (V)str_new(name->s, dot - name->s) : (V)py.empty_str);
  if (package) dict_set(m->dict, (V)N(__path__), list_of((V[]){(V)str_new(path->s, strrchr(path->s, '/') - path->s)}, 1));
  check_utf8(text, path);
  dict_set(py.modules, (V)name, (V)m);
  Catch c;
  if (TRY(c)) {
    eval_code(compile_source(text, path, 'x'), m->dict, m->dict);
    ENDTRY(c);
  } else {
    caught(&c);
    dict_del(py.modules, (V)name);
    reraise(py.raised);
  }
  V now = lookup(name); /* a module may put another object in its place */
  return now ? now : (V)m;
}

/* name's last part in the directories of path */
static V find_in(Str *name, V path) {
  char *dot = strrchr(name->s, '.');
  const char *last = dot ? dot + 1 : name->s;
  long n;
  V *dirs = items_of(path, &n);
  for (long i = 0; i < n; i++) {
    const char *dir = CSTR(dirs[i]);
    const char *slash = *dir ? "/" : "";
    Str *init = fmt("%s%s%s/__init__.py", dir, slash, last), *plain = fmt("%s%s%s.py", dir, slash, last), *text;
    if (!*dir) {
      char here[1024];
      if (getcwd(here, sizeof here)) init = fmt("%s/%s/__init__.py", here, last), plain = fmt("%s/%s.py", here, last);
    }
    if ((text = read_file(init->s))) return run_module(name, init, text, 1);
    if ((text = read_file(plain->s))) return run_module(name, plain, text, 0);
  }
  return NULL;
}

static _Noreturn void not_found(Str *name, const char *suffix) {
  Dict *kw = dict_new();
  dict_set(kw, (V)N(name), (V)name);
  V msg = (V)fmt("No module named %R%s", (V)name, suffix), e = E.ModuleNotFoundError->new_(E.ModuleNotFoundError, 1, &msg, kw);
  E.ModuleNotFoundError->init(e, 1, &msg, kw);
  raise_value(e);
}

V import_module(Str *name) {
  V m = lookup(name);
  if (m) {
    if (m == None) not_found(name, "");
    return m;
  }
  for (const Builtin *b = table; b->name; b++)
    if (!strcmp(b->name, name->s)) {
      Module *made = b->make();
      dict_set(py.modules, (V)name, (V)made);
      if (!strcmp(name->s, "os")) dict_sets(py.modules, "os.path", dict_get(made->dict, (V)N(path)));
      return (V)made;
    }
  char *dot = strrchr(name->s, '.');
  V path = dict_gets(py.sysdict, N(path));
  V parent = NULL;
  if (dot) {
    Str *up = intern_str(str_new(name->s, dot - name->s));
    parent = import_module(up);
    if ((m = lookup(name))) return m;
    path = IS(parent, module) ? dict_gets(((Module *)parent)->dict, N(__path__)) : NULL;
    if (!path) not_found(name, ((V)fmt("; %R is not a package", (V)up), CSTR(fmt("; %R is not a package", (V)up))));
  }
  m = find_in(name, path);
  if (!m) not_found(name, "");
  if (parent) setattr(parent, intern(dot + 1), m);
  return m;
}

static Str *absolute(Str *name, Dict *globals, int level) {
  if (!level) return name;
  V p = globals ? dict_gets(globals, N(__package__)) : NULL;
  if (!p || !STR(p)->len) raise(E.ImportError, "attempted relative import with no known parent package");
  Str *s = STR(p);
  for (int i = 1; i < level; i++) {
    char *dot = strrchr(s->s, '.');
    if (!dot) raise(E.ImportError, "attempted relative import beyond top-level package");
    s = str_new(s->s, dot - s->s);
  }
  return intern_str(name->len ? fmt("%S.%S", (V)s, (V)name) : s);
}

V import_name(Str *name, Dict *globals, V fromlist, int level) {
  name = absolute(intern_str(name), globals, level);
  V m = import_module(name);
  if (fromlist != None && (IS_TUPLE(fromlist) || IS_LIST(fromlist)) && length(fromlist)) {
    if (IS(m, module) && dict_gets(((Module *)m)->dict, N(__path__))) { /* submodules named in the list */
      long n;
      V *v = items_of(fromlist, &n);
      for (long i = 0; i < n; i++) {
        if (dict_get(((Module *)m)->dict, v[i]) || !strcmp(CSTR(v[i]), "*")) continue;
        Str *full = intern_str(fmt("%S.%S", (V)name, v[i]));
        Catch c;
        if (TRY(c)) {
          import_module(full);
          ENDTRY(c);
        } else {
          caught(&c);
          if (!exc_matches(py.raised, (V)E.ModuleNotFoundError) || !eq(((Exc *)py.raised)->b ? ((Exc *)py.raised)->b : None, (V)full)) reraise(py.raised);
        }
      }
    }
    return m;
  }
  char *dot = level ? NULL : strchr(name->s, '.');
  return dot ? lookup(intern_str(str_new(name->s, dot - name->s))) : m;
}

V import_from(V m, Str *name) {
  V v = find_attr(m, name);
  if (v) return v;
  V mod = find_attr(m, N(__name__)), file = find_attr(m, N(__file__));
  if (mod) {
    V sub = lookup(intern_str(fmt("%S.%S", mod, (V)name)));
    if (sub) return sub;
  }
  raise(E.ImportError, "cannot import name %R from %R (%S)", (V)name, mod ? mod : (V)str_c("<unknown module name>"), file ? file : (V)str_c("unknown location"));
}

void import_star(V m, Dict *ns) {
  V all = find_attr(m, N(__all__)), k, v;
  if (all) {
    V it = iter(all);
    while ((k = next(it))) dict_set(ns, (V)intern_str(STR(k)), getattr(m, intern_str(STR(k))));
    return;
  }
  for (long at = 0; dict_next(((Module *)m)->dict, &at, &k, &v);)
    if (CSTR(k)[0] != '_') dict_set(ns, k, v);
}

Str *read_source(const char *path) { return read_file(path); }
