/* head(1): the first lines (-n, default 10) or bytes (-c). -q without names, -v with. A negative number leaves the last ones out. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long amount = 10;
static int bytes, quiet, verbose;

static void headBytes(FILE *file)
{
	for (long i = 0; i < amount; i++) {
		int c = getc(file);
		if (c == EOF) return;
		putchar(c);
	}
}

static void headLines(FILE *file)
{
	for (long i = 0; i < amount;) {
		int c = getc(file);
		if (c == EOF) return;
		putchar(c);
		i += c == '\n';
	}
}

/* All but the last ones: the whole is read first. */
static void headBut(FILE *file)
{
	char *text = NULL;
	size_t size = 0;
	ssize_t length = getdelim(&text, &size, -2, file);
	if (length < 0) return;
	long left = -amount;
	if (bytes) length -= left;
	else
		while (length > 0) {
			if (text[length - 1] == '\n' && left-- == 0) break;
			length--;
		}
	if (!bytes && left == -amount) length = 0;
	if (length > 0) fwrite(text, 1, (size_t)length, stdout);
	free(text);
}

static long parseAmount(const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);
	if (*end == 'k' || *end == 'K') value *= 1024, end++;
	else if (*end == 'M') value *= 1048576, end++;
	if (*end || end == text) {
		fprintf(stderr, "head: invalid number of %s: '%s'\n", bytes ? "bytes" : "lines", text);
		exit(1);
	}
	return value;
}

int main(int argc, char **argv)
{
	int status = 0;
	char *old = NULL;
	/* head -5 */
	if (argc > 1 && argv[1][0] == '-' && argv[1][1] >= '0' && argv[1][1] <= '9') {
		old = argv[1] + 1;
		amount = parseAmount(old);
		optind = 2;
	}
	for (int c; (c = getopt(argc, argv, "n:c:qv")) != -1;) switch (c) {
		case 'n': bytes = 0; amount = parseAmount(optarg); break;
		case 'c': bytes = 1; amount = parseAmount(optarg); break;
		case 'q': quiet = 1; break;
		case 'v': verbose = 1; break;
		default: fprintf(stderr, "Try 'head --help' for more information.\n"); return 1;
		}
	int files = argc - optind, shown = 0;
	for (int i = 0; i < (files ? files : 1); i++) {
		const char *name = files ? argv[optind + i] : "-";
		int standard = strcmp(name, "-") == 0;
		FILE *file = standard ? stdin : fopen(name, "r");
		if (!file) {
			fprintf(stderr, "head: cannot open '%s' for reading: %s\n", name, strerror(errno));
			status = 1;
			continue;
		}
		if ((files > 1 && !quiet) || verbose) printf("%s==> %s <==\n", shown++ ? "\n" : "", standard ? "standard input" : name);
		if (amount < 0) headBut(file);
		else if (bytes) headBytes(file);
		else headLines(file);
		if (ferror(file)) {
			fprintf(stderr, "head: error reading '%s': %s\n", name, strerror(errno));
			status = 1;
		}
		if (!standard) fclose(file);
	}
	return status;
}
