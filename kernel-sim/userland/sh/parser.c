/*
 * Tokens → tree, by recursive descent. Above each function is its rule of the grammar (POSIX 2.10.2, shortened).
 */
#include "sh.h"
#include <stdlib.h>
#include <string.h>

static struct node *list(const char *closer);
static struct node *command(void);

static struct node *newNode(enum nodeType type)
{
	struct node *node = arenaAlloc(parseArena, sizeof *node);
	node->type = type;
	node->line = input->line;
	return node;
}

static struct node *pair(enum nodeType type, struct node *left, struct node *right)
{
	struct node *node = newNode(type);
	node->left = left;
	node->right = right;
	return node;
}

/* `expecting` NULL: anything else would have done. */
static _Noreturn void unexpected(const char *expecting)
{
	enum token token = lexPeek();
	char got[64];
	const char *name = tokenName(token);
	if (token == T_WORD) {
		static const char *const reserved[] = {"if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "{", "}", "!", "in"};
		for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
			if (strcmp(lexer.word, reserved[i]) == 0) {
				strcpy(got, "\"");
				strcat(got, lexer.word);
				strcat(got, "\"");
				name = got;
			}
	}
	if (expecting) syntaxError("%s unexpected (expecting \"%s\")", name, expecting);
	syntaxError("%s unexpected", name);
}

static bool atWord(const char *word)
{
	return lexPeek() == T_WORD && strcmp(lexer.word, word) == 0;
}

static bool acceptWord(const char *word)
{
	if (!atWord(word)) return false;
	lexNext();
	return true;
}

static void expectWord(const char *word)
{
	if (!acceptWord(word)) unexpected(word);
}

static void skipNewlines(void)
{
	while (lexPeek() == T_NEWLINE) lexNext();
}

/* redirection : [fd] op WORD */
static struct redirect *redirection(void)
{
	struct redirect *r = arenaAlloc(parseArena, sizeof *r);
	lexNext();
	r->op = lexer.op;
	r->fd = lexer.fd;
	if (lexPeek() != T_WORD) unexpected(NULL);
	lexNext();
	r->word = lexer.word;
	if (r->op == R_HEREDOC || r->op == R_HEREDOC_TABS) {
		struct redirect **end = &lexer.pending;
		while (*end) end = &(*end)->nextPending;
		*end = r;
	}
	return r;
}

static void redirections(struct node *node)
{
	struct redirect **end = &node->redirects;
	while (*end) end = &(*end)->next;
	while (lexPeek() == T_REDIRECT) {
		*end = redirection();
		end = &(*end)->next;
	}
}

static struct word ***appendWord(struct word ***end, char *text)
{
	struct word *w = arenaAlloc(parseArena, sizeof *w);
	w->text = text;
	**end = w;
	*end = &w->next;
	return end;
}

/* function : NAME ( ) newlines command */
static struct node *function(char *name)
{
	struct node *node = newNode(N_FUNCTION);
	lexNext();
	if (lexPeek() == T_WORD) syntaxError("word unexpected (expecting \")\")");
	if (lexPeek() != T_RPAREN) unexpected(")");
	lexNext();
	if (!isName(name, strlen(name))) syntaxError("Bad function name");
	node->name = name;
	skipNewlines();
	node->left = command();
	return node;
}

/* simple : { assignment | redirection } { WORD | redirection } */
static struct node *simple(void)
{
	struct node *node = newNode(N_SIMPLE);
	struct word **words = &node->words, **assignments = &node->assignments;
	bool any = false;
	for (;; any = true) {
		if (lexPeek() == T_REDIRECT) {
			redirections(node);
			continue;
		}
		if (lexPeek() != T_WORD) break;
		lexNext();
		char *word = lexer.word;
		size_t name = nameLength(word);
		if (!node->words && name && word[name] == '=') appendWord(&assignments, word);
		else {
			if (!node->words && !node->assignments && !node->redirects && lexPeek() == T_LPAREN) return function(word);
			appendWord(&words, word);
		}
	}
	if (!any) unexpected(NULL);
	return node;
}

/* body : do list done */
static struct node *loopBody(void)
{
	expectWord("do");
	struct node *body = list("done");
	expectWord("done");
	return body;
}

/* if : if list then list { elif list then list } [ else list ] fi */
static struct node *ifClause(void)
{
	struct node *node = newNode(N_IF);
	node->left = list("then");
	expectWord("then");
	node->right = list("fi");
	if (acceptWord("elif")) {
		node->otherwise = ifClause();
		return node;
	}
	if (acceptWord("else")) node->otherwise = list("fi");
	expectWord("fi");
	return node;
}

/* for : for NAME [ newlines in { WORD } ] separator body */
static struct node *forClause(void)
{
	struct node *node = newNode(N_FOR);
	if (lexNext() != T_WORD || !isName(lexer.word, strlen(lexer.word))) syntaxError("Bad for loop variable");
	node->name = lexer.word;
	skipNewlines();
	node->overArguments = !acceptWord("in");
	struct word **end = &node->words;
	if (!node->overArguments)
		while (lexPeek() == T_WORD) {
			lexNext();
			appendWord(&end, lexer.word);
		}
	if (lexPeek() == T_SEMI) lexNext();
	else if (lexPeek() != T_NEWLINE && !node->overArguments) unexpected(NULL);
	skipNewlines();
	node->left = loopBody();
	return node;
}

/* case : case WORD newlines in { [(] WORD { | WORD } ) [list] ;; } esac */
static struct node *caseClause(void)
{
	struct node *node = newNode(N_CASE);
	if (lexNext() != T_WORD) {
		lexer.peeked = true;
		unexpected(NULL);
	}
	node->name = lexer.word;
	skipNewlines();
	expectWord("in");
	skipNewlines();
	struct caseItem **end = &node->cases;
	while (!atWord("esac")) {
		struct caseItem *item = arenaAlloc(parseArena, sizeof *item);
		struct word **patterns = &item->patterns;
		if (lexPeek() == T_LPAREN) lexNext();
		do {
			if (lexPeek() != T_WORD) unexpected(NULL);
			lexNext();
			appendWord(&patterns, lexer.word);
		} while (lexPeek() == T_PIPE && lexNext() == T_PIPE);
		if (lexPeek() != T_RPAREN) unexpected(")");
		lexNext();
		skipNewlines();
		if (lexPeek() != T_DSEMI && !atWord("esac")) item->body = list(";;");
		*end = item;
		end = &item->next;
		if (atWord("esac")) break;
		if (lexPeek() != T_DSEMI) unexpected(";;");
		lexNext();
		skipNewlines();
	}
	expectWord("esac");
	return node;
}

/* command : simple | ( list ) | { list } | if | for | while | until | case, with redirections */
static struct node *command(void)
{
	struct node *node;
	if (lexPeek() == T_LPAREN) {
		node = newNode(N_SUBSHELL);
		lexNext();
		node->left = list(")");
		if (lexPeek() != T_RPAREN) unexpected(")");
		lexNext();
	} else if (acceptWord("{")) {
		node = newNode(N_GROUP);
		node->left = list("}");
		expectWord("}");
	} else if (acceptWord("if")) {
		node = ifClause();
	} else if (acceptWord("while") || acceptWord("until")) {
		node = newNode(strcmp(lexer.word, "while") == 0 ? N_WHILE : N_UNTIL);
		node->left = list("do");
		node->right = loopBody();
	} else if (acceptWord("for")) {
		node = forClause();
	} else if (acceptWord("case")) {
		node = caseClause();
	} else {
		static const char *const closing[] = {"then", "else", "elif", "fi", "do", "done", "esac", "}"};
		for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
			if (atWord(closing[i])) unexpected(NULL);
		return simple();
	}
	redirections(node);
	return node;
}

/* The text from `start` to here, without blanks at its end. */
static char *sourceSince(size_t start)
{
	size_t end = lexer.peeked ? lexer.start : input->at;
	while (end > start && strchr(" \t\n", input->buffer[end - 1])) end--;
	return arenaCopy(parseArena, input->buffer + start, end > start ? end - start : 0);
}

/* pipeline : [!] command { | newlines command } */
static struct node *pipeline(void)
{
	bool negated = acceptWord("!");
	lexPeek();
	size_t start = lexer.start;
	struct node *node = command();
	if (lexPeek() == T_PIPE) {
		struct node *last = node = pair(N_PIPELINE, node, NULL);
		while (lexPeek() == T_PIPE) {
			lexNext();
			skipNewlines();
			struct node *next = command();
			if (lexPeek() == T_PIPE) next = pair(N_PIPELINE, next, NULL);
			last->right = next;
			last = next;
		}
	}
	lexPeek();
	node->source = sourceSince(start);
	return negated ? pair(N_NOT, node, NULL) : node;
}

/* and-or : pipeline { && newlines pipeline | || newlines pipeline } */
static struct node *andOr(void)
{
	lexPeek();
	size_t start = lexer.start;
	struct node *node = pipeline();
	while (lexPeek() == T_AND || lexPeek() == T_OR) {
		enum nodeType type = lexNext() == T_AND ? N_AND : N_OR;
		skipNewlines();
		node = pair(type, node, pipeline());
		lexPeek();
		node->source = sourceSince(start);
	}
	return node;
}

static bool endsList(void)
{
	switch (lexPeek()) {
	case T_EOF:
	case T_RPAREN:
	case T_DSEMI: return true;
	case T_WORD:
		return atWord("then") || atWord("else") || atWord("elif") || atWord("fi") || atWord("do") || atWord("done") || atWord("esac") || atWord("}");
	default: return false;
	}
}

static struct node *background(struct node *node)
{
	struct node *wrapped = pair(N_BACKGROUND, node, NULL);
	wrapped->source = node->source;
	return wrapped;
}

/* list : newlines { and-or (; | & | newline) newlines }. `closer` is what must follow it, for the message at an early end. */
static struct node *list(const char *closer)
{
	struct node *all = NULL;
	skipNewlines();
	if (endsList()) unexpected(lexPeek() == T_EOF ? closer : NULL);
	while (!endsList()) {
		struct node *node = andOr();
		enum token separator = lexPeek();
		if (separator == T_AMP) node = background(node);
		all = all ? pair(N_SEQUENCE, all, node) : node;
		if (separator != T_SEMI && separator != T_AMP && separator != T_NEWLINE) break;
		lexNext();
		skipNewlines();
	}
	return all;
}

struct node *parseCommand(void)
{
	struct node *all = NULL;
	memset(&lexer, 0, sizeof lexer);
	continuing = false;
	if (lexPeek() == T_EOF) return NULL;
	if (lexPeek() == T_NEWLINE) {
		lexNext();
		return newNode(N_SIMPLE);
	}
	continuing = true;
	for (;;) {
		struct node *node = andOr();
		enum token separator = lexPeek();
		if (separator == T_AMP) node = background(node);
		all = all ? pair(N_SEQUENCE, all, node) : node;
		if (separator == T_SEMI || separator == T_AMP) {
			lexNext();
			separator = lexPeek();
			if (separator != T_NEWLINE && separator != T_EOF) continue;
		}
		if (separator == T_EOF) break;
		if (separator != T_NEWLINE) unexpected(NULL);
		lexNext();
		break;
	}
	continuing = false;
	return all;
}

void parseSubstitution(void)
{
	skipNewlines();
	if (lexPeek() != T_RPAREN) list(")");
	if (lexPeek() != T_RPAREN) unexpected(")");
}
