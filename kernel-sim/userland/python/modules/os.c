/* os: system calls by their names, environ, and os.path (in modules/ospath.c). */
#include "../py.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
extern V named_tuple(const char *type, const char *fields, V *v);
extern Module *module_ospath(void);

static V checked(long r, V name) {
  if (r < 0) raise_errno(name);
  return SMALL(r);
}
static V done(int r, V name) { return checked(r, name), None; }

#define INT0(name) static V o_##name(int n, V *a, Dict *kw) { return SMALL(name()); }
INT0(getpid) INT0(getppid) INT0(getuid) INT0(geteuid) INT0(getgid) INT0(getegid)
static V o_fork(int n, V *a, Dict *kw) { return checked(fork(), NULL); }
static V o_setsid(int n, V *a, Dict *kw) { return done(setsid(), NULL); }
static V o_getpgid(int n, V *a, Dict *kw) { return checked(getpgid(as_long(a[0])), NULL); }
static V o_getpgrp(int n, V *a, Dict *kw) { return SMALL(getpgrp()); }
static V o_getsid(int n, V *a, Dict *kw) { return checked(getsid(as_long(a[0])), NULL); }
static V o_setpgid(int n, V *a, Dict *kw) { return done(setpgid(as_long(a[0]), as_long(a[1])), NULL); }
static V o_setuid(int n, V *a, Dict *kw) { return done(setuid(as_long(a[0])), NULL); }
static V o_setgid(int n, V *a, Dict *kw) { return done(setgid(as_long(a[0])), NULL); }
static V o_kill(int n, V *a, Dict *kw) {
  done(kill(as_long(a[0]), as_long(a[1])), NULL);
  if (py.signalled) handle_signals();
  return None;
}
static V o_exit(int n, V *a, Dict *kw) { _exit(as_long(a[0])); }
static V o_abort(int n, V *a, Dict *kw) { abort(); }
static V o_nice(int n, V *a, Dict *kw) { return checked(nice(as_long(a[0])), NULL); }
static V o_umask(int n, V *a, Dict *kw) { return SMALL(umask(as_long(a[0]))); }
static V o_sync(int n, V *a, Dict *kw) { return sync(), None; }

static char **strings(V v) {
  long n;
  V *items = items_of(v, &n);
  char **s = gc_alloc((n + 1) * sizeof *s);
  for (long i = 0; i < n; i++) s[i] = (char *)fs_path(items[i]);
  return s;
}
static char **env_of(V d) {
  char **s = gc_alloc((length(d) + 1) * sizeof *s);
  V it = iter(d), k;
  for (long i = 0; (k = next(it)); i++) s[i] = (char *)fs_path((V)fmt("%S=%S", k, getitem(d, k)));
  return s;
}
static V o_execv(int n, V *a, Dict *kw) {
  execv(fs_path(a[0]), strings(a[1]));
  raise_errno(a[0]);
}
static V o_execve(int n, V *a, Dict *kw) {
  execve(fs_path(a[0]), strings(a[1]), env_of(a[2]));
  raise_errno(a[0]);
}
static V o_execvp(int n, V *a, Dict *kw) {
  execvp(fs_path(a[0]), strings(a[1]));
  raise_errno(NULL);
}
static V o_execl(int n, V *a, Dict *kw) { return o_execv(2, (V[]){a[0], tuple_of(a + 1, n - 1)}, NULL); }
static V o_execlp(int n, V *a, Dict *kw) { return o_execvp(2, (V[]){a[0], tuple_of(a + 1, n - 1)}, NULL); }
static V o_wait(int n, V *a, Dict *kw) {
  int status;
  pid_t pid;
  while ((pid = wait(&status)) < 0 && errno == EINTR) handle_signals();
  return tuple2(checked(pid, NULL), SMALL(status));
}
static V o_waitpid(int n, V *a, Dict *kw) {
  int status = 0;
  pid_t pid;
  while ((pid = waitpid(as_long(a[0]), &status, as_long(a[1]))) < 0 && errno == EINTR) handle_signals();
  return tuple2(checked(pid, NULL), SMALL(status));
}
static V o_system(int n, V *a, Dict *kw) { return SMALL(system(fs_path(a[0]))); }
#define W(name, expr) static V o_##name(int n, V *a, Dict *kw) { int s = as_long(a[0]); return expr; }
W(WIFEXITED, BOOL(WIFEXITED(s))) W(WEXITSTATUS, SMALL(WEXITSTATUS(s))) W(WIFSIGNALED, BOOL(WIFSIGNALED(s))) W(WTERMSIG, SMALL(WTERMSIG(s))) W(WIFSTOPPED, BOOL(WIFSTOPPED(s))) W(WSTOPSIG, SMALL(WSTOPSIG(s)))
W(WIFCONTINUED, BOOL(s == 0xffff)) W(WCOREDUMP, BOOL(s & 128)) W(waitstatus_to_exitcode, SMALL(WIFEXITED(s) ? WEXITSTATUS(s) : -WTERMSIG(s)))

