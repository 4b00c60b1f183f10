/* printf(1): the format is used again as long as arguments are left. */
#include "shared.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char **argument;
static complainer tell;
static int status;

static const char *nextText(void)
{
	return *argument ? *argument++ : NULL;
}

/* 'c is the code of c. */
static void checkEnd(const char *text, const char *end)
{
	if (end == text) tell("%s: expected numeric value", text);
	else if (*end) tell("%s: not completely converted", text);
	else if (errno == ERANGE) tell("%s: %s", text, strerror(ERANGE));
	else return;
	status = 1;
}

static long nextInteger(int isSigned)
{
	const char *text = nextText();
	char *end;
	if (!text) return 0;
	if (*text == '"' || *text == '\'') return (unsigned char)text[1];
	errno = 0;
	long value = isSigned ? strtol(text, &end, 0) : (long)strtoul(text, &end, 0);
	checkEnd(text, end);
	return value;
}

static double nextDouble(void)
{
	const char *text = nextText();
	char *end;
	if (!text) return 0;
	if (*text == '"' || *text == '\'') return (unsigned char)text[1];
	errno = 0;
	double value = strtod(text, &end);
	checkEnd(text, end);
	return value;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* A backslash at p. Puts what it means; returns the last character of it. NULL for \c. `zero`: octal needs a 0 first (%b). */
static const char *escape(const char *p, int zero)
{
	static const char letters[] = "abfnrtve\\", meanings[] = "\a\b\f\n\r\t\v\033\\";
	const char *found;
	p++;
	if (*p >= '0' && *p <= '7') {
		int value = 0, most = zero && *p == '0' ? 4 : 3;
		for (int i = 0; i < most && *p >= '0' && *p <= '7'; i++) value = value * 8 + (*p++ - '0');
		putchar(value);
		return p - 1;
	}
	if (*p == 'x' && hex(p[1]) >= 0) {
		int value = hex(*++p);
		if (hex(p[1]) >= 0) value = value * 16 + hex(*++p);
		putchar(value);
		return p;
	}
	if (*p == 'c') return NULL;
	if (*p && (found = strchr(letters, *p))) putchar(meanings[found - letters]);
	else if (*p == '"' && !zero) putchar('"');
	else {
		putchar('\\');
		if (!*p) return p - 1;
		putchar(*p);
	}
	return p;
}

/* %b. 0: \c said to stop everything. */
static int putEscaped(const char *text)
{
	for (const char *p = text; *p; p++) {
		if (*p != '\\') putchar(*p);
		else if (!(p = escape(p, 1))) return 0;
	}
	return 1;
}

/* %q of bash is not here. Copies flags, width and precision with * filled in; returns the letter's place. */
static const char *copySpec(const char *p, char *spec, size_t size)
{
	size_t used = 0;
	spec[used++] = '%';
	for (p++; *p && strchr("#0- +'.*123456789", *p); p++) {
		if (*p == '*') used += (size_t)snprintf(spec + used, size - used, "%d", (int)nextInteger(1));
		else if (used < size - 8) spec[used++] = *p;
	}
	while (*p && strchr("hlLjzt", *p)) p++;
	spec[used] = 0;
	return p;
}

/* One pass over the format. 0: stop. */
static int pass(const char *format)
{
	for (const char *p = format; *p; p++) {
		char spec[64], letter[3] = "";
		if (*p == '\\') {
			if (!(p = escape(p, 0))) return 0;
			continue;
		}
		if (*p != '%') {
			putchar(*p);
			continue;
		}
		if (p[1] == '%') {
			putchar('%');
			p++;
			continue;
		}
		p = copySpec(p, spec, sizeof spec);
		const char *text;
		switch (*p) {
		case 'd':
		case 'i':
		case 'o':
		case 'u':
		case 'x':
		case 'X':
			letter[0] = 'l';
			letter[1] = *p;
			printf(strcat(spec, letter), nextInteger(*p == 'd' || *p == 'i'));
			break;
		case 'a':
		case 'A':
		case 'e':
		case 'E':
		case 'f':
		case 'F':
		case 'g':
		case 'G':
			letter[0] = *p;
			printf(strcat(spec, letter), nextDouble());
			break;
		case 'c':
			text = nextText();
			if (text && *text) printf(strcat(spec, "c"), *text);
			break;
		case 's':
			text = nextText();
			printf(strcat(spec, "s"), text ? text : "");
			break;
		case 'b':
			text = nextText();
			if (text && !putEscaped(text)) return 0;
			break;
		default:
			tell("%s%c: invalid directive", spec, *p);
			status = 1;
			return 0;
		}
	}
	return 1;
}

int printfCommand(int argc, char **argv, complainer complain)
{
	if (argc > 1 && strcmp(argv[1], "--") == 0) argv++, argc--;
	if (argc < 2) {
		complain("usage: printf format [arg ...]");
		return 2;
	}
	tell = complain;
	status = 0;
	argument = argv + 2;
	do {
		char **before = argument;
		if (!pass(argv[1])) break;
		if (argument == before) break;
	} while (*argument);
	return status;
}
