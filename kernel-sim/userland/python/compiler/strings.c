/* String literals: prefixes, escapes, joining of neighbours, and f-strings, whose expressions are parsed in place. */
#include "ast.h"
#include <stdlib.h>

static int hex_digit(char c) { return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1; }

static void unescape(Parser *p, Token *t, Buf *b, const char *s, const char *end, int bytes) {
  while (s < end) {
    const char *back = memchr(s, '\\', end - s);
    if (!back || back + 1 >= end) {
      buf_put(b, s, end - s);
      return;
    }
    buf_put(b, s, back - s);
    s = back + 2;
    char c = back[1];
    static const char from[] = "\\'\"abfnrtv", to[] = "\\'\"\a\b\f\n\r\t\v";
    const char *simple = strchr(from, c);
    if (c == '\n') continue;
    if (simple && c) buf_put(b, &to[simple - from], 1);
    else if (c >= '0' && c <= '7') {
      int v = c - '0';
      for (int i = 0; i < 2 && s < end && *s >= '0' && *s <= '7'; i++) v = v * 8 + *s++ - '0';
      if (bytes) buf_put(b, (char[]){v}, 1);
      else buf_chr(b, v);
    } else if (c == 'x' || (!bytes && (c == 'u' || c == 'U'))) {
      int want = c == 'x' ? 2 : c == 'u' ? 4 : 8, got = 0;
      uint32_t v = 0;
      for (; got < want && s < end && hex_digit(*s) >= 0; got++) v = v * 16 + hex_digit(*s++);
      if (got < want) {
        if (bytes) syntax_error(p->lx, E.SyntaxError, t->line, t->col, t->eline, t->ecol, "(value error) invalid \\x escape at position %ld", (long)(back - t->s - 2));
        syntax_error(p->lx, E.SyntaxError, t->line, t->col, t->eline, t->ecol, "(unicode error) 'unicodeescape' codec can't decode bytes in position %ld-%ld: truncated \\%s escape",
          (long)b->len, (long)b->len + got + 1, c == 'x' ? "xXX" : c == 'u' ? "uXXXX" : "UXXXXXXXX");
      }
      if (bytes) buf_put(b, (char[]){(char)v}, 1);
      else buf_chr(b, v);
    } else if (c == 'N' && !bytes && *s == '{') {
      syntax_error(p->lx, E.SyntaxError, t->line, t->col, t->eline, t->ecol, "(unicode error) \\N{...} escapes are not part of this Python");
    } else buf_put(b, back, 2);
  }
}

static Node *constant(Parser *p, Token *first, Token *last, V v) {
  Node *n = node(p, N_CONST, first);
  n->val = v, n->eline = last->eline, n->ecol = last->ecol;
  return n;
}

static void f_error(Parser *p, Token *t, const char *msg) { syntax_error(p->lx, E.SyntaxError, t->line, t->col, t->eline, t->ecol, "f-string: %s", msg); }

/* An expression inside braces, found at s..end of the file's text. */
static Node *inner(Parser *p, Token *t, const char *s, const char *end) {
  const char *q = s;
  while (q < end && (*q == ' ' || *q == '\t' || *q == '\n')) q++;
  if (q == end) f_error(p, t, "empty expression not allowed");
  Lexer lx = {0};
  char *copy = gc_raw(end - s + 1);
  memcpy(copy, s, end - s);
  copy[end - s] = 0;
  lx.text = lx.p = copy, lx.filename = p->lx->filename, lx.source = p->lx->source, lx.fstring = 1;
  lx.line = t->line;
  const char *from = t->s - t->col;
  for (const char *at = t->s; at < s; at++)
    if (*at == '\n') lx.line++, from = at + 1;
  lx.line_start = copy - (s - from);
  lx.base_col = s - from;
  lex(&lx);
  Parser sub = {.lx = &lx, .t = lx.tokens};
  Node *n = star_expressions(&sub);
  if (is_op(&sub, ":=")) f_error(p, t, "invalid syntax");
  if (sub.t->kind != TK_END) {
    if (sub.t->kind != TK_OP) syntax_error(&lx, E.SyntaxError, n->line, n->col, sub.t->eline, sub.t->ecol, "f-string: invalid syntax. Perhaps you forgot a comma?");
    bad_syntax(&sub);
  }
  return n;
}

