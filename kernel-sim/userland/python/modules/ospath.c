/* os.path for POSIX. */
#include "../py.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static V text(V v) { return IS_STR(v) ? v : (V)fsdecode(fs_path(v)); }
static V p_join(int n, V *a, Dict *kw) {
  Buf b = {0};
  for (int i = 0; i < n; i++) {
    V s = text(a[i]);
    if (CSTR(s)[0] == '/') b.len = 0;
    else if (b.len && b.s[b.len - 1] != '/') buf_c(&b, "/");
    buf_str(&b, s);
  }
  return (V)buf_done(&b);
}
static long base_at(Str *s) {
  long i = s->len;
  while (i > 0 && s->s[i - 1] != '/') i--;
  return i;
}
static V p_basename(int n, V *a, Dict *kw) {
  Str *s = STR(text(a[0]));
  return (V)str_new(s->s + base_at(s), s->len - base_at(s));
}
static V p_dirname(int n, V *a, Dict *kw) {
  Str *s = STR(text(a[0]));
  long i = base_at(s), k = i;
  while (k > 0 && s->s[k - 1] == '/') k--;
  return (V)str_new(s->s, k ? k : i);
}
static V p_split(int n, V *a, Dict *kw) { return tuple2(p_dirname(n, a, kw), p_basename(n, a, kw)); }
static V p_splitext(int n, V *a, Dict *kw) {
  Str *s = STR(text(a[0]));
  long base = base_at(s), dot = s->len;
  while (dot > base && s->s[dot - 1] != '.') dot--;
  long first = base;
  while (first < s->len && s->s[first] == '.') first++;
  if (dot <= base || dot - 1 < first) return tuple2((V)s, (V)py.empty_str);
  return tuple2((V)str_new(s->s, dot - 1), (V)str_new(s->s + dot - 1, s->len - dot + 1));
}
static int mode_of(V v, int link) {
  struct stat s;
  if (IS_INT(v)) return fstat(as_long(v), &s) == 0 ? s.st_mode : 0;
  const char *p = fs_path(v);
  return (link ? lstat(p, &s) : stat(p, &s)) == 0 ? s.st_mode : 0;
}
static V p_exists(int n, V *a, Dict *kw) { return BOOL(mode_of(a[0], 0)); }
static V p_lexists(int n, V *a, Dict *kw) { return BOOL(mode_of(a[0], 1)); }
static V p_isfile(int n, V *a, Dict *kw) { return BOOL(S_ISREG(mode_of(a[0], 0))); }
static V p_isdir(int n, V *a, Dict *kw) { return BOOL(S_ISDIR(mode_of(a[0], 0))); }
static V p_islink(int n, V *a, Dict *kw) { return BOOL(S_ISLNK(mode_of(a[0], 1))); }
static V p_isabs(int n, V *a, Dict *kw) { return BOOL(CSTR(text(a[0]))[0] == '/'); }
static V p_getsize(int n, V *a, Dict *kw) {
  struct stat s;
  if (stat(fs_path(a[0]), &s) < 0) raise_errno(a[0]);
  return SMALL(s.st_size);
}
static V p_getmtime(int n, V *a, Dict *kw) {
  struct stat s;
  if (stat(fs_path(a[0]), &s) < 0) raise_errno(a[0]);
  return float_new(s.st_mtim.tv_sec + 1e-9 * s.st_mtim.tv_nsec);
}
static V p_normpath(int n, V *a, Dict *kw) {
  const char *p = CSTR(text(a[0]));
  int root = *p == '/';
  List *parts = list_new(8);
  while (*p) {
    while (*p == '/') p++;
    const char *end = strchr(p, '/');
    if (!end) end = p + strlen(p);
    long len = end - p;
    V part = (V)str_new(p, len);
    p = end;
    if (len == 0 || (len == 1 && CSTR(part)[0] == '.')) continue;
    if (len == 2 && !strcmp(CSTR(part), "..")) {
      if (parts->len && strcmp(CSTR(parts->v[parts->len - 1]), "..")) {
        parts->len--;
        continue;
      }
      if (root) continue;
    }
    list_append(parts, part);
  }
  Str *s = str_join(str_c("/"), parts->v, parts->len);
  return root ? (V)fmt("/%S", (V)s) : s->len ? (V)s : (V)str_c(".");
}
static V p_abspath(int n, V *a, Dict *kw) {
  char here[4096];
  V s = text(a[0]);
  if (CSTR(s)[0] != '/' && getcwd(here, sizeof here)) s = (V)fmt("%s/%S", here, s);
  return p_normpath(1, &s, NULL);
}
static V p_realpath(int n, V *a, Dict *kw) {
  char s[4096];
  return realpath(fs_path(a[0]), s) ? (V)fsdecode(s) : p_abspath(1, a, NULL);
}
static V p_expanduser(int n, V *a, Dict *kw) {
  Str *s = STR(text(a[0]));
  char *home = getenv("HOME");
  if (s->s[0] != '~' || (s->len > 1 && s->s[1] != '/') || !home) return (V)s;
  return (V)fmt("%s%s", home, s->s + 1);
}
static V p_commonprefix(int n, V *a, Dict *kw) {
  long count;
  V *v = items_of(a[0], &count);
  if (!count) return (V)py.empty_str;
  long k = STR(v[0])->len;
  for (long i = 1; i < count; i++)
    for (long j = 0; j < k; j++)
      if (j >= STR(v[i])->len || CSTR(v[i])[j] != CSTR(v[0])[j]) k = j;
  return (V)str_new(CSTR(v[0]), k);
}
static const Def defs[] = {{"join", p_join, 1, -1}, {"basename", p_basename, 1, 1}, {"dirname", p_dirname, 1, 1}, {"split", p_split, 1, 1}, {"splitext", p_splitext, 1, 1}, {"exists", p_exists, 1, 1}, {"lexists", p_lexists, 1, 1},
  {"isfile", p_isfile, 1, 1}, {"isdir", p_isdir, 1, 1}, {"islink", p_islink, 1, 1}, {"isabs", p_isabs, 1, 1}, {"getsize", p_getsize, 1, 1}, {"getmtime", p_getmtime, 1, 1}, {"normpath", p_normpath, 1, 1}, {"abspath", p_abspath, 1, 1},
  {"realpath", p_realpath, 1, 1}, {"expanduser", p_expanduser, 1, 1}, {"commonprefix", p_commonprefix, 1, 1}, {0}};
Module *module_ospath(void) {
  Module *m = module_new("posixpath", defs);
  dict_sets(m->dict, "sep", (V)str_c("/"));
  return m;
}
