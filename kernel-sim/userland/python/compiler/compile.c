/* Trees → instructions: the unit that is being filled, names, functions, classes, and the entrance to the compiler. */
#include "compile.h"

_Noreturn void compile_error(Unit *u, Node *n, const char *msg, ...) {
  va_list ap;
  va_start(ap, msg);
  Str *s = vfmt(msg, ap);
  va_end(ap);
  syntax_error(u->lx, E.SyntaxError, n->line, n->col, n->eline, n->ecol, "%s", s->s);
}

/* How an instruction moves the stack; those that depend on the argument are in effect(). */
static const signed char effects[OP_COUNT] = {
  [OP_LOAD_CONST] = 1, [OP_LOAD_FAST] = 1, [OP_STORE_FAST] = -1, [OP_LOAD_DEREF] = 1, [OP_STORE_DEREF] = -1, [OP_LOAD_CLOSURE] = 1, [OP_LOAD_CLASSDEREF] = 1,
  [OP_LOAD_NAME] = 1, [OP_STORE_NAME] = -1, [OP_LOAD_GLOBAL] = 1, [OP_STORE_GLOBAL] = -1, [OP_STORE_ATTR] = -2, [OP_DELETE_ATTR] = -1, [OP_LOAD_METHOD] = 1,
  [OP_BINARY] = -1, [OP_INPLACE] = -1, [OP_COMPARE] = -1, [OP_GETITEM] = -1, [OP_SETITEM] = -3, [OP_DELITEM] = -2, [OP_POP] = -1, [OP_DUP] = 1, [OP_DUP2] = 2,
  [OP_LIST_APPEND] = -1, [OP_SET_ADD] = -1, [OP_MAP_ADD] = -2, [OP_LIST_EXTEND] = -1, [OP_SET_UPDATE] = -1, [OP_DICT_UPDATE] = -1, [OP_DICT_MERGE] = -1,
  [OP_POP_JUMP_IF_FALSE] = -1, [OP_POP_JUMP_IF_TRUE] = -1, [OP_JUMP_IF_FALSE_OR_POP] = -1, [OP_JUMP_IF_TRUE_OR_POP] = -1, [OP_FOR_ITER] = 1, [OP_RETURN] = -1,
  [OP_YIELD_FROM] = -1, [OP_IMPORT_NAME] = -1, [OP_IMPORT_FROM] = 1, [OP_IMPORT_STAR] = -1, [OP_PUSH_EXC] = 1, [OP_POP_EXCEPT] = -1, [OP_RERAISE] = -2, [OP_CHECK_EXC] = 0,
  [OP_WITH_ENTER] = 1, [OP_WITH_EXCEPT] = 1, [OP_LOAD_STACK] = 1, [OP_LOAD_BUILD_CLASS] = 1, [OP_LOAD_ASSERTION] = 1, [OP_PRINT_EXPR] = -1,
  [OP_MATCH_SEQ] = 1, [OP_MATCH_MAP] = 1, [OP_MATCH_KEYS] = 1, [OP_MATCH_CLASS] = -1, [OP_GET_LEN] = 1,
};
static int effect(int op, int arg) {
  switch (op) {
    case OP_CALL: return -arg;
    case OP_CALL_METHOD: return -arg - 1;
    case OP_CALL_KW: return -arg - 1;
    case OP_CALL_EX: return arg ? -2 : -1;
    case OP_BUILD_TUPLE: case OP_BUILD_LIST: case OP_BUILD_SET: case OP_BUILD_STRING: case OP_BUILD_SLICE: return 1 - arg;
    case OP_BUILD_MAP: return 1 - 2 * arg;
    case OP_UNPACK: return arg - 1;
    case OP_UNPACK_EX: return (arg & 255) + (arg >> 8);
    case OP_RAISE: return -arg;
    case OP_MAKE_FUNCTION: return -((arg & 1) + (arg >> 1 & 1) + (arg >> 2 & 1) + (arg >> 3 & 1));
    case OP_FORMAT: return arg & 4 ? -1 : 0;
    default: return effects[op];
  }
}

