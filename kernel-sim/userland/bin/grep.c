/*
 * grep(1): lines that match. -E -F -G, -i -v -n -c -q -s -r -l -L -o -w -x -h -H -e -f -m -A -B -C. Prints as GNU grep does,
 * without colours. Back references are not supported (regcomp(3) here).
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static int fixed, extended, foldCase, invert, numbers, countOnly, quiet, silent, recursive, listFiles, listWithout, onlyMatching, words, wholeLine;
static int withNames = -1, contextBefore, contextAfter;
static long most = -1;
static int anyMatched, anyError;

struct pattern {
	struct pattern *next;
	char *text;
	regex_t regex;
};
static struct pattern *patterns, **patternsEnd = &patterns;

static void addPattern(char *text)
{
	struct pattern *p = calloc(1, sizeof *p);
	p->text = text;
	*patternsEnd = p;
	patternsEnd = &p->next;
}

/* A newline in a pattern separates two. */
static void addPatterns(char *text)
{
	for (char *line; (line = strsep(&text, "\n"));) addPattern(strdup(line));
}

static void addPatternFile(const char *name)
{
	FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
	char *line = NULL;
	size_t size = 0;
	if (!file) {
		fprintf(stderr, "grep: %s: %s\n", name, strerror(errno));
		exit(2);
	}
	for (ssize_t length; (length = getline(&line, &size, file)) >= 0;) {
		if (length && line[length - 1] == '\n') line[length - 1] = 0;
		addPattern(strdup(line));
	}
	free(line);
	if (file != stdin) fclose(file);
}

static void compilePatterns(void)
{
	for (struct pattern *p = patterns; p && !fixed; p = p->next) {
		int error = regcomp(&p->regex, p->text, (extended ? REG_EXTENDED : 0) | (foldCase ? REG_ICASE : 0));
		if (!error) continue;
		char text[80];
		regerror(error, &p->regex, text, sizeof text);
		fprintf(stderr, "grep: %s\n", text);
		exit(2);
	}
}

static int isWord(char c) { return isalnum((unsigned char)c) || c == '_'; }

static int findFixed(const char *line, size_t from, size_t length, const char *needle, size_t *start, size_t *end)
{
	size_t wanted = strlen(needle);
	for (size_t i = from; i + wanted <= length; i++)
		if ((foldCase ? strncasecmp(line + i, needle, wanted) : memcmp(line + i, needle, wanted)) == 0) {
			*start = i;
			*end = i + wanted;
			return 1;
		}
	return 0;
}

static int findOne(struct pattern *p, const char *line, size_t from, size_t length, size_t *start, size_t *end)
{
	if (fixed) return findFixed(line, from, length, p->text, start, end);
	regmatch_t match = {(regoff_t)from, (regoff_t)length};
	if (regexec(&p->regex, line, 1, &match, REG_STARTEND) != 0) return 0;
	*start = (size_t)match.rm_so;
	*end = (size_t)match.rm_eo;
	return 1;
}

/* The leftmost, longest match of any pattern from `from` on that -w and -x allow. */
static int find(const char *line, size_t from, size_t length, size_t *start, size_t *end)
{
	int found = 0;
	for (struct pattern *p = patterns; p; p = p->next) {
		size_t s, e, at = from;
		while (at <= length && findOne(p, line, at, length, &s, &e)) {
			int fits = !wholeLine || (s == 0 && e == length);
			if (words && ((s > 0 && isWord(line[s - 1])) || (e < length && isWord(line[e])))) fits = 0;
			if (!fits) {
				at = s + 1;
				continue;
			}
			if (!found || s < *start || (s == *start && e > *end)) {
				*start = s;
				*end = e;
			}
			found = 1;
			break;
		}
	}
	return found;
}

static void prefix(const char *name, long number, char separator)
{
	if (withNames) printf("%s%c", name, separator);
	if (numbers) printf("%ld%c", number, separator);
}

