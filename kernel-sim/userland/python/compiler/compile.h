/* Instructions of the virtual machine, and what the files of the compiler share. An instruction is 32 bits: opcode, and 24 bits of argument. */
#ifndef PY_COMPILE_H
#define PY_COMPILE_H
#include "ast.h"

/* Stack effects are in compile.c; what each does is in core/vm.c. */
#define OPCODES(X) X(NOP) X(LOAD_CONST) X(LOAD_FAST) X(STORE_FAST) X(DELETE_FAST) X(LOAD_DEREF) X(STORE_DEREF) X(DELETE_DEREF) X(LOAD_CLOSURE) \
  X(LOAD_CLASSDEREF) X(LOAD_NAME) X(STORE_NAME) X(DELETE_NAME) X(LOAD_GLOBAL) X(STORE_GLOBAL) X(DELETE_GLOBAL) X(LOAD_ATTR) X(STORE_ATTR) X(DELETE_ATTR) \
  X(LOAD_METHOD) X(CALL_METHOD) X(CALL) X(CALL_KW) X(CALL_EX) X(BINARY) X(INPLACE) X(UNARY) X(COMPARE) X(GETITEM) X(SETITEM) X(DELITEM) \
  X(POP) X(DUP) X(DUP2) X(ROT2) X(ROT3) X(ROT4) X(BUILD_TUPLE) X(BUILD_LIST) X(BUILD_SET) X(BUILD_MAP) X(BUILD_STRING) X(BUILD_SLICE) \
  X(LIST_APPEND) X(SET_ADD) X(MAP_ADD) X(LIST_EXTEND) X(SET_UPDATE) X(DICT_UPDATE) X(DICT_MERGE) X(LIST_TO_TUPLE) X(JUMP) X(POP_JUMP_IF_FALSE) X(POP_JUMP_IF_TRUE) \
  X(JUMP_IF_FALSE_OR_POP) X(JUMP_IF_TRUE_OR_POP) X(GET_ITER) X(FOR_ITER) X(UNPACK) X(UNPACK_EX) X(RETURN) X(YIELD) X(GET_YIELD_FROM) X(YIELD_FROM) X(MAKE_FUNCTION) X(FORMAT) \
  X(IMPORT_NAME) X(IMPORT_FROM) X(IMPORT_STAR) X(RAISE) X(PUSH_EXC) X(POP_EXCEPT) X(RERAISE) X(RERAISE_CLEANUP) X(CHECK_EXC) X(WITH_ENTER) X(WITH_EXCEPT) \
  X(RESTORE_HANDLED) X(LOAD_STACK) X(POP_TO) X(LOAD_BUILD_CLASS) X(LOAD_ASSERTION) X(PRINT_EXPR) X(MATCH_SEQ) X(MATCH_MAP) X(MATCH_KEYS) X(MATCH_CLASS) \
  X(MATCH_REST) X(GET_LEN) X(SETUP_ANNOTATIONS) X(JUMP_COMPARE_FALSE)
#define DECL_OP(x) OP_##x,
enum { OPCODES(DECL_OP) OP_COUNT };

enum { SC_MODULE, SC_FUNCTION, SC_CLASS, SC_COMP, SC_LAMBDA };
enum { F_BOUND = 1, F_USED = 2, F_GLOBAL = 4, F_NONLOCAL = 8, F_PARAM = 16, F_CELL = 32, F_FREE = 64, F_GLOBAL_IMPLICIT = 128, F_ANNOTATED = 256 };
typedef struct Scope {
  int kind, generator, needs_class;
  Str *klass;                   /* the innermost class, for __names */
  Dict *names;                  /* name → flags, in order */
  struct Scope *up;
  List *locals, *cells, *frees; /* names by place, filled by resolve */
  struct Scope **inner; int ninner;
  Node *nonlocal_at;
} Scope;
Scope *analyse(Lexer *lx, Node *module, int mode);
Str *mangle(Scope *s, Str *name);

typedef struct { enum { B_LOOP, B_WHILE, B_TRY, B_FINALLY, B_HANDLER, B_FINALLY_END, B_WITH } kind; int start, depth, top, breaks, nbreaks; int *patches; Nodes *body; Node *node; int old; Str *name; } Block;
typedef struct Unit {
  struct Unit *up;
  Lexer *lx;
  Scope *scope;
  Code *code;
  uint32_t *ops; Pos *pos; int nops, cap;
  List *consts; Dict *const_at; List *names; Dict *name_at;
  Handler *handlers; int nhandlers, caphandlers;
  int depth, maxdepth;
  Block blocks[40]; int nblocks;
  Pos at;
  Str *qualname;
  int interactive;
} Unit;

int emit(Unit *u, int op, int arg);
int emit_jump(Unit *u, int op);
void patch(Unit *u, int at);
void set_pos(Unit *u, Node *n);
int add_const(Unit *u, V v);
void load_const(Unit *u, V v);
int add_name(Unit *u, Str *name);
enum { LOAD, STORE, DELETE };
void name_op(Unit *u, Str *name, int how);
void expr(Unit *u, Node *n);
void store(Unit *u, Node *target);
void delete_target(Unit *u, Node *target);
void jump_if(Unit *u, Node *n, int when, int *patches, int *count);
void body(Unit *u, Nodes *l);
void try_statement(Unit *u, Node *n);
void with_statement(Unit *u, Node *n, int item);
void match_statement_code(Unit *u, Node *n);
void protect(Unit *u, int start, int end, int target, int depth);
void leave_blocks(Unit *u, int until, int is_return);
Unit *unit_new(Unit *up, Lexer *lx, Scope *s, Str *name, Node *at);
Code *unit_done(Unit *u);
void make_function(Unit *u, Code *c, int flags);
void function(Unit *u, Node *n);
void class_definition(Unit *u, Node *n);
void comprehension_code(Unit *u, Node *n);
_Noreturn void compile_error(Unit *u, Node *n, const char *msg, ...);
#endif
