/* The parser's tools, and expressions (language reference, chapter 6). Recursive descent over an array of tokens. */
#include "ast.h"

Nodes *nodes(void) { return gc_alloc(sizeof(Nodes)); }
void push(Nodes *l, Node *n) {
  if (l->n == l->cap) {
    long cap = l->cap ? l->cap * 2 : 4;
    l->v = gc_grow(l->v, l->n * sizeof(Node *), cap * sizeof(Node *), 0);
    l->cap = cap;
  }
  l->v[l->n++] = n;
}
Node *node(Parser *p, Kind k, Token *from) {
  Node *n = gc_alloc(sizeof *n);
  n->kind = k, n->line = from->line, n->col = from->col;
  return n;
}
Node *finish(Parser *p, Node *n) {
  n->eline = p->t[-1].eline, n->ecol = p->t[-1].ecol;
  return n;
}
static Node *from_node(Parser *p, Kind k, Node *first) {
  Node *n = gc_alloc(sizeof *n);
  n->kind = k, n->line = first->line, n->col = first->col;
  return n;
}

int is_keyword(const char *s, int n) {
  static const char *const words[] = {"False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally",
    "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield", 0};
  for (int i = 0; words[i]; i++)
    if (words[i][0] == *s && !strncmp(s, words[i], n) && !words[i][n]) return 1;
  return 0;
}
static int token_is(Token *t, TokenKind k, const char *s) { return t->kind == k && !strncmp(t->s, s, t->n) && !s[t->n]; }
int is_op(Parser *p, const char *op) { return token_is(p->t, TK_OP, op); }
int is_kw(Parser *p, const char *kw) { return token_is(p->t, TK_NAME, kw); }
int accept_op(Parser *p, const char *op) { return is_op(p, op) ? p->t++, 1 : 0; }
int accept_kw(Parser *p, const char *kw) { return is_kw(p, kw) ? p->t++, 1 : 0; }

_Noreturn void error_at(Parser *p, Node *from, Node *to, const char *msg, ...) {
  va_list ap;
  va_start(ap, msg);
  Str *s = vfmt(msg, ap);
  va_end(ap);
  syntax_error(p->lx, E.SyntaxError, from->line, from->col, to->eline, to->ecol, "%s", s->s);
}

_Noreturn void bad_syntax(Parser *p) {
  Token *t = p->t;
  Lexer *lx = p->lx;
  if (t->kind == TK_INDENT) syntax_error(lx, E.IndentationError, t->line, -1, t->line, -1, "unexpected indent");
  if (t->kind == TK_NEWLINE && t->n == 0 && !lx->depth) syntax_error(lx, E.SyntaxError, t->line, -1, t->line, -1, "invalid syntax");
  if (t->kind == TK_END && lx->depth && !lx->fstring) {
    int d = lx->depth - 1;
    syntax_error(lx, E.SyntaxError, lx->parens[d].line, lx->parens[d].col, lx->parens[d].line, -1, "'%c' was never closed", lx->parens[d].c);
  }
  if (lx->depth && !lx->fstring && t->kind != TK_END) { /* the bracket that is open may be the cause: CPython reads on and then blames it */
    Token *e = t;
    while (e->kind != TK_END && e->kind != TK_NEWLINE) e++;
    if (e->kind == TK_NEWLINE && e[1].kind == TK_END) {
      int d = lx->depth - 1;
      if (lx->parens[d].line < t->line || (lx->parens[d].line == t->line && lx->parens[d].col < t->col))
        syntax_error(lx, E.SyntaxError, lx->parens[d].line, lx->parens[d].col, lx->parens[d].line, -1, "'%c' was never closed", lx->parens[d].c);
    }
  }
  if (lx->fstring) {
    if (t->kind == TK_END) syntax_error(lx, E.SyntaxError, t->line, t->col, t->line, -1, "f-string: invalid syntax");
    syntax_error(lx, E.SyntaxError, t->line, t->col, t->eline, t->ecol, "f-string: invalid syntax");
  }
  int end = t->kind == TK_NEWLINE || t->kind == TK_DEDENT ? t->col + 1 : t->ecol;
  syntax_error(lx, E.SyntaxError, t->line, t->col, t->kind == TK_STRING ? t->eline : t->line, t->kind == TK_NEWLINE ? t->col : end, "invalid syntax");
}
void expect(Parser *p, const char *op) {
  if (!accept_op(p, op)) bad_syntax(p);
}
Str *name_token(Parser *p) {
  if (p->t->kind != TK_NAME || is_keyword(p->t->s, p->t->n)) bad_syntax(p);
  Str *s = intern_str(str_new(p->t->s, p->t->n));
  p->t++;
  return s;
}

