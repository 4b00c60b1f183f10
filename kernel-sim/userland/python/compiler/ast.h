/* Tokens and syntax trees. One kind of node for everything: what its fields hold is said beside the kinds. */
#ifndef PY_AST_H
#define PY_AST_H
#include "../py.h"

typedef enum { TK_END, TK_NEWLINE, TK_INDENT, TK_DEDENT, TK_NAME, TK_NUMBER, TK_STRING, TK_OP } TokenKind;
typedef struct { TokenKind kind; int line, col, eline, ecol; const char *s; int n; } Token; /* columns in bytes */

typedef struct Node Node;
typedef struct { long n, cap; Node **v; } Nodes;
typedef enum {
  N_CONST,      /* val */
  N_NAME,       /* name */
  N_TUPLE, N_LIST, N_SET, /* l */
  N_DICT,       /* l keys (NULL: **), l2 values */
  N_BINOP,      /* a op b */
  N_UNARY,      /* op a */
  N_BOOLOP,     /* op (0 and, 1 or), l */
  N_COMPARE,    /* a, l operands, ops in l2 as nodes with op */
  N_CALL,       /* a, l arguments, l2 keywords (N_KEYWORD: name or NULL for **, a) */
  N_KEYWORD, N_ATTR /* a.name */, N_SUBSCR /* a[b] */, N_SLICE /* a:b:c */, N_STARRED /* *a */,
  N_LAMBDA,     /* args in d, a */
  N_IFEXP,      /* b if a else c */
  N_LISTCOMP, N_SETCOMP, N_GENEXP /* a, l of N_COMP */, N_DICTCOMP /* a: b, l */,
  N_COMP,       /* for a in b, l conditions */
  N_YIELD, N_YIELDFROM, N_NAMED /* a := b */, N_JOINED /* l: parts of an f-string */, N_FORMATTED /* a, op conversion, b spec */,
  N_EXPR, N_ASSIGN /* l = a */, N_AUG /* a op= b */, N_ANN /* a: b = c */, N_RETURN, N_DEL /* l */, N_PASS, N_BREAK, N_CONTINUE,
  N_IF, N_WHILE /* a, l, l2 else */, N_FOR /* a in b, l, l2 else */, N_TRY /* l, l2 handlers, l3 else, l4 finally */, N_HANDLER /* a, name, l */,
  N_WITH /* l items (N_ITEM: a as b), l2 body */, N_ITEM,
  N_FUNC,       /* name, d args, l body, l2 decorators, b annotation of the result */
  N_CLASS,      /* name, l body, l2 decorators, l3 bases, l4 keywords */
  N_ARGS,       /* l positional (N_ARG name, a annotation), op how many are positional only, l2 their defaults, a *args, l3 keyword only, l4 their defaults or NULL, b **kwargs */
  N_ARG, N_IMPORT /* l of N_ALIAS: name, name2 */, N_FROM /* name, op level, l */, N_ALIAS, N_GLOBAL, N_NONLOCAL /* l of N_NAME */, N_RAISE, N_ASSERT /* a, b */,
  N_MATCH /* a, l of N_CASE */, N_CASE /* a pattern, b guard, l */,
  P_VALUE /* a */, P_CAPTURE /* name, or NULL for _ */, P_SEQ /* l */, P_STAR /* name */, P_MAP /* l keys, l2 patterns, name rest */, P_CLASS /* a, l, l2 of N_KEYWORD */,
  P_OR /* l */, P_AS /* a, name */,
  N_MODULE /* l */,
} Kind;
struct Node {
  short kind, op;
  int line, col, eline, ecol, paren; /* paren: written in parentheses */
  Node *a, *b, *c, *d;
  Nodes *l, *l2, *l3, *l4;
  V val;
  Str *name, *name2;
  struct Scope *scope;
};

typedef struct Lexer {
  const char *text, *p, *line_start;
  int line, depth;
  struct { char c; int line, col; } parens[200];
  int indents[100], nindents;
  Token *tokens; long n, cap;
  Str *filename, *source;
  int bol, pending_nl, base_line, base_col; /* where an f-string's expression stands */
  int fstring, incomplete;
} Lexer;

void lex(Lexer *lx);
_Noreturn void syntax_error(Lexer *lx, Type *t, int line, int col, int eline, int ecol, const char *msg, ...);
Node *parse(Lexer *lx, int mode);

typedef struct Parser { Lexer *lx; Token *t; int in_func; struct Parser *outer; const char *no_comma; int depth; } Parser;
Node *node(Parser *p, Kind k, Token *from);
Node *finish(Parser *p, Node *n);
Nodes *nodes(void);
void push(Nodes *l, Node *n);
int is_op(Parser *p, const char *op);
int is_kw(Parser *p, const char *kw);
int accept_op(Parser *p, const char *op);
int accept_kw(Parser *p, const char *kw);
void expect(Parser *p, const char *op);
Str *name_token(Parser *p);
_Noreturn void bad_syntax(Parser *p);
_Noreturn void error_at(Parser *p, Node *from, Node *to, const char *msg, ...);
Node *expression(Parser *p);
Node *named_expression(Parser *p);
Node *star_expressions(Parser *p);   /* a, b, *c */
Node *target_list(Parser *p);        /* of for and comprehensions */
Node *strings(Parser *p);
Node *arguments(Parser *p, const char *end, int annotated);
void call_arguments(Parser *p, Node *call);
Node *statement_pattern(Parser *p);
Nodes *block(Parser *p, const char *what, int line);
Node *bit_or(Parser *p);
Node *primary(Parser *p);
void check_target(Parser *p, Node *n, const char *how);
int is_keyword(const char *s, int n);
Node *match_statement(Parser *p);
Nodes *suite(Parser *p, const char *what, Token *kw);
#endif