int emit(Unit *u, int op, int arg) {
  if (u->nops == u->cap) {
    int cap = u->cap ? u->cap * 2 : 64;
    u->ops = gc_grow(u->ops, u->nops * sizeof *u->ops, cap * sizeof *u->ops, 1);
    u->pos = gc_grow(u->pos, u->nops * sizeof *u->pos, cap * sizeof *u->pos, 1);
    u->cap = cap;
  }
  u->ops[u->nops] = op | (uint32_t)arg << 8;
  u->pos[u->nops] = u->at;
  u->depth += effect(op, arg);
  if (u->depth > u->maxdepth) u->maxdepth = u->depth;
  return u->nops++;
}
int emit_jump(Unit *u, int op) { return emit(u, op, 0); }
void patch(Unit *u, int at) { u->ops[at] = (u->ops[at] & 255) | (uint32_t)u->nops << 8; }
void set_pos(Unit *u, Node *n) {
  u->at = (Pos){.line = n->line, .eline = n->eline - n->line, .col = n->col > 32000 ? 32000 : n->col, .ecol = n->ecol > 32000 ? 32000 : n->ecol};
}

int add_const(Unit *u, V v) {
  int plain = IS_SMALL(v) || v->type == T.str;
  V at = plain ? dict_get(u->const_at, v) : NULL;
  if (at && (!IS_SMALL(v) || IS_SMALL(u->consts->v[SMALLVAL(at)]))) return SMALLVAL(at);
  list_append(u->consts, v);
  if (plain) dict_set(u->const_at, v, SMALL(u->consts->len - 1));
  return u->consts->len - 1;
}
void load_const(Unit *u, V v) { emit(u, OP_LOAD_CONST, add_const(u, v)); }
int add_name(Unit *u, Str *name) {
  name = mangle(u->scope, name);
  V at = dict_get(u->name_at, (V)name);
  if (at) return SMALLVAL(at);
  list_append(u->names, (V)name);
  dict_set(u->name_at, (V)name, SMALL(u->names->len - 1));
  return u->names->len - 1;
}

static int place(List *l, Str *name) {
  for (long i = 0; i < l->len; i++)
    if (l->v[i] == (V)name) return i;
  return -1;
}
static int cell_place(Unit *u, Str *name) {
  int i = place(u->scope->cells, name);
  if (i >= 0) return i;
  i = place(u->scope->frees, name);
  return i < 0 ? -1 : i + u->scope->cells->len;
}

void name_op(Unit *u, Str *name, int how) {
  static const int ops[4][3] = {{OP_LOAD_FAST, OP_STORE_FAST, OP_DELETE_FAST}, {OP_LOAD_DEREF, OP_STORE_DEREF, OP_DELETE_DEREF},
    {OP_LOAD_GLOBAL, OP_STORE_GLOBAL, OP_DELETE_GLOBAL}, {OP_LOAD_NAME, OP_STORE_NAME, OP_DELETE_NAME}};
  Scope *s = u->scope;
  name = mangle(s, name);
  V fv = dict_gets(s->names, name);
  long f = fv ? SMALLVAL(fv) : 0;
  if (name == N(__debug__) && how == LOAD) {
    load_const(u, True);
    return;
  }
  if (s->kind == SC_MODULE || s->kind == SC_CLASS) {
    int cell = s->kind == SC_CLASS && (f & F_FREE) ? cell_place(u, name) : -1;
    if (cell >= 0) emit(u, how == LOAD ? OP_LOAD_CLASSDEREF : ops[1][how], cell);
    else emit(u, ops[f & F_GLOBAL && s->kind == SC_CLASS ? 2 : 3][how], add_name(u, name));
    return;
  }
  if (f & F_GLOBAL || f & F_GLOBAL_IMPLICIT) emit(u, ops[2][how], add_name(u, name));
  else if (f & (F_CELL | F_FREE)) emit(u, ops[1][how], cell_place(u, name));
  else {
    int i = place(s->locals, name);
    if (i < 0) emit(u, ops[2][how], add_name(u, name));
    else emit(u, ops[0][how], i);
  }
}

