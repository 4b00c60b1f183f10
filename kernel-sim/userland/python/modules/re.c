/*
 * _re: regular expressions by backtracking over a tree. Known: . ^ $ \A \Z \b \B \d \w \s \D \W \S, classes, * + ? {m,n} greedy and
 * lazy, groups, (?:…), (?P<name>…), (?P=name), \1, alternatives, lookahead and lookbehind of fixed width, flags I M S X A and (?i).
 * lib/re.py has the rest of the module.
 */
#include "../py.h"

enum { CHAR, ANY, SET, BOL, EOL, START, END, WORD, NWORD, GROUP, BACK, CAT, ALT, REPEAT, LOOK, EMPTY };
enum { I = 2, M = 8, S = 16, X = 64 };
typedef struct Node { int kind, min, max, lazy, negative, behind, group; uint32_t c; struct Node *a, *b, **all; int n; uint32_t *set; int nset; int flags; } Node;
typedef struct { const char *p, *end, *start; int flags, groups; Dict *names; Str *pattern; } Parser;
typedef struct { Type *type; Node *root; int groups, flags; Dict *names; Str *pattern; } Program;
static Type *program_type, *error_type;

static void bad(Parser *p, const char *what) { raise(error_type, "%s at position %ld", what, (long)utf8_count(p->start, p->p - p->start)); }
static Node *new_node(int kind) {
  Node *n = gc_alloc(sizeof *n);
  n->kind = kind;
  return n;
}
static Node *alternatives(Parser *p);

