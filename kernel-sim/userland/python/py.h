/*
 * The interpreter's data and the functions that its files share. A value (V) is a pointer to an object, or an int of 63
 * bits with the lowest bit set. Memory is collected by marking, and the C stack is searched for pointers
 * (core/gc.c): C code holds values in plain variables. A Python exception leaves C functions by longjmp (core/error.c).
 */
#ifndef PY_H
#define PY_H
#include <setjmp.h>
#include <signal.h> /* before its raise() is renamed: here raise() is Python's */
#define raise py_raise
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct Type Type;
typedef struct Obj { Type *type; } Obj;
typedef Obj *V;
typedef struct Dict Dict;
typedef struct Str Str;
typedef struct Tuple Tuple;
typedef struct Code Code;
typedef struct Frame Frame;
/* A function in C: n arguments in a (self first for methods), and keyword arguments or NULL. */
typedef V (*CFn)(int n, V *a, Dict *kw);

enum { T_HEAP = 1, T_INT = 2, T_STR = 4, T_TUPLE = 8, T_LIST = 16, T_DICT = 32, T_EXC = 64, T_TYPE = 128, T_BYTES = 256,
  T_FLOAT = 512, T_SET = 1024, T_NOBASE = 2048, T_HASGETATTR = 4096, T_ABSTRACT = 8192, T_HASSETATTR = 16384, T_HASDEL = 32768 };

enum { O_ADD, O_SUB, O_MUL, O_TRUEDIV, O_FLOORDIV, O_MOD, O_POW, O_LSHIFT, O_RSHIFT, O_AND, O_XOR, O_OR, O_MATMUL, O_DIVMOD };
enum { C_LT, C_LE, C_EQ, C_NE, C_GT, C_GE, C_IN, C_NOTIN, C_IS, C_ISNOT };
enum { U_NEG, U_POS, U_INVERT, U_NOT, U_ABS };

struct Type {
  Type *type;
  Str *name;                         /* __name__ */
  Str *qualname;
  Str *module;
  Type *base;
  Tuple *bases, *mro;
  Dict *dict;
  long basicsize, dictoffset;        /* dictoffset 0: instances have no dictionary */
  unsigned flags;
  V (*new_)(Type *t, int n, V *a, Dict *kw);
  void (*init)(V self, int n, V *a, Dict *kw);
  V (*call)(V self, int n, V *a, Dict *kw);
  V (*repr)(V);
  V (*str)(V);
  long (*hash)(V);
  V (*cmp)(V a, V b, int op);        /* True, False, NotImplemented or another value */
  V (*iter)(V);
  V (*next)(V);                      /* NULL at the end */
  long (*len)(V);
  V (*getitem)(V, V);
  void (*setitem)(V, V, V);          /* NULL as value deletes */
  int (*contains)(V, V);
  int (*truth)(V);
  V (*binary)(V a, V b, int op);
  V (*inplace)(V a, V b, int op);
  V (*unary)(V a, int op);
  V (*getattr)(V self, Str *name);   /* NULL as result: no such attribute */
  int (*setattr)(V self, Str *name, V v);
  V (*get)(V self, V obj, Type *t);  /* descriptor */
  void (*set)(V self, V obj, V v);
  Dict *own;                         /* __dict__ of the class object itself is dict; kept for metaclasses */
  void (*fini)(V);                   /* called when an object with this type is found dead */
  V pad;
};

struct Str { Type *type; long len, hash, nchars; char *s; int interned; };
struct Tuple { Type *type; long len; V *v; };
typedef struct { Type *type; long len, cap; V *v; } List;
typedef struct { Type *type; long len; unsigned char *s; long cap, hash; } Bytes; /* bytes and bytearray */
typedef struct { Type *type; double d; } Float;
typedef struct { Type *type; int neg; int n; uint32_t *d; } Big; /* little end first, base 2^32, no leading zeros */
typedef struct { V key, val; long hash; } Entry;
struct Dict { Type *type; long used, nent, cap, mask; int *index; Entry *ents; };
typedef struct { V key; long hash; } SetEntry;
typedef struct { Type *type; long used, fill, mask, hash; SetEntry *tab; } Set;
typedef struct { Type *type; V start, stop, step; } Slice; /* range too */
typedef struct { Type *type; V v; } Cell;
typedef struct { Type *type; Str *name; Dict *dict; } Module;
typedef struct { const char *name; CFn fn; short min, max, flags; } Def;
enum { M_KW = 1, M_STATIC = 2, M_CLASS = 4, M_GET = 8, M_VM = 16 };
typedef struct { Type *type; const Def *def; V self; Type *owner; Str *module; } CFunc;
typedef struct { Type *type; V func, self; } Method;
typedef struct { Type *type; V get, set, del, doc; Dict *dict; } Property; /* staticmethod and classmethod use get */
typedef struct { Type *type; Code *code; Dict *globals; Str *name, *qualname; Tuple *defaults; Dict *kwdefaults; Tuple *closure;
  V doc, module; Dict *annotations; Dict *dict; } Func;
