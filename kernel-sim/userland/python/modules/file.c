/*
 * Files as open() gives them, text and binary, with one buffer of 8192 bytes. As in Python, standard output is written line by line to a
 * terminal and in blocks elsewhere, and standard error line by line. A file that nobody refers to is flushed and closed when the
 * collector finds it.
 */
#include "../py.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { SIZE = 8192 };
typedef struct File {
  Type *type;
  int fd, text, readable, writable, linewise, append, closed, keep, universal;
  unsigned char *out; long nout;      /* to be written */
  unsigned char *in; long at, nin;    /* read, not yet taken */
  V name; Str *mode; Dict *dict;
  struct File *next;
  int eof;
} File;
#define F(v) ((File *)(v))

static File *all; /* those open for writing, for the end of the program; not searched by the collector */
static void unlink_file(File *f) {
  for (File **p = &all; *p; p = &(*p)->next)
    if (*p == f) {
      *p = f->next;
      return;
    }
}

static void need_open(File *f) {
  if (f->closed) raise(E.ValueError, "I/O operation on closed file.");
}
/* Writes all, going on after signals. 0 or errno. */
static int write_all(int fd, const unsigned char *s, long n) {
  while (n > 0) {
    long k = write(fd, s, n);
    if (k < 0) {
      if (errno == EINTR) {
        if (py.signalled && py.top) handle_signals();
        continue;
      }
      return errno;
    }
    s += k, n -= k;
  }
  return 0;
}
void file_flush(V v) {
  File *f = F(v);
  if (!IS(v, file)) {
    call_method(v, N(flush), 0, NULL);
    return;
  }
  if (!f->nout) return;
  long n = f->nout;
  f->nout = 0;
  int e = write_all(f->fd, f->out, n);
  if (e) errno = e, raise_errno(NULL);
}
void flush_all(void) {
  for (File *f = all; f; f = f->next)
    if (f->nout && !f->closed) {
      long n = f->nout;
      f->nout = 0;
      write_all(f->fd, f->out, n);
    }
}
static void put(File *f, const void *s, long n) {
  if (!f->out) f->out = gc_raw(SIZE);
  if (n > SIZE) {
    file_flush((V)f);
    int e = write_all(f->fd, s, n);
    if (e) errno = e, raise_errno(NULL);
    return;
  }
  if (f->nout + n > SIZE) file_flush((V)f);
  memcpy(f->out + f->nout, s, n);
  f->nout += n;
}
void file_puts(V v, const char *s, long n) {
  File *f = F(v);
  if (!IS(v, file)) {
    call1(getattr(v, N(write)), (V)str_new(s, n));
    return;
  }
  need_open(f);
  if (!f->writable) raise(E.OSError, "not writable");
  if (memchr(s, 0xed, n)) { /* perhaps a lone surrogate */
    Bytes *b = encode(str_new(s, n), "utf-8", f->fd == 2 ? "backslashreplace" : "strict");
    s = (char *)b->s, n = b->len;
  }
  put(f, s, n);
  if ((f->linewise && memchr(s, '\n', n)) || py.unbuffered) file_flush(v);
}
void stderr_write(Buf *b) {
  V err = py.sysdict ? dict_gets(py.sysdict, N(stderr)) : NULL, out = py.sysdict ? dict_gets(py.sysdict, N(stdout)) : NULL;
  if (out && IS(out, file) && !F(out)->closed) file_flush(out);
  if (err && IS(err, file)) file_flush(err);
  if (err && !IS(err, file) && err != None) {
    call1(getattr(err, N(write)), (V)buf_done(b));
    return;
  }
  write_all(2, (unsigned char *)b->s, b->len);
}

static void finalise(V v) { /* in the collector: nothing may be allocated */
  File *f = F(v);
  if (f->closed || f->keep) return;
  if (f->nout) write_all(f->fd, f->out, f->nout);
  close(f->fd);
  f->closed = 1;
  unlink_file(f);
}

static File *file_new(int fd, V name, const char *mode) {
  File *f = NEW(File, T.file);
  f->fd = fd, f->name = name, f->mode = str_c(mode);
  f->text = !strchr(mode, 'b');
  f->readable = strchr(mode, 'r') || strchr(mode, '+');
  f->writable = strchr(mode, 'w') || strchr(mode, 'a') || strchr(mode, 'x') || strchr(mode, '+');
  f->append = strchr(mode, 'a') != NULL;
  f->universal = 1;
  if (f->writable) f->next = all, all = f;
  return f;
}
V file_stdio(int fd, const char *name, const char *mode) {
  File *f = file_new(fd, (V)str_c(name), mode);
  struct termios t;
  f->keep = 1;
  f->linewise = fd == 2 || (fd == 1 && ioctl(fd, TCGETS, &t) == 0);
  if (fd < 2 && fd == 0) f->linewise = 0;
  return (V)f;
}
int file_fd(V v) {
  if (IS_INT(v)) return as_long(v);
  if (IS(v, file)) {
    need_open(F(v));
    return F(v)->fd;
  }
  return as_long(call_method(v, intern("fileno"), 0, NULL));
}