/* sets: pairs low, high; classes are high bit values */
enum { C_DIGIT = 0x80000001u, C_NDIGIT, C_WORDC, C_NWORDC, C_SPACE, C_NSPACE };
static void add(Node *n, uint32_t low, uint32_t high) {
  n->set = gc_grow(n->set, n->nset * 4, (n->nset + 2) * 4, 1);
  n->set[n->nset++] = low, n->set[n->nset++] = high;
}
static uint32_t class_of(char c) { return c == 'd' ? C_DIGIT : c == 'D' ? C_NDIGIT : c == 'w' ? C_WORDC : c == 'W' ? C_NWORDC : c == 's' ? C_SPACE : c == 'S' ? C_NSPACE : 0; }
static int is_word(uint32_t c) { return c == '_' || uni_isalpha(c) || uni_isdigit(c); }
static int in_class(uint32_t k, uint32_t c) {
  switch (k) {
    case C_DIGIT: return uni_isdigit(c);
    case C_NDIGIT: return !uni_isdigit(c);
    case C_WORDC: return is_word(c);
    case C_NWORDC: return !is_word(c);
    case C_SPACE: return uni_isspace(c);
    default: return !uni_isspace(c);
  }
}
static int in_set(Node *n, uint32_t c) {
  int hit = 0;
  for (int pass = 0; pass < (n->flags & I ? 2 : 1) && !hit; pass++) {
    uint32_t x = n->flags & I ? pass ? uni_upper(c) : uni_lower(c) : c;
    for (int i = 0; i < n->nset && !hit; i += 2) hit = n->set[i] >= 0x80000000u ? in_class(n->set[i], x) : x >= n->set[i] && x <= n->set[i + 1];
  }
  return hit != n->negative;
}
static uint32_t escape(Parser *p) { /* after the backslash */
  char c = *p->p++;
  static const char from[] = "ntrfvab0", to[] = "\n\t\r\f\v\a\b";
  const char *hit = strchr(from, c);
  if (c == '0') return 0;
  if (hit) return to[hit - from];
  int want = c == 'x' ? 2 : c == 'u' ? 4 : 0;
  if (want) {
    uint32_t v = 0;
    for (; want--; p->p++) v = v * 16 + (*p->p <= '9' ? *p->p - '0' : (*p->p | 32) - 'a' + 10);
    return v;
  }
  p->p--;
  if ((c | 32) >= 'a' && (c | 32) <= 'z') {
    p->p--;
    raise(error_type, "bad escape \\%c at position %ld", c, (long)utf8_count(p->start, p->p - p->start));
  }
  return utf8_get(&p->p);
}
static Node *set(Parser *p) {
  Node *n = new_node(SET);
  const char *open = p->p - 1;
  n->flags = p->flags;
  if (*p->p == '^') n->negative = 1, p->p++;
  for (int first = 1; first || *p->p != ']'; first = 0) {
    if (p->p >= p->end) p->p = open, bad(p, "unterminated character set");
    uint32_t low, k;
    if (*p->p == '\\') {
      p->p++;
      if ((k = class_of(*p->p))) {
        p->p++;
        add(n, k, k);
        continue;
      }
      low = escape(p);
    } else low = utf8_get(&p->p);
    if (*p->p == '-' && p->p[1] != ']' && p->p + 1 < p->end) {
      p->p++;
      uint32_t high;
      if (*p->p == '\\') p->p++, high = escape(p);
      else high = utf8_get(&p->p);
      if (high < low) bad(p, "bad character range");
      add(n, low, high);
    } else add(n, low, low);
  }
  p->p++;
  return n;
}
static Str *group_name(Parser *p, char end) {
  const char *from = p->p;
  while (p->p < p->end && *p->p != end) p->p++;
  if (p->p >= p->end) bad(p, "missing >, unterminated name");
  return str_new(from, p->p++ - from);
}
static Node *group(Parser *p) { /* after ( */
  Node *n = new_node(GROUP);
  const char *open = p->p - 1;
  int saved = p->flags;
  n->group = -1;
  if (*p->p == '?') {
    p->p++;
    char c = *p->p++;
    if (c == ':') ;
    else if (c == 'P' && *p->p == '<') {
      p->p++;
      n->group = ++p->groups;
      dict_set(p->names, (V)group_name(p, '>'), SMALL(n->group));
    } else if (c == 'P' && *p->p == '=') {
      p->p++;
      V k = (V)group_name(p, ')'), v = dict_get(p->names, k);
      if (!v) raise(error_type, "unknown group name %R", k);
      n->kind = BACK, n->group = SMALLVAL(v);
      return n;
    } else if (c == '=' || c == '!' || (c == '<' && (*p->p == '=' || *p->p == '!'))) {
      n->kind = LOOK;
      n->behind = c == '<';
      if (n->behind) c = *p->p++;
      n->negative = c == '!';
    } else if (c == '#') {
      while (p->p < p->end && *p->p++ != ')');
      n->kind = EMPTY;
      return n;
    } else {
      int flags = 0;
      for (p->p--; p->p < p->end && *p->p != ')' && *p->p != ':'; p->p++) {
        const char *k = strchr("iImMsSxXaLu", *p->p);
        if (!k) bad(p, "unknown extension ?");
        flags |= *p->p == 'i' ? I : *p->p == 'm' ? M : *p->p == 's' ? S : *p->p == 'x' ? X : 0;
      }
      p->flags |= flags;
      if (*p->p++ == ')') {
        n->kind = EMPTY;
        return n;
      }
    }
  } else n->group = ++p->groups;
  n->a = alternatives(p);
  if (p->p >= p->end || *p->p != ')') p->p = open, bad(p, "missing ), unterminated subpattern");
  p->p++;
  p->flags = saved;
  return n;
}
static Node *atom(Parser *p) {
  char c = *p->p;
  Node *n;
  uint32_t k;
  if (c == '(') return p->p++, group(p);
  if (c == '[') return p->p++, set(p);
  if (c == '.') p->p++, n = new_node(ANY);
  else if (c == '^') p->p++, n = new_node(BOL);
  else if (c == '$') p->p++, n = new_node(EOL);
  else if (c == '\\') {
    p->p++;
    if (p->p >= p->end) p->p--, bad(p, "bad escape (end of pattern)");
    c = *p->p;
    if ((k = class_of(c))) {
      p->p++, n = new_node(SET);
      add(n, k, k);
    } else if (c == 'A' || c == 'Z' || c == 'b' || c == 'B') p->p++, n = new_node(c == 'A' ? START : c == 'Z' ? END : c == 'b' ? WORD : NWORD);
    else if (c >= '1' && c <= '9') {
      n = new_node(BACK);
      n->group = *p->p++ - '0';
      if (*p->p >= '0' && *p->p <= '9') n->group = n->group * 10 + *p->p++ - '0';
      if (n->group > p->groups) raise(error_type, "invalid group reference %d at position %ld", n->group, (long)(p->p - p->start - 1));
    } else n = new_node(CHAR), n->c = escape(p);
  } else n = new_node(CHAR), n->c = utf8_get(&p->p);
  n->flags = p->flags;
  if (n->kind == CHAR && (n->flags & I)) n->c = uni_lower(n->c);
  return n;
}
static Node *repeated(Parser *p) {
  const char *from = p->p;
  if (strchr("*+?", *from) && *from) bad(p, "nothing to repeat");
  Node *n = atom(p);
  for (;;) {
    int min, max = 0x7fffffff;
    const char *q = p->p;
    if (p->p >= p->end) return n;
    if (*q == '*') min = 0, q++;
    else if (*q == '+') min = 1, q++;
    else if (*q == '?') min = 0, max = 1, q++;
    else if (*q == '{') {
      int any = 0;
      for (min = 0, q++; *q >= '0' && *q <= '9'; q++) min = min * 10 + *q - '0', any = 1;
      if (*q == ',') {
        q++;
        if (*q >= '0' && *q <= '9')
          for (max = 0; *q >= '0' && *q <= '9'; q++) max = max * 10 + *q - '0';
        any = 1;
      } else max = min;
      if (*q++ != '}' || !any) return n;
    } else return n;
    if (n->kind == REPEAT) bad(p, "multiple repeat");
    Node *r = new_node(REPEAT);
    r->a = n, r->min = min, r->max = max;
    if (*q == '?') r->lazy = 1, q++;
    p->p = q;
    n = r;
  }
}
static void push(Node *n, Node *x) {
  n->all = gc_grow(n->all, n->n * sizeof(Node *), (n->n + 1) * sizeof(Node *), 0);
  n->all[n->n++] = x;
}
static Node *sequence(Parser *p) {
  Node *n = new_node(CAT);
  while (p->p < p->end && *p->p != '|' && *p->p != ')') {
    if (p->flags & X) {
      if (uni_isspace((unsigned char)*p->p)) {
        p->p++;
        continue;
      }
      if (*p->p == '#') {
        while (p->p < p->end && *p->p != '\n') p->p++;
        continue;
      }
    }
    push(n, repeated(p));
  }
  return n;
}
static Node *alternatives(Parser *p) {
  gc_check_stack();
  Node *first = sequence(p);
  if (p->p >= p->end || *p->p != '|') return first;
  Node *n = new_node(ALT);
  push(n, first);
  while (p->p < p->end && *p->p == '|') p->p++, push(n, sequence(p));
  return n;
}