typedef struct { Type *type; Dict *dict; Tuple *args; V cause, context, tb; int suppress; V a, b, c, d, e; Str *note; } Exc;
typedef struct { Type *type; V next; Code *code; int instr; int line; V locals; } Tb;
typedef struct { Type *type; Frame *frame; Str *name, *qualname; int running, done, started; V yieldfrom; } Gen;
typedef struct { short eline, col, ecol; unsigned short pad; int line; } Pos;
typedef struct { int start, end, target, depth; int lasti; } Handler;
enum { CO_VARARGS = 4, CO_VARKW = 8, CO_GEN = 32, CO_NEWLOCALS = 2, CO_CLASS = 64, CO_CORO = 128 };
struct Code {
  Type *type;
  uint32_t *ops; int nops;
  V *consts; int nconsts;
  Str **names; int nnames;
  Str **vars; int nlocals, ncells, nfree;  /* names of locals, cells and free variables in this order */
  int *cellarg;                            /* for each cell: the local that it starts as, or -1 */
  int nargs, nposonly, nkwonly, flags, stack;
  Str *filename, *name, *qualname; int firstline;
  Pos *pos;
  Handler *handlers; int nhandlers;
  V doc;
};
struct Frame {
  Code *code; uint32_t *pc; V *sp, *stack; Dict *globals, *locals, *builtins; Frame *back; Func *func; Gen *gen;
  int entry; V handled; V self;            /* entry: a return from here leaves run() */
  V fast[];
};

#define IS_SMALL(v) ((long)(v) & 1)
#define SMALL(i) ((V)(((uint64_t)(long)(i) << 1) | 1))
#define SMALLVAL(v) ((long)(v) >> 1)
#define SMALL_MAX ((long)0x3fffffffffffffff)
#define SMALL_MIN (-SMALL_MAX - 1)
#define TYPE(v) (IS_SMALL(v) ? T.int_ : (v)->type)
#define HAS(v, flag) (TYPE(v)->flags & (flag))
#define IS(v, t) (!IS_SMALL(v) && (v)->type == T.t)
#define IS_STR(v) (!IS_SMALL(v) && ((v)->type->flags & T_STR))
#define IS_INT(v) (IS_SMALL(v) || ((v)->type->flags & T_INT))
#define IS_TUPLE(v) (!IS_SMALL(v) && ((v)->type->flags & T_TUPLE))
#define IS_LIST(v) (!IS_SMALL(v) && ((v)->type->flags & T_LIST))
#define IS_DICT(v) (!IS_SMALL(v) && ((v)->type->flags & T_DICT))
#define IS_FLOAT(v) (!IS_SMALL(v) && ((v)->type->flags & T_FLOAT))
#define IS_BYTES(v) (!IS_SMALL(v) && ((v)->type->flags & T_BYTES))
#define IS_SET(v) (!IS_SMALL(v) && ((v)->type->flags & T_SET))
#define IS_TYPE(v) (!IS_SMALL(v) && ((v)->type->flags & T_TYPE))
#define IS_EXC(v) (!IS_SMALL(v) && ((v)->type->flags & T_EXC))
#define STR(v) ((Str *)(v))
#define TUPLE(v) ((Tuple *)(v))
#define LIST(v) ((List *)(v))
#define DICT(v) ((Dict *)(v))
#define TYPEOBJ(v) ((Type *)(v))
#define FLOATVAL(v) (((Float *)(v))->d)
#define CSTR(v) (((Str *)(v))->s)

/* The types of the core; T.int_ and so on. */
#define CORE_TYPES(X) X(object) X(type) X(int_) X(bool_) X(float_) X(str) X(bytes) X(bytearray) X(list) X(tuple) X(dict) X(set) \
  X(frozenset) X(range) X(slice) X(none) X(notimpl) X(ellipsis) X(func) X(cfunc) X(method) X(code) X(cell) X(module) X(property) \
  X(staticmethod) X(classmethod) X(super) X(gen) X(tb) X(iter) X(dictview) X(file) X(wrapper) X(getset) X(frame) X(mappingproxy) X(memoryview) X(namespace) X(alias)