static Node *number(Parser *p) {
  Token *t = p->t++;
  Node *n = node(p, N_CONST, t);
  int is_float = 0;
  if (!(t->n > 1 && t->s[0] == '0' && strchr("xXoObB", t->s[1])))
    for (int i = 0; i < t->n; i++) is_float |= t->s[i] == '.' || (t->s[i] | 32) == 'e';
  if (is_float) {
    double d;
    str_to_double(t->s, t->n, &d);
    n->val = float_new(d);
  } else n->val = int_parse(t->s, t->n, t->s[0] == '0' && t->n > 1 ? 0 : 10);
  return finish(p, n);
}

/* After the first element: clauses of a comprehension. */
static Node *comprehension(Parser *p, Kind kind, Token *start, Node *a, Node *b) {
  Node *n = node(p, kind, start);
  n->a = a, n->b = b, n->l = nodes();
  if (a->kind == N_STARRED) error_at(p, a, a, "iterable unpacking cannot be used in comprehension");
  while (is_kw(p, "for")) {
    Node *c = node(p, N_COMP, p->t++);
    c->a = target_list(p);
    if (!accept_kw(p, "in")) bad_syntax(p);
    Token *at = p->t;
    (void)at;
    c->b = NULL;
    /* a disjunction: "x if c" would take the condition */
    p->depth++;
    extern Node *disjunction(Parser *);
    c->b = disjunction(p);
    c->l = nodes();
    while (accept_kw(p, "if")) {
      Node *cond = disjunction(p);
      if (is_op(p, ":=")) bad_syntax(p);
      push(c->l, cond);
    }
    p->depth--;
    push(n->l, finish(p, c));
  }
  return n;
}

static Node *starred_or_named(Parser *p) {
  if (!is_op(p, "*")) return named_expression(p);
  Node *n = node(p, N_STARRED, p->t++);
  n->a = bit_or(p);
  return finish(p, n);
}

/* Two expressions beside each other inside brackets. */
static void missing_comma(Parser *p, Node *first) {
  Token *t = p->t;
  if (p->lx->fstring || !(t->kind == TK_NUMBER || t->kind == TK_STRING || (t->kind == TK_NAME && !is_keyword(t->s, t->n)) || token_is(t, TK_NAME, "None") || token_is(t, TK_NAME, "True") || token_is(t, TK_NAME, "False")))
    return;
  if (first->kind == N_STARRED || (first->kind == N_CONST && IS_STR(first->val) && t->kind == TK_STRING)) return;
  if (p->lx->depth) {
    int d = p->lx->depth - 1;
    syntax_error(p->lx, E.SyntaxError, p->lx->parens[d].line, p->lx->parens[d].col, p->lx->parens[d].line, -1, "'%c' was never closed", p->lx->parens[d].c);
  }
  Node *second = primary(p);
  error_at(p, first, second, "invalid syntax. Perhaps you forgot a comma?");
}

