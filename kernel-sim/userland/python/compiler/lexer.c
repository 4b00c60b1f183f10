/*
 * Text → tokens (the language reference, chapter 2). Indentation becomes INDENT and DEDENT; inside brackets line ends do not
 * count. Messages are those of CPython 3.11's tokenizer.
 */
#include "ast.h"
#include <stdio.h>

_Noreturn void syntax_error(Lexer *lx, Type *t, int line, int col, int eline, int ecol, const char *msg, ...) {
  va_list ap;
  va_start(ap, msg);
  Str *text = vfmt(msg, ap);
  va_end(ap);
  const char *p = lx->source->s;
  for (int i = 1; i < line && *p; p++)
    if (*p == '\n') i++;
  const char *end = strchr(p, '\n');
  long len = end ? end - p + 1 : (long)strlen(p);
  V source = (V)str_new(p, len);
  if (col > len) col = len;
  if (lx->fstring) { /* as 3.11 does: the expression alone, in parentheses */
    source = (V)fmt("(%s)", lx->text);
    col = col - lx->base_col + 1, ecol = ecol < 0 ? -1 : ecol - lx->base_col + 1;
    p = CSTR(source), len = STR(source)->len;
  }
  int column = col < 0 ? 0 : utf8_count(p, col) + 1, ecolumn = ecol < 0 ? 0 : line == eline ? utf8_count(p, ecol > len ? len : ecol) + 1 : ecol + 1;
  V where = tuple_of((V[]){(V)lx->filename, SMALL(line), SMALL(column), source, SMALL(eline), SMALL(ecolumn)}, 6);
  raise_value(new_exc(t, 2, (V[]){(V)text, where}));
}

static void add(Lexer *lx, TokenKind kind, const char *from, const char *to, int line, const char *line_start) {
  if (lx->n == lx->cap) {
    long cap = lx->cap ? lx->cap * 2 : 256;
    lx->tokens = gc_grow(lx->tokens, lx->n * sizeof(Token), cap * sizeof(Token), 1);
    lx->cap = cap;
  }
  lx->tokens[lx->n++] = (Token){kind, line, from - line_start, lx->line, to - lx->line_start, from, to - from};
}

#define FAIL(at, ...) syntax_error(lx, E.SyntaxError, lx->line, (at)-lx->line_start, lx->line, -1, __VA_ARGS__)

static void newline(Lexer *lx) {
  lx->line++;
  lx->line_start = lx->p;
}

static void string(Lexer *lx, const char *start) {
  const char *p = lx->p, *line_start = lx->line_start;
  int line = lx->line;
  char quote = *p;
  int triple = p[1] == quote && p[2] == quote;
  p += triple ? 3 : 1;
  for (;;) {
    if (*p == 0 || (*p == '\n' && !triple)) {
      int now = lx->line;
      if (triple) {
        lx->incomplete = 1;
        if (p > lx->text && p[-1] == '\n') now--; /* the last line has an end */
      }
      lx->line = line, lx->line_start = line_start;
      if (triple) FAIL(start, "unterminated triple-quoted string literal (detected at line %d)", now);
      FAIL(start, "unterminated string literal (detected at line %d)", now);
    }
    if (*p == '\\' && p[1]) {
      p++;
      if (*p == '\n') lx->p = p + 1, newline(lx);
      p++;
      continue;
    }
    if (*p == quote && (!triple || (p[1] == quote && p[2] == quote))) break;
    if (*p++ == '\n') lx->p = p, newline(lx);
  }
  lx->p = p + (triple ? 3 : 1);
  add(lx, TK_STRING, start, lx->p, line, line_start);
}

static int isdig(char c) { return c >= '0' && c <= '9'; }
static void digits(Lexer *lx, int (*ok)(char), const char *what) {
  for (;;) {
    while (ok(*lx->p)) lx->p++;
    if (*lx->p != '_') return;
    if (!ok(lx->p[1])) FAIL(lx->p, "invalid %s literal", what);
    lx->p++;
  }
}
static int ishex(char c) { return isdig(c) || ((c | 32) >= 'a' && (c | 32) <= 'f'); }
static int isoct(char c) { return c >= '0' && c <= '7'; }
static int isbin(char c) { return c == '0' || c == '1'; }