static void printMatches(const char *name, long number, const char *line, size_t length)
{
	size_t start, end, from = 0;
	while (from <= length && find(line, from, length, &start, &end)) {
		if (end > start) {
			prefix(name, number, ':');
			fwrite(line + start, 1, end - start, stdout);
			putchar('\n');
		}
		from = end > start ? end : end + 1;
	}
}

/* Lines kept for -B: a ring of the last ones. */
struct kept {
	char *text;
	size_t length;
	long number;
};

static void printLine(const char *name, long number, const char *line, size_t length, char separator)
{
	prefix(name, number, separator);
	fwrite(line, 1, length, stdout);
	putchar('\n');
}

static long grepStream(FILE *file, const char *name)
{
	char *line = NULL;
	size_t size = 0, start, end;
	long number = 0, count = 0, lastPrinted = 0;
	int after = 0;
	struct kept *ring = contextBefore ? calloc((size_t)contextBefore, sizeof *ring) : NULL;
	for (ssize_t length; (most < 0 || count < most || after) && (length = getline(&line, &size, file)) >= 0;) {
		if (length && line[length - 1] == '\n') length--;
		number++;
		int matched = (most < 0 || count < most) && find(line, 0, (size_t)length, &start, &end) != invert;
		if (matched) {
			count++;
			anyMatched = 1;
			if (quiet || listFiles || listWithout) break;
			if (countOnly) continue;
			if (onlyMatching) {
				if (!invert) printMatches(name, number, line, (size_t)length);
				continue;
			}
			for (int i = contextBefore; ring && i > 0; i--) {
				long wanted = number - i;
				if (wanted <= lastPrinted || wanted < 1) continue;
				if (lastPrinted && wanted > lastPrinted + 1) puts("--");
				struct kept *k = &ring[wanted % contextBefore];
				printLine(name, wanted, k->text, k->length, '-');
				lastPrinted = wanted;
			}
			if ((contextBefore || contextAfter) && lastPrinted && number > lastPrinted + 1) puts("--");
			printLine(name, number, line, (size_t)length, ':');
			lastPrinted = number;
			after = contextAfter;
		} else if (after > 0 && !countOnly) {
			printLine(name, number, line, (size_t)length, '-');
			lastPrinted = number;
			after--;
		}
		if (ring) {
			struct kept *k = &ring[number % contextBefore];
			free(k->text);
			k->text = strndup(line, (size_t)length);
			k->length = (size_t)length;
		}
	}
	free(line);
	return count;
}

static void complain(const char *name, int error)
{
	anyError = 1;
	if (silent) return;
	fflush(stdout);
	fprintf(stderr, "grep: %s: %s\n", name, strerror(error));
}

static void grepPath(const char *path, int given);

static void grepDirectory(const char *path)
{
	DIR *dir = opendir(path);
	if (!dir) {
		complain(path, errno);
		return;
	}
	for (struct dirent *entry; (entry = readdir(dir));) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
		char *inner = malloc(strlen(path) + strlen(entry->d_name) + 2);
		sprintf(inner, "%s%s%s", path, path[strlen(path) - 1] == '/' ? "" : "/", entry->d_name);
		grepPath(inner, 0);
		free(inner);
	}
	closedir(dir);
}

/* `given`: named on the command line; links met on the way down are not followed. */
static void grepPath(const char *path, int given)
{
	struct stat st;
	int standard = strcmp(path, "-") == 0 && given;
	if (!standard && (given ? stat(path, &st) : lstat(path, &st)) == 0) {
		if (S_ISDIR(st.st_mode)) {
			if (recursive) grepDirectory(path);
			else if (!silent) fprintf(stderr, "grep: %s: Is a directory\n", path);
			return;
		}
		if (!given && !S_ISREG(st.st_mode)) return;
	}
	FILE *file = standard ? stdin : fopen(path, "r");
	const char *name = standard ? "(standard input)" : path;
	if (!file) {
		complain(path, errno);
		return;
	}
	long count = grepStream(file, name);
	if (ferror(file)) complain(name, errno);
	if (quiet) {
	} else if (listFiles ? count > 0 : listWithout && count == 0)
		puts(name);
	else if (countOnly && !listFiles && !listWithout) {
		if (withNames) printf("%s:", name);
		printf("%ld\n", count);
	}
	if (!standard) fclose(file);
}

