/* tr(1): changes, deletes (-d) or squeezes (-s) characters; -c the complement; -t cuts SET1. Ranges, [:classes:], [c*n], \n \nnn. */
#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct set {
	unsigned char member[8192];
	int count;
	/* Where a [c*] without a number stands: it fills SET2 up; -1 for none. */
	int fillAt;
};

static const struct {
	const char *name;
	int (*has)(int);
} classes[] = {
	{"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl}, {"digit", isdigit}, {"graph", isgraph},
	{"lower", islower}, {"print", isprint}, {"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit},
};

static void add(struct set *s, int c)
{
	if (s->count < (int)sizeof s->member) s->member[s->count++] = (unsigned char)c;
}

/* One character, with its escape. */
static int take(const char **p)
{
	static const char letters[] = "abfnrtv\\", meanings[] = "\a\b\f\n\r\t\v\\";
	int c = (unsigned char)*(*p)++;
	if (c != '\\' || !**p) return c;
	const char *found = strchr(letters, **p);
	if (found) return ++*p, meanings[found - letters];
	if (**p < '0' || **p > '7') return (unsigned char)*(*p)++;
	int value = 0;
	for (int i = 0; i < 3 && **p >= '0' && **p <= '7'; i++) value = value * 8 + (*(*p)++ - '0');
	return value & 255;
}

static void parse(struct set *s, const char *p)
{
	s->fillAt = -1;
	while (*p) {
		const char *end;
		if (p[0] == '[' && p[1] == ':' && (end = strstr(p + 2, ":]"))) {
			size_t length = (size_t)(end - p) - 2, i = 0;
			while (i < 12 && (strlen(classes[i].name) != length || strncmp(classes[i].name, p + 2, length) != 0)) i++;
			if (i == 12) {
				fprintf(stderr, "tr: invalid character class '%.*s'\n", (int)length, p + 2);
				exit(1);
			}
			for (int c = 0; c < 256; c++)
				if (classes[i].has(c)) add(s, c);
			p = end + 2;
			continue;
		}
		if (p[0] == '[' && p[1] && p[1] != ']' && (end = strchr(p + 2, ']')) && p[2] == '*') {
			char *after;
			long n = strtol(p + 3, &after, p[3] == '0' ? 8 : 10);
			if (after == end) {
				if (n == 0) s->fillAt = s->count;
				for (long i = 0; i < (n ? n : 1); i++) add(s, (unsigned char)p[1]);
				p = end + 1;
				continue;
			}
		}
		int low = take(&p), high = low;
		if (p[0] == '-' && p[1]) {
			p++;
			high = take(&p);
			if (high < low) {
				fprintf(stderr, "tr: range-endpoints of '%c-%c' are in reverse collating sequence order\n", low, high);
				exit(1);
			}
		}
		for (int c = low; c <= high; c++) add(s, c);
	}
}

static void invert(struct set *s)
{
	char in[256] = {0};
	for (int i = 0; i < s->count; i++) in[s->member[i]] = 1;
	s->count = 0;
	for (int c = 0; c < 256; c++)
		if (!in[c]) add(s, c);
}

/* SET2 becomes as long as SET1: by its [c*], or by its last character. */
static void lengthen(struct set *second, const struct set *first)
{
	if (second->count == 0) return;
	if (second->fillAt >= 0) {
		int missing = first->count - second->count;
		if (missing <= 0) return;
		unsigned char c = second->member[second->fillAt];
		memmove(second->member + second->fillAt + missing, second->member + second->fillAt, (size_t)(second->count - second->fillAt));
		memset(second->member + second->fillAt, c, (size_t)missing);
		second->count += missing;
		return;
	}
	while (second->count < first->count) add(second, second->member[second->count - 1]);
}

int main(int argc, char **argv)
{
	static struct set first, second;
	int complement = 0, delete = 0, squeeze = 0, truncate = 0;
	for (int c; (c = getopt(argc, argv, "+cCdst")) != -1;) switch (c) {
		case 'c':
		case 'C': complement = 1; break;
		case 'd': delete = 1; break;
		case 's': squeeze = 1; break;
		case 't': truncate = 1; break;
		default: fprintf(stderr, "Try 'tr --help' for more information.\n"); return 1;
		}
	int sets = argc - optind;
	if (sets < 1 || (sets < 2 && !delete && !squeeze)) {
		fprintf(stderr, sets < 1 ? "tr: missing operand\n" : "tr: missing operand after '%s'\nTwo strings must be given when translating.\n", argv[optind]);
		fprintf(stderr, "Try 'tr --help' for more information.\n");
		return 1;
	}
	parse(&first, argv[optind]);
	if (complement) invert(&first);
	if (sets > 1) parse(&second, argv[optind + 1]);
	int translate = sets > 1 && !delete;
	if (translate && truncate && second.count < first.count) first.count = second.count;
	if (translate) lengthen(&second, &first);
	int map[256];
	char gone[256] = {0}, squeezed[256] = {0};
	for (int c = 0; c < 256; c++) map[c] = c;
	for (int i = 0; i < first.count; i++) {
		if (translate) map[first.member[i]] = second.member[i];
		if (delete) gone[first.member[i]] = 1;
	}
	const struct set *squeezeSet = sets > 1 ? &second : &first;
	for (int i = 0; squeeze && i < squeezeSet->count; i++) squeezed[squeezeSet->member[i]] = 1;
	int last = -1;
	for (int c; (c = getchar()) != EOF;) {
		if (gone[c]) continue;
		c = map[c];
		if (c == last && squeezed[c]) continue;
		putchar(c);
		last = c;
	}
	return 0;
}
