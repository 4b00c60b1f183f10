/*
 * Characters → tokens: POSIX 2.3 "Token Recognition". A word is kept as it was written; what its quotes and dollars mean
 * is found when it is expanded. $( … ) is parsed by the parser to find its end, so that a `)` of a case inside it is no trouble.
 */
#include "sh.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct lexer lexer;
struct arena *parseArena;

static const char *const names[] = {"word", "newline", "end of file", "\";\"", "\";;\"", "\"&\"", "\"&&\"", "\"||\"", "\"|\"", "\"(\"", "\")\"", "redirection"};

const char *tokenName(enum token token)
{
	return names[token];
}

static void skipContinuation(void)
{
	while (inputPeek() == '\\' && input->at + 1 < input->length && input->buffer[input->at + 1] == '\n') {
		inputGet();
		inputGet();
	}
}

static void scanDollar(struct text *);

/* `…`, the opening one is taken. */
static void scanBackquote(struct text *text)
{
	textAdd(text, '`');
	for (int c; (c = inputGet()) != '`';) {
		if (c < 0) syntaxError("EOF in backquote substitution");
		textAdd(text, (char)c);
		if (c == '\\' && inputPeek() >= 0) textAdd(text, (char)inputGet());
	}
	textAdd(text, '`');
}

/* '…', the opening one is taken. */
static void scanSingle(struct text *text)
{
	textAdd(text, '\'');
	for (int c; (c = inputGet()) != '\'';) {
		if (c < 0) syntaxError("Unterminated quoted string");
		textAdd(text, (char)c);
	}
	textAdd(text, '\'');
}

/* A backslash is taken: with a newline it is nothing, else it goes with what follows. */
static void scanBackslash(struct text *text)
{
	int c = inputGet();
	if (c == '\n') return;
	textAdd(text, '\\');
	if (c >= 0) textAdd(text, (char)c);
}

static void scanDouble(struct text *text)
{
	textAdd(text, '"');
	for (int c; (c = inputGet()) != '"';) {
		if (c < 0) syntaxError("Unterminated quoted string");
		if (c == '\\') scanBackslash(text);
		else if (c == '$') scanDollar(text);
		else if (c == '`') scanBackquote(text);
		else textAdd(text, (char)c);
	}
	textAdd(text, '"');
}

/* ${ … }: quotes and nested expansions inside hide the brace. */
static void scanBraces(struct text *text)
{
	textAdd(text, '{');
	for (int c; (c = inputGet()) != '}';) {
		if (c < 0) syntaxError("Missing '}'");
		if (c == '\\') scanBackslash(text);
		else if (c == '$') scanDollar(text);
		else if (c == '`') scanBackquote(text);
		else if (c == '"') scanDouble(text);
		else if (c == '\'') scanSingle(text);
		else textAdd(text, (char)c);
	}
	textAdd(text, '}');
}

/* $(( … )), both opening ones are taken. */
static void scanArithmetic(struct text *text)
{
	textAddString(text, "((");
	for (int depth = 2; depth > 0;) {
		int c = inputGet();
		if (c < 0) syntaxError("Missing '))'");
		if (c == '$') {
			scanDollar(text);
			continue;
		}
		if (c == '`') {
			scanBackquote(text);
			continue;
		}
		depth += (c == '(') - (c == ')');
		textAdd(text, (char)c);
	}
}

/* $( … ): the parser runs to the closing parenthesis; its text is copied, its tree is not kept. */
static void scanSubstitution(struct text *text)
{
	struct lexer saved = lexer;
	size_t start = input->at;
	memset(&lexer, 0, sizeof lexer);
	parseSubstitution();
	textAdd(text, '(');
	for (size_t i = start; i < input->at; i++) textAdd(text, input->buffer[i]);
	lexer = saved;
}

/* A $ is taken. */
static void scanDollar(struct text *text)
{
	textAdd(text, '$');
	skipContinuation();
	if (inputPeek() == '{') {
		inputGet();
		scanBraces(text);
	} else if (inputPeek() == '(') {
		inputGet();
		if (inputPeek() == '(') {
			inputGet();
			scanArithmetic(text);
		} else
			scanSubstitution(text);
	}
}

static bool endsWord(int c)
{
	return c < 0 || strchr(" \t\n;&|<>()", c) != NULL;
}