static V f_open(int n, V *a, Dict *kw) {
  V v[8] = {NULL, (V)N(read), SMALL(-1), None, None, None, True, None};
  v[1] = (V)str_c("r");
  parse_args("open", n, a, kw, "file mode? buffering? encoding? errors? newline? closefd? opener?", v);
  if (!IS_STR(v[1])) raise(E.TypeError, "open() argument 'mode' must be str, not %T", v[1]);
  const char *mode = CSTR(v[1]), *p;
  int kinds = 0, plus = strchr(mode, '+') != NULL, flags;
  for (p = mode; *p; p++) {
    if (!strchr("rwaxbt+U", *p)) raise(E.ValueError, "invalid mode: %R", v[1]);
    kinds += strchr("rwax", *p) != NULL;
  }
  if (strchr(mode, 'b') && strchr(mode, 't')) raise(E.ValueError, "can't have text and binary mode at once");
  if (kinds != 1) raise(E.ValueError, kinds ? "must have exactly one of create/read/write/append mode" : "Must have exactly one of create/read/write/append mode and at most one plus");
  flags = strchr(mode, 'r') ? (plus ? O_RDWR : O_RDONLY) : plus ? O_RDWR | O_CREAT : O_WRONLY | O_CREAT;
  if (strchr(mode, 'w')) flags |= O_TRUNC;
  if (strchr(mode, 'a')) flags |= O_APPEND;
  if (strchr(mode, 'x')) flags |= O_EXCL;
  int fd;
  if (IS_INT(v[0])) fd = as_long(v[0]);
  else {
    if (all) for (File *f = all; f; f = f->next)
      if (!f->keep && f->nout) { /* perhaps forgotten: written and closed now, as CPython would have done */
        gc_collect();
        break;
      }
    const char *path = fs_path(v[0]);
    while ((fd = open(path, flags | O_CLOEXEC, 0666)) < 0 && errno == EINTR) handle_signals();
    if (fd < 0) raise_errno(v[0]);
    struct stat st;
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
      close(fd);
      errno = EISDIR;
      raise_errno(v[0]);
    }
  }
  File *f = file_new(fd, v[0], mode);
  if (IS_STR(v[5]) && !STR(v[5])->len) f->universal = 0;
  if (v[2] == SMALL(1)) f->linewise = 1;
  if (v[2] == SMALL(0)) {
    if (f->text) raise(E.ValueError, "can't have unbuffered text I/O");
    f->linewise = 2;
  }
  if (!truth(v[6])) f->keep = 1;
  gc_watch((V)f);
  return (V)f;
}

