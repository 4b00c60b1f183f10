/*
 * Tracebacks as CPython 3.11 prints them: file, line, function, the source line, and carets under the expression where the
 * instruction's position is less than the whole line.
 */
#include "../compiler/ast.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

void tb_here(Exc *e, Frame *f) {
  if (!f || !IS_EXC((V)e)) return;
  Tb *t = NEW(Tb, T.tb);
  t->next = e->tb, t->code = f->code, t->instr = f->pc - f->code->ops - 1;
  if (t->instr < 0) t->instr = 0;
  t->line = f->code->pos[t->instr].line;
  e->tb = (V)t;
}

/* Sources of <string> and the like are kept; files are read when needed. */
void source_put(Str *file, Str *text) {
  if (!py.source) py.source = dict_new();
  dict_set(py.source, (V)file, (V)text);
}
Str *source_line(Str *file, int line) {
  V text = py.source ? dict_get(py.source, (V)file) : NULL;
  if (!text) {
    if (file->s[0] == '<') return NULL;
    int fd = open(file->s, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return NULL;
    Buf b = {0};
    char part[4096];
    for (long n; (n = read(fd, part, sizeof part)) > 0;) buf_put(&b, part, n);
    close(fd);
    text = (V)buf_done(&b);
    source_put(file, STR(text));
  }
  const char *p = CSTR(text);
  for (int i = 1; i < line; i++) {
    p = strchr(p, '\n');
    if (!p) return NULL;
    p++;
  }
  const char *end = strchr(p, '\n');
  return str_new(p, end ? end - p : (long)strlen(p));
}

static int width_of(const char *s, int n) { return utf8_count(s, n); }

/* For an operator or a subscript: where in the segment the carets stand between the tildes. */
static int anchors(const char *segment, int n, int *left, int *right) {
  Buf b = {0};
  Catch c;
  int found = 0;
  buf_c(&b, "(");
  buf_put(&b, segment, n);
  buf_c(&b, ")\n");
  Str *text = buf_done(&b);
  V saved = py.raised;
  if (TRY(c)) {
    Lexer *lx = gc_alloc(sizeof *lx);
    *lx = (Lexer){.text = text->s, .p = text->s, .line_start = text->s, .line = 1, .filename = text, .source = text};
    Node *m = parse(lx, 'x');
    Node *e = m->l->n == 1 && m->l->v[0]->kind == N_EXPR ? m->l->v[0]->a : NULL;
    if (e && e->kind == N_BINOP && e->eline == 1 && e->line == 1) {
      int at = e->a->ecol;
      while (text->s[at] == ' ' || text->s[at] == ')' || text->s[at] == '\t') at++;
      /* parentheses of the right side are no part of the operator */
      *left = at - 1;
      *right = at;
      if (at + 1 < text->len - 2 && text->s[at + 1] != ' ' && strchr("+-*/%@&|^<>", text->s[at + 1]) && text->s[at + 1] == text->s[at]) (*right)++;
      found = 1;
    } else if (e && e->kind == N_SUBSCR && e->eline == 1) {
      int at = e->a->ecol;
      while (text->s[at] == ' ' || text->s[at] == ')') at++;
      *left = at - 1;
      *right = e->ecol - 1;
      found = 1;
    }
    ENDTRY(c);
  } else caught(&c);
  py.raised = saved;
  return found;
}

static void print_source(Buf *b, Tb *t) {
  Str *line = source_line(t->code->filename, t->line);
  Pos *p = &t->code->pos[t->instr];
  if (!line) return;
  const char *s = line->s, *end = s + line->len;
  while (s < end && (*s == ' ' || *s == '\t' || *s == '\f')) s++;
  while (end > s && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r')) end--;
  if (s == end) return;
  buf_c(b, "    ");
  buf_put(b, s, end - s);
  buf_c(b, "\n");
  int indent = s - line->s, from = p->col, to = p->eline ? (int)(end - line->s) : p->ecol;
  if (p->col == p->ecol && !p->eline) return;
  if (to > end - line->s) to = end - line->s;
  if (from < indent) from = indent;
  int left = -1, right = -1;
  if (!p->eline && !anchors(line->s + from, to - from, &left, &right)) left = right = -1;
  if (left < 0 && from <= indent && to >= end - line->s) return; /* the whole line */
  buf_c(b, "    ");
  int start = width_of(line->s + indent, from - indent), n = width_of(line->s + from, to - from);
  for (int i = 0; i < start; i++) buf_c(b, " ");
  for (int i = 0; i < n; i++) buf_c(b, left < 0 ? "^" : i < left || i >= right ? "~" : "^");
  buf_c(b, "\n");
}

static void print_tb(Buf *b, Tb *t) {
  Tb *last = NULL;
  long same = 0;
  for (; t && (V)t != None; t = (Tb *)t->next) {
    if (last && last->code == t->code && last->line == t->line) {
      same++;
      if (same >= 3) continue;
    } else {
      if (same >= 3) buf_str(b, (V)fmt("  [Previous line repeated %ld more time%s]\n", same - 2, same - 2 == 1 ? "" : "s"));
      same = 0;
    }
    last = t;
    buf_str(b, (V)fmt("  File \"%S\", line %d, in %S\n", (V)t->code->filename, t->line, (V)t->code->name));
    print_source(b, t);
  }
  if (same >= 3) buf_str(b, (V)fmt("  [Previous line repeated %ld more time%s]\n", same - 2, same - 2 == 1 ? "" : "s"));
}

static void print_syntax(Buf *b, Exc *e) {
  Tuple *t = TUPLE(e->e);
  if (t->len < 4 || !IS_STR(t->v[0])) return;
  buf_str(b, (V)fmt("  File \"%S\", line %S\n", t->v[0], t->v[1]));
  if (!IS_STR(t->v[3])) return;
  Str *text = STR(t->v[3]);
  const char *s = text->s, *end = s + text->len;
  while (end > s && (end[-1] == '\n' || end[-1] == ' ' || end[-1] == '\r')) end--;
  const char *from = s;
  while (s < end && (*s == ' ' || *s == '\t' || *s == '\f')) s++;
  buf_c(b, "    ");
  buf_put(b, s, end - s);
  buf_c(b, "\n");
  long offset = as_long(t->v[2]) - 1 - (s - from), stop = t->len > 5 && IS_INT(t->v[5]) ? as_long(t->v[5]) - 1 - (s - from) : offset;
  if (t->len > 4 && as_long(t->v[4]) != as_long(t->v[1])) stop = utf8_count(s, end - s);
  if (offset < 0) return;
  if (stop <= offset) stop = offset + 1;
  buf_c(b, "    ");
  for (long i = 0; i < offset; i++) buf_c(b, " ");
  for (long i = offset; i < stop; i++) buf_c(b, "^");
  buf_c(b, "\n");
}

/* The nearest name, as CPython suggests it; NULL when none is near. */
static long distance(Str *a, Str *b, long limit) {
  long n = b->len, row[64], last, up;
  if (a->len > 40 || n > 40) return limit + 1;
  for (long j = 0; j <= n; j++) row[j] = j * 2;
  for (long i = 1; i <= a->len; i++) {
    last = row[0], row[0] = i * 2;
    for (long j = 1; j <= n; j++) {
      char x = a->s[i - 1], y = b->s[j - 1];
      long cost = x == y ? 0 : (x | 32) == (y | 32) && (x | 32) >= 'a' && (x | 32) <= 'z' ? 1 : 2;
      up = row[j];
      long best = last + cost;
      if (up + 2 < best) best = up + 2;
      if (row[j - 1] + 2 < best) best = row[j - 1] + 2;
      row[j] = best, last = up;
    }
  }
  return row[n];
}
static V best_of(Dict *d, Str *name, V best, long *least) {
  V k;
  for (long at = 0; d && dict_next(d, &at, &k, NULL);) {
    if (!IS_STR(k) || STR(k) == name || str_eq(STR(k), name)) continue;
    long max = (name->len + STR(k)->len + 3) * 2 / 6, limit = max < *least ? max : *least - 1;
    long dist = distance(name, STR(k), limit);
    if (dist <= limit && dist < *least) *least = dist, best = k;
  }
  return best;
}
static V suggestion(V exc) {
  Exc *e = (Exc *)exc;
  V best = NULL;
  long least = 1000;
  if (!e->args || e->args->len != 1 || !IS_STR(e->args->v[0])) return NULL;
  Str *m = STR(e->args->v[0]);
  if (is_subtype(exc->type, E.NameError) && exc->type != E.UnboundLocalError) {
    if (strncmp(m->s, "name '", 6)) return NULL;
    const char *end = strchr(m->s + 6, '\'');
    if (!end) return NULL;
    Str *name = str_new(m->s + 6, end - m->s - 6);
    Dict *locals = e->c ? DICT(e->c) : NULL;
    best = best_of(locals, name, best, &least);
    if (e->d) best = best_of(DICT(e->d), name, best, &least);
    best = best_of(py.builtins, name, best, &least);
    if (!best && py.modules) {
      static const char *const std[] = {"sys", "os", "time", "math", "struct", "socket", "re", "random", "json", "itertools", "functools", "collections", "errno", "signal", "string"};
      for (int i = 0; i < 15; i++)
        if (!strcmp(std[i], name->s)) return (V)fmt(". Did you forget to import '%S'", (V)name);
    }
  }
  if (exc->type == E.AttributeError && e->b && e->c && IS_STR(e->b)) {
    Dict **d = dict_slot(e->c);
    if (d && *d) best = best_of(*d, STR(e->b), best, &least);
    Tuple *mro = TYPE(e->c)->mro;
    for (long i = 0; i < mro->len; i++) best = best_of(TYPEOBJ(mro->v[i])->dict, STR(e->b), best, &least);
  }
  return best ? (V)fmt(". Did you mean: '%S'?", best) : NULL;
}

static void one(Buf *b, V exc, int depth, List *seen) {
  Exc *e = (Exc *)exc;
  list_append(seen, exc);
  V other = e->cause ? e->cause : e->suppress ? NULL : e->context;
  for (long i = 0; other && i < seen->len; i++)
    if (seen->v[i] == other) other = NULL;
  if (other && depth < 50) {
    one(b, other, depth + 1, seen);
    buf_c(b, e->cause ? "\nThe above exception was the direct cause of the following exception:\n\n" : "\nDuring handling of the above exception, another exception occurred:\n\n");
  }
  if (e->tb) {
    buf_c(b, "Traceback (most recent call last):\n");
    print_tb(b, (Tb *)e->tb);
  }
  Type *t = exc->type;
  if (is_subtype(t, E.SyntaxError) && e->e && IS_TUPLE(e->e)) print_syntax(b, e);
  if (t->module != N(builtins) && t->module != N(__main__)) buf_str(b, (V)fmt("%S.", (V)t->module));
  buf_str(b, (V)t->qualname);
  Catch c;
  V s;
  if (TRY(c)) {
    s = is_subtype(t, E.SyntaxError) && e->a ? str(e->a) : str(exc);
    ENDTRY(c);
  } else caught(&c), s = (V)str_c("<exception str() failed>");
  if (STR(s)->len) {
    buf_c(b, ": ");
    buf_str(b, s);
  }
  V more = suggestion(exc);
  if (more) buf_str(b, more);
  buf_c(b, "\n");
  V notes = e->dict ? dict_gets(e->dict, N(__notes__)) : NULL;
  for (long i = 0; notes && IS_LIST(notes) && i < LIST(notes)->len; i++) {
    buf_str(b, str(LIST(notes)->v[i]));
    buf_c(b, "\n");
  }
}

void print_exception(V exc) {
  extern void stderr_write(Buf *);
  Buf b = {0};
  one(&b, exc, 0, list_new(2));
  stderr_write(&b);
}
Str *format_exception(V exc) {
  Buf b = {0};
  one(&b, exc, 0, list_new(2));
  return buf_done(&b);
}
Str *format_tb(V tb) {
  Buf b = {0};
  print_tb(&b, (Tb *)tb);
  return buf_done(&b);
}

static V tb_next(int n, V *a, Dict *kw) { return ((Tb *)a[0])->next ? ((Tb *)a[0])->next : None; }
static V tb_lineno(int n, V *a, Dict *kw) { return SMALL(((Tb *)a[0])->line); }
static V tb_code(int n, V *a, Dict *kw) { return (V)((Tb *)a[0])->code; }
static const Def tb_defs[] = {{"tb_next", tb_next, 0, 0, M_GET}, {"tb_lineno", tb_lineno, 0, 0, M_GET}, {"tb_code", tb_code, 0, 0, M_GET}, {0}};
void init_traceback(void) {
  type_methods(T.tb, tb_defs);
  type_ready(T.tb);
}