/* ---- descriptors ---- */
static V o_open(int n, V *a, Dict *kw) {
  int fd;
  while ((fd = open(fs_path(a[0]), as_long(a[1]) | O_CLOEXEC, n > 2 ? as_long(a[2]) : 0777)) < 0 && errno == EINTR) handle_signals();
  return checked(fd, a[0]);
}
static V o_read(int n, V *a, Dict *kw) {
  long want = as_long(a[1]), got;
  if (want < 0) errno = EINVAL, raise_errno(NULL);
  unsigned char *s = gc_raw(want + 1);
  while ((got = read(as_long(a[0]), s, want)) < 0 && errno == EINTR) handle_signals();
  if (got < 0) raise_errno(NULL);
  return bytes_new(s, got);
}
static V o_write(int n, V *a, Dict *kw) {
  unsigned char *s;
  long len, put;
  need_buffer(a[1], &s, &len);
  while ((put = write(as_long(a[0]), s, len)) < 0 && errno == EINTR) handle_signals();
  return checked(put, NULL);
}
static V o_close(int n, V *a, Dict *kw) { return done(close(as_long(a[0])), NULL); }
static V o_lseek(int n, V *a, Dict *kw) { return checked(lseek(as_long(a[0]), as_long(a[1]), as_long(a[2])), NULL); }
static V o_fsync(int n, V *a, Dict *kw) { return done(fsync(file_fd(a[0])), NULL); }
static V o_ftruncate(int n, V *a, Dict *kw) { return done(ftruncate(file_fd(a[0]), as_long(a[1])), NULL); }
static V o_dup(int n, V *a, Dict *kw) {
  int fd = fcntl(as_long(a[0]), F_DUPFD_CLOEXEC, 0);
  return checked(fd, NULL);
}
static V o_dup2(int n, V *a, Dict *kw) { return checked(dup2(as_long(a[0]), as_long(a[1])), NULL); }
static V o_pipe(int n, V *a, Dict *kw) {
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) < 0) raise_errno(NULL);
  return tuple2(SMALL(fds[0]), SMALL(fds[1]));
}
static V o_isatty(int n, V *a, Dict *kw) { return BOOL(isatty(as_long(a[0]))); }
static V o_set_inheritable(int n, V *a, Dict *kw) { return done(fcntl(as_long(a[0]), F_SETFD, truth(a[1]) ? 0 : FD_CLOEXEC), NULL); }
static V o_set_blocking(int n, V *a, Dict *kw) {
  int fd = as_long(a[0]), flags = fcntl(fd, F_GETFL);
  return done(fcntl(fd, F_SETFL, truth(a[1]) ? flags & ~O_NONBLOCK : flags | O_NONBLOCK), NULL);
}