static void usage(void)
{
	fprintf(stderr, "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n");
	exit(2);
}

int main(int argc, char **argv)
{
	static const struct option names[] = {{"extended-regexp", 0, NULL, 'E'}, {"fixed-strings", 0, NULL, 'F'}, {"basic-regexp", 0, NULL, 'G'},
		{"ignore-case", 0, NULL, 'i'}, {"invert-match", 0, NULL, 'v'}, {"line-number", 0, NULL, 'n'}, {"count", 0, NULL, 'c'}, {"quiet", 0, NULL, 'q'},
		{"silent", 0, NULL, 'q'}, {"no-messages", 0, NULL, 's'}, {"recursive", 0, NULL, 'r'}, {"files-with-matches", 0, NULL, 'l'},
		{"files-without-match", 0, NULL, 'L'}, {"only-matching", 0, NULL, 'o'}, {"word-regexp", 0, NULL, 'w'}, {"line-regexp", 0, NULL, 'x'},
		{"no-filename", 0, NULL, 'h'}, {"with-filename", 0, NULL, 'H'}, {"regexp", 1, NULL, 'e'}, {"file", 1, NULL, 'f'}, {"max-count", 1, NULL, 'm'},
		{"after-context", 1, NULL, 'A'}, {"before-context", 1, NULL, 'B'}, {"context", 1, NULL, 'C'}, {"color", 2, NULL, 1}, {"colour", 2, NULL, 1},
		{NULL, 0, NULL, 0}};
	const char *self = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
	extended = strcmp(self, "egrep") == 0;
	fixed = strcmp(self, "fgrep") == 0;
	for (int c; (c = getopt_long(argc, argv, "EFGivncqsrRlLowxhHe:f:m:A:B:C:ay", names, NULL)) != -1;) switch (c) {
		case 'E': extended = 1; fixed = 0; break;
		case 'F': fixed = 1; break;
		case 'G': extended = fixed = 0; break;
		case 'i':
		case 'y': foldCase = 1; break;
		case 'v': invert = 1; break;
		case 'n': numbers = 1; break;
		case 'c': countOnly = 1; break;
		case 'q': quiet = 1; break;
		case 's': silent = 1; break;
		case 'r':
		case 'R': recursive = 1; break;
		case 'l': listFiles = 1; break;
		case 'L': listWithout = 1; break;
		case 'o': onlyMatching = 1; break;
		case 'w': words = 1; break;
		case 'x': wholeLine = 1; break;
		case 'h': withNames = 0; break;
		case 'H': withNames = 1; break;
		case 'e': addPatterns(strdup(optarg)); break;
		case 'f': addPatternFile(optarg); break;
		case 'm': most = atol(optarg); break;
		case 'A': contextAfter = atoi(optarg); break;
		case 'B': contextBefore = atoi(optarg); break;
		case 'C': contextAfter = contextBefore = atoi(optarg); break;
		case 'a':
		case 1: break;
		default: usage();
		}
	if (!patterns) {
		if (optind >= argc) usage();
		addPatterns(strdup(argv[optind++]));
	}
	compilePatterns();
	int files = argc - optind;
	if (withNames < 0) withNames = files > 1 || recursive;
	if (files == 0) grepPath(recursive ? "." : "-", 1);
	for (; optind < argc && !(quiet && anyMatched); optind++) grepPath(argv[optind], 1);
	if (fflush(stdout) != 0) return 2;
	if (quiet && anyMatched) return 0;
	return anyError ? 2 : !anyMatched;
}