/* One f-string's contents s..end into the parts of out. Returns where it stopped: at } when inside a format spec. */
static const char *f_parts(Parser *p, Token *t, const char *s, const char *end, int raw, Node *out, int spec) {
  Buf text = {0};
  while (s < end) {
    const char *from = s;
    while (s < end && *s != '{' && *s != '}') s++;
    if (raw) buf_put(&text, from, s - from);
    else unescape(p, t, &text, from, s, 0);
    if (s >= end) break;
    if (*s == '}') {
      if (spec) break;
      if (s + 1 < end && s[1] == '}') {
        buf_put(&text, "}", 1);
        s += 2;
        continue;
      }
      f_error(p, t, "single '}' is not allowed");
    }
    if (s + 1 < end && s[1] == '{' && !spec) {
      buf_put(&text, "{", 1);
      s += 2;
      continue;
    }
    if (spec > 1) f_error(p, t, "expressions nested too deeply");
    const char *start = ++s;
    int depth = 0;
    char quote = 0;
    for (; s < end; s++) {
      if (*s == '\\') f_error(p, t, "expression part cannot include a backslash");
      if (quote) {
        if (*s == quote) quote = 0;
        continue;
      }
      if (*s == '\'' || *s == '"') quote = *s;
      else if (*s == '#') f_error(p, t, "expression part cannot include '#'");
      else if (strchr("([{", *s)) depth++;
      else if (depth && strchr(")]}", *s)) depth--;
      else if (!depth && ((*s == '!' && s[1] != '=') || *s == ':' || *s == '}')) break;
      else if (*s == '!' || ((*s == '=' || *s == '<' || *s == '>') && s[1] == '=')) s++;
      else if (*s == '=' && !depth) break;
      else if (*s == ')' || *s == ']') f_error(p, t, *s == ')' ? "unmatched ')'" : "unmatched ']'");
    }
    if (quote) f_error(p, t, "unterminated string");
    if (s >= end) f_error(p, t, "expecting '}'");
    Node *f = node(p, N_FORMATTED, t);
    f->a = inner(p, t, start, s);
    f->eline = t->eline, f->ecol = t->ecol;
    if (*s == '=') {
      s++;
      while (s < end && *s == ' ') s++;
      buf_put(&text, start, s - start);
      f->op = 'r';
    }
    if (*s == '!') {
      f->op = s[1];
      if (!strchr("rsa", s[1]) || s[1] == 0) f_error(p, t, "invalid conversion character: expected 's', 'r', or 'a'");
      s += 2;
    } else if (f->op && *s == ':') f->op = 0;
    if (*s == ':') {
      f->b = node(p, N_JOINED, t);
      f->b->l = nodes();
      s = f_parts(p, t, s + 1, end, raw, f->b, spec + 1);
    }
    if (s >= end || *s != '}') f_error(p, t, "expecting '}'");
    s++;
    if (text.len) push(out->l, constant(p, t, t, (V)buf_done(&text)));
    text = (Buf){0};
    push(out->l, f);
  }
  if (text.len) push(out->l, constant(p, t, t, (V)buf_done(&text)));
  return s;
}

Node *strings(Parser *p) {
  Token *first = p->t;
  Node *joined = NULL;
  Buf all = {0};
  int bytes = -1;
  for (; p->t->kind == TK_STRING; p->t++) {
    Token *t = p->t;
    const char *s = t->s, *end = t->s + t->n;
    int raw = 0, f = 0, b = 0;
    for (; *s != '"' && *s != '\''; s++) raw |= (*s | 32) == 'r', f |= (*s | 32) == 'f', b |= (*s | 32) == 'b';
    int q = s[1] == *s && s[2] == *s && end - s >= 6 ? 3 : 1;
    s += q, end -= q;
    if (bytes >= 0 && bytes != b) syntax_error(p->lx, E.SyntaxError, first->line, first->col, t->eline, t->ecol, "cannot mix bytes and nonbytes literals");
    bytes = b;
    if (b)
      for (const char *c = s; c < end; c++)
        if (*c & 0x80) syntax_error(p->lx, E.SyntaxError, t->line, t->col, t->eline, t->ecol, "bytes can only contain ASCII literal characters");
    if (!f) {
      if (raw) buf_put(&all, s, end - s);
      else unescape(p, t, &all, s, end, b);
      continue;
    }
    if (!joined) joined = node(p, N_JOINED, first), joined->l = nodes();
    if (all.len) push(joined->l, constant(p, first, t, (V)buf_done(&all)));
    all = (Buf){0};
    f_parts(p, t, s, end, raw, joined, 0);
  }
  Token *last = p->t - 1;
  if (!joined) return constant(p, first, last, bytes > 0 ? bytes_new(all.s, all.len) : (V)buf_done(&all));
  if (all.len) push(joined->l, constant(p, first, last, (V)buf_done(&all)));
  return finish(p, joined);
}
