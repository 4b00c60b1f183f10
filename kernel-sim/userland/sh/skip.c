/* Finds where the parts of a word end: quotes, $… and `…`. The lexer has seen the word before, so that every one has an end. */
#include "sh.h"
#include <string.h>

/* Behind the closing quote of "…" that begins at p. */
const char *skipDouble(const char *p)
{
	for (p++; *p && *p != '"';) {
		if (*p == '\\' && p[1]) p += 2;
		else if (*p == '$' || *p == '`') p = skipExpansion(p);
		else p++;
	}
	return *p ? p + 1 : p;
}

const char *skipSingle(const char *p)
{
	p = strchrnul(p + 1, '\'');
	return *p ? p + 1 : p;
}

/* Behind $( … ) or $(( … )): parentheses are counted, quotes and the patterns of case are minded by the real parser. */
const char *skipParentheses(const char *p)
{
	if (p[2] == '(') {
		int depth = 0;
		for (p++; *p; p++) {
			depth += (*p == '(') - (*p == ')');
			if (depth == 0) return p + 1;
		}
		return p;
	}
	struct input in;
	struct lexer savedLexer = lexer;
	struct arena arena = {0}, *savedArena = parseArena;
	inputOpenString(&in, p + 2);
	memset(&lexer, 0, sizeof lexer);
	parseArena = &arena;
	parseSubstitution();
	size_t used = in.at;
	inputClose(&in);
	parseArena = savedArena;
	lexer = savedLexer;
	arenaFree(&arena);
	return p + 2 + used;
}

const char *skipBraces(const char *p)
{
	for (p += 2; *p && *p != '}';) {
		if (*p == '\\' && p[1]) p += 2;
		else if (*p == '$' || *p == '`') p = skipExpansion(p);
		else if (*p == '"') p = skipDouble(p);
		else if (*p == '\'') p = skipSingle(p);
		else p++;
	}
	return *p ? p + 1 : p;
}

const char *skipExpansion(const char *p)
{
	if (*p == '`') {
		for (p++; *p && *p != '`'; p++)
			if (*p == '\\' && p[1]) p++;
		return *p ? p + 1 : p;
	}
	if (p[1] == '{') return skipBraces(p);
	if (p[1] == '(') return skipParentheses(p);
	return p + 1;
}
