/* Statements (language reference, chapters 7 and 8). */
#include "ast.h"

/* What CPython calls an expression in messages about assignment. */
static const char *expr_name(Node *n) {
  switch (n->kind) {
    case N_CALL: return "function call";
    case N_CONST: return n->val == None ? "None" : n->val == True ? "True" : n->val == False ? "False" : n->val == Ellipsis ? "ellipsis" : "literal";
    case N_LAMBDA: return "lambda";
    case N_IFEXP: return "conditional expression";
    case N_LISTCOMP: return "list comprehension";
    case N_SETCOMP: return "set comprehension";
    case N_DICTCOMP: return "dict comprehension";
    case N_GENEXP: return "generator expression";
    case N_DICT: return "dict literal";
    case N_SET: return "set display";
    case N_JOINED: case N_FORMATTED: return "f-string expression";
    case N_COMPARE: return "comparison";
    case N_YIELD: case N_YIELDFROM: return "yield expression";
    case N_NAMED: return "named expression";
    default: return "expression";
  }
}

void check_target(Parser *p, Node *n, const char *how) {
  switch (n->kind) {
    case N_NAME: case N_ATTR: case N_SUBSCR: return;
    case N_STARRED: check_target(p, n->a, how); return;
    case N_TUPLE: case N_LIST:
      if (!strcmp(how, "delete") || 1)
        for (long i = 0; i < n->l->n; i++) check_target(p, n->l->v[i], how);
      return;
    default: break;
  }
  if (!strcmp(how, "delete")) error_at(p, n, n, "cannot delete %s", expr_name(n));
  const char *name = expr_name(n);
  int plain = n->kind == N_CONST && (n->val == None || n->val == True || n->val == False);
  if (!strcmp(how, "=") && !plain) error_at(p, n, n, "cannot assign to %s here. Maybe you meant '==' instead of '='?", name);
  error_at(p, n, n, "cannot assign to %s", name);
}

