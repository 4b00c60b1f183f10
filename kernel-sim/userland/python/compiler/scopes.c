/* Which variable is local, global, a cell or free: one walk notes bindings and uses, a second one connects them. */
#include "compile.h"

Str *mangle(Scope *s, Str *name) {
  if (!s->klass || name->s[0] != '_' || name->s[1] != '_' || (name->len > 3 && !strcmp(name->s + name->len - 2, "__")) || strchr(name->s, '.')) return name;
  const char *k = s->klass->s;
  while (*k == '_') k++;
  return *k ? intern_str(fmt("_%s%s", k, name->s)) : name;
}

static Lexer *lexer;
_Noreturn static void fail(Node *n, const char *msg, Str *name) { syntax_error(lexer, E.SyntaxError, n->line, n->col, n->eline, n->ecol, msg, name ? name->s : NULL); }

static long flags_of(Scope *s, Str *name) {
  V f = dict_gets(s->names, name);
  return f ? SMALLVAL(f) : 0;
}
static void note(Scope *s, Str *name, long flag) {
  name = mangle(s, name);
  dict_set(s->names, (V)name, SMALL(flags_of(s, name) | flag));
}

static Scope *scope_new(Scope *up, int kind, Node *n) {
  Scope *s = gc_alloc(sizeof *s);
  s->kind = kind, s->up = up, s->names = dict_new();
  s->locals = list_new(0), s->cells = list_new(0), s->frees = list_new(0);
  if (up) {
    s->klass = up->klass;
    up->inner = gc_grow(up->inner, up->ninner * sizeof *up->inner, (up->ninner + 1) * sizeof *up->inner, 0);
    up->inner[up->ninner++] = s;
  }
  n->scope = s;
  return s;
}

static void walk(Scope *s, Node *n);
static void walk_all(Scope *s, Nodes *l) {
  for (long i = 0; l && i < l->n; i++)
    if (l->v[i]) walk(s, l->v[i]);
}

static void bind(Scope *s, Node *t) {
  if (!t) return;
  switch (t->kind) {
    case N_NAME: note(s, t->name, F_BOUND); break;
    case N_STARRED: bind(s, t->a); break;
    case N_TUPLE: case N_LIST:
      for (long i = 0; i < t->l->n; i++) bind(s, t->l->v[i]);
      break;
    default: walk(s, t);
  }
}

static void param(Scope *s, Node *a) {
  if (!a) return;
  if (flags_of(s, mangle(s, a->name)) & F_PARAM) fail(a, "duplicate argument '%s' in function definition", a->name);
  note(s, a->name, F_PARAM | F_BOUND);
  list_append(s->locals, (V)mangle(s, a->name));
}
static void params(Scope *outer, Scope *s, Node *args) {
  walk_all(outer, args->l2);
  walk_all(outer, args->l4);
  for (long i = 0; i < args->l->n; i++) param(s, args->l->v[i]);
  for (long i = 0; i < args->l3->n; i++) param(s, args->l3->v[i]);
  param(s, args->a);
  param(s, args->b);
}
static void annotation(Scope *s, Node *a) {
  if (a && a->a) walk(s, a->a);
}

static void comprehension(Scope *s, Node *n) {
  walk(s, ((Node *)n->l->v[0])->b);
  Scope *in = scope_new(s, SC_COMP, n);
  in->generator = n->kind == N_GENEXP;
  list_append(in->locals, (V)intern(".0"));
  note(in, intern(".0"), F_PARAM | F_BOUND);
  for (long i = 0; i < n->l->n; i++) {
    Node *c = n->l->v[i];
    bind(in, c->a);
    if (i) walk(in, c->b);
    walk_all(in, c->l);
  }
  walk(in, n->a);
  if (n->b) walk(in, n->b);
}

static void declare(Scope *s, Node *n, int flag) {
  for (long i = 0; i < n->l->n; i++) {
    Node *x = n->l->v[i];
    long f = flags_of(s, mangle(s, x->name));
    const char *what = flag == F_GLOBAL ? "global" : "nonlocal";
    if (s->kind == SC_MODULE && flag == F_NONLOCAL) fail(n, "nonlocal declaration not allowed at module level", NULL);
    if (f & F_PARAM) syntax_error(lexer, E.SyntaxError, n->line, n->col, n->eline, n->ecol, "name '%s' is parameter and %s", x->name->s, what);
    if (f & F_BOUND) syntax_error(lexer, E.SyntaxError, n->line, n->col, n->eline, n->ecol, "name '%s' is assigned to before %s declaration", x->name->s, what);
    if (f & F_USED) syntax_error(lexer, E.SyntaxError, n->line, n->col, n->eline, n->ecol, "name '%s' is used prior to %s declaration", x->name->s, what);
    note(s, x->name, flag);
    if (flag == F_NONLOCAL) {
      Str *name = mangle(s, x->name);
      Scope *o = s->up;
      for (; o; o = o->up)
        if (o->kind != SC_CLASS && o->kind != SC_MODULE && (flags_of(o, name) & (F_BOUND | F_NONLOCAL))) break;
      if (!o) { /* it may be bound further down in an enclosing function: checked when resolving */
        s->nonlocal_at = n;
      }
    }
  }
}