/* ---- matching: continuations are a list of what must match next ---- */
typedef struct { const char *start, *end; int *spans; int ngroups; long steps; } Match;
typedef struct Next { Node *n; struct Next *up; int index, count, kind; const char *from; } Next; /* kind: 0 node, 1 rest of CAT, 2 REPEAT again, 3 end of GROUP, 4 final */
static int go(Match *m, const char *s, Next *k);

static uint32_t before(const char *s, const char *start) {
  if (s == start) return 0;
  s--;
  while ((*s & 0xc0) == 0x80 && s > start) s--;
  return utf8_get(&s);
}
static int at_word(Match *m, const char *s) {
  const char *q = s;
  int a = s > m->start && is_word(before(s, m->start)), b = s < m->end && is_word(utf8_get(&q));
  return a != b;
}
/* One character against a simple node: where it ends, or NULL. */
static const char *single(Match *m, Node *n, const char *s) {
  if (s >= m->end) return NULL;
  uint32_t c = utf8_get(&s);
  switch (n->kind) {
    case CHAR: return (n->flags & I ? uni_lower(c) : c) == n->c ? s : NULL;
    case ANY: return c != '\n' || (n->flags & S) ? s : NULL;
    default: return in_set(n, c) ? s : NULL;
  }
}
static int node(Match *m, Node *n, const char *s, Next *k) {
  gc_check_stack();
  if ((++m->steps & 4095) == 0 && py.signalled) handle_signals();
  switch (n->kind) {
    case CHAR: case ANY: case SET: return (s = single(m, n, s)) && go(m, s, k);
    case EMPTY: return go(m, s, k);
    case BOL: return (s == m->start || ((n->flags & M) && s[-1] == '\n')) && go(m, s, k);
    case EOL: return (s == m->end || (*s == '\n' && (s + 1 == m->end || (n->flags & M)))) && go(m, s, k);
    case START: return s == m->start && go(m, s, k);
    case END: return s == m->end && go(m, s, k);
    case WORD: return at_word(m, s) && go(m, s, k);
    case NWORD: return !at_word(m, s) && go(m, s, k);
    case CAT: {
      Next next = {n, k, 0, 0, 1, NULL};
      return go(m, s, &next);
    }
    case ALT:
      for (int i = 0; i < n->n; i++)
        if (node(m, n->all[i], s, k)) return 1;
      return 0;
    case GROUP: {
      if (n->group < 0) return node(m, n->a, s, k);
      Next next = {n, k, 0, 0, 3, s};
      return node(m, n->a, s, &next);
    }
    case BACK: {
      int from = m->spans[2 * n->group], to = m->spans[2 * n->group + 1];
      if (from < 0 || to - from > m->end - s) return 0;
      if (memcmp(s, m->start + from, to - from)) return 0;
      return go(m, s + (to - from), k);
    }
    case LOOK: {
      Next final = {n, NULL, 0, 0, 4, NULL};
      int hit = 0;
      if (!n->behind) hit = node(m, n->a, s, &final);
      else {
        final.from = s; /* must end here */
        for (const char *q = s;; q--) {
          if (((*q & 0xc0) != 0x80 || q == m->end) && node(m, n->a, q, &final)) {
            hit = 1;
            break;
          }
          if (q == m->start) break;
        }
      }
      return hit != n->negative && go(m, s, k);
    }
    case REPEAT: {
      Node *a = n->a;
      if (a->kind == CHAR || a->kind == ANY || a->kind == SET) { /* without recursion */
        int count = 0;
        const char *q = s, *t;
        if (n->lazy) {
          for (; count < n->min; count++)
            if (!(q = single(m, a, q))) return 0;
          for (;;) {
            if (go(m, q, k)) return 1;
            if (count++ >= n->max || !(q = single(m, a, q))) return 0;
          }
        }
        while (count < n->max && (t = single(m, a, q))) q = t, count++;
        for (;; count--) {
          if (count < n->min) return 0;
          if (go(m, q, k)) return 1;
          if (q == s) return 0;
          q--;
          while ((*q & 0xc0) == 0x80) q--;
        }
      }
      Next next = {n, k, 0, 0, 2, NULL};
      return go(m, s, &next);
    }
  }
  return 0;
}
static int go(Match *m, const char *s, Next *k) {
  switch (k->kind) {
    case 4:
      if (k->n && k->n->kind == LOOK) return !k->n->behind || s == k->from;
      if (k->count && s != m->end) return 0; /* fullmatch */
      m->spans[1] = s - m->start;
      return 1;
    case 1: {
      if (k->index == k->n->n) return go(m, s, k->up);
      Next next = {k->n, k->up, k->index + 1, 0, 1, NULL};
      return node(m, k->n->all[k->index], s, &next);
    }
    case 3: {
      int *span = &m->spans[2 * k->n->group], old0 = span[0], old1 = span[1];
      span[0] = k->from - m->start, span[1] = s - m->start;
      if (go(m, s, k->up)) return 1;
      span[0] = old0, span[1] = old1;
      return 0;
    }
    default: { /* a repetition: k->count times so far, the last began at k->from */
      Node *n = k->n;
      if (k->from == s && k->count > n->min) return 0; /* empty turns do not go on for ever */
      Next next = {n, k->up, 0, k->count + 1, 2, s};
      if (k->count < n->min) return node(m, n->a, s, &next);
      if (n->lazy) return go(m, s, k->up) || (k->count < n->max && node(m, n->a, s, &next));
      return (k->count < n->max && node(m, n->a, s, &next)) || go(m, s, k->up);
    }
  }
}