#define DECL(x) Type *x;
extern struct Types { CORE_TYPES(DECL) } T;

#define EXCEPTIONS(X) X(BaseException, object) X(SystemExit, BaseException) X(KeyboardInterrupt, BaseException) X(GeneratorExit, BaseException) \
  X(Exception, BaseException) X(StopIteration, Exception) X(StopAsyncIteration, Exception) X(ArithmeticError, Exception) X(FloatingPointError, ArithmeticError) \
  X(OverflowError, ArithmeticError) X(ZeroDivisionError, ArithmeticError) X(AssertionError, Exception) X(AttributeError, Exception) \
  X(BufferError, Exception) X(EOFError, Exception) X(ImportError, Exception) X(ModuleNotFoundError, ImportError) X(LookupError, Exception) \
  X(IndexError, LookupError) X(KeyError, LookupError) X(MemoryError, Exception) X(NameError, Exception) X(UnboundLocalError, NameError) \
  X(OSError, Exception) X(BlockingIOError, OSError) X(ChildProcessError, OSError) X(ConnectionError, OSError) X(BrokenPipeError, ConnectionError) \
  X(ConnectionAbortedError, ConnectionError) X(ConnectionRefusedError, ConnectionError) X(ConnectionResetError, ConnectionError) \
  X(FileExistsError, OSError) X(FileNotFoundError, OSError) X(InterruptedError, OSError) X(IsADirectoryError, OSError) \
  X(NotADirectoryError, OSError) X(PermissionError, OSError) X(ProcessLookupError, OSError) X(TimeoutError, OSError) \
  X(ReferenceError, Exception) X(RuntimeError, Exception) X(NotImplementedError, RuntimeError) X(RecursionError, RuntimeError) \
  X(SyntaxError, Exception) X(IndentationError, SyntaxError) X(TabError, IndentationError) X(SystemError, Exception) X(TypeError, Exception) \
  X(ValueError, Exception) X(UnicodeError, ValueError) X(UnicodeDecodeError, UnicodeError) X(UnicodeEncodeError, UnicodeError) \
  X(Warning, Exception) X(UserWarning, Warning) X(DeprecationWarning, Warning) X(RuntimeWarning, Warning) X(SyntaxWarning, Warning) X(FutureWarning, Warning) \
  X(ResourceWarning, Warning)
#define DECLX(x, b) Type *x;
extern struct Excs { EXCEPTIONS(DECLX) } E;

/* Interned names; N(__init__) and so on. */
#define NAMES(X) X(__init__) X(__new__) X(__del__) X(__name__) X(__qualname__) X(__module__) X(__doc__) X(__dict__) X(__class__) X(__bases__) X(__mro__) \
  X(__call__) X(__repr__) X(__str__) X(__hash__) X(__bool__) X(__len__) X(__iter__) X(__next__) X(__getitem__) X(__setitem__) X(__delitem__) \
  X(__contains__) X(__getattr__) X(__getattribute__) X(__setattr__) X(__delattr__) X(__get__) X(__set__) X(__delete__) X(__set_name__) X(__enter__) X(__exit__) \
  X(__index__) X(__int__) X(__float__) X(__round__) X(__format__) X(__bytes__) X(__missing__) X(__reversed__) X(__dir__) X(__prepare__) \
  X(__eq__) X(__ne__) X(__lt__) X(__le__) X(__gt__) X(__ge__) X(__neg__) X(__pos__) X(__invert__) X(__abs__) X(__init_subclass__) \
  X(__class_getitem__) X(__file__) X(__path__) X(__builtins__) X(__main__) X(__package__) X(__annotations__) X(__all__) X(__name) X(__classcell__) X(__slots__) \
  X(__import__) X(__build_class__) X(__instancecheck__) X(__subclasscheck__) X(__length_hint__) X(__trunc__) X(__floor__) X(__ceil__) X(__fspath__) \
  X(__wrapped__) X(__defaults__) X(__kwdefaults__) X(__code__) X(__globals__) X(__closure__) X(__self__) X(__traceback__) X(__cause__) X(__context__) \
  X(__match_args__) X(__loader__) X(__spec__) X(__objclass__) X(__prepare) X(__mro_entries__) X(__debug__) X(__cached__) X(__notes__) \
  X(metaclass) X(self) X(key) X(reverse) X(default_) X(sep) X(end) X(file) X(flush) X(write) X(read) X(readline) X(readinto) X(send) X(close) X(keys) X(items) X(values) X(append) \
  X(stdin) X(stdout) X(stderr) X(argv) X(path) X(modules) X(ps1) X(ps2) X(builtins) X(strict) X(start) X(encoding) X(errors) X(mode) X(name) X(args) \
  X(mro) X(get) X(update) X(add) X(_fields) X(msg) X(filename) X(lineno) X(offset) X(text) X(end_lineno) X(end_offset) X(print_file_and_line) X(value) X(code) \
  X(strerror) X(filename2) X(excepthook) X(tracebacklimit) X(obj) X(signed_) X(throw_) X(sys) X(__suppress_context__) X(characters_written) X(buffering) X(newline) X(closefd) X(base) X(maxsplit)
