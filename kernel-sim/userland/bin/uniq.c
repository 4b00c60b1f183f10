/* uniq(1): of equal lines that follow each other only one. -c counts, -d only repeated, -u only single, -i, -f N, -s N. */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int counts, repeated, single, fold;
static long skipFields, skipChars;

static const char *start(const char *line)
{
	for (long i = 0; i < skipFields; i++) {
		while (isblank((unsigned char)*line)) line++;
		while (*line && !isblank((unsigned char)*line)) line++;
	}
	for (long i = 0; i < skipChars && *line; i++) line++;
	return line;
}

static int same(const char *a, const char *b)
{
	return (fold ? strcasecmp(start(a), start(b)) : strcmp(start(a), start(b))) == 0;
}

static void show(const char *line, unsigned long count)
{
	if ((repeated && count < 2) || (single && count > 1)) return;
	if (counts) printf("%7lu ", count);
	puts(line);
}

int main(int argc, char **argv)
{
	for (int c; (c = getopt(argc, argv, "cduif:s:")) != -1;) switch (c) {
		case 'c': counts = 1; break;
		case 'd': repeated = 1; break;
		case 'u': single = 1; break;
		case 'i': fold = 1; break;
		case 'f': skipFields = atol(optarg); break;
		case 's': skipChars = atol(optarg); break;
		default: fprintf(stderr, "Try 'uniq --help' for more information.\n"); return 1;
		}
	if (optind < argc && strcmp(argv[optind], "-") != 0 && !freopen(argv[optind], "r", stdin)) {
		fprintf(stderr, "uniq: %s: %s\n", argv[optind], strerror(errno));
		return 1;
	}
	if (optind + 1 < argc && !freopen(argv[optind + 1], "w", stdout)) {
		fprintf(stderr, "uniq: %s: %s\n", argv[optind + 1], strerror(errno));
		return 1;
	}
	char *line = NULL, *kept = NULL;
	size_t size = 0;
	unsigned long count = 0;
	for (ssize_t length; (length = getline(&line, &size, stdin)) >= 0;) {
		if (length && line[length - 1] == '\n') line[length - 1] = 0;
		if (kept && same(kept, line)) {
			count++;
			continue;
		}
		if (kept) show(kept, count);
		free(kept);
		kept = strdup(line);
		count = 1;
	}
	if (kept) show(kept, count);
	return 0;
}
