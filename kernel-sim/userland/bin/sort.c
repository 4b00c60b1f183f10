/* sort(1): lines in order. -n -r -u -k POS[,POS] -t C -f -b -d -s -c -o FILE -h -V. By bytes, as in the C locale. */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct flags {
	int numeric, reverse, fold, blanks, dictionary, human, version;
};
/* From field/character to field/character, from 1; end 0 = the end of the line. */
struct key {
	int fromField, fromChar, toField, toChar;
	struct flags flags;
	int ownFlags;
};
struct line {
	char *text;
	size_t length;
};

static struct key keys[16];
static int keyCount, unique, stable, check, separator = -1;
static struct flags global;
static struct line *lines;
static size_t lineCount, lineRoom;

static int setFlag(struct flags *f, char letter)
{
	switch (letter) {
	case 'n':
	case 'g': f->numeric = 1; return 1;
	case 'r': f->reverse = 1; return 1;
	case 'f': f->fold = 1; return 1;
	case 'b': f->blanks = 1; return 1;
	case 'd': f->dictionary = 1; return 1;
	case 'h': f->human = 1; return 1;
	case 'V': f->version = 1; return 1;
	}
	return 0;
}

/* F[.C][letters] */
static const char *parsePosition(const char *p, int *field, int *character, struct key *key)
{
	char *end;
	*field = (int)strtol(p, &end, 10);
	if (end == p || *field < 1) {
		fprintf(stderr, "sort: -: invalid field specification '%s'\n", p);
		exit(2);
	}
	p = end;
	if (*p == '.') {
		*character = (int)strtol(p + 1, &end, 10);
		p = end;
	}
	for (; *p && *p != ','; p++) {
		if (!setFlag(&key->flags, *p)) {
			fprintf(stderr, "sort: stray character in field spec: invalid field specification '%s'\n", p);
			exit(2);
		}
		key->ownFlags = 1;
	}
	return p;
}

static void addKey(const char *text)
{
	struct key *key = &keys[keyCount++];
	key->fromChar = 1;
	text = parsePosition(text, &key->fromField, &key->fromChar, key);
	if (*text == ',') parsePosition(text + 1, &key->toField, &key->toChar, key);
}

/* Where field `n` begins: with -t behind the separator, else at the blanks before it. */
static size_t fieldStart(const struct line *l, int n)
{
	size_t at = 0;
	for (; n > 1 && at < l->length; n--) {
		if (separator >= 0) {
			while (at < l->length && (unsigned char)l->text[at] != separator) at++;
			if (at < l->length) at++;
			else return l->length;
		} else {
			while (at < l->length && isblank((unsigned char)l->text[at])) at++;
			while (at < l->length && !isblank((unsigned char)l->text[at])) at++;
		}
	}
	return at;
}

static size_t fieldEnd(const struct line *l, int n)
{
	size_t at = fieldStart(l, n);
	if (separator >= 0)
		while (at < l->length && (unsigned char)l->text[at] != separator) at++;
	else {
		while (at < l->length && isblank((unsigned char)l->text[at])) at++;
		while (at < l->length && !isblank((unsigned char)l->text[at])) at++;
	}
	return at;
}

static size_t skipBlanks(const struct line *l, size_t at)
{
	while (at < l->length && isblank((unsigned char)l->text[at])) at++;
	return at;
}

static void keyRange(const struct key *key, const struct flags *f, const struct line *l, size_t *start, size_t *end)
{
	*start = fieldStart(l, key->fromField);
	if (f->blanks) *start = skipBlanks(l, *start);
	*start += (size_t)key->fromChar - 1;
	if (!key->toField) *end = l->length;
	else if (!key->toChar) *end = fieldEnd(l, key->toField);
	else {
		*end = fieldStart(l, key->toField);
		if (f->blanks) *end = skipBlanks(l, *end);
		*end += (size_t)key->toChar;
	}
	if (*start > l->length) *start = l->length;
	if (*end > l->length) *end = l->length;
	if (*end < *start) *end = *start;
}

/* The number at the beginning; what strtod would take besides (hex, inf, an exponent) is cut off. A unit letter is kept. */
static char *plainNumber(char *text)
{
	char *start = text + strspn(text, " \t"), *end = start + (*start == '-');
	end += strspn(end, "0123456789");
	if (*end == '.') end += 1 + strspn(end + 1, "0123456789");
	if (*end && strchr("xXeEnNiI", *end)) *end = 0;
	else if (*end) end[1] = 0;
	return start;
}

/* By value; with -h by unit first, as sort(1) does. */
static int compareNumbers(const char *a, size_t an, const char *b, size_t bn, int human)
{
	static const char units[] = "KMGTPE";
	char x[64], y[64];
	char *xe, *ye;
	snprintf(x, sizeof x, "%.*s", (int)(an < 60 ? an : 60), a);
	snprintf(y, sizeof y, "%.*s", (int)(bn < 60 ? bn : 60), b);
	char *p = plainNumber(x), *q = plainNumber(y);
	double u = strchr("-.0123456789", *p) && *p ? strtod(p, &xe) : (xe = p, 0);
	double v = strchr("-.0123456789", *q) && *q ? strtod(q, &ye) : (ye = q, 0);
	if (human) {
		const char *ux = *xe ? strchr(units, toupper((unsigned char)*xe)) : NULL, *uy = *ye ? strchr(units, toupper((unsigned char)*ye)) : NULL;
		int px = u == 0 ? 0 : ux ? (int)(ux - units) + 1 : 0, py = v == 0 ? 0 : uy ? (int)(uy - units) + 1 : 0;
		if (u < 0) px = -px;
		if (v < 0) py = -py;
		if (px != py) return px < py ? -1 : 1;
	}
	return u < v ? -1 : u > v;
}

