/* The match statement (PEP 634): literals, captures, sequences, mappings, classes, alternatives. "match" is a word only here. */
#include "ast.h"

static Node *pattern(Parser *p);
static Node *or_pattern(Parser *p);

static int closes(Parser *p, const char *end) { return is_op(p, end); }

static Node *maybe_star(Parser *p) {
  if (!is_op(p, "*")) return pattern(p);
  Node *n = node(p, P_STAR, p->t++);
  n->name = name_token(p);
  if (!strcmp(n->name->s, "_")) n->name = NULL;
  return finish(p, n);
}

static Node *sequence(Parser *p, Token *start, const char *end, Node *first) {
  Node *n = node(p, P_SEQ, start);
  n->l = nodes();
  if (first) push(n->l, first);
  while (!closes(p, end)) {
    push(n->l, maybe_star(p));
    if (!accept_op(p, ",")) break;
  }
  return n;
}


static Node *mapping(Parser *p) {
  Node *n = node(p, P_MAP, p->t++);
  n->l = nodes(), n->l2 = nodes();
  while (!accept_op(p, "}")) {
    if (accept_op(p, "**")) n->name = name_token(p);
    else {
      push(n->l, bit_or(p));
      expect(p, ":");
      push(n->l2, pattern(p));
    }
    if (!accept_op(p, ",") && !is_op(p, "}")) bad_syntax(p);
  }
  return finish(p, n);
}

static Node *named(Parser *p) {
  Token *start = p->t;
  Node *x = node(p, N_NAME, start);
  x->name = name_token(p);
  finish(p, x);
  if (!is_op(p, ".") && !is_op(p, "(")) {
    Node *n = node(p, P_CAPTURE, start);
    n->name = strcmp(x->name->s, "_") ? x->name : NULL;
    return finish(p, n);
  }
  while (accept_op(p, ".")) {
    Node *attr = node(p, N_ATTR, start);
    attr->a = x, attr->name = name_token(p);
    x = finish(p, attr);
  }
  if (!accept_op(p, "(")) {
    Node *n = node(p, P_VALUE, start);
    n->a = x;
    return finish(p, n);
  }
  Node *n = node(p, P_CLASS, start);
  n->a = x, n->l = nodes(), n->l2 = nodes();
  while (!accept_op(p, ")")) {
    if (p->t->kind == TK_NAME && p->t[1].kind == TK_OP && p->t[1].n == 1 && *p->t[1].s == '=') {
      Node *k = node(p, N_KEYWORD, p->t);
      k->name = name_token(p);
      p->t++;
      k->a = pattern(p);
      push(n->l2, finish(p, k));
    } else {
      if (n->l2->n) syntax_error(p->lx, E.SyntaxError, p->t->line, p->t->col, p->t->eline, p->t->ecol, "positional patterns follow keyword patterns");
      push(n->l, pattern(p));
    }
    if (!accept_op(p, ",") && !is_op(p, ")")) bad_syntax(p);
  }
  return finish(p, n);
}

static Node *closed(Parser *p) {
  Token *t = p->t;
  if (t->kind == TK_NAME && !is_keyword(t->s, t->n)) return named(p);
  if (accept_op(p, "[")) {
    Node *n = sequence(p, t, "]", NULL);
    expect(p, "]");
    return finish(p, n);
  }
  if (accept_op(p, "(")) {
    if (accept_op(p, ")")) {
      Node *n = node(p, P_SEQ, t);
      n->l = nodes();
      return finish(p, n);
    }
    Node *first = maybe_star(p);
    if (accept_op(p, ",") || first->kind == P_STAR) first = sequence(p, t, ")", first);
    expect(p, ")");
    return first;
  }
  if (is_op(p, "{")) return mapping(p);
  Node *n = node(p, P_VALUE, t);
  if (t->kind == TK_NUMBER || t->kind == TK_STRING || is_op(p, "-") || is_kw(p, "None") || is_kw(p, "True") || is_kw(p, "False")) {
    if (accept_op(p, "-")) {
      n->a = node(p, N_UNARY, t);
      n->a->op = U_NEG, n->a->a = primary(p);
      finish(p, n->a);
    } else n->a = t->kind == TK_STRING ? strings(p) : primary(p);
    return finish(p, n);
  }
  bad_syntax(p);
}

static Node *or_pattern(Parser *p) {
  Token *start = p->t;
  Node *first = closed(p);
  if (!is_op(p, "|")) return first;
  Node *n = node(p, P_OR, start);
  n->l = nodes();
  push(n->l, first);
  while (accept_op(p, "|")) push(n->l, closed(p));
  return finish(p, n);
}

static Node *pattern(Parser *p) {
  Token *start = p->t;
  Node *n = or_pattern(p);
  if (!accept_kw(p, "as")) return n;
  Node *x = node(p, P_AS, start);
  x->a = n, x->name = name_token(p);
  return finish(p, x);
}

/* NULL when "match" is an ordinary name here: the line does not end in ":" followed by an indented "case". */
Node *match_statement(Parser *p) {
  Token *t = p->t + 1, *start = p->t;
  int depth = 0;
  while (t->kind != TK_NEWLINE && t->kind != TK_END) t++;
  if (t->kind == TK_END || t[-1].kind != TK_OP || *t[-1].s != ':' || t[1].kind != TK_INDENT || t[2].n != 4 || strncmp(t[2].s, "case", 4)) return NULL;
  (void)depth;
  p->t++;
  Node *n = node(p, N_MATCH, start);
  n->a = star_expressions(p);
  expect(p, ":");
  p->t += 2;
  n->l = nodes();
  while (p->t->kind != TK_DEDENT && p->t->kind != TK_END) {
    Token *kw = p->t;
    if (!accept_kw(p, "case")) bad_syntax(p);
    Node *c = node(p, N_CASE, kw);
    Token *at = p->t;
    c->a = maybe_star(p);
    if (is_op(p, ",") || c->a->kind == P_STAR) {
      accept_op(p, ",");
      Node *seq = node(p, P_SEQ, at);
      seq->l = nodes();
      push(seq->l, c->a);
      while (!is_op(p, ":") && !is_kw(p, "if")) {
        push(seq->l, maybe_star(p));
        if (!accept_op(p, ",")) break;
      }
      c->a = finish(p, seq);
    }
    if (accept_kw(p, "if")) c->b = named_expression(p);
    c->l = suite(p, "'case' statement", kw);
    push(n->l, finish(p, c));
  }
  if (p->t->kind == TK_DEDENT) p->t++;

  return finish(p, n);
}