#define DECLN(x) Str *x;
extern struct Names { NAMES(DECLN) } Nm;
#define N(x) (Nm.x)

extern struct Interp {
  Frame *frame;                     /* what runs */
  int depth, limit;                 /* Python calls and sys.getrecursionlimit() */
  V handled;                        /* what sys.exc_info() tells */
  V raised;                         /* what longjmp brings */
  struct Catch *top;
  Dict *builtins, *modules, *sysdict, *interned;
  V argv, path;
  V ints; V empty_tuple; Str *empty_str; Str *latin[256];
  V pending_files; volatile int signalled; int interactive, unbuffered;
  List *roots; V sigtable[65]; V current_line_cache; Dict *source; V last_tb;
} py;
extern Obj NoneObj, NotImplObj, EllipsisObj, TrueObj, FalseObj;
#define None (&NoneObj)
#define NotImplemented (&NotImplObj)
#define Ellipsis (&EllipsisObj)
#define True (&TrueObj)
#define False (&FalseObj)
#define BOOL(x) ((x) ? True : False)

/* core/gc.c */
void gc_init(void *stack_base);
void *gc_alloc(size_t size);      /* searched for pointers, zeroed */
void *gc_raw(size_t size);        /* never searched, not zeroed */
void *gc_grow(void *old, size_t oldsize, size_t size, int raw);
void gc_free(void *p);
long gc_collect(void);
void gc_check_stack(void);        /* RecursionError when the C stack nears its end */
int gc_marked(void *p);
void gc_watch(V v);               /* its type's fini is called when it is found dead */
long gc_used(void);
#define NEW(T_, type_) ((T_ *)new_object(type_, sizeof(T_)))
static inline void *new_object(Type *t, size_t size) { Obj *o = gc_alloc(size); o->type = t; return o; }
void *new_instance(Type *t);      /* of t->basicsize and its dictionary */

/* core/error.c: raise and catch */
typedef struct Catch { jmp_buf jb; struct Catch *up; Frame *frame; int depth; V handled; } Catch;
#define TRY(c) ((c).up = py.top, (c).frame = py.frame, (c).depth = py.depth, (c).handled = py.handled, py.top = &(c), setjmp((c).jb) == 0)
#define ENDTRY(c) (py.top = (c).up)
void caught(Catch *c);            /* call first in the branch of the exception: puts the interpreter back; py.raised is it */
_Noreturn void raise(Type *t, const char *fmt, ...);
_Noreturn void raise_value(V exc);
_Noreturn void reraise(V exc);    /* keeps context and traceback */
_Noreturn void raise_errno(V filename);
_Noreturn void raise_key(V key);
_Noreturn void raise_stop(V value);
_Noreturn void raise_attr(V obj, Str *name);
V make_exc(Type *t, const char *fmt, ...);
V new_exc(Type *t, int n, V *a);
int exc_matches(V exc, V what);
void init_exceptions(void);
V exc_str(V e);
/* core/traceback.c */
void tb_here(Exc *e, Frame *f);
void print_exception(V exc);
void print_uncaught(V exc);
Str *source_line(Str *file, int line);
void source_put(Str *file, Str *text);

/* core/format.c: strings from C */
Str *fmt(const char *f, ...);     /* %s char*, %S Str or str(v), %R repr(v), %T name of v's type, %d %ld %c %x */
Str *vfmt(const char *f, va_list ap);