static void pattern(Scope *s, Node *n) {
  if (n->name && n->kind >= P_VALUE) note(s, n->name, F_BOUND);
  if (n->kind == P_VALUE) walk(s, n->a);
  else if (n->kind == P_CLASS) {
    walk(s, n->a);
    for (long i = 0; i < n->l->n; i++) pattern(s, n->l->v[i]);
    for (long i = 0; i < n->l2->n; i++) pattern(s, n->l2->v[i]->a);
  } else if (n->kind == P_MAP) {
    walk_all(s, n->l);
    for (long i = 0; i < n->l2->n; i++) pattern(s, n->l2->v[i]);
  } else {
    if (n->a) pattern(s, n->a);
    for (long i = 0; n->l && i < n->l->n; i++) pattern(s, n->l->v[i]);
  }
}

static void walk(Scope *s, Node *n) {
  gc_check_stack();
  switch (n->kind) {
    case N_NAME:
      note(s, n->name, F_USED);
      if (n->name->s[0] == 's' && !strcmp(n->name->s, "super")) note(s, N(__class__), F_USED);
      return;
    case N_LAMBDA: case N_FUNC: {
      if (n->kind == N_FUNC) note(s, n->name, F_BOUND);
      walk_all(s, n->l2);
      for (long i = 0; i < n->d->l->n; i++) annotation(s, n->d->l->v[i]);
      for (long i = 0; i < n->d->l3->n; i++) annotation(s, n->d->l3->v[i]);
      annotation(s, n->d->a);
      annotation(s, n->d->b);
      if (n->b) walk(s, n->b);
      Scope *in = scope_new(s, n->kind == N_FUNC ? SC_FUNCTION : SC_LAMBDA, n);
      params(s, in, n->d);
      if (n->kind == N_LAMBDA) walk(in, n->a);
      else walk_all(in, n->l);
      return;
    }
    case N_CLASS: {
      note(s, n->name, F_BOUND);
      walk_all(s, n->l2);
      walk_all(s, n->l3);
      walk_all(s, n->l4);
      Scope *in = scope_new(s, SC_CLASS, n);
      in->klass = n->name;
      walk_all(in, n->l);
      return;
    }
    case N_LISTCOMP: case N_SETCOMP: case N_GENEXP: case N_DICTCOMP: comprehension(s, n); return;
    case N_YIELD: case N_YIELDFROM:
      if (s->kind == SC_COMP) fail(n, "'yield' inside list comprehension", NULL);
      if (s->kind != SC_FUNCTION && s->kind != SC_LAMBDA) fail(n, "'yield' outside function", NULL);
      s->generator = 1;
      break;
    case N_NAMED: {
      walk(s, n->b);
      Scope *o = s;
      while (o->kind == SC_COMP) o = o->up;
      if (o != s) {
        if (flags_of(s, n->a->name) & F_BOUND) fail(n->a, "assignment expression cannot rebind comprehension iteration variable '%s'", n->a->name);
        if (o->kind == SC_CLASS) fail(n->a, "assignment expression within a comprehension cannot be used in a class body", NULL);
        note(s, n->a->name, o->kind == SC_MODULE ? F_GLOBAL : F_NONLOCAL);
      }
      note(o, n->a->name, F_BOUND);
      return;
    }
    case N_ASSIGN:
      walk(s, n->a);
      for (long i = 0; i < n->l->n; i++) bind(s, n->l->v[i]);
      return;
    case N_AUG:
      bind(s, n->a);
      if (n->a->kind == N_NAME) note(s, n->a->name, F_USED);
      walk(s, n->b);
      return;
    case N_ANN:
      if (n->a->kind == N_NAME) {
        if (n->c || s->kind == SC_FUNCTION) note(s, n->a->name, F_BOUND);
        else if (!n->a->paren) note(s, n->a->name, F_BOUND);
      } else walk(s, n->a);
      if (s->kind != SC_FUNCTION) walk(s, n->b), note(s, N(__annotations__), F_BOUND);
      if (n->c) walk(s, n->c);
      return;
    case N_FOR: bind(s, n->a); walk(s, n->b); walk_all(s, n->l); walk_all(s, n->l2); return;
    case N_ITEM: walk(s, n->a); bind(s, n->b); return;
    case N_HANDLER:
      if (n->a) walk(s, n->a);
      if (n->name) note(s, n->name, F_BOUND);
      walk_all(s, n->l);
      return;
    case N_DEL:
      for (long i = 0; i < n->l->n; i++) bind(s, n->l->v[i]);
      return;
    case N_IMPORT:
      for (long i = 0; i < n->l->n; i++) {
        Node *a = n->l->v[i];
        char *dot = strchr(a->name->s, '.');
        note(s, a->name2 ? a->name2 : dot ? intern_str(str_new(a->name->s, dot - a->name->s)) : a->name, F_BOUND);
      }
      return;
    case N_FROM:
      for (long i = 0; i < n->l->n; i++) note(s, n->l->v[i]->name2 ? n->l->v[i]->name2 : n->l->v[i]->name, F_BOUND);
      if (!n->l->n && s->kind != SC_MODULE) fail(n, "import * only allowed at module level", NULL);
      return;
    case N_GLOBAL: declare(s, n, F_GLOBAL); return;
    case N_NONLOCAL: declare(s, n, F_NONLOCAL); return;
    case N_CASE: pattern(s, n->a); if (n->b) walk(s, n->b); walk_all(s, n->l); return;
    default: break;
  }
  if (n->a) walk(s, n->a);
  if (n->b) walk(s, n->b);
  if (n->c) walk(s, n->c);
  walk_all(s, n->l);
  if (n->kind != N_COMPARE) walk_all(s, n->l2);
  walk_all(s, n->l3);
  walk_all(s, n->l4);
}