/* ---- reading ---- */
static int fill(File *f) {
  if (!f->in) f->in = gc_raw(SIZE);
  if (f->writable) file_flush((V)f);
  if (f->fd == 0) {
    V out = dict_gets(py.sysdict, N(stdout));
    if (out && IS(out, file) && F(out)->linewise) file_flush(out);
  }
  long n;
  while ((n = read(f->fd, f->in, SIZE)) < 0 && errno == EINTR) handle_signals();
  if (n < 0) raise_errno(NULL);
  f->at = 0, f->nin = n;
  return n > 0;
}
static void need_reading(File *f) {
  need_open(f);
  if (!f->readable) {
    extern Type *unsupported_type(void);
    raise(unsupported_type(), "not readable");
  }
}
static V result(File *f, Buf *b) {
  if (!f->text) return bytes_new(b->s, b->len);
  if (f->universal && b->len && memchr(b->s, '\r', b->len)) {
    long k = 0;
    for (long i = 0; i < b->len; i++) {
      if (b->s[i] == '\r' && i + 1 < b->len && b->s[i + 1] == '\n') continue;
      b->s[k++] = b->s[i] == '\r' ? '\n' : b->s[i];
    }
    b->len = k;
  }
  return (V)decode((unsigned char *)b->s, b->len, "utf-8", f->fd == 0 ? "surrogateescape" : "strict");
}
static V f_read(int n, V *a, Dict *kw) {
  File *f = F(a[0]);
  need_reading(f);
  long want = n > 1 && a[1] != None ? as_index(a[1]) : -1;
  Buf b = {0};
  while (want != 0) {
    if (f->at == f->nin && !fill(f)) break;
    long k = f->nin - f->at;
    if (want > 0 && f->text) { /* characters */
      long i = f->at;
      while (i < f->nin && want > 0) {
        int c = f->in[i], len = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
        if (i + len > f->nin) break;
        i += len, want--;
      }
      if (i == f->at) i = f->nin, want -= 1;
      k = i - f->at;
    } else if (want > 0) {
      if (k > want) k = want;
      want -= k;
    }
    buf_put(&b, (char *)f->in + f->at, k);
    f->at += k;
  }
  return result(f, &b);
}
static V readline(File *f, long limit) {
  Buf b = {0};
  while (limit < 0 || b.len < limit) {
    if (f->at == f->nin && !fill(f)) break;
    unsigned char *end = memchr(f->in + f->at, '\n', f->nin - f->at);
    long k = end ? end - (f->in + f->at) + 1 : f->nin - f->at;
    if (limit >= 0 && k > limit - b.len) k = limit - b.len, end = NULL;
    buf_put(&b, (char *)f->in + f->at, k);
    f->at += k;
    if (end) break;
  }
  return b.len ? result(f, &b) : NULL;
}
static V f_readline(int n, V *a, Dict *kw) {
  need_reading(F(a[0]));
  V v = readline(F(a[0]), n > 1 ? as_index(a[1]) : -1);
  return v ? v : F(a[0])->text ? (V)py.empty_str : bytes_new("", 0);
}
static V f_readlines(int n, V *a, Dict *kw) {
  List *l = list_new(8);
  need_reading(F(a[0]));
  for (V v; (v = readline(F(a[0]), -1));) list_append(l, v);
  return (V)l;
}
static V f_readinto(int n, V *a, Dict *kw) {
  unsigned char *s;
  long len;
  need_buffer(a[1], &s, &len);
  V got = f_read(2, (V[]){a[0], SMALL(len)}, NULL);
  memcpy(s, ((Bytes *)got)->s, ((Bytes *)got)->len);
  return SMALL(((Bytes *)got)->len);
}
static V file_next(V v) {
  need_reading(F(v));
  return readline(F(v), -1);
}
static V file_iter(V v) {
  need_open(F(v));
  return v;
}