static Node *paren(Parser *p) {
  Token *start = p->t++;
  if (accept_op(p, ")")) {
    Node *n = node(p, N_TUPLE, start);
    n->l = nodes();
    n->paren = 1;
    return finish(p, n);
  }
  if (is_kw(p, "yield")) {
    Node *n = star_expressions(p);
    expect(p, ")");
    return n;
  }
  Node *first = starred_or_named(p), *n;
  if (is_kw(p, "for")) {
    n = comprehension(p, N_GENEXP, start, first, NULL);
    expect(p, ")");
    return finish(p, n);
  }
  if (!is_op(p, ",")) {
    missing_comma(p, first);
    if (is_op(p, "=")) bad_syntax(p);
    expect(p, ")");
    if (first->kind == N_STARRED) error_at(p, first, first, "cannot use starred expression here");
    first->paren = 1;
    return first;
  }
  n = node(p, N_TUPLE, start);
  n->l = nodes();
  n->paren = 1;
  push(n->l, first);
  while (accept_op(p, ",")) {
    if (is_op(p, ")")) break;
    push(n->l, starred_or_named(p));
    missing_comma(p, n->l->v[n->l->n - 1]);
  }
  expect(p, ")");
  return finish(p, n);
}

static Node *list_display(Parser *p) {
  Token *start = p->t++;
  Node *n = node(p, N_LIST, start);
  n->l = nodes();
  while (!accept_op(p, "]")) {
    Node *e = starred_or_named(p);
    if (!n->l->n && is_kw(p, "for")) {
      n = comprehension(p, N_LISTCOMP, start, e, NULL);
      expect(p, "]");
      return finish(p, n);
    }
    push(n->l, e);
    if (!is_op(p, "]")) missing_comma(p, e), expect(p, ",");
  }
  return finish(p, n);
}

static Node *brace_display(Parser *p) {
  Token *start = p->t++;
  Node *n = node(p, N_DICT, start);
  n->l = nodes(), n->l2 = nodes();
  while (!accept_op(p, "}")) {
    if (n->kind == N_DICT && accept_op(p, "**")) {
      push(n->l, NULL);
      push(n->l2, bit_or(p));
    } else {
      Node *k = starred_or_named(p);
      if (n->kind == N_DICT && is_op(p, ":")) {
        Token *colon = p->t++;
        if (is_op(p, "}") || is_op(p, ",")) syntax_error(p->lx, E.SyntaxError, colon->line, colon->col, colon->line, -1, "expression expected after dictionary key and ':'");
        Node *v = expression(p);
        if (!n->l->n && is_kw(p, "for")) {
          n = comprehension(p, N_DICTCOMP, start, k, v);
          expect(p, "}");
          return finish(p, n);
        }
        push(n->l, k);
        push(n->l2, v);
      } else {
        if (n->kind == N_DICT && n->l->n) {
          if (is_op(p, "}") || is_op(p, ",")) syntax_error(p->lx, E.SyntaxError, p->t[-1].line, p->t[-1].col, p->t[-1].line, -1, "':' expected after dictionary key");
          bad_syntax(p);
        }
        n->kind = N_SET;
        if (!n->l->n && is_kw(p, "for")) {
          n = comprehension(p, N_SETCOMP, start, k, NULL);
          expect(p, "}");
          return finish(p, n);
        }
        push(n->l, k);
      }
    }
    if (!is_op(p, "}")) {
      Nodes *l = n->kind == N_DICT ? n->l2 : n->l;
      missing_comma(p, l->v[l->n - 1]);
      expect(p, ",");
    }
  }
  return finish(p, n);
}

static Node *atom(Parser *p) {
  Token *t = p->t;
  Node *n;
  switch (t->kind) {
    case TK_NUMBER: return number(p);
    case TK_STRING: return strings(p);
    case TK_NAME:
      if (is_keyword(t->s, t->n)) {
        V v = token_is(t, TK_NAME, "None") ? None : token_is(t, TK_NAME, "True") ? True : token_is(t, TK_NAME, "False") ? False : NULL;
        if (!v) bad_syntax(p);
        n = node(p, N_CONST, p->t++);
        n->val = v;
        return finish(p, n);
      }
      n = node(p, N_NAME, t);
      n->name = name_token(p);
      return finish(p, n);
    case TK_OP:
      if (is_op(p, "(")) return paren(p);
      if (is_op(p, "[")) return list_display(p);
      if (is_op(p, "{")) return brace_display(p);
      if (is_op(p, "...")) {
        n = node(p, N_CONST, p->t++);
        n->val = Ellipsis;
        return finish(p, n);
      }
    default: bad_syntax(p);
  }
}

