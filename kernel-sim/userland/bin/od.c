/* od(1): bytes as numbers. -t [doux][SIZE] | c | a | f[48], -c -b -x -d -o -i, -A d|o|x|n, -N count, -j skip, -v, -w[N]. */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct type {
	char kind;
	int size, width;
	/* z behind the type: the printable characters at the end of the line. */
	int text;
};
static struct type types[8];
static int typeCount, base = 'o', verbose, perLine = 16;
static long limit = -1, skip;

/* Characters a value of that size can need. */
static int digits(char kind, int size)
{
	switch (kind) {
	case 'x': return size * 2;
	case 'o': return (size * 8 + 2) / 3;
	case 'u': return size == 1 ? 3 : size == 2 ? 5 : size == 4 ? 10 : 20;
	case 'd': return size == 1 ? 4 : size == 2 ? 6 : size == 4 ? 11 : 20;
	case 'f': return size == 4 ? 15 : 24;
	}
	return 3;
}

static void addType(char kind, int size)
{
	if (typeCount == 8) return;
	struct type t = {kind, size, digits(kind, size), 0};
	types[typeCount++] = t;
}

static void parseTypes(const char *text)
{
	while (*text) {
		char kind = *text++;
		int size = kind == 'c' || kind == 'a' ? 1 : kind == 'f' ? 8 : 4;
		if (!strchr("acdfoux", kind)) {
			fprintf(stderr, "od: invalid character '%c' in type string\n", kind);
			exit(1);
		}
		if (isdigit((unsigned char)*text)) size = (int)strtol(text, (char **)&text, 10);
		else if (*text == 'C') size = 1, text++;
		else if (*text == 'S') size = 2, text++;
		else if (*text == 'I') size = 4, text++;
		else if (*text == 'L') size = 8, text++;
		if (size != 1 && size != 2 && size != 4 && size != 8) {
			fprintf(stderr, "od: invalid type string; this system doesn't provide a %d-byte integral type\n", size);
			exit(1);
		}
		addType(kind, size);
		if (*text == 'z') types[typeCount - 1].text = 1, text++;
	}
}

static void putCharacter(unsigned char c, int width, int named)
{
	static const char letters[] = "abtnvfr", *const names[] = {"nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs", "ht", "nl", "vt", "ff", "cr", "so", "si",
		"dle", "dc1", "dc2", "dc3", "dc4", "nak", "syn", "etb", "can", "em", "sub", "esc", "fs", "gs", "rs", "us", "sp"};
	char text[8];
	if (named) {
		c &= 127;
		if (c <= 32) snprintf(text, sizeof text, "%s", names[c]);
		else if (c == 127) strcpy(text, "del");
		else snprintf(text, sizeof text, "%c", c);
	} else if (c == 0)
		strcpy(text, "\\0");
	else if (c >= 7 && c <= 13)
		snprintf(text, sizeof text, "\\%c", letters[c - 7]);
	else if (isprint(c))
		snprintf(text, sizeof text, "%c", c);
	else
		snprintf(text, sizeof text, "%03o", c);
	printf("%*s", width, text);
}

static void putValue(const struct type *t, const unsigned char *at, int width)
{
	unsigned long u = 0;
	memcpy(&u, at, (size_t)t->size);
	long s = t->size == 1 ? (signed char)u : t->size == 2 ? (short)u : t->size == 4 ? (int)u : (long)u;
	float f;
	double d;
	switch (t->kind) {
	case 'c': putCharacter(*at, width, 0); break;
	case 'a': putCharacter(*at, width, 1); break;
	case 'x': printf("%*s%0*lx", width - t->width, "", t->width, u); break;
	case 'o': printf("%*s%0*lo", width - t->width, "", t->width, u); break;
	case 'u': printf("%*lu", width, u); break;
	case 'd': printf("%*ld", width, s); break;
	case 'f':
		memcpy(&f, at, 4);
		memcpy(&d, at, 8);
		if (t->size == 4) printf("%*.8g", width, (double)f);
		else printf("%*.17g", width, d);
	}
}