/* ---- the rest ---- */
static V f_write(int n, V *a, Dict *kw) {
  File *f = F(a[0]);
  need_open(f);
  extern Type *unsupported_type(void);
  if (!f->writable) raise(unsupported_type(), "not writable");
  if (f->at < f->nin) { /* what was read ahead is given back */
    lseek(f->fd, f->at - f->nin, SEEK_CUR);
    f->at = f->nin = 0;
  }
  if (f->text) {
    if (!IS_STR(a[1])) raise(E.TypeError, "write() argument must be str, not %T", a[1]);
    file_puts(a[0], CSTR(a[1]), STR(a[1])->len);
    return SMALL(STR(a[1])->nchars);
  }
  unsigned char *s;
  long len;
  if (IS_STR(a[1])) raise(E.TypeError, "a bytes-like object is required, not 'str'");
  need_buffer(a[1], &s, &len);
  put(f, s, len);
  if (f->linewise == 2) file_flush(a[0]);
  return SMALL(len);
}
static V f_writelines(int n, V *a, Dict *kw) {
  V it = iter(a[1]), v;
  while ((v = next(it))) f_write(2, (V[]){a[0], v}, NULL);
  return None;
}
static V f_flush(int n, V *a, Dict *kw) {
  need_open(F(a[0]));
  return file_flush(a[0]), None;
}
static V f_close(int n, V *a, Dict *kw) {
  File *f = F(a[0]);
  if (f->closed) return None;
  file_flush(a[0]);
  f->closed = 1;
  unlink_file(f);
  if (!f->keep || f->fd > 2)
    if (close(f->fd) < 0) raise_errno(NULL);
  return None;
}
static V f_seek(int n, V *a, Dict *kw) {
  File *f = F(a[0]);
  need_open(f);
  file_flush(a[0]);
  long whence = n > 2 ? as_long(a[2]) : 0, to = as_long(a[1]);
  if (whence == 1) to -= f->nin - f->at;
  f->at = f->nin = 0;
  long r = lseek(f->fd, to, whence);
  if (r < 0) raise_errno(NULL);
  return SMALL(r);
}
static V f_tell(int n, V *a, Dict *kw) {
  File *f = F(a[0]);
  need_open(f);
  file_flush(a[0]);
  long r = lseek(f->fd, 0, SEEK_CUR);
  if (r < 0) raise_errno(NULL);
  return SMALL(r - (f->nin - f->at));
}
static V f_truncate(int n, V *a, Dict *kw) {
  file_flush(a[0]);
  long size = n > 1 && a[1] != None ? as_long(a[1]) : SMALLVAL(f_tell(1, a, NULL));
  if (ftruncate(F(a[0])->fd, size) < 0) raise_errno(NULL);
  return SMALL(size);
}
static V f_fileno(int n, V *a, Dict *kw) {
  need_open(F(a[0]));
  return SMALL(F(a[0])->fd);
}
static V f_isatty(int n, V *a, Dict *kw) { return BOOL(isatty(F(a[0])->fd)); }
static V f_readable(int n, V *a, Dict *kw) { return BOOL(F(a[0])->readable); }
static V f_writable(int n, V *a, Dict *kw) { return BOOL(F(a[0])->writable); }
static V f_seekable(int n, V *a, Dict *kw) { return BOOL(lseek(F(a[0])->fd, 0, SEEK_CUR) >= 0); }
static V f_enter(int n, V *a, Dict *kw) { return need_open(F(a[0])), a[0]; }
static V f_exit(int n, V *a, Dict *kw) { return f_close(1, a, NULL); }
static V f_closed(int n, V *a, Dict *kw) { return BOOL(F(a[0])->closed); }
static V f_name(int n, V *a, Dict *kw) { return F(a[0])->name; }
static V f_mode(int n, V *a, Dict *kw) { return (V)F(a[0])->mode; }
static V f_encoding(int n, V *a, Dict *kw) { return (V)str_c("utf-8"); }
static V f_buffer(int n, V *a, Dict *kw) { /* the same descriptor in binary: sys.stdout.buffer */
  File *f = F(a[0]);
  file_flush(a[0]);
  if (!f->dict) f->dict = dict_new();
  V b = dict_get(f->dict, (V)intern("buffer"));
  if (!b) {
    b = (V)file_new(f->fd, f->name, f->writable && f->readable ? "rb+" : f->writable ? "wb" : "rb");
    F(b)->keep = 1, F(b)->linewise = f->linewise ? 2 : 0;
    dict_sets(f->dict, "buffer", b);
  }
  return b;
}
static V f_reconfigure(int n, V *a, Dict *kw) {
  V l = kw ? dict_get(kw, (V)intern("line_buffering")) : NULL;
  if (l && l != None) F(a[0])->linewise = truth(l);
  return None;
}
static V file_repr(V v) {
  File *f = F(v);
  if (f->text) return (V)fmt("<_io.TextIOWrapper name=%R mode=%R encoding='utf-8'>", f->name, (V)f->mode);
  return (V)fmt("<_io.Buffered%s name=%R>", f->readable && f->writable ? "Random" : f->writable ? "Writer" : "Reader", f->name);
}
static const Def file_defs[] = {{"read", f_read, 0, 1}, {"readline", f_readline, 0, 1}, {"readlines", f_readlines, 0, 1}, {"readinto", f_readinto, 1, 1}, {"write", f_write, 1, 1}, {"writelines", f_writelines, 1, 1},
  {"flush", f_flush, 0, 0}, {"close", f_close, 0, 0}, {"seek", f_seek, 1, 2}, {"tell", f_tell, 0, 0}, {"truncate", f_truncate, 0, 1}, {"fileno", f_fileno, 0, 0}, {"isatty", f_isatty, 0, 0}, {"readable", f_readable, 0, 0},
  {"writable", f_writable, 0, 0}, {"seekable", f_seekable, 0, 0}, {"__enter__", f_enter, 0, 0}, {"__exit__", f_exit, 0, 3}, {"closed", f_closed, 0, 0, M_GET}, {"name", f_name, 0, 0, M_GET}, {"mode", f_mode, 0, 0, M_GET},
  {"encoding", f_encoding, 0, 0, M_GET}, {"errors", f_encoding, 0, 0, M_GET}, {"buffer", f_buffer, 0, 0, M_GET}, {"reconfigure", f_reconfigure, 0, 0, M_KW}, {0}};
static const Def open_def = {"open", f_open, 0, -1, M_KW};

Type *unsupported_type(void) {
  static Type *t;
  if (!t) {
    t = TYPEOBJ(class_new(T.type, intern("UnsupportedOperation"), TUPLE(tuple2((V)E.OSError, (V)E.ValueError)), dict_new(), NULL));
    t->module = intern("io");
    list_append(py.roots, (V)t);
  }
  return t;
}

void init_file(void) {
  Type *t = T.file;
  t->basicsize = sizeof(File), t->repr = file_repr, t->iter = file_iter, t->next = file_next, t->fini = finalise;
  type_methods(t, file_defs);
  type_ready(t);
  t->name = t->qualname = intern("TextIOWrapper"), t->module = intern("_io");
  dict_sets(py.builtins, "open", cfunc_new(&open_def, NULL, NULL));
}
