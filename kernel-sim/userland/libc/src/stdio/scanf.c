/*
 * The scanf family: scanf(3), C11 7.21.6.2, with GNU's %ms. Numbers are gathered as text by the rules of the standard
 * and given to strtol and strtod. `long double` is taken as double.
 */
#include "file.h"
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where characters come from: a FILE or a string. `read` counts them for %n. */
struct source {
	FILE *file;
	const char *text;
	long read;
};

static int get(struct source *in)
{
	int c = in->file ? fgetc(in->file) : *in->text ? (unsigned char)*in->text++ : EOF;
	if (c != EOF) in->read++;
	return c;
}

static void unget(struct source *in, int c)
{
	if (c == EOF) return;
	in->read--;
	if (in->file) ungetc(c, in->file);
	else in->text--;
}

static int skipSpace(struct source *in)
{
	int c;
	do c = get(in);
	while (isspace(c));
	unget(in, c);
	return c;
}

/* Takes up to `width` characters that a number of this kind may consist of. Returns how many. */
static int gatherInteger(struct source *in, char *text, int width, int base)
{
	int n = 0, digits = 0, c = get(in);
	if ((c == '+' || c == '-') && n < width) {
		text[n++] = (char)c;
		c = get(in);
	}
	if (c == '0' && n < width) {
		text[n++] = (char)c;
		digits = 1;
		c = get(in);
		if ((base == 0 || base == 16) && (c | 32) == 'x' && n < width) {
			text[n++] = (char)c;
			base = 16;
			digits = 0;
			c = get(in);
		} else if (base == 0)
			base = 8;
	} else if (base == 0)
		base = 10;
	while (n < width && c != EOF && (base == 16 ? isxdigit(c) : c >= '0' && c < '0' + base)) {
		text[n++] = (char)c;
		digits++;
		c = get(in);
	}
	unget(in, c);
	text[n] = 0;
	return digits || (n && (text[n - 1] | 32) == 'x') ? n : 0;
}

/* Does `text` begin the words inf, infinity or nan? */
static int beginsWord(const char *text, int n)
{
	return n > 0 && n <= 8 && (strncasecmp("infinity", text, (size_t)n) == 0 || (n <= 3 && strncasecmp("nan", text, (size_t)n) == 0));
}

static int gatherFloat(struct source *in, char *text, int width)
{
	int n = 0, start, digits = 0, hex = 0, c = get(in);
	if ((c == '+' || c == '-') && n < width) {
		text[n++] = (char)c;
		c = get(in);
	}
	start = n;
	if (isalpha(c)) {
		while (n < width && isalpha(c)) {
			text[n] = (char)c;
			if (!beginsWord(text + start, n - start + 1)) break;
			n++;
			c = get(in);
		}
		unget(in, c);
		text[n] = 0;
		return n - start == 3 || n - start == 8 ? n : 0;
	}
	for (int point = 0; n < width && (c == '.' ? !point : hex ? isxdigit(c) : isdigit(c) || (n == start + 1 && text[start] == '0' && (c | 32) == 'x'));) {
		if (c == '.') point = 1;
		else if ((c | 32) == 'x') hex = 1;
		else digits++;
		text[n++] = (char)c;
		c = get(in);
	}
	if (digits && n < width && (c | 32) == (hex ? 'p' : 'e')) {
		text[n++] = (char)c;
		c = get(in);
		if ((c == '+' || c == '-') && n < width) {
			text[n++] = (char)c;
			c = get(in);
		}
		while (n < width && isdigit(c)) {
			text[n++] = (char)c;
			c = get(in);
		}
	}
	unget(in, c);
	text[n] = 0;
	return digits ? n : 0;
}

/* %[…] → a table of the wanted bytes; returns what follows the ]. */
static const char *parseSet(const char *p, unsigned char wanted[256])
{
	int negated = *p == '^';
	if (negated) p++;
	memset(wanted, negated, 256);
	for (const char *start = p; *p && (*p != ']' || p == start); p++) {
		int low = (unsigned char)*p, high = low;
		if (p[1] == '-' && p[2] && p[2] != ']') {
			high = (unsigned char)p[2];
			p += 2;
		}
		for (int c = low; c <= high; c++) wanted[c] = !negated;
	}
	return *p ? p + 1 : p;
}

/* %c %s %[: stores bytes; how many. With `grow`, *target is malloc'ed. */
static int takeText(struct source *in, char *target, char **grow, int width, const unsigned char *wanted, int terminate)
{
	int n = 0, c = EOF;
	size_t room = 0;
	char *to = target;
	while (n < width && (c = get(in)) != EOF && (!wanted || wanted[c])) {
		if (grow && (size_t)n + 2 > room) {
			room = room ? room * 2 : 32;
			to = realloc(n ? to : NULL, room);
			if (!to) return 0;
		}
		if (to) to[n] = (char)c;
		n++;
	}
	if (n < width) unget(in, c);
	if (to && terminate && n) to[n] = 0;
	if (grow && n) *grow = to;
	return n;
}

static void storeInteger(void *to, char length, unsigned long value)
{
	switch (length) {
	case 'H': *(unsigned char *)to = (unsigned char)value; break;
	case 'h': *(unsigned short *)to = (unsigned short)value; break;
	case 0: *(unsigned *)to = (unsigned)value; break;
	default: *(unsigned long *)to = value;
	}
}