static void putAddress(long at, int alone)
{
	if (base == 'n') return;
	printf(base == 'x' ? "%06lx" : base == 'd' ? "%07ld" : "%07lo", at);
	if (alone) putchar('\n');
}

/* All types take the same space for the same bytes: the widest sets it. */
static void putLine(const unsigned char *line, int length, long at)
{
	int perByteTimes8 = 0;
	for (int i = 0; i < typeCount; i++) {
		int need = (types[i].width + 1) * 8 / types[i].size;
		if (need > perByteTimes8) perByteTimes8 = need;
	}
	for (int i = 0; i < typeCount; i++) {
		if (i == 0) putAddress(at, 0);
		else if (base != 'n') printf("%*s", base == 'x' ? 6 : 7, "");
		int field = perByteTimes8 * types[i].size / 8;
		for (int k = 0; k < length; k += types[i].size) putValue(&types[i], line + k, field);
		if (types[i].text) {
			printf("%*s  >", (perLine - length + types[i].size - 1) / types[i].size * field, "");
			for (int k = 0; k < length; k++) putchar(isprint(line[k]) ? line[k] : '.');
			putchar('<');
		}
		putchar('\n');
	}
}

static char **files;
static int opened, failed;

/* The next byte of all files, one after the other. */
static int nextByte(void)
{
	static FILE *file;
	for (;;) {
		int c = file ? getc(file) : EOF;
		if (c != EOF) return c;
		if (!*files) return EOF;
		file = strcmp(*files, "-") == 0 ? stdin : fopen(*files, "r");
		if (file) opened = 1;
		else {
			fprintf(stderr, "od: %s: %s\n", *files, strerror(errno));
			failed = 1;
		}
		files++;
	}
}

int main(int argc, char **argv)
{
	static char *standard[] = {"-", NULL};
	for (int c; (c = getopt(argc, argv, "t:A:N:j:vacbxdoiw::")) != -1;) switch (c) {
		case 't': parseTypes(optarg); break;
		case 'A': base = *optarg; break;
		case 'N': limit = strtol(optarg, NULL, 0); break;
		case 'j': skip = strtol(optarg, NULL, 0); break;
		case 'v': verbose = 1; break;
		case 'a': addType('a', 1); break;
		case 'c': addType('c', 1); break;
		case 'b': addType('o', 1); break;
		case 'x': addType('x', 2); break;
		case 'd': addType('u', 2); break;
		case 'o': addType('o', 2); break;
		case 'i': addType('d', 4); break;
		case 'w': perLine = optarg ? atoi(optarg) : 32; break;
		default: fprintf(stderr, "Try 'od --help' for more information.\n"); return 1;
		}
	if (!typeCount) addType('o', 2);
	if (perLine < 1 || perLine > 64) perLine = 16;
	files = optind < argc ? argv + optind : standard;
	unsigned char line[80] = {0}, before[80];
	long at = 0;
	int repeated = 0, first = 1;
	for (; at < skip && nextByte() != EOF; at++) continue;
	for (int ended = 0; !ended;) {
		int length = 0, c = 0;
		memset(line, 0, sizeof line);
		while (length < perLine && (limit < 0 || at + length < skip + limit) && (c = nextByte()) != EOF) line[length++] = (unsigned char)c;
		ended = length < perLine;
		if (length == 0) break;
		if (!first && !verbose && length == perLine && memcmp(line, before, (size_t)perLine) == 0) {
			if (!repeated) puts("*");
			repeated = 1;
		} else {
			putLine(line, length, at);
			repeated = 0;
		}
		memcpy(before, line, sizeof line);
		first = 0;
		at += length;
	}
	if (opened) putAddress(at, 1);
	return failed;
}