Unit *unit_new(Unit *up, Lexer *lx, Scope *s, Str *name, Node *at) {
  Unit *u = gc_alloc(sizeof *u);
  u->up = up, u->lx = lx, u->scope = s;
  u->consts = list_new(4), u->const_at = dict_new(), u->names = list_new(4), u->name_at = dict_new();
  Code *c = u->code = NEW(Code, T.code);
  c->name = name, c->filename = lx->filename;
  c->firstline = at ? at->line : 1;
  u->qualname = name;
  if (up && up->scope->kind != SC_MODULE) {
    V f = dict_gets(up->scope->names, mangle(up->scope, name));
    if (!(f && SMALLVAL(f) & F_GLOBAL)) u->qualname = fmt(up->scope->kind == SC_CLASS ? "%s.%s" : "%s.<locals>.%s", up->qualname->s, name->s);
  }
  c->qualname = u->qualname;
  if (s->kind != SC_MODULE && s->kind != SC_CLASS) c->flags |= CO_NEWLOCALS;
  if (s->kind == SC_CLASS) c->flags |= CO_CLASS;
  if (s->generator) c->flags |= CO_GEN;
  u->at.line = c->firstline;
  return u;
}

static void *copy_of(const void *p, size_t size, int raw) {
  void *to = raw ? gc_raw(size + 1) : gc_alloc(size + 1);
  if (size) memcpy(to, p, size);
  return to;
}

Code *unit_done(Unit *u) {
  Code *c = u->code;
  Scope *s = u->scope;
  c->ops = copy_of(u->ops, u->nops * sizeof *u->ops, 1), c->nops = u->nops;
  c->pos = copy_of(u->pos, u->nops * sizeof *u->pos, 1);
  c->consts = u->consts->v, c->nconsts = u->consts->len;
  c->names = (Str **)u->names->v, c->nnames = u->names->len;
  c->handlers = u->handlers, c->nhandlers = u->nhandlers;
  c->stack = u->maxdepth + 2;
  c->nlocals = s->kind == SC_MODULE || s->kind == SC_CLASS ? 0 : s->locals->len;
  c->ncells = s->cells->len, c->nfree = s->frees->len;
  c->vars = gc_alloc((c->nlocals + c->ncells + c->nfree + 1) * sizeof *c->vars);
  c->cellarg = gc_raw((c->ncells + 1) * sizeof(int));
  for (int i = 0; i < c->nlocals; i++) c->vars[i] = STR(s->locals->v[i]);
  for (int i = 0; i < c->ncells; i++) {
    c->vars[c->nlocals + i] = STR(s->cells->v[i]);
    c->cellarg[i] = c->nlocals ? place(s->locals, STR(s->cells->v[i])) : -1;
  }
  for (int i = 0; i < c->nfree; i++) c->vars[c->nlocals + c->ncells + i] = STR(s->frees->v[i]);
  return c;
}

/* Pushes closure and code, then makes the function. */
void make_function(Unit *u, Code *c, int flags) {
  if (c->nfree) {
    for (int i = 0; i < c->nfree; i++) emit(u, OP_LOAD_CLOSURE, cell_place(u, c->vars[c->nlocals + c->ncells + i]));
    emit(u, OP_BUILD_TUPLE, c->nfree);
    flags |= 8;
  }
  load_const(u, (V)c);
  emit(u, OP_MAKE_FUNCTION, flags);
}

static V docstring(Nodes *l) {
  Node *n = l->n ? l->v[0] : NULL;
  return n && n->kind == N_EXPR && n->a->kind == N_CONST && IS_STR(n->a->val) ? n->a->val : NULL;
}

static int annotate(Unit *u, Node *arg, const char *name) {
  if (!arg || !arg->a) return 0;
  load_const(u, name ? (V)intern(name) : (V)mangle(u->scope, arg->name));
  expr(u, arg->a);
  return 1;
}