static void number(Lexer *lx) {
  const char *start = lx->p, *what = "decimal";
  char c = lx->p[1] | 32;
  if (*start == '0' && (c == 'x' || c == 'o' || c == 'b')) {
    int (*ok)(char) = c == 'x' ? ishex : c == 'o' ? isoct : isbin;
    what = c == 'x' ? "hexadecimal" : c == 'o' ? "octal" : "binary";
    lx->p += 2;
    if (*lx->p == '_') lx->p++;
    if (!ok(*lx->p)) {
      if (isdig(*lx->p)) FAIL(lx->p, "invalid digit '%c' in %s literal", *lx->p, what);
      FAIL(lx->p - 1, "invalid %s literal", what);
    }
    digits(lx, ok, what);
    if (isdig(*lx->p)) FAIL(lx->p, "invalid digit '%c' in %s literal", *lx->p, what);
  } else {
    int is_float = 0;
    digits(lx, isdig, what);
    if (*lx->p == '.') is_float = 1, lx->p++, digits(lx, isdig, what);
    if ((*lx->p | 32) == 'e' && (isdig(lx->p[1]) || ((lx->p[1] == '+' || lx->p[1] == '-') && isdig(lx->p[2])))) is_float = 1, lx->p += 2, digits(lx, isdig, what);
    const char *z = start;
    while (*z == '0' || *z == '_') z++;
    if ((*lx->p | 32) == 'j') FAIL(start, "complex numbers are not part of this Python");
    if (!is_float && *start == '0' && z < lx->p)
      syntax_error(lx, E.SyntaxError, lx->line, start - lx->line_start, lx->line, z - lx->line_start, "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers");
  }
  const char *q = lx->p;
  if (is_ident_start(utf8_get(&q))) {
    static const char *const words[] = {"and", "else", "for", "if", "in", "is", "not", "or"};
    for (int i = 0; i < 8; i++)
      if (!strncmp(lx->p, words[i], strlen(words[i]))) goto fine;
    FAIL(lx->p - 1, "invalid %s literal", what);
  }
fine:
  add(lx, TK_NUMBER, start, lx->p, lx->line, lx->line_start);
}

static void indentation(Lexer *lx) {
  int column = 0, alt = 0;
  const char *p = lx->p;
  for (;; p++) {
    if (*p == ' ') column++, alt++;
    else if (*p == '\t') column = (column / 8 + 1) * 8, alt++;
    else if (*p == '\f') column = alt = 0;
    else break;
  }
  lx->p = p;
  if (*p == '#' || *p == '\n' || *p == '\r' || *p == 0 || (*p == '\\' && p[1] == '\n')) return;
  lx->bol = 0;
  if (column > lx->indents[lx->nindents - 1]) {
    if (lx->nindents == 100) syntax_error(lx, E.IndentationError, lx->line, p - lx->line_start, lx->line, -1, "too many levels of indentation");
    lx->indents[lx->nindents++] = column;
    add(lx, TK_INDENT, p, p, lx->line, lx->line_start);
    return;
  }
  while (column < lx->indents[lx->nindents - 1]) {
    lx->nindents--;
    if (column > lx->indents[lx->nindents - 1]) {
      const char *end = strchr(p, '\n');
      syntax_error(lx, E.IndentationError, lx->line, end ? end - lx->line_start : (long)strlen(lx->line_start), lx->line, -1, "unindent does not match any outer indentation level");
    }
    add(lx, TK_DEDENT, p, p, lx->line, lx->line_start);
  }
}

static void bracket(Lexer *lx, char c) {
  if (c == '(' || c == '[' || c == '{') {
    if (lx->depth == 200) FAIL(lx->p, "too many nested parentheses");
    lx->parens[lx->depth].c = c, lx->parens[lx->depth].line = lx->line, lx->parens[lx->depth++].col = lx->p - lx->line_start;
    return;
  }
  if (!lx->depth) FAIL(lx->p, "unmatched '%c'", c);
  char open = lx->parens[--lx->depth].c;
  if ((open == '(' && c != ')') || (open == '[' && c != ']') || (open == '{' && c != '}')) {
    if (lx->parens[lx->depth].line != lx->line)
      FAIL(lx->p, "closing parenthesis '%c' does not match opening parenthesis '%c' on line %d", c, open, lx->parens[lx->depth].line);
    FAIL(lx->p, "closing parenthesis '%c' does not match opening parenthesis '%c'", c, open);
  }
}