void call_arguments(Parser *p, Node *call) {
  call->l = nodes(), call->l2 = nodes();
  while (!accept_op(p, ")")) {
    Token *t = p->t;
    if (accept_op(p, "**")) {
      Node *k = node(p, N_KEYWORD, t);
      k->a = expression(p);
      push(call->l2, finish(p, k));
    } else if (is_op(p, "*")) {
      Node *s = node(p, N_STARRED, p->t++);
      s->a = expression(p);
      push(call->l, finish(p, s));
    } else if (t->kind == TK_NAME && !is_keyword(t->s, t->n) && token_is(t + 1, TK_OP, "=")) {
      Node *k = node(p, N_KEYWORD, t);
      k->name = name_token(p);
      p->t++;
      if (is_op(p, ")") || is_op(p, ",")) syntax_error(p->lx, E.SyntaxError, t->line, t->col, t[1].eline, t[1].ecol, "expected argument value expression");
      k->a = expression(p);
      push(call->l2, finish(p, k));
      if (is_kw(p, "for")) syntax_error(p->lx, E.SyntaxError, t->line, t->col, t[1].eline, t[1].ecol, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
    } else {
      Node *e = named_expression(p);
      if (is_kw(p, "for")) {
        Node *g = comprehension(p, N_GENEXP, t, e, NULL);
        finish(p, g);
        int alone = !call->l->n && !call->l2->n && is_op(p, ")");
        if (alone) g->line = t[-1].line, g->col = t[-1].col, g->ecol = p->t->ecol, g->eline = p->t->eline;
        else if (!(is_op(p, ",") && token_is(p->t + 1, TK_OP, ")") && !call->l->n)) error_at(p, g, g, "Generator expression must be parenthesized");
        e = g;
      }
      if (is_op(p, "=")) {
        if (e->kind == N_CONST && (e->val == True || e->val == False || e->val == None)) syntax_error(p->lx, E.SyntaxError, e->line, e->col, p->t->eline, p->t->ecol, "cannot assign to %R", e->val);
        syntax_error(p->lx, E.SyntaxError, e->line, e->col, p->t->eline, p->t->ecol, "expression cannot contain assignment, perhaps you meant \"==\"?");
      }
      if (call->l2->n) {
        Node *last = call->l2->v[call->l2->n - 1];
        Token *end = p->t - 1;
        if (!last->name) syntax_error(p->lx, E.SyntaxError, end->line, end->ecol, end->line, -1, "positional argument follows keyword argument unpacking");
        while (!token_is(p->t, TK_OP, ")") && p->t->kind != TK_END && p->t->kind != TK_NEWLINE) p->t++;
        syntax_error(p->lx, E.SyntaxError, p->t->line, p->t->col, p->t->line, -1, "positional argument follows keyword argument");
      }
      push(call->l, e);
      if (!is_op(p, ")") && !is_op(p, ",")) missing_comma(p, e);
    }
    if (!is_op(p, ")")) expect(p, ",");
  }
}

static Node *slice_part(Parser *p) {
  Token *start = p->t;
  Node *a = NULL;
  if (!is_op(p, ":")) {
    a = starred_or_named(p);
    if (!is_op(p, ":")) return a;
  }
  Node *n = node(p, N_SLICE, start);
  n->a = a;
  p->t++;
  if (!is_op(p, ":") && !is_op(p, "]") && !is_op(p, ",")) n->b = expression(p);
  if (accept_op(p, ":") && !is_op(p, "]") && !is_op(p, ",")) n->c = expression(p);
  return finish(p, n);
}

Node *primary(Parser *p) {
  Node *n = atom(p);
  for (;;) {
    if (accept_op(p, ".")) {
      Node *x = from_node(p, N_ATTR, n);
      x->a = n;
      x->name = name_token(p);
      n = finish(p, x);
    } else if (is_op(p, "(")) {
      Node *x = from_node(p, N_CALL, n);
      x->a = n;
      p->t++;
      call_arguments(p, x);
      n = finish(p, x);
    } else if (is_op(p, "[")) {
      Node *x = from_node(p, N_SUBSCR, n);
      x->a = n;
      Token *start = ++p->t;
      x->b = slice_part(p);
      if (is_op(p, ",") || x->b->kind == N_STARRED) {
        Node *t = node(p, N_TUPLE, start);
        t->l = nodes();
        push(t->l, x->b);
        while (accept_op(p, ",") && !is_op(p, "]")) push(t->l, slice_part(p));
        x->b = finish(p, t);
      } else if (!is_op(p, "]")) missing_comma(p, x->b);
      expect(p, "]");
      n = finish(p, x);
    } else return n;
  }
}

static Node *unary_expr(Parser *p);
static Node *power(Parser *p) {
  if (is_kw(p, "await")) bad_syntax(p);
  Node *n = primary(p);
  if (!accept_op(p, "**")) return n;
  Node *x = from_node(p, N_BINOP, n);
  x->op = O_POW, x->a = n, x->b = unary_expr(p);
  return finish(p, x);
}
static Node *unary_expr(Parser *p) {
  int op = is_op(p, "-") ? U_NEG : is_op(p, "+") ? U_POS : is_op(p, "~") ? U_INVERT : -1;
  if (op < 0) return power(p);
  gc_check_stack();
  Node *n = node(p, N_UNARY, p->t++);
  n->op = op, n->a = unary_expr(p);
  return finish(p, n);
}

/* Left-associative operators by level, the loosest first. */
static const struct { const char *text; int op, level; } operators[] = {
  {"|", O_OR, 0}, {"^", O_XOR, 1}, {"&", O_AND, 2}, {"<<", O_LSHIFT, 3}, {">>", O_RSHIFT, 3}, {"+", O_ADD, 4}, {"-", O_SUB, 4},
  {"*", O_MUL, 5}, {"/", O_TRUEDIV, 5}, {"//", O_FLOORDIV, 5}, {"%", O_MOD, 5}, {"@", O_MATMUL, 5},
};
static Node *binary_level(Parser *p, int level) {
  if (level == 6) return unary_expr(p);
  Node *n = binary_level(p, level + 1);
  for (;;) {
    int op = -1;
    if (p->t->kind == TK_OP)
      for (unsigned i = 0; i < sizeof operators / sizeof *operators; i++)
        if (operators[i].level == level && is_op(p, operators[i].text)) op = operators[i].op;
    if (op < 0) return n;
    p->t++;
    Node *x = from_node(p, N_BINOP, n);
    x->op = op, x->a = n, x->b = binary_level(p, level + 1);
    n = finish(p, x);
  }
}
Node *bit_or(Parser *p) { return binary_level(p, 0); }

static int comparison_op(Parser *p) {
  static const char *const ops[] = {"<", "<=", "==", "!=", ">", ">="};
  for (int i = 0; i < 6; i++)
    if (accept_op(p, ops[i])) return i;
  if (accept_kw(p, "in")) return C_IN;
  if (is_kw(p, "not") && token_is(p->t + 1, TK_NAME, "in")) return p->t += 2, C_NOTIN;
  if (accept_kw(p, "is")) return accept_kw(p, "not") ? C_ISNOT : C_IS;
  return -1;
}
static Node *comparison(Parser *p) {
  Node *n = bit_or(p), *c = NULL;
  for (int op; (op = comparison_op(p)) >= 0;) {
    if (!c) {
      c = from_node(p, N_COMPARE, n);
      c->a = n, c->l = nodes(), c->l2 = nodes();
    }
    Node *o = from_node(p, N_CONST, n);
    o->op = op;
    push(c->l2, o);
    push(c->l, bit_or(p));
    finish(p, c);
  }
  return c ? c : n;
}
static Node *inversion(Parser *p) {
  if (!is_kw(p, "not")) return comparison(p);
  gc_check_stack();
  Node *n = node(p, N_UNARY, p->t++);
  n->op = U_NOT, n->a = inversion(p);
  return finish(p, n);
}
static Node *bool_level(Parser *p, int is_or) {
  Node *n = is_or ? bool_level(p, 0) : inversion(p);
  const char *word = is_or ? "or" : "and";
  if (!is_kw(p, word)) return n;
  Node *x = from_node(p, N_BOOLOP, n);
  x->op = is_or, x->l = nodes();
  push(x->l, n);
  while (accept_kw(p, word)) push(x->l, is_or ? bool_level(p, 0) : inversion(p));
  return finish(p, x);
}
Node *disjunction(Parser *p) { return bool_level(p, 1); }

Node *expression(Parser *p) {
  gc_check_stack();
  if (is_kw(p, "lambda")) {
    Node *n = node(p, N_LAMBDA, p->t++);
    n->d = arguments(p, ":", 0);
    expect(p, ":");
    n->a = expression(p);
    return finish(p, n);
  }
  Token *start = p->t;
  Node *n = disjunction(p);
  if (!is_kw(p, "if")) return n;
  Token *kw = p->t++;
  (void)kw;
  Node *x = from_node(p, N_IFEXP, n);
  x->b = n, x->a = disjunction(p);
  if (!is_kw(p, "else")) {
    if (is_op(p, ":")) bad_syntax(p);
    syntax_error(p->lx, E.SyntaxError, start->line, start->col, p->t[-1].eline, p->t[-1].ecol, "expected 'else' after 'if' expression");
  }
  p->t++;
  x->c = expression(p);
  return finish(p, x);
}

Node *named_expression(Parser *p) {
  Node *n = expression(p);
  if (is_op(p, ":=")) {
    if (n->kind != N_NAME || n->paren) error_at(p, n, n, "cannot use assignment expressions with %s", n->kind == N_ATTR ? "attribute" : n->kind == N_SUBSCR ? "subscript" : n->kind == N_CONST ? "literal" : "expression");
    p->t++;
    Node *x = from_node(p, N_NAMED, n);
    x->a = n, x->b = expression(p);
    return finish(p, x);
  }
  return n;
}

static int ends_expression(Parser *p) {
  Token *t = p->t;
  return t->kind == TK_NEWLINE || t->kind == TK_END || t->kind == TK_DEDENT || is_op(p, ")") || is_op(p, "]") || is_op(p, "}") || is_op(p, "=") || is_op(p, ":") || is_op(p, ";") || is_op(p, "!") ||
    (t->kind == TK_OP && t->n > 1 && t->s[t->n - 1] == '=' && !is_op(p, "==") && !is_op(p, "!=") && !is_op(p, "<=") && !is_op(p, ">="));
}

Node *star_expressions(Parser *p) {
  Token *start = p->t;
  if (is_kw(p, "yield")) {
    Node *n = node(p, N_YIELD, p->t++);
    if (accept_kw(p, "from")) n->kind = N_YIELDFROM, n->a = expression(p);
    else if (!ends_expression(p)) n->a = star_expressions(p);
    return finish(p, n);
  }
  Node *first = starred_or_named(p);
  if (!is_op(p, ",")) return first;
  Node *n = node(p, N_TUPLE, start);
  n->l = nodes();
  push(n->l, first);
  while (accept_op(p, ",") && !ends_expression(p)) push(n->l, starred_or_named(p));
  return finish(p, n);
}

Node *target_list(Parser *p) {
  Token *start = p->t;
  Node *n = NULL, *first;
  do {
    if (n && is_kw(p, "in")) break;
    if (is_op(p, "*")) {
      first = node(p, N_STARRED, p->t++);
      first->a = primary(p);
      finish(p, first);
    } else first = bit_or(p);
    if (!n && !is_op(p, ",")) {
      check_target(p, first, "for");
      return first;
    }
    if (!n) n = node(p, N_TUPLE, start), n->l = nodes();
    push(n->l, first);
  } while (accept_op(p, ","));
  finish(p, n);
  check_target(p, n, "for");
  return n;
}