static int compareText(const struct flags *f, const char *a, size_t an, const char *b, size_t bn)
{
	size_t i = 0, j = 0;
	for (;; i++, j++) {
		while (f->dictionary && i < an && !isalnum((unsigned char)a[i]) && !isblank((unsigned char)a[i])) i++;
		while (f->dictionary && j < bn && !isalnum((unsigned char)b[j]) && !isblank((unsigned char)b[j])) j++;
		if (i >= an || j >= bn) return (i < an) - (j < bn);
		int x = (unsigned char)a[i], y = (unsigned char)b[j];
		if (f->fold) x = toupper(x), y = toupper(y);
		if (x != y) return x < y ? -1 : 1;
	}
}

static int compareBy(const struct flags *f, const char *a, size_t an, const char *b, size_t bn)
{
	if (f->numeric || f->human) return compareNumbers(a, an, b, bn, f->human);
	if (f->version) {
		char *x = strndup(a, an), *y = strndup(b, bn);
		int order = strverscmp(x, y);
		free(x);
		free(y);
		return order;
	}
	return compareText(f, a, an, b, bn);
}

/* By the keys alone. */
static int compareKeys(const struct line *a, const struct line *b)
{
	if (!keyCount) {
		size_t sa = global.blanks ? skipBlanks(a, 0) : 0, sb = global.blanks ? skipBlanks(b, 0) : 0;
		int order = compareBy(&global, a->text + sa, a->length - sa, b->text + sb, b->length - sb);
		return global.reverse ? -order : order;
	}
	for (int i = 0; i < keyCount; i++) {
		const struct flags *f = keys[i].ownFlags ? &keys[i].flags : &global;
		size_t as, ae, bs, be;
		keyRange(&keys[i], f, a, &as, &ae);
		keyRange(&keys[i], f, b, &bs, &be);
		int order = compareBy(f, a->text + as, ae - as, b->text + bs, be - bs);
		if (order) return f->reverse ? -order : order;
	}
	return 0;
}

/* With the whole line as the last key, unless -s or -u. */
static int compareLines(const struct line *a, const struct line *b)
{
	int order = compareKeys(a, b);
	if (order || stable || unique) return order;
	order = memcmp(a->text, b->text, a->length < b->length ? a->length : b->length);
	if (!order) order = a->length < b->length ? -1 : a->length > b->length;
	return global.reverse ? -order : order;
}

/* Merge sort: stable, as -s and -u need it. */
static void mergeSort(struct line *from, struct line *scratch, size_t count)
{
	if (count < 2) return;
	size_t half = count / 2, i = 0, j = half, k = 0;
	mergeSort(from, scratch, half);
	mergeSort(from + half, scratch, count - half);
	while (i < half && j < count) scratch[k++] = compareLines(&from[j], &from[i]) < 0 ? from[j++] : from[i++];
	while (i < half) scratch[k++] = from[i++];
	memcpy(from, scratch, k * sizeof *from);
}

static void readLines(const char *name)
{
	int standard = strcmp(name, "-") == 0;
	FILE *file = standard ? stdin : fopen(name, "r");
	if (!file) {
		fprintf(stderr, "sort: cannot read: %s: %s\n", name, strerror(errno));
		exit(2);
	}
	char *text = NULL;
	size_t size = 0;
	for (ssize_t length; (length = getline(&text, &size, file)) >= 0; text = NULL, size = 0) {
		if (length && text[length - 1] == '\n') text[--length] = 0;
		if (lineCount == lineRoom) {
			lineRoom = lineRoom ? lineRoom * 2 : 256;
			lines = realloc(lines, lineRoom * sizeof *lines);
			if (!lines) exit(2);
		}
		lines[lineCount].text = text;
		lines[lineCount++].length = (size_t)length;
	}
	if (!standard) fclose(file);
}

static int checkOrder(const char *name)
{
	for (size_t i = 1; i < lineCount; i++) {
		int order = compareLines(&lines[i - 1], &lines[i]);
		if (order > 0 || (unique && order == 0)) {
			fprintf(stderr, "sort: %s:%zu: disorder: %s\n", name, i + 1, lines[i].text);
			return 1;
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *output = NULL;
	for (int c; (c = getopt(argc, argv, "ngrfbdhVusck:t:o:")) != -1;) switch (c) {
		case 'u': unique = 1; break;
		case 's': stable = 1; break;
		case 'c': check = 1; break;
		case 'k':
			if (keyCount < 16) addKey(optarg);
			break;
		case 't': separator = strcmp(optarg, "\\0") == 0 ? 0 : (unsigned char)*optarg; break;
		case 'o': output = optarg; break;
		case '?': fprintf(stderr, "Try 'sort --help' for more information.\n"); return 2;
		default: setFlag(&global, (char)c);
		}
	const char *first = optind < argc ? argv[optind] : "-";
	if (optind == argc) readLines("-");
	for (; optind < argc; optind++) readLines(argv[optind]);
	if (check) return checkOrder(first);
	struct line *scratch = malloc((lineCount + 1) * sizeof *scratch);
	if (!scratch) return 2;
	mergeSort(lines, scratch, lineCount);
	if (output && !freopen(output, "w", stdout)) {
		fprintf(stderr, "sort: open failed: %s: %s\n", output, strerror(errno));
		return 2;
	}
	for (size_t i = 0; i < lineCount; i++) {
		if (unique && i > 0 && compareKeys(&lines[i - 1], &lines[i]) == 0) {
			/* Of equal lines the first stays. */
			lines[i] = lines[i - 1];
			continue;
		}
		fwrite(lines[i].text, 1, lines[i].length, stdout);
		putchar('\n');
	}
	return fflush(stdout) ? 2 : 0;
}