static int has(List *l, Str *name) {
  for (long i = 0; i < l->len; i++)
    if (l->v[i] == (V)name) return 1;
  return 0;
}

/* A name that s does not bind: is there an enclosing function that does? Marks the way. */
static int find_outer(Scope *s, Str *name) {
  Scope *o = s->up;
  for (; o; o = o->up) {
    long f = flags_of(o, name);
    if (o->kind == SC_CLASS) {
      if (name == N(__class__)) {
        o->needs_class = 1;
        break;
      }
      continue;
    }
    if (o->kind == SC_MODULE) return 0;
    if (f & F_GLOBAL) return 0;
    if ((f & F_BOUND) && !(f & F_NONLOCAL)) break;
  }
  if (!o) return 0;
  if (!has(o->cells, name)) list_append(o->cells, (V)name);
  if (o->kind != SC_CLASS) note(o, name, F_CELL);
  for (Scope *m = s; m != o; m = m->up) {
    dict_set(m->names, (V)name, SMALL(flags_of(m, name) | F_FREE));
    if (!has(m->frees, name)) list_append(m->frees, (V)name);
  }
  return 1;
}

static void resolve(Scope *s) {
  V k, v;
  for (long at = 0; s->kind != SC_MODULE && dict_next(s->names, &at, &k, &v);) {
    long f = SMALLVAL(v);
    if ((f & F_GLOBAL) || ((f & F_BOUND) && !(f & F_NONLOCAL))) continue;
    if (f & F_FREE) continue;
    if (!find_outer(s, STR(k))) {
      if (f & F_NONLOCAL && s->nonlocal_at) fail(s->nonlocal_at, "no binding for nonlocal '%s' found", STR(k));
      note(s, STR(k), F_GLOBAL_IMPLICIT);
    }
  }
  for (int i = 0; i < s->ninner; i++) resolve(s->inner[i]);
  if (s->kind == SC_MODULE || s->kind == SC_CLASS) return;
  for (long at = 0; dict_next(s->names, &at, &k, &v);) {
    long f = SMALLVAL(v);
    if ((f & F_BOUND) && !(f & (F_GLOBAL | F_NONLOCAL | F_CELL | F_PARAM))) list_append(s->locals, k);
  }
}

Scope *analyse(Lexer *lx, Node *module, int mode) {
  lexer = lx;
  Scope *s = scope_new(NULL, SC_MODULE, module);
  if (mode == 'e') walk(s, module->a);
  else walk_all(s, module->l);
  resolve(s);
  return s;
}