static char *scanWord(void)
{
	struct text text = {0};
	for (;;) {
		skipContinuation();
		int c = inputPeek();
		if (endsWord(c)) break;
		inputGet();
		if (c == '\\') scanBackslash(&text);
		else if (c == '\'') scanSingle(&text);
		else if (c == '"') scanDouble(&text);
		else if (c == '$') scanDollar(&text);
		else if (c == '`') scanBackquote(&text);
		else textAdd(&text, (char)c);
	}
	return textTake(&text, parseArena);
}

static bool accept(int wanted)
{
	skipContinuation();
	if (inputPeek() != wanted) return false;
	inputGet();
	return true;
}

/* < or > is taken. */
static enum token scanRedirect(int first, int fd)
{
	lexer.fd = fd >= 0 ? fd : first == '>';
	if (first == '<') lexer.op = accept('&') ? R_DUPIN : accept('>') ? R_READWRITE : accept('<') ? (accept('-') ? R_HEREDOC_TABS : R_HEREDOC) : R_IN;
	else lexer.op = accept('&') ? R_DUPOUT : accept('>') ? R_APPEND : accept('|') ? R_CLOBBER : R_OUT;
	return T_REDIRECT;
}

/* The end mark without its quotes. */
static char *unquote(const char *word, bool *quoted)
{
	struct text text = {0};
	for (; *word; word++) {
		if (strchr("'\"\\", *word)) {
			*quoted = true;
			if (*word == '\\' && word[1]) textAdd(&text, *++word);
		} else
			textAdd(&text, *word);
	}
	return textTake(&text, parseArena);
}

/* The text of one here-document, up to the line that is its end mark. */
static void readDocument(struct redirect *r)
{
	struct text all = {0}, line = {0};
	char *mark = unquote(r->word, &r->quoted);
	for (;;) {
		line.length = 0;
		bool skipTabs = r->op == R_HEREDOC_TABS;
		int c;
		while ((c = inputGet()) >= 0 && c != '\n') {
			if (c == '\t' && skipTabs) continue;
			skipTabs = false;
			if (c == '\\' && !r->quoted && inputPeek() == '\n') {
				inputGet();
				continue;
			}
			textAdd(&line, (char)c);
			if (c == '\\' && !r->quoted && inputPeek() >= 0) textAdd(&line, (char)inputGet());
		}
		const char *content = line.length ? line.s : "";
		if (strcmp(content, mark) == 0 || (c < 0 && line.length == 0)) break;
		textAddString(&all, content);
		textAdd(&all, '\n');
		if (c < 0) break;
	}
	free(line.s);
	r->document = textTake(&all, parseArena);
}

static void readDocuments(void)
{
	for (struct redirect *r = lexer.pending; r; r = r->nextPending) readDocument(r);
	lexer.pending = NULL;
}

static enum token scan(void)
{
	int c;
	for (;;) {
		skipContinuation();
		c = inputPeek();
		if (c == ' ' || c == '\t') {
			inputGet();
		} else if (c == '#') {
			while (inputPeek() >= 0 && inputPeek() != '\n') inputGet();
		} else
			break;
	}
	lexer.start = input->at;
	if (c < 0) return T_EOF;
	if (endsWord(c)) inputGet();
	switch (c) {
	case '\n': readDocuments(); return T_NEWLINE;
	case ';': return accept(';') ? T_DSEMI : T_SEMI;
	case '&': return accept('&') ? T_AND : T_AMP;
	case '|': return accept('|') ? T_OR : T_PIPE;
	case '(': return T_LPAREN;
	case ')': return T_RPAREN;
	case '<':
	case '>': return scanRedirect(c, -1);
	}
	lexer.word = scanWord();
	/* 2> : a word of digits before < or > is a descriptor. */
	c = inputPeek();
	if ((c == '<' || c == '>') && lexer.word[0] && lexer.word[strspn(lexer.word, "0123456789")] == 0) {
		inputGet();
		return scanRedirect(c, atoi(lexer.word));
	}
	return T_WORD;
}

enum token lexPeek(void)
{
	if (!lexer.peeked) lexer.token = scan();
	lexer.peeked = true;
	return lexer.token;
}

enum token lexNext(void)
{
	enum token token = lexPeek();
	lexer.peeked = false;
	return token;
}
