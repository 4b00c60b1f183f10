/* $((…)): POSIX 2.6.4. C's expressions on signed long, with variables, by recursive descent over precedences. */
#include "sh.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *at, *whole;
/* > 0 in the part that is not taken of ?:, && and ||: nothing is assigned, nothing divided. */
static int dead;

static long assignment(void);

static _Noreturn void bad(const char *what)
{
	fail(2, "arithmetic expression: %s: \"%s\"", what, whole);
}

static void blanks(void)
{
	while (isspace((unsigned char)*at)) at++;
}

/* Takes operator `op` unless a longer one stands there (`not` lists what may not follow). */
static bool take(const char *op, const char *not)
{
	blanks();
	size_t length = strlen(op);
	if (strncmp(at, op, length) != 0 || (at[length] && strchr(not, at[length]))) return false;
	at += length;
	return true;
}

static long valueOfName(const char *name)
{
	const char *text = varGet(name);
	char *end;
	if (!text || !*text) return 0;
	long value = strtol(text, &end, 0);
	while (isspace((unsigned char)*end)) end++;
	if (*end) fail(2, "Illegal number: %s", text);
	return value;
}

static long primary(void)
{
	blanks();
	if (take("(", "")) {
		long value = assignment();
		if (!take(")", "")) bad("expecting ')'");
		return value;
	}
	size_t length = nameLength(at);
	if (length) {
		char *name = arenaCopy(&temporary, at, length);
		at += length;
		return valueOfName(name);
	}
	if (!isdigit((unsigned char)*at)) bad("expecting primary");
	char *end;
	long value = strtol(at, &end, 0);
	at = end;
	if (isalnum((unsigned char)*at)) bad("expecting EOF");
	return value;
}

static long unary(void)
{
	if (take("!", "=")) return !unary();
	if (take("~", "")) return ~unary();
	if (take("-", "")) return (long)-(unsigned long)unary();
	if (take("+", "")) return unary();
	return primary();
}

static long divide(long a, long b, bool remainder)
{
	if (b == 0) {
		if (dead) return 0;
		bad("division by zero");
	}
	if (b == -1) return remainder ? 0 : (long)-(unsigned long)a;
	return remainder ? a % b : a / b;
}

static long apply(int op, long a, long b)
{
	switch (op) {
	case '*': return (long)((unsigned long)a * (unsigned long)b);
	case '/': return divide(a, b, false);
	case '%': return divide(a, b, true);
	case '+': return (long)((unsigned long)a + (unsigned long)b);
	case '-': return (long)((unsigned long)a - (unsigned long)b);
	case 'l': return (long)((unsigned long)a << (b & 63));
	case 'r': return a >> (b & 63);
	case '<': return a < b;
	case '>': return a > b;
	case '(': return a <= b;
	case ')': return a >= b;
	case '=': return a == b;
	case '!': return a != b;
	case '&': return a & b;
	case '^': return a ^ b;
	case '|': return a | b;
	}
	return 0;
}

/* The binary operators: text, what may not follow, precedence, name for apply. */
static const struct {
	const char *text, *not;
	int level, op;
} operators[] = {
	{"*", "=", 10, '*'}, {"/", "=", 10, '/'}, {"%", "=", 10, '%'}, {"+", "=", 9, '+'}, {"-", "=", 9, '-'},
	{"<<", "=", 8, 'l'}, {">>", "=", 8, 'r'}, {"<=", "", 7, '('}, {">=", "", 7, ')'}, {"<", "<=", 7, '<'}, {">", ">=", 7, '>'},
	{"==", "", 6, '='}, {"!=", "", 6, '!'}, {"&", "&=", 5, '&'}, {"^", "=", 4, '^'}, {"|", "|=", 3, '|'},
};

static long binary(int level)
{
	if (level > 10) return unary();
	long left = binary(level + 1);
	for (size_t i = 0; i < sizeof operators / sizeof *operators;) {
		if (operators[i].level == level && take(operators[i].text, operators[i].not)) {
			left = apply(operators[i].op, left, binary(level + 1));
			i = 0;
		} else
			i++;
	}
	return left;
}

static long logicalAnd(void)
{
	long left = binary(3);
	while (take("&&", "")) {
		dead += !left;
		long right = binary(3);
		dead -= !left;
		left = left && right;
	}
	return left;
}

static long logicalOr(void)
{
	long left = logicalAnd();
	while (take("||", "")) {
		dead += !!left;
		long right = logicalAnd();
		dead -= !!left;
		left = left || right;
	}
	return left;
}

static long conditional(void)
{
	long condition = logicalOr();
	if (!take("?", "")) return condition;
	dead += !condition;
	long yes = assignment();
	dead -= !condition;
	if (!take(":", "")) bad("expecting ':'");
	dead += !!condition;
	long no = conditional();
	dead -= !!condition;
	return condition ? yes : no;
}

/* name = value, name += value … */
static long assignment(void)
{
	static const struct {
		const char *text;
		int op;
	} forms[] = {{"*=", '*'}, {"/=", '/'}, {"%=", '%'}, {"+=", '+'}, {"-=", '-'}, {"<<=", 'l'}, {">>=", 'r'}, {"&=", '&'}, {"^=", '^'}, {"|=", '|'}, {"=", 0}};
	blanks();
	const char *start = at;
	size_t length = nameLength(at);
	if (length) {
		char *name = arenaCopy(&temporary, at, length), number[24];
		at += length;
		for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
			if (!take(forms[i].text, forms[i].op ? "" : "=")) continue;
			long right = assignment();
			long value = forms[i].op ? apply(forms[i].op, valueOfName(name), right) : right;
			sprintf(number, "%ld", value);
			if (!dead) varSet(name, number, 0);
			return value;
		}
		at = start;
	}
	return conditional();
}

long arithmetic(const char *expression)
{
	at = whole = expression;
	dead = 0;
	blanks();
	if (!*at) return 0;
	long value = assignment();
	while (take(",", "")) value = assignment();
	blanks();
	if (*at) bad("expecting EOF");
	return value;
}