/* ---- names ---- */
static V o_mkdir(int n, V *a, Dict *kw) {
  V v[2] = {NULL, SMALL(0777)};
  parse_args("mkdir", n, a, kw, "path mode?", v);
  return done(mkdir(fs_path(v[0]), as_long(v[1])), v[0]);
}
static V o_rmdir(int n, V *a, Dict *kw) { return done(rmdir(fs_path(a[0])), a[0]); }
static V o_unlink(int n, V *a, Dict *kw) { return done(unlink(fs_path(a[0])), a[0]); }
static V two_names(int r, V *a) {
  if (r < 0) {
    int e = errno;
    V b[5] = {SMALL(e), (V)str_c(strerror(e)), a[0], None, a[1]};
    Exc *x = (Exc *)new_exc(E.OSError, 5, b);
    raise_value((V)x);
  }
  return None;
}
static V o_rename(int n, V *a, Dict *kw) { return two_names(rename(fs_path(a[0]), fs_path(a[1])), a); }
static V o_link(int n, V *a, Dict *kw) { return two_names(link(fs_path(a[0]), fs_path(a[1])), a); }
static V o_symlink(int n, V *a, Dict *kw) { return two_names(symlink(fs_path(a[0]), fs_path(a[1])), a); }
static V o_readlink(int n, V *a, Dict *kw) {
  char s[4096];
  long r = readlink(fs_path(a[0]), s, sizeof s - 1);
  if (r < 0) raise_errno(a[0]);
  s[r] = 0;
  return (V)fsdecode(s);
}
static V o_chmod(int n, V *a, Dict *kw) { return done(chmod(fs_path(a[0]), as_long(a[1])), a[0]); }
static V o_chown(int n, V *a, Dict *kw) { return done(chown(fs_path(a[0]), as_long(a[1]), as_long(a[2])), a[0]); }
static V o_chroot(int n, V *a, Dict *kw) { return done(chroot(fs_path(a[0])), a[0]); }
static V o_access(int n, V *a, Dict *kw) { return BOOL(access(fs_path(a[0]), as_long(a[1])) == 0); }
static V o_chdir(int n, V *a, Dict *kw) { return done(chdir(fs_path(a[0])), a[0]); }
static V o_getcwd(int n, V *a, Dict *kw) {
  char s[4096];
  if (!getcwd(s, sizeof s)) raise_errno(NULL);
  return (V)fsdecode(s);
}
static V o_listdir(int n, V *a, Dict *kw) {
  V dir = n && a[0] != None ? a[0] : (V)str_c(".");
  DIR *d = opendir(fs_path(dir));
  if (!d) raise_errno(dir);
  List *l = list_new(8);
  for (struct dirent *e; (e = readdir(d));)
    if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..")) list_append(l, (V)fsdecode(e->d_name));
  closedir(d);
  return (V)l;
}
static double seconds(struct timespec t) { return t.tv_sec + 1e-9 * t.tv_nsec; }
static V stat_tuple(struct stat *s) {
  V r = named_tuple("os.stat_result", "st_mode st_ino st_dev st_nlink st_uid st_gid st_size st_atime st_mtime st_ctime", (V[]){SMALL(s->st_mode), int_u64(s->st_ino), int_u64(s->st_dev), SMALL(s->st_nlink), SMALL(s->st_uid), SMALL(s->st_gid),
    SMALL(s->st_size), SMALL(s->st_atim.tv_sec), SMALL(s->st_mtim.tv_sec), SMALL(s->st_ctim.tv_sec)});
  Dict **d = dict_slot(r);
  *d = dict_new();
  dict_sets(*d, "st_blocks", SMALL(s->st_blocks));
  dict_sets(*d, "st_blksize", SMALL(s->st_blksize));
  dict_sets(*d, "st_rdev", SMALL(s->st_rdev));
  dict_sets(*d, "st_mtime_ns", int_binary(int_binary(SMALL(s->st_mtim.tv_sec), SMALL(1000000000), O_MUL), SMALL(s->st_mtim.tv_nsec), O_ADD));
  dict_sets(*d, "mtime", float_new(seconds(s->st_mtim)));
  return r;
}
static V o_stat(int n, V *a, Dict *kw) {
  struct stat s;
  if ((IS_INT(a[0]) ? fstat(as_long(a[0]), &s) : stat(fs_path(a[0]), &s)) < 0) raise_errno(IS_INT(a[0]) ? NULL : a[0]);
  return stat_tuple(&s);
}
static V o_lstat(int n, V *a, Dict *kw) {
  struct stat s;
  if (lstat(fs_path(a[0]), &s) < 0) raise_errno(a[0]);
  return stat_tuple(&s);
}
static V o_fspath(int n, V *a, Dict *kw) { return IS_STR(a[0]) || IS_BYTES(a[0]) ? a[0] : (V)fsdecode(fs_path(a[0])); }
static V o_mkfifo(int n, V *a, Dict *kw) { return done(mkfifo(fs_path(a[0]), n > 1 ? as_long(a[1]) : 0666), a[0]); }
static V o_mknod(int n, V *a, Dict *kw) { return done(mknod(fs_path(a[0]), n > 1 ? as_long(a[1]) : 0600, n > 2 ? as_long(a[2]) : 0), a[0]); }
static V o_makedev(int n, V *a, Dict *kw) { return SMALL((as_long(a[0]) & 0xfff) << 8 | (as_long(a[1]) & 0xff)); }
static V o_major(int n, V *a, Dict *kw) { return SMALL(as_long(a[0]) >> 8 & 0xfff); }
static V o_minor(int n, V *a, Dict *kw) { return SMALL((as_long(a[0]) & 0xff) | (as_long(a[0]) >> 12 & 0xfff00)); }