/* objects/str.c */
typedef struct Buf { char *s; long len, cap, nchars; int raw; } Buf;
Str *str_new(const char *s, long len); /* checked to be UTF-8 by the caller */
Str *str_c(const char *s);
Str *str_chr(uint32_t c);
Str *intern(const char *s);
Str *intern_str(Str *s);
void buf_put(Buf *b, const char *s, long n);
void buf_str(Buf *b, V s);
void buf_c(Buf *b, const char *s);
void buf_chr(Buf *b, uint32_t c);
Str *buf_done(Buf *b);
long str_hash(Str *s);
int str_eq(Str *a, Str *b);
int str_cmp(Str *a, Str *b);
long str_offset(Str *s, long index);  /* of a character, in bytes */
uint32_t utf8_get(const char **p);
int utf8_put(char *to, uint32_t c);
long utf8_count(const char *s, long n);
Str *str_sub(Str *s, long from, long to);
int is_ident_start(uint32_t c);
int is_ident(uint32_t c);
Str *decode_utf8(const char *s, long n, const char *errors);
Str *fsdecode(const char *s);
Bytes *encode(Str *s, const char *encoding, const char *errors);
Str *decode(const unsigned char *s, long n, const char *encoding, const char *errors);
const char *fs_path(V v);             /* str, bytes or os.PathLike */
Str *str_join(Str *sep, V *v, long n);
V str_format_percent(Str *f, V args);
V format_value(V v, Str *spec);
Str *format_int(V v, Str *spec);
Str *format_float(V v, Str *spec);
Str *str_format(Str *f, int n, V *a, Dict *kw);
Str *bytes_repr(const unsigned char *s, long n);
int uni_isspace(uint32_t c), uni_isalpha(uint32_t c), uni_isupper(uint32_t c), uni_islower(uint32_t c), uni_isdigit(uint32_t c), uni_isprint(uint32_t c);
uint32_t uni_upper(uint32_t c), uni_lower(uint32_t c);
extern const Def str_methods[], str_methods2[], bytes_methods[], bytes_methods2[];

/* objects/bytes.c */
V bytes_new(const void *s, long n);
V bytearray_new(const void *s, long n);
int as_buffer(V v, unsigned char **s, long *n); /* bytes, bytearray, memoryview, … */
void need_buffer(V v, unsigned char **s, long *n);

/* objects/int.c */
V int_new(long i);
V int_u64(uint64_t u);
V big_norm(Big *b);
int as_big(V v, Big *out, uint32_t room[3]);
V int_binary(V a, V b, int op);
V int_pow_mod(V a, V b, V m);
V int_unary(V a, int op);
int int_cmp(V a, V b);
long int_hash(V a);
Str *int_str(V a, int base);
V int_parse(const char *s, long n, int base); /* NULL: no number */
V int_from_double(double d);
double int_double(V v);
int int_sign(V v);
long as_long(V v);             /* OverflowError, TypeError */
long as_index(V v);            /* __index__, and clamps */
long as_size(V v);             /* OverflowError as for repetition counts */
V to_index(V v);               /* an int by __index__ */
uint64_t as_u64_mask(V v);
int fits_long(V v, long *out);
V int_from_bytes(const unsigned char *s, long n, int big, int sign);
int int_to_bytes(V v, unsigned char *s, long n, int big, int sign);
long int_bits(V v);
V as_int(V v);                 /* the plain int of an instance of a subclass */
/* objects/float.c */
V float_new(double d);
Str *float_str(double d);
double as_double(V v);
int maybe_double(V v, double *d);
int str_to_double(const char *s, long n, double *d);
long double_hash(double d);
Str *double_format(double d, char type, int precision, int flags); /* like %.*f */
double float_mod(double a, double b, double *q);

/* objects/list.c */
List *list_new(long room);
V list_of(V *v, long n);
void list_append(List *l, V v);
Tuple *tuple_new(long n);
V tuple_of(V *v, long n);
V tuple2(V a, V b);
V tuple3(V a, V b, V c);
V to_list(V iterable);
V to_tuple(V iterable);
void list_extend(List *l, V iterable);
void sort_values(V *v, long n, V key, int reverse);
void slice_indices(Slice *s, long len, long *start, long *stop, long *step, long *count);
/* The items of a tuple or list without a copy, of others by a list; *n is their number. */
V *items_of(V iterable, long *n);