static int operator_length(const char *s) {
  static const char *const ops[] = {"**=", "//=", ">>=", "<<=", "...", "**", "//", ">>", "<<", "<=", ">=", "==", "!=", "->", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@=", ":=", 0};
  for (int i = 0; ops[i]; i++)
    if (!strncmp(s, ops[i], strlen(ops[i]))) return strlen(ops[i]);
  return *s && strchr("+-*/%@&|^~<>()[]{},:.;=", *s) ? 1 : 0;
}

static void word(Lexer *lx) {
  const char *start = lx->p, *q = lx->p;
  for (;;) {
    lx->p = q;
    if (!*q || !is_ident(utf8_get(&q))) break;
  }
  long n = lx->p - start;
  if (n <= 2 && (*lx->p == '"' || *lx->p == '\'')) {
    int ok = 1;
    for (int i = 0; i < n; i++) ok &= strchr("rRbBuUfF", start[i]) != NULL;
    if (ok) {
      string(lx, start);
      return;
    }
  }
  add(lx, TK_NAME, start, lx->p, lx->line, lx->line_start);
}

static void one_token(Lexer *lx) {
  const char *q = lx->p;
  char c = *lx->p;
  if (c == '"' || c == '\'') string(lx, lx->p);
  else if (isdig(c) || (c == '.' && isdig(lx->p[1]))) number(lx);
  else if (is_ident_start(utf8_get(&q))) word(lx);
  else {
    int n = operator_length(lx->p);
    if (c == '!' && lx->fstring && lx->p[1] != '=') n = 1;
    if (!n) {
      if (c == '$' || c == '?' || c == '!') FAIL(lx->p, "invalid syntax");
      char hex[16];
      q = lx->p;
      uint32_t u = utf8_get(&q);
      snprintf(hex, sizeof hex, "%04X", u);
      if (u < 32 || !uni_isprint(u)) FAIL(lx->p, "invalid non-printable character U+%s", hex);
      FAIL(lx->p, "invalid character '%c' (U+%s)", u, hex);
    }
    if (n == 1 && strchr("()[]{}", c)) bracket(lx, c);
    lx->p += n;
    add(lx, TK_OP, lx->p - n, lx->p, lx->line, lx->line_start);
  }
}

void lex(Lexer *lx) {
  lx->indents[0] = 0, lx->nindents = 1;
  lx->bol = !lx->fstring;
  for (;;) {
    if (lx->bol && !lx->depth) indentation(lx);
    while (*lx->p == ' ' || *lx->p == '\t' || *lx->p == '\f' || *lx->p == '\r') lx->p++;
    if (*lx->p == '#')
      while (*lx->p && *lx->p != '\n') lx->p++;
    if (*lx->p == 0) break;
    if (*lx->p == '\n') {
      int emit = !lx->depth && lx->n && lx->tokens[lx->n - 1].kind >= TK_NAME && !lx->bol && !lx->fstring;
      if (emit) add(lx, TK_NEWLINE, lx->p, lx->p + 1, lx->line, lx->line_start);
      lx->p++;
      newline(lx);
      if (!lx->depth && !lx->fstring) lx->bol = 1;
      continue;
    }
    if (*lx->p == '\\') {
      if (lx->p[1] == '\n' || (lx->p[1] == '\r' && lx->p[2] == '\n')) {
        lx->p += lx->p[1] == '\r' ? 3 : 2;
        newline(lx);
        if (!*lx->p) lx->incomplete = 1, FAIL(lx->p, "unexpected EOF while parsing");
        continue;
      }
      FAIL(lx->p + 1, "unexpected character after line continuation character");
    }
    one_token(lx);
  }
  if (lx->depth && !lx->fstring) {
    lx->incomplete = 1;
    /* the parser may find an error before the end that matters more; it looks at incomplete */
  }
  if (lx->n && lx->tokens[lx->n - 1].kind >= TK_NAME && !lx->fstring) add(lx, TK_NEWLINE, lx->p, lx->p, lx->line, lx->line_start);
  while (lx->nindents-- > 1) add(lx, TK_DEDENT, lx->p, lx->p, lx->line, lx->line_start);
  add(lx, TK_END, lx->p, lx->p, lx->line, lx->line_start);
}