/* ---- surroundings ---- */
static V o_putenv(int n, V *a, Dict *kw) { return done(setenv(fs_path(a[0]), fs_path(a[1]), 1), NULL); }
static V o_unsetenv(int n, V *a, Dict *kw) { return done(unsetenv(fs_path(a[0])), NULL); }
static V o_getenv(int n, V *a, Dict *kw) {
  V env = dict_get(((Module *)import_module(intern("os")))->dict, (V)intern("environ"));
  V v = dict_get(DICT(env), a[0]);
  return v ? v : n > 1 ? a[1] : None;
}
static V env_setitem(int n, V *a, Dict *kw) {
  if (!IS_STR(a[1]) || !IS_STR(a[2])) raise(E.TypeError, "str expected, not %T", IS_STR(a[1]) ? a[2] : a[1]);
  setenv(fs_path(a[1]), fs_path(a[2]), 1);
  return dict_set(DICT(a[0]), a[1], a[2]), None;
}
static V env_delitem(int n, V *a, Dict *kw) {
  if (!dict_del(DICT(a[0]), a[1])) raise_key(a[1]);
  return unsetenv(fs_path(a[1])), None;
}
static V env_repr(int n, V *a, Dict *kw) { return (V)fmt("environ(%S)", T.dict->repr(a[0])); }
static const Def env_defs[] = {{"__setitem__", env_setitem, 2, 2}, {"__delitem__", env_delitem, 1, 1}, {"__repr__", env_repr, 0, 0}, {0}};
static V make_environ(void) {
  Type *t = TYPEOBJ(class_new(T.type, intern("_Environ"), TUPLE(tuple_of((V[]){(V)T.dict}, 1)), dict_new(), NULL));
  for (const Def *d = env_defs; d->name; d++) dict_sets(t->dict, d->name, cfunc_new(d, NULL, t));
  type_changed(t);
  V env = new_instance(t);
  for (char **e = environ; *e; e++) {
    char *eq_ = strchr(*e, '=');
    if (eq_) dict_set(DICT(env), (V)str_new(*e, eq_ - *e), (V)fsdecode(eq_ + 1));
  }
  return env;
}
static V o_uname(int n, V *a, Dict *kw) {
  struct utsname u;
  uname(&u);
  return named_tuple("posix.uname_result", "sysname nodename release version machine", (V[]){(V)str_c(u.sysname), (V)str_c(u.nodename), (V)str_c(u.release), (V)str_c(u.version), (V)str_c(u.machine)});
}
static V o_cpu_count(int n, V *a, Dict *kw) { return SMALL(sysconf(_SC_NPROCESSORS_ONLN)); }
static V o_strerror(int n, V *a, Dict *kw) { return (V)str_c(strerror(as_long(a[0]))); }
static V o_urandom(int n, V *a, Dict *kw) {
  long want = as_long(a[0]);
  int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
  unsigned char *s = gc_raw(want + 1);
  if (fd < 0 || read(fd, s, want) < 0) raise_errno(NULL);
  close(fd);
  return bytes_new(s, want);
}
static V o_terminal_size(int n, V *a, Dict *kw) {
  struct winsize w = {0};
  if (ioctl(n ? as_long(a[0]) : 1, TIOCGWINSZ, &w) < 0) raise_errno(NULL);
  return named_tuple("os.terminal_size", "columns lines", (V[]){SMALL(w.ws_col), SMALL(w.ws_row)});
}
static V o_fdopen(int n, V *a, Dict *kw) { return call(get_builtin("open"), n, a, kw); }

#define D(name, min, max) {#name, o_##name, min, max}
static const Def defs[] = {D(getpid, 0, 0), D(getppid, 0, 0), D(getuid, 0, 0), D(geteuid, 0, 0), D(getgid, 0, 0), D(getegid, 0, 0), D(fork, 0, 0), D(setsid, 0, 0), D(getpgid, 1, 1), D(getpgrp, 0, 0), D(getsid, 1, 1), D(setpgid, 2, 2),
  D(setuid, 1, 1), D(setgid, 1, 1), D(kill, 2, 2), {"_exit", o_exit, 1, 1}, D(abort, 0, 0), D(nice, 1, 1), D(umask, 1, 1), D(sync, 0, 0), D(execv, 2, 2), D(execve, 3, 3), D(execvp, 2, 2), D(execl, 1, -1), D(execlp, 1, -1), D(wait, 0, 0),
  D(waitpid, 2, 2), D(system, 1, 1), D(WIFEXITED, 1, 1), D(WEXITSTATUS, 1, 1), D(WIFSIGNALED, 1, 1), D(WTERMSIG, 1, 1), D(WIFSTOPPED, 1, 1), D(WSTOPSIG, 1, 1), D(WIFCONTINUED, 1, 1), D(WCOREDUMP, 1, 1), D(waitstatus_to_exitcode, 1, 1),
  D(open, 2, 3), D(read, 2, 2), D(write, 2, 2), D(close, 1, 1), D(lseek, 3, 3), D(fsync, 1, 1), D(ftruncate, 2, 2), D(dup, 1, 1), D(dup2, 2, 3), D(pipe, 0, 0), D(isatty, 1, 1), D(set_inheritable, 2, 2), D(set_blocking, 2, 2), {"mkdir", o_mkdir, 1, 2, M_KW}, D(rmdir, 1, 1),
  D(unlink, 1, 1), {"remove", o_unlink, 1, 1}, D(rename, 2, 2), {"replace", o_rename, 2, 2}, D(link, 2, 2), D(symlink, 2, 2), D(readlink, 1, 1), D(chmod, 2, 2), D(chown, 3, 3), D(chroot, 1, 1), D(access, 2, 2), D(chdir, 1, 1), D(getcwd, 0, 0),
  D(listdir, 0, 1), D(stat, 1, 1), {"fstat", o_stat, 1, 1}, D(lstat, 1, 1), D(fspath, 1, 1), D(mkfifo, 1, 2), D(mknod, 1, 3), D(makedev, 2, 2), D(major, 1, 1), D(minor, 1, 1), D(putenv, 2, 2), D(unsetenv, 1, 1), D(getenv, 1, 2), D(uname, 0, 0),
  D(cpu_count, 0, 0), D(strerror, 1, 1), D(urandom, 1, 1), {"get_terminal_size", o_terminal_size, 0, 1}, {"fdopen", o_fdopen, 1, -1, M_KW}, {0}};