static int defaults(Unit *u, Node *n) {
  Node *args = n->d;
  int flags = 0;
  if (args->l2->n) {
    for (long i = 0; i < args->l2->n; i++) expr(u, args->l2->v[i]);
    emit(u, OP_BUILD_TUPLE, args->l2->n);
    flags |= 1;
  }
  int named = 0;
  for (long i = 0; i < args->l4->n; i++)
    if (args->l4->v[i]) {
      load_const(u, (V)mangle(u->scope, args->l3->v[i]->name));
      expr(u, args->l4->v[i]);
      named++;
    }
  if (named) emit(u, OP_BUILD_MAP, named), flags |= 2;
  int notes = 0;
  for (long i = 0; i < args->l->n; i++) notes += annotate(u, args->l->v[i], NULL);
  notes += annotate(u, args->a, NULL);
  for (long i = 0; i < args->l3->n; i++) notes += annotate(u, args->l3->v[i], NULL);
  notes += annotate(u, args->b, NULL);
  if (n->kind == N_FUNC && n->b) {
    load_const(u, (V)intern("return"));
    expr(u, n->b);
    notes++;
  }
  if (notes) emit(u, OP_BUILD_MAP, notes), flags |= 4;
  return flags;
}

void function(Unit *u, Node *n) {
  for (long i = 0; n->kind == N_FUNC && n->l2 && i < n->l2->n; i++) expr(u, n->l2->v[i]);
  set_pos(u, n);
  int flags = defaults(u, n);
  Unit *f = unit_new(u, u->lx, n->scope, n->kind == N_FUNC ? n->name : intern("<lambda>"), n->kind == N_FUNC && n->l2 && n->l2->n ? n->l2->v[0] : n);
  Code *c = f->code;
  c->nargs = n->d->l->n, c->nposonly = n->d->op, c->nkwonly = n->d->l3->n;
  if (n->d->a) c->flags |= CO_VARARGS;
  if (n->d->b) c->flags |= CO_VARKW;
  if (n->kind == N_LAMBDA) {
    expr(f, n->a);
    set_pos(f, n->a);
    emit(f, OP_RETURN, 0);
  } else {
    V doc = docstring(n->l);
    c->doc = doc ? doc : None;
    body(f, n->l);
    load_const(f, None);
    emit(f, OP_RETURN, 0);
  }
  unit_done(f);
  set_pos(u, n);
  make_function(u, c, flags);
  for (long i = 0; n->kind == N_FUNC && n->l2 && i < n->l2->n; i++) {
    set_pos(u, n->l2->v[n->l2->n - 1 - i]);
    emit(u, OP_CALL, 1);
  }
}

extern void call_code(Unit *u, Node *n, int npre, Nodes *args, Nodes *keywords);

void class_definition(Unit *u, Node *n) {
  for (long i = 0; n->l2 && i < n->l2->n; i++) expr(u, n->l2->v[i]);
  set_pos(u, n);
  emit(u, OP_LOAD_BUILD_CLASS, 0);
  Unit *c = unit_new(u, u->lx, n->scope, n->name, n);
  c->at.eline = 0;
  name_op(c, N(__name__), LOAD);
  emit(c, OP_STORE_NAME, add_name(c, N(__module__)));
  load_const(c, (V)c->qualname);
  emit(c, OP_STORE_NAME, add_name(c, N(__qualname__)));
  V doc = docstring(n->l);
  if (doc) {
    load_const(c, doc);
    emit(c, OP_STORE_NAME, add_name(c, N(__doc__)));
  }
  if (dict_gets(n->scope->names, N(__annotations__))) emit(c, OP_SETUP_ANNOTATIONS, 0);
  body(c, n->l);
  if (n->scope->needs_class) emit(c, OP_LOAD_CLOSURE, cell_place(c, N(__class__)));
  else load_const(c, None);
  emit(c, OP_RETURN, 0);
  unit_done(c);
  make_function(u, c->code, 0);
  load_const(u, (V)n->name);
  call_code(u, n, 2, n->l3, n->l4);
  for (long i = 0; n->l2 && i < n->l2->n; i++) emit(u, OP_CALL, 1);
}