enum outcome { MATCHED, STORED, MISMATCH, INPUT_ENDED };

struct conversion {
	int width;
	char length, letter;
	int grows;
	unsigned char wanted[256];
};

static enum outcome convert(struct source *in, struct conversion *c, void *to)
{
	char text[512];
	int width = c->width ? c->width : INT_MAX, most = width < 500 ? width : 500, got;
	if (c->letter == 'n') {
		if (to) storeInteger(to, c->length, (unsigned long)in->read);
		return MATCHED;
	}
	if (!strchr("c[", c->letter)) {
		if (skipSpace(in) == EOF) return INPUT_ENDED;
	} else {
		int first = get(in);
		if (first == EOF) return INPUT_ENDED;
		unget(in, first);
	}
	switch (c->letter) {
	case 'd':
	case 'u':
	case 'i':
	case 'o':
	case 'x':
	case 'X':
	case 'p': {
		int base = c->letter == 'i' ? 0 : c->letter == 'o' ? 8 : strchr("xXp", c->letter) ? 16 : 10;
		got = gatherInteger(in, text, most, base);
		if (!got) return MISMATCH;
		unsigned long value = strchr("di", c->letter) ? (unsigned long)strtol(text, NULL, base) : strtoul(text, NULL, base);
		if (to) storeInteger(to, c->letter == 'p' ? 'l' : c->length, value);
		break;
	}
	case 'a':
	case 'A':
	case 'e':
	case 'E':
	case 'f':
	case 'F':
	case 'g':
	case 'G':
		got = gatherFloat(in, text, most);
		if (!got) return MISMATCH;
		if (to && c->length) *(double *)to = strtod(text, NULL);
		else if (to) *(float *)to = strtof(text, NULL);
		break;
	case 'c':
		got = takeText(in, c->grows ? NULL : to, c->grows ? to : NULL, c->width ? c->width : 1, NULL, 0);
		if (got < (c->width ? c->width : 1)) return MISMATCH;
		break;
	default:
		got = takeText(in, c->grows ? NULL : to, c->grows ? to : NULL, width, c->wanted, 1);
		if (!got) return MISMATCH;
	}
	return to ? STORED : MATCHED;
}

/* Reads what follows the %; the letter is checked by the caller. */
static const char *parseConversion(const char *p, struct conversion *c, int *suppressed)
{
	memset(c, 0, sizeof *c);
	*suppressed = *p == '*';
	if (*suppressed) p++;
	for (; isdigit((unsigned char)*p); p++) c->width = c->width * 10 + (*p - '0');
	if (*p == 'm') c->grows = 1, p++;
	for (; *p && strchr("hlLjztq", *p); p++) c->length = *p == 'h' && c->length == 'h' ? 'H' : *p;
	c->letter = *p ? *p++ : 0;
	if (c->letter == '[') return parseSet(p, c->wanted);
	if (c->letter == 's')
		for (int i = 0; i < 256; i++) c->wanted[i] = !isspace(i);
	return p;
}

static int scan(struct source *in, const char *p, va_list list)
{
	int stored = 0, converted = 0;
	while (*p) {
		if (isspace((unsigned char)*p)) {
			skipSpace(in);
			p++;
			continue;
		}
		if (*p != '%' || p[1] == '%') {
			if (*p == '%') {
				skipSpace(in);
				p++;
			}
			int c = get(in);
			if (c != (unsigned char)*p) {
				unget(in, c);
				return c == EOF && !converted ? EOF : stored;
			}
			p++;
			continue;
		}
		struct conversion c;
		int suppressed;
		p = parseConversion(p + 1, &c, &suppressed);
		if (!c.letter || !strchr("diouxXpaAeEfFgGcsn[", c.letter)) {
			errno = EINVAL;
			return stored;
		}
		switch (convert(in, &c, suppressed ? NULL : va_arg(list, void *))) {
		case STORED: stored++, converted = 1; break;
		case MATCHED: converted |= c.letter != 'n'; break;
		case MISMATCH: return stored;
		case INPUT_ENDED: return converted ? stored : EOF;
		}
	}
	return stored;
}

int vfscanf(FILE *restrict file, const char *restrict format, va_list list)
{
	struct source in = {.file = file};
	FLOCK(file);
	int result = scan(&in, format, list);
	FUNLOCK(file);
	return result;
}

int vsscanf(const char *restrict text, const char *restrict format, va_list list)
{
	struct source in = {.text = text};
	return scan(&in, format, list);
}

int vscanf(const char *restrict format, va_list list) { return vfscanf(stdin, format, list); }

int scanf(const char *restrict format, ...)
{
	va_list list;
	va_start(list, format);
	int result = vfscanf(stdin, format, list);
	va_end(list);
	return result;
}

int fscanf(FILE *restrict file, const char *restrict format, ...)
{
	va_list list;
	va_start(list, format);
	int result = vfscanf(file, format, list);
	va_end(list);
	return result;
}

int sscanf(const char *restrict text, const char *restrict format, ...)
{
	va_list list;
	va_start(list, format);
	int result = vsscanf(text, format, list);
	va_end(list);
	return result;
}