Module *module_os(void) {
  static const struct { const char *name; long v; } values[] = {{"O_RDONLY", O_RDONLY}, {"O_WRONLY", O_WRONLY}, {"O_RDWR", O_RDWR}, {"O_CREAT", O_CREAT}, {"O_EXCL", O_EXCL}, {"O_TRUNC", O_TRUNC}, {"O_APPEND", O_APPEND}, {"O_NONBLOCK", O_NONBLOCK},
    {"O_CLOEXEC", O_CLOEXEC}, {"O_DIRECTORY", O_DIRECTORY}, {"O_SYNC", 0x101000}, {"WNOHANG", WNOHANG}, {"WUNTRACED", WUNTRACED}, {"SEEK_SET", 0}, {"SEEK_CUR", 1}, {"SEEK_END", 2}, {"F_OK", 0}, {"R_OK", 4}, {"W_OK", 2}, {"X_OK", 1}, {"EX_OK", 0}};
  Module *m = module_new("os", defs), *p = module_ospath();
  for (unsigned i = 0; i < sizeof values / sizeof *values; i++) dict_sets(m->dict, values[i].name, SMALL(values[i].v));
  dict_sets(m->dict, "environ", make_environ());
  dict_sets(m->dict, "path", (V)p);
  dict_sets(m->dict, "name", (V)str_c("posix"));
  dict_sets(m->dict, "sep", (V)str_c("/"));
  dict_sets(m->dict, "linesep", (V)str_c("\n"));
  dict_sets(m->dict, "pathsep", (V)str_c(":"));
  dict_sets(m->dict, "devnull", (V)str_c("/dev/null"));
  dict_sets(m->dict, "curdir", (V)str_c("."));
  dict_sets(m->dict, "error", (V)E.OSError);
  static const char more[] = /* what is shortest in Python */
    "def makedirs(name, mode=0o777, exist_ok=False):\n"
    "    head = path.dirname(name.rstrip('/'))\n"
    "    if head and not path.exists(head):\n"
    "        makedirs(head, mode, True)\n"
    "    try:\n"
    "        mkdir(name, mode)\n"
    "    except FileExistsError:\n"
    "        if not exist_ok or not path.isdir(name): raise\n"
    "def walk(top, topdown=True):\n"
    "    dirs, files = [], []\n"
    "    try:\n"
    "        names = listdir(top)\n"
    "    except OSError:\n"
    "        return\n"
    "    for n in names:\n"
    "        (dirs if path.isdir(path.join(top, n)) else files).append(n)\n"
    "    if topdown: yield top, dirs, files\n"
    "    for d in dirs:\n"
    "        if not path.islink(path.join(top, d)): yield from walk(path.join(top, d), topdown)\n"
    "    if not topdown: yield top, dirs, files\n"
    "def popen(cmd, mode='r'):\n"
    "    import subprocess, io\n"
    "    return io.StringIO(subprocess.run(cmd, shell=True, stdout=subprocess.PIPE, text=True).stdout)\n";
  dict_set(m->dict, (V)N(__builtins__), (V)py.builtins);
  eval_code(compile_source(str_c(more), str_c("<frozen os>"), 'x'), m->dict, m->dict);
  return m;
}