/* One clause after another, and inmost the element. */
static void clauses(Unit *u, Node *n, long i) {
  Node *c = n->l->v[i];
  if (i) {
    expr(u, c->b);
    set_pos(u, n);
    emit(u, OP_GET_ITER, 0);
  } else emit(u, OP_LOAD_FAST, 0);
  int base = u->depth - 1, top = u->nops;
  set_pos(u, n);
  int exit = emit_jump(u, OP_FOR_ITER);
  store(u, c->a);
  int skips[64], nskips = 0;
  for (long k = 0; k < c->l->n; k++) jump_if(u, c->l->v[k], 0, skips, &nskips);
  if (i + 1 < n->l->n) clauses(u, n, i + 1);
  else {
    expr(u, n->a);
    if (n->kind == N_DICTCOMP) expr(u, n->b);
    set_pos(u, n->a);
    if (n->kind == N_GENEXP) emit(u, OP_YIELD, 0), emit(u, OP_POP, 0);
    else emit(u, n->kind == N_LISTCOMP ? OP_LIST_APPEND : n->kind == N_SETCOMP ? OP_SET_ADD : OP_MAP_ADD, n->l->n + (n->kind == N_DICTCOMP ? 2 : 1));
  }
  for (int k = 0; k < nskips; k++) u->ops[skips[k]] = (u->ops[skips[k]] & 255) | (uint32_t)top << 8;
  emit(u, OP_JUMP, top);
  patch(u, exit);
  u->depth = base;
}

void comprehension_code(Unit *u, Node *n) {
  static const char *const names[] = {"<listcomp>", "<setcomp>", "<genexpr>", "<dictcomp>"};
  Unit *f = unit_new(u, u->lx, n->scope, intern(names[n->kind - N_LISTCOMP]), n);
  f->code->nargs = 1;
  set_pos(f, n);
  if (n->kind == N_LISTCOMP) emit(f, OP_BUILD_LIST, 0);
  if (n->kind == N_SETCOMP) emit(f, OP_BUILD_SET, 0);
  if (n->kind == N_DICTCOMP) emit(f, OP_BUILD_MAP, 0);
  clauses(f, n, 0);
  set_pos(f, n);
  if (n->kind == N_GENEXP) load_const(f, None);
  emit(f, OP_RETURN, 0);
  unit_done(f);
  set_pos(u, n);
  make_function(u, f->code, 0);
  Node *first = n->l->v[0];
  expr(u, first->b);
  set_pos(u, n);
  emit(u, OP_GET_ITER, 0);
  emit(u, OP_CALL, 1);
}

static void check_source(Str *text, Str *filename) {
  if (strlen(text->s) != (size_t)text->len) raise(E.ValueError, "source code string cannot contain null bytes");
}

Code *compile_source(Str *text, Str *filename, int mode) {
  check_source(text, filename);
  Lexer lx = {.text = text->s, .p = text->s, .line_start = text->s, .line = 1, .filename = filename, .source = text};
  if (mode == 'e')
    while (*lx.p == ' ' || *lx.p == '\t') lx.p++;
  if (!strncmp(lx.p, "\xef\xbb\xbf", 3)) lx.p += 3, lx.line_start += 3;
  Lexer *kept = gc_alloc(sizeof lx);
  *kept = lx;
  Node *m = parse(kept, mode);
  Unit *u = unit_new(NULL, kept, analyse(kept, m, mode), intern("<module>"), NULL);
  u->interactive = mode == 's';
  if (mode == 'e') {
    expr(u, m->a);
    set_pos(u, m->a);
  } else {
    for (int i = 0; i < u->scope->names->nent; i++)
      if (u->scope->names->ents[i].key == (V)N(__annotations__)) {
        emit(u, OP_SETUP_ANNOTATIONS, 0);
        break;
      }
    V doc = mode == 'x' ? docstring(m->l) : NULL;
    if (doc) {
      load_const(u, doc);
      emit(u, OP_STORE_NAME, add_name(u, N(__doc__)));
    }
    body(u, m->l);
    load_const(u, None);
  }
  emit(u, OP_RETURN, 0);
  return unit_done(u);
}
