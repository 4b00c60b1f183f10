/* cut(1): parts of lines. -b -c LIST, -f LIST with -d C and -s, --complement, --output-delimiter. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct range {
	long from, to;
} ranges[64];
static int rangeCount, onlyDelimited, complement;
static char delimiter = '\t';
static const char *outputDelimiter;

static void parseList(const char *text)
{
	while (*text && rangeCount < 64) {
		char *end;
		struct range r = {1, 0x7fffffffffffffff};
		if (*text != '-') {
			r.from = r.to = strtol(text, &end, 10);
			if (end == text || r.from < 1) {
				fprintf(stderr, r.from < 1 && end != text ? "cut: fields are numbered from 1\n" : "cut: invalid field value '%s'\n", text);
				exit(1);
			}
			text = end;
		}
		if (*text == '-') {
			text++;
			r.to = strtol(text, &end, 10);
			if (end == text) r.to = 0x7fffffffffffffff;
			text = end;
		}
		if (r.to < r.from) {
			fprintf(stderr, "cut: invalid decreasing range\nTry 'cut --help' for more information.\n");
			exit(1);
		}
		ranges[rangeCount++] = r;
		if (*text == ',') text++;
	}
}

static int wanted(long n)
{
	for (int i = 0; i < rangeCount; i++)
		if (n >= ranges[i].from && n <= ranges[i].to) return !complement;
	return complement;
}

static void cutBytes(const char *line, size_t length)
{
	int any = 0;
	for (size_t i = 0; i < length; i++) {
		if (!wanted((long)i + 1)) continue;
		/* Between two ranges. */
		if (any && outputDelimiter && !wanted((long)i)) fputs(outputDelimiter, stdout);
		putchar(line[i]);
		any = 1;
	}
	putchar('\n');
}

static void cutFields(const char *line, size_t length)
{
	if (!memchr(line, delimiter, length)) {
		if (onlyDelimited) return;
		fwrite(line, 1, length, stdout);
		putchar('\n');
		return;
	}
	int any = 0;
	const char *end = line + length;
	for (long n = 1; line <= end; n++) {
		const char *stop = memchr(line, delimiter, (size_t)(end - line));
		if (!stop) stop = end;
		if (wanted(n)) {
			if (any && outputDelimiter) fputs(outputDelimiter, stdout);
			else if (any) putchar(delimiter);
			fwrite(line, 1, (size_t)(stop - line), stdout);
			any = 1;
		}
		line = stop + 1;
	}
	putchar('\n');
}

int main(int argc, char **argv)
{
	static const struct option names[] = {{"complement", 0, NULL, 1}, {"output-delimiter", 1, NULL, 2}, {"delimiter", 1, NULL, 'd'}, {"fields", 1, NULL, 'f'},
		{"bytes", 1, NULL, 'b'}, {"characters", 1, NULL, 'c'}, {"only-delimited", 0, NULL, 's'}, {NULL, 0, NULL, 0}};
	int fields = 0, status = 0;
	for (int c; (c = getopt_long(argc, argv, "b:c:f:d:sn", names, NULL)) != -1;) switch (c) {
		case 'f': fields = 1; /* fall through */
		case 'b':
		case 'c': parseList(optarg); break;
		case 'd':
			if (strlen(optarg) > 1) {
				fprintf(stderr, "cut: the delimiter must be a single character\nTry 'cut --help' for more information.\n");
				return 1;
			}
			delimiter = *optarg;
			break;
		case 's': onlyDelimited = 1; break;
		case 'n': break;
		case 1: complement = 1; break;
		case 2: outputDelimiter = optarg; break;
		default: fprintf(stderr, "Try 'cut --help' for more information.\n"); return 1;
		}
	if (!rangeCount) {
		fprintf(stderr, "cut: you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information.\n");
		return 1;
	}
	int files = argc - optind;
	char *line = NULL;
	size_t size = 0;
	for (int i = 0; i < (files ? files : 1); i++) {
		const char *name = files ? argv[optind + i] : "-";
		FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
		if (!file) {
			fprintf(stderr, "cut: %s: %s\n", name, strerror(errno));
			status = 1;
			continue;
		}
		for (ssize_t length; (length = getline(&line, &size, file)) >= 0;) {
			if (length && line[length - 1] == '\n') length--;
			if (fields) cutFields(line, (size_t)length);
			else cutBytes(line, (size_t)length);
		}
		if (file != stdin) fclose(file);
	}
	return status;
}