Nodes *suite(Parser *p, const char *what, Token *kw) {
  Nodes *l = nodes();
  extern void statement(Parser *, Nodes *);
  if (!is_op(p, ":")) {
    if (is_op(p, "=") && !p->lx->incomplete && (!strncmp(what, "'if", 3) || !strncmp(what, "'elif", 5) || !strncmp(what, "'while", 6))) {
      Token *t = kw + 1;
      syntax_error(p->lx, E.SyntaxError, t->line, t->col, p->t[1].eline, p->t[1].ecol, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
    }
    if (p->lx->incomplete && p->lx->depth) bad_syntax(p);
    Token *t = p->t;
    if (t->kind != TK_NEWLINE && t->kind != TK_END && (t->kind == TK_NAME || t->kind == TK_NUMBER || t->kind == TK_STRING || is_op(p, ")") || is_op(p, "=") || is_op(p, "!")) && strncmp(what, "class", 5)) bad_syntax(p);
    syntax_error(p->lx, E.SyntaxError, t->line, t->col, t->line, t->kind == TK_NEWLINE ? t->col + 1 : t->ecol, "expected ':'");
  }
  p->t++;
  if (p->t->kind != TK_NEWLINE) {
    extern void simple_line(Parser *, Nodes *);
    simple_line(p, l);
    return l;
  }
  p->t++;
  if (p->t->kind != TK_INDENT) {
    Token *t = p->t;
    if (t->kind == TK_END) p->lx->incomplete = 1;
    while (t->kind == TK_DEDENT) t++;
    if (t->kind == TK_END && t > p->lx->tokens) {
      Token *last = t;
      while (last > p->lx->tokens && last->kind != TK_NEWLINE) last--;
      syntax_error(p->lx, E.IndentationError, last->line, -1, last->line, -1, "expected an indented block after %s on line %d", what, kw->line);
    }
    syntax_error(p->lx, E.IndentationError, t->line, t->col, t->line, -1, "expected an indented block after %s on line %d", what, kw->line);
  }
  p->t++;
  while (p->t->kind != TK_DEDENT && p->t->kind != TK_END) statement(p, l);
  if (p->t->kind == TK_DEDENT) p->t++;
  return l;
}

static Node *one_argument(Parser *p, int annotated) {
  Node *a = node(p, N_ARG, p->t);
  a->name = name_token(p);
  if (annotated && accept_op(p, ":")) a->a = is_op(p, "*") ? bad_syntax(p), NULL : expression(p);
  return finish(p, a);
}

/* Up to `end` (not eaten): parameters of def or lambda. */
Node *arguments(Parser *p, const char *end, int annotated) {
  Node *n = node(p, N_ARGS, p->t);
  n->l = nodes(), n->l2 = nodes(), n->l3 = nodes(), n->l4 = nodes();
  int star = 0;
  while (!is_op(p, end)) {
    Token *t = p->t;
    if (accept_op(p, "**")) {
      n->b = one_argument(p, annotated);
      accept_op(p, ",");
      if (!is_op(p, end)) {
        if (p->t->kind == TK_NAME) syntax_error(p->lx, E.SyntaxError, p->t->line, p->t->col, p->t->eline, p->t->ecol, "arguments cannot follow var-keyword argument");
        bad_syntax(p);
      }
      break;
    }
    if (accept_op(p, "*")) {
      if (star++) syntax_error(p->lx, E.SyntaxError, t->line, t->col, t->line, t->ecol, "* argument may appear only once");
      if (!is_op(p, ",")) {
        if (is_op(p, end)) syntax_error(p->lx, E.SyntaxError, t->line, t->col, t->line, t->ecol, "named arguments must follow bare *");
        n->a = one_argument(p, annotated);
      } else if (p->t[1].kind == TK_OP && p->t[1].n == 1 && *p->t[1].s == *end)
        syntax_error(p->lx, E.SyntaxError, t->line, t->col, t->line, t->ecol, "named arguments must follow bare *");
    } else if (accept_op(p, "/")) {
      if (n->op || !n->l->n || star) bad_syntax(p);
      n->op = n->l->n;
    } else {
      Node *a = one_argument(p, annotated);
      Node *def = accept_op(p, "=") ? expression(p) : NULL;
      if (star) push(n->l3, a), push(n->l4, def);
      else {
        if (!def && n->l2->n) syntax_error(p->lx, E.SyntaxError, a->line, a->col, a->eline, a->ecol, "non-default argument follows default argument");
        push(n->l, a);
        if (def) push(n->l2, def);
      }
    }
    if (!accept_op(p, ",") && !is_op(p, end)) bad_syntax(p);
  }
  return finish(p, n);
}

static Node *if_statement(Parser *p) {
  Token *kw = p->t++;
  Node *n = node(p, N_IF, kw);
  n->a = named_expression(p);
  n->l = suite(p, kw->s[0] == 'e' ? "'elif' statement" : "'if' statement", kw);
  if (is_kw(p, "elif")) {
    n->l2 = nodes();
    push(n->l2, if_statement(p));
  } else if (is_kw(p, "else")) {
    Token *t = p->t++;
    n->l2 = suite(p, "'else' statement", t);
  }
  return finish(p, n);
}

static Nodes *optional_else(Parser *p) {
  if (!is_kw(p, "else")) return NULL;
  Token *t = p->t++;
  return suite(p, "'else' statement", t);
}

static Node *for_statement(Parser *p) {
  Token *kw = p->t++;
  Node *n = node(p, N_FOR, kw);
  n->a = target_list(p);
  if (!accept_kw(p, "in")) bad_syntax(p);
  n->b = star_expressions(p);
  n->l = suite(p, "'for' statement", kw);
  n->l2 = optional_else(p);
  return finish(p, n);
}

static Node *try_statement(Parser *p) {
  Token *kw = p->t++;
  Node *n = node(p, N_TRY, kw);
  n->l = suite(p, "'try' statement", kw);
  n->l2 = nodes();
  while (is_kw(p, "except")) {
    Token *t = p->t++;
    Node *h = node(p, N_HANDLER, t);
    if (is_op(p, "*")) syntax_error(p->lx, E.SyntaxError, p->t->line, p->t->col, p->t->line, p->t->ecol, "except* is not part of this Python");
    if (!is_op(p, ":")) {
      Token *at = p->t;
      h->a = expression(p);
      if (is_op(p, ",")) {
        while (accept_op(p, ",")) expression(p);
        syntax_error(p->lx, E.SyntaxError, at->line, at->col, p->t[-1].eline, p->t[-1].ecol, "multiple exception types must be parenthesized");
      }
      if (accept_kw(p, "as")) h->name = name_token(p);
    }
    h->l = suite(p, "'except' statement", t);
    push(n->l2, finish(p, h));
  }
  if (n->l2->n) n->l3 = optional_else(p);
  if (is_kw(p, "finally")) {
    Token *t = p->t++;
    n->l4 = suite(p, "'finally' statement", t);
  }
  if (!n->l2->n && !n->l4) syntax_error(p->lx, E.SyntaxError, p->t->line, p->t->col, p->t->line, p->t->ecol, "expected 'except' or 'finally' block");
  return finish(p, n);
}

static Node *with_item(Parser *p) {
  Node *item = node(p, N_ITEM, p->t);
  item->a = expression(p);
  if (accept_kw(p, "as")) {
    item->b = is_op(p, "(") || is_op(p, "[") ? primary(p) : bit_or(p);
    check_target(p, item->b, "with");
  }
  return finish(p, item);
}
static Node *with_statement(Parser *p) {
  Token *kw = p->t++;
  Node *n = node(p, N_WITH, kw);
  n->l = nodes();
  /* parenthesised items: the bracket closes just before the colon, and there is an "as" or a comma in it */
  int wrapped = 0;
  if (is_op(p, "(")) {
    Token *t = p->t;
    int depth = 0, as = 0;
    do {
      if (t->kind == TK_OP && t->n == 1) depth += strchr("([{", *t->s) ? 1 : strchr(")]}", *t->s) ? -1 : 0;
      if (depth == 1 && t->kind == TK_NAME && t->n == 2 && !strncmp(t->s, "as", 2)) as = 1;
      t++;
    } while (depth && t->kind != TK_END);
    wrapped = as && t->kind == TK_OP && *t->s == ':';
  }
  if (wrapped) p->t++;
  do {
    if (wrapped && is_op(p, ")")) break;
    push(n->l, with_item(p));
  } while (accept_op(p, ","));
  if (wrapped) expect(p, ")");
  n->l2 = suite(p, "'with' statement", kw);
  return finish(p, n);
}

static Node *func_statement(Parser *p, Nodes *decorators) {
  Token *kw = p->t++;
  Node *n = node(p, N_FUNC, kw);
  n->name = name_token(p);
  if (!is_op(p, "(")) syntax_error(p->lx, E.SyntaxError, p->t->line, p->t->col, p->t->line, p->t->ecol, "expected '('");
  p->t++;
  n->d = arguments(p, ")", 1);
  expect(p, ")");
  if (accept_op(p, "->")) n->b = expression(p);
  n->l = suite(p, "function definition", kw);
  n->l2 = decorators;
  return finish(p, n);
}
static Node *class_statement(Parser *p, Nodes *decorators) {
  Token *kw = p->t++;
  Node *n = node(p, N_CLASS, kw);
  n->name = name_token(p);
  if (accept_op(p, "(")) {
    Node call = {0};
    call_arguments(p, &call);
    n->l3 = call.l, n->l4 = call.l2;
  } else n->l3 = nodes(), n->l4 = nodes();
  n->l = suite(p, "class definition", kw);
  n->l2 = decorators;
  return finish(p, n);
}

static Str *dotted(Parser *p) {
  Buf b = {0};
  do {
    if (b.len) buf_c(&b, ".");
    buf_str(&b, (V)name_token(p));
  } while (accept_op(p, "."));
  return intern_str(buf_done(&b));
}
static Node *import_statement(Parser *p) {
  Node *n = node(p, N_IMPORT, p->t++);
  n->l = nodes();
  do {
    Node *a = node(p, N_ALIAS, p->t);
    a->name = dotted(p);
    if (accept_kw(p, "as")) a->name2 = name_token(p);
    push(n->l, finish(p, a));
  } while (accept_op(p, ","));
  return finish(p, n);
}
static Node *from_statement(Parser *p) {
  Node *n = node(p, N_FROM, p->t++);
  while (is_op(p, ".") || is_op(p, "...")) n->op += p->t->n, p->t++;
  if (!n->op || !is_kw(p, "import")) n->name = dotted(p);
  if (!accept_kw(p, "import")) bad_syntax(p);
  n->l = nodes();
  if (accept_op(p, "*")) return finish(p, n); /* no names: all */
  int wrapped = accept_op(p, "(");
  do {
    if (wrapped && is_op(p, ")")) break;
    if (p->t->kind == TK_NEWLINE) {
      if (n->l->n) syntax_error(p->lx, E.SyntaxError, p->t[-1].line, p->t[-1].col, p->t[-1].line, -1, "trailing comma not allowed without surrounding parentheses");
    }
    Node *a = node(p, N_ALIAS, p->t);
    a->name = name_token(p);
    if (accept_kw(p, "as")) a->name2 = name_token(p);
    push(n->l, finish(p, a));
  } while (accept_op(p, ","));
  if (wrapped) expect(p, ")");
  return finish(p, n);
}

static Node *expression_statement(Parser *p) {
  static const char *const augmented[] = {"+=", "-=", "*=", "/=", "//=", "%=", "**=", "<<=", ">>=", "&=", "^=", "|=", "@="};
  Token *start = p->t;
  Node *first = star_expressions(p), *n;
  if (is_op(p, ":") && (first->kind == N_NAME || first->kind == N_ATTR || first->kind == N_SUBSCR)) {
    p->t++;
    n = node(p, N_ANN, start);
    n->a = first, n->b = expression(p);
    if (accept_op(p, "=")) n->c = star_expressions(p);
    return finish(p, n);
  }
  for (int i = 0; i < 13; i++)
    if (is_op(p, augmented[i])) {
      if (first->kind != N_NAME && first->kind != N_ATTR && first->kind != N_SUBSCR)
        error_at(p, first, first, "'%s' is an illegal expression for augmented assignment", first->kind == N_TUPLE ? "tuple" : first->kind == N_LIST ? "list" : expr_name(first));
      p->t++;
      n = node(p, N_AUG, start);
      n->a = first, n->op = i, n->b = star_expressions(p);
      return finish(p, n);
    }
  if (!is_op(p, "=")) {
    if (first->kind == N_STARRED) error_at(p, first, first, "can't use starred expression here");
    n = node(p, N_EXPR, start);
    n->a = first;
    if (first->kind == N_NAME && !first->paren && p->t->kind != TK_NEWLINE && p->t->kind != TK_END && !is_op(p, ";") && (!strcmp(first->name->s, "print") || !strcmp(first->name->s, "exec")) &&
        (p->t->kind == TK_STRING || p->t->kind == TK_NUMBER || (p->t->kind == TK_NAME && (!is_keyword(p->t->s, p->t->n) || is_kw(p, "not") || is_kw(p, "None") || is_kw(p, "True") || is_kw(p, "False"))))) {
      Node *rest = star_expressions(p);
      error_at(p, first, rest, "Missing parentheses in call to '%s'. Did you mean %s(...)?", first->name->s, first->name->s);
    }
    return finish(p, n);
  }
  n = node(p, N_ASSIGN, start);
  n->l = nodes();
  while (accept_op(p, "=")) {
    check_target(p, first, "=");
    if (first->kind == N_STARRED) error_at(p, first, first, "starred assignment target must be in a list or tuple");
    push(n->l, first);
    first = star_expressions(p);
  }
  n->a = first;
  return finish(p, n);
}

static Node *simple_statement(Parser *p) {
  Token *t = p->t;
  Node *n;
  if (accept_kw(p, "pass")) return finish(p, node(p, N_PASS, t));
  if (accept_kw(p, "break")) return finish(p, node(p, N_BREAK, t));
  if (accept_kw(p, "continue")) return finish(p, node(p, N_CONTINUE, t));
  if (accept_kw(p, "return")) {
    n = node(p, N_RETURN, t);
    if (p->t->kind != TK_NEWLINE && p->t->kind != TK_END && !is_op(p, ";")) n->a = star_expressions(p);
    return finish(p, n);
  }
  if (accept_kw(p, "raise")) {
    n = node(p, N_RAISE, t);
    if (p->t->kind != TK_NEWLINE && p->t->kind != TK_END && !is_op(p, ";")) {
      n->a = expression(p);
      if (accept_kw(p, "from")) n->b = expression(p);
    }
    return finish(p, n);
  }
  if (is_kw(p, "global") || is_kw(p, "nonlocal")) {
    n = node(p, is_kw(p, "global") ? N_GLOBAL : N_NONLOCAL, p->t);
    p->t++;
    n->l = nodes();
    do {
      Node *a = node(p, N_NAME, p->t);
      a->name = name_token(p);
      push(n->l, finish(p, a));
    } while (accept_op(p, ","));
    return finish(p, n);
  }
  if (accept_kw(p, "assert")) {
    n = node(p, N_ASSERT, t);
    n->a = expression(p);
    if (accept_op(p, ",")) n->b = expression(p);
    return finish(p, n);
  }
  if (accept_kw(p, "del")) {
    n = node(p, N_DEL, t);
    Node *e = star_expressions(p);
    check_target(p, e, "delete");
    n->l = nodes();
    if (e->kind == N_TUPLE || e->kind == N_LIST) n->l = e->l;
    else push(n->l, e);
    return finish(p, n);
  }
  if (is_kw(p, "import")) return import_statement(p);
  if (is_kw(p, "from")) return from_statement(p);
  return expression_statement(p);
}

void simple_line(Parser *p, Nodes *out) {
  do {
    if (p->t->kind == TK_NEWLINE || p->t->kind == TK_END) break;
    push(out, simple_statement(p));
  } while (accept_op(p, ";"));
  if (p->t->kind == TK_NEWLINE) p->t++;
  else if (p->t->kind != TK_END) bad_syntax(p);
}

void statement(Parser *p, Nodes *out) {
  gc_check_stack();
  Nodes *decorators = NULL;
  if (p->t->kind == TK_OP && is_op(p, "@")) {
    decorators = nodes();
    while (accept_op(p, "@")) {
      push(decorators, named_expression(p));
      if (p->t->kind != TK_NEWLINE) bad_syntax(p);
      p->t++;
    }
    if (!is_kw(p, "def") && !is_kw(p, "class")) bad_syntax(p);
  }
  Node *n = NULL;
  if (p->t->kind == TK_NAME) {
    if (is_kw(p, "if")) n = if_statement(p);
    else if (is_kw(p, "for")) n = for_statement(p);
    else if (is_kw(p, "def")) n = func_statement(p, decorators);
    else if (is_kw(p, "class")) n = class_statement(p, decorators);
    else if (is_kw(p, "try")) n = try_statement(p);
    else if (is_kw(p, "with")) n = with_statement(p);
    else if (is_kw(p, "match")) n = match_statement(p);
    else if (is_kw(p, "while")) {
      Token *kw = p->t++;
      n = node(p, N_WHILE, kw);
      n->a = named_expression(p);
      n->l = suite(p, "'while' statement", kw);
      n->l2 = optional_else(p);
      finish(p, n);
    } else if (is_kw(p, "async")) {
      syntax_error(p->lx, E.SyntaxError, p->t->line, p->t->col, p->t->eline, p->t->ecol, "async is not part of this Python");
    }
  }
  if (n) push(out, n);
  else simple_line(p, out);
}

Node *parse(Lexer *lx, int mode) {
  lex(lx);
  Parser p = {.lx = lx, .t = lx->tokens};
  Node *m = node(&p, N_MODULE, p.t);
  if (mode == 'e') {
    m->a = star_expressions(&p);
    if (p.t->kind == TK_NEWLINE) p.t++;
    if (p.t->kind != TK_END) bad_syntax(&p);
    return m;
  }
  m->l = nodes();
  while (p.t->kind != TK_END) {
    if (p.t->kind == TK_NEWLINE) p.t++;
    else statement(&p, m->l);
  }
  return m;
}