static V r_compile(int n, V *a, Dict *kw) {
  Str *s = STR(a[0]);
  Parser p = {s->s, s->s + s->len, s->s, (int)as_long(a[1]), 0, dict_new(), s};
  Program *r = NEW(Program, program_type);
  if (!strncmp(p.p, "(?", 2)) { /* flags at the start are for all */
    const char *q = p.p + 2;
    int flags = 0;
    for (; strchr("imsxau", *q) && *q; q++) flags |= *q == 'i' ? I : *q == 'm' ? M : *q == 's' ? S : *q == 'x' ? X : 0;
    if (*q == ')' && q > p.p + 2) p.flags |= flags, p.p = q + 1;
  }
  r->root = alternatives(&p);
  if (p.p < p.end) bad(&p, "unbalanced parenthesis");
  r->groups = p.groups, r->flags = p.flags, r->names = p.names, r->pattern = s;
  return (V)r;
}
/* program, text, position, mode (0 search, 1 match, 2 fullmatch) → spans in characters, or None */
static V r_match(int n, V *a, Dict *kw) {
  Program *r = (Program *)a[0];
  Str *s = STR(a[1]);
  long pos = as_long(a[2]), mode = as_long(a[3]), end = n > 4 && a[4] != None ? as_index(a[4]) : s->nchars;
  if (end > s->nchars) end = s->nchars;
  int *spans = gc_raw((r->groups + 1) * 2 * sizeof *spans);
  Match m = {s->s, s->s + str_offset(s, end), spans, r->groups, 0};
  if (pos > end) return None;
  for (const char *at = s->s + str_offset(s, pos);;) {
    for (int i = 0; i < (r->groups + 1) * 2; i++) spans[i] = -1;
    Next final = {NULL, NULL, 0, mode == 2, 4, NULL};
    spans[0] = at - s->s;
    if (node(&m, r->root, at, &final)) {
      Tuple *t = tuple_new((r->groups + 1) * 2);
      for (int i = 0; i < t->len; i++) t->v[i] = SMALL(spans[i] <= 0 || s->len == s->nchars ? spans[i] : utf8_count(s->s, spans[i]));
      return (V)t;
    }
    if (mode || at >= m.end) return None;
    utf8_get(&at);
  }
}
static V p_groups(int n, V *a, Dict *kw) { return SMALL(((Program *)a[0])->groups); }
static V p_names(int n, V *a, Dict *kw) { return (V)((Program *)a[0])->names; }
static V p_flags(int n, V *a, Dict *kw) { return SMALL(((Program *)a[0])->flags); }
static const Def program_defs[] = {{"groups", p_groups, 0, 0, M_GET}, {"names", p_names, 0, 0, M_GET}, {"flags", p_flags, 0, 0, M_GET}, {0}};
static const Def defs[] = {{"compile", r_compile, 2, 2}, {"match", r_match, 4, 5}, {0}};
Module *module_re(void) {
  Module *m = module_new("_re", defs);
  program_type = type_new("_re.Program", T.object, sizeof(Program), T_ABSTRACT, program_defs);
  type_ready(program_type);
  error_type = TYPEOBJ(class_new(T.type, intern("error"), TUPLE(tuple_of((V[]){(V)E.Exception}, 1)), dict_new(), NULL));
  error_type->module = intern("re");
  list_append(py.roots, (V)error_type);
  dict_sets(m->dict, "error", (V)error_type);
  return m;
}
