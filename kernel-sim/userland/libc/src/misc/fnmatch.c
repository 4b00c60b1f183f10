/* Shell patterns: fnmatch(3). * ? [a-z] [!a-z] [[:alpha:]] and \ to take a character as it is. */
#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

static const struct {
	const char *name;
	int (*has)(int);
} classes[] = {
	{"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl}, {"digit", isdigit}, {"graph", isgraph},
	{"lower", islower}, {"print", isprint}, {"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit},
};

static int fold(int c, int flags) { return flags & FNM_CASEFOLD ? tolower(c) : c; }

/* Is `c` in the class `name` of `length` letters? */
static int inClass(int c, const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if (strlen(classes[i].name) == length && strncmp(classes[i].name, name, length) == 0) return classes[i].has(c);
	return 0;
}

/* Matches c against a bracket at p (behind the [). Returns what follows the ], NULL if there is no end; *matched says whether. */
static const char *bracket(const char *p, int c, int flags, int *matched)
{
	int negated = *p == '!' || *p == '^', hit = 0;
	if (negated) p++;
	for (const char *start = p; *p != ']' || p == start;) {
		if (!*p) return NULL;
		if (p[0] == '[' && p[1] == ':') {
			const char *end = strstr(p + 2, ":]");
			if (end) {
				hit |= inClass(c, p + 2, (size_t)(end - p - 2));
				p = end + 2;
				continue;
			}
		}
		if (*p == '\\' && !(flags & FNM_NOESCAPE) && p[1]) p++;
		int low = (unsigned char)*p++, high = low;
		if (p[0] == '-' && p[1] && p[1] != ']') {
			p++;
			if (*p == '\\' && !(flags & FNM_NOESCAPE) && p[1]) p++;
			high = (unsigned char)*p++;
		}
		hit |= fold(c, flags) >= fold(low, flags) && fold(c, flags) <= fold(high, flags);
	}
	*matched = hit != negated;
	return p + 1;
}

static int match(const char *p, const char *s, const char *start, int flags)
{
	for (;; s++) {
		int atDot = *s == '.' && (flags & FNM_PERIOD) && (s == start || ((flags & FNM_PATHNAME) && s[-1] == '/'));
		int atSlash = *s == '/' && (flags & FNM_PATHNAME);
		switch (*p) {
		case 0: return *s ? FNM_NOMATCH : 0;
		case '?':
			if (!*s || atSlash || atDot) return FNM_NOMATCH;
			p++;
			continue;
		case '*':
			if (atDot) return FNM_NOMATCH;
			while (*p == '*') p++;
			for (;; s++) {
				if (match(p, s, start, flags) == 0) return 0;
				if (!*s || (*s == '/' && (flags & FNM_PATHNAME))) return FNM_NOMATCH;
			}
		case '[': {
			int matched;
			const char *end = *s ? bracket(p + 1, (unsigned char)*s, flags, &matched) : NULL;
			if (*s && end) {
				if (!matched || atSlash || atDot) return FNM_NOMATCH;
				p = end;
				continue;
			}
			break;
		}
		case '\\':
			if (!(flags & FNM_NOESCAPE) && p[1]) p++;
			break;
		}
		if (fold((unsigned char)*p, flags) != fold((unsigned char)*s, flags)) return FNM_NOMATCH;
		p++;
	}
}

int fnmatch(const char *pattern, const char *text, int flags)
{
	return match(pattern, text, text, flags);
}