/* objects/dict.c, set.c */
Dict *dict_new(void);
V dict_get(Dict *d, V key);
V dict_get_hash(Dict *d, V key, long hash);
V dict_gets(Dict *d, Str *key);
void dict_set(Dict *d, V key, V val);
void dict_sets(Dict *d, const char *key, V val);
int dict_del(Dict *d, V key);
int dict_next(Dict *d, long *at, V *key, V *val);
Dict *dict_copy(Dict *d);
void dict_update(Dict *d, V other);
void dict_clear(Dict *d);
V dict_view(Dict *d, int kind);
V set_new(Type *t);
int set_add(Set *s, V key);
int set_has(Set *s, V key);
int set_discard(Set *s, V key);
int set_next(Set *s, long *at, V *key);
void set_update(Set *s, V iterable);

/* objects/type.c, object.c, attr.c */
Type *type_new(const char *name, Type *base, long basicsize, unsigned flags, const Def *methods);
void type_methods(Type *t, const Def *methods);
void type_ready(Type *t);       /* wrappers of its slots, inherited slots */
V class_new(Type *meta, Str *name, Tuple *bases, Dict *ns, Dict *kw);
void type_changed(Type *t);
V type_lookup(Type *t, Str *name);
int is_subtype(Type *a, Type *b);
int isinstance(V v, V what);
int issubclass(V v, V what);
V getattr(V v, Str *name);      /* AttributeError */
V find_attr(V v, Str *name);    /* NULL */
V generic_getattr(V v, Str *name);
int generic_setattr(V v, Str *name, V val);
void setattr(V v, Str *name, V val); /* NULL deletes */
Dict **dict_slot(V v);
V special(V v, Str *name);      /* bound method of the type, or NULL */
V load_method(V v, Str *name, V *self);
V repr(V v);
V str(V v);
V ascii_repr(V v);
long hash(V v);
int truth(V v);
int eq(V a, V b);
int less(V a, V b);
V compare(V a, V b, int op);
V compare_values(V a, V b, int op);
int contains(V c, V v);
V binary(V a, V b, int op);
V inplace(V a, V b, int op);
V unary(V a, int op);
V getitem(V o, V k);
void setitem(V o, V k, V v);
long length(V v);
V iter(V v);
V next(V it);                   /* NULL at the end */
V call(V f, int n, V *a, Dict *kw);
V call0(V f);
V call1(V f, V a);
V call2(V f, V a, V b);
V call3(V f, V a, V b, V c);
V call_method(V o, Str *name, int n, V *a);
const char *type_name(V v);
int is_callable(V v);
int repr_enter(V v);            /* 0: already inside, as [...] */
void repr_leave(V v);
V cfunc_new(const Def *def, V self, Type *owner);
V method_new(V func, V self);
V iter_new(V (*next)(V *state), V a, V b, V c, const char *name);
V iter_state_named(Type *t, V (*next)(V *state), V a, V b, V c);
Type *iter_type(const char *name);
typedef struct { Type *type; V (*next)(V *); V st[4]; } Iter;
extern const char *const op_dunder[], *const op_symbol[], *const cmp_dunder[], *const cmp_symbol[];

/* compiler */
Code *compile_source(Str *text, Str *filename, int mode); /* 'e' eval, 'x' exec, 's' single */
int source_incomplete(Str *text);
/* core/vm.c */
V run(Frame *f);
Frame *frame_new(Code *c, Dict *globals);
V func_call(Func *f, int n, V *a, Dict *kw);
Frame *func_frame(Func *f, int n, V *a, Dict *kw);
V eval_code(Code *c, Dict *globals, Dict *locals);
V gen_send(Gen *g, V v);        /* NULL: finished, value in py.raised */
V gen_throw(Gen *g, V exc);
V import_module(Str *name);
V import_name(Str *name, Dict *globals, V fromlist, int level);
V import_from(V module, Str *name);
Module *module_new(const char *name, const Def *functions);
void import_star(V module, Dict *ns);
V get_builtin(const char *name);
V build_class(Func *body, Str *name, int n, V *bases, Dict *kw);
int frame_line(Frame *f);
void handle_signals(void);
void flush_all(void);
void file_flush(V f);
V file_stdio(int fd, const char *name, const char *mode);
void file_puts(V f, const char *s, long n);
V match_keys(V subject, V keys);
V match_class(V subject, V cls, long npos, V names);
V dict_copy_without(V d, V keys);
Frame *current_frame(void);
int file_fd(V f);
void args_keyword(Dict *kw, const char *fname, const char *const *names, V *out, int n); /* keywords of a C function */
int parse_args(const char *fname, int n, V *a, Dict *kw, const char *names, V *out); /* "a b? c?": positional or keyword */
#endif
