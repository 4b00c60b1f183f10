/* tail(1): the last lines (-n, default 10) or bytes (-c); +N from the Nth on. -f goes on as the file grows. -q -v. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long amount = 10;
static int bytes, fromStart, follow, quiet, verbose;

static void parseAmount(const char *text)
{
	char *end;
	fromStart = *text == '+';
	amount = labs(strtol(text, &end, 10));
	if (*end == 'k' || *end == 'K') amount *= 1024, end++;
	if (*end || end == text) {
		fprintf(stderr, "tail: invalid number of %s: '%s'\n", bytes ? "bytes" : "lines", text);
		exit(1);
	}
}

/* The whole stream in memory. */
static char *slurp(FILE *file, size_t *length)
{
	size_t room = 4096, used = 0;
	char *text = malloc(room);
	for (size_t got; text && (got = fread(text + used, 1, room - used, file)) > 0;) {
		used += got;
		if (used == room) text = realloc(text, room *= 2);
	}
	if (!text) {
		fprintf(stderr, "tail: memory exhausted\n");
		exit(1);
	}
	*length = used;
	return text;
}

static void tailOne(FILE *file)
{
	size_t length, start = 0;
	char *text = slurp(file, &length);
	if (fromStart) {
		if (bytes) start = amount > 0 ? (size_t)amount - 1 : 0;
		else
			for (long line = 1; line < amount && start < length; start++) line += text[start] == '\n';
	} else if (bytes)
		start = length > (size_t)amount ? length - (size_t)amount : 0;
	else if (amount == 0)
		start = length;
	else {
		long lines = 0;
		for (start = length; start > 0; start--) {
			/* The newline at the very end ends the last line. */
			if (text[start - 1] == '\n' && start != length && ++lines == amount) break;
		}
	}
	if (start < length) fwrite(text + start, 1, length - start, stdout);
	free(text);
}

int main(int argc, char **argv)
{
	int status = 0;
	if (argc > 1 && (argv[1][0] == '-' || argv[1][0] == '+') && argv[1][1] >= '0' && argv[1][1] <= '9') {
		parseAmount(argv[1] + (argv[1][0] == '-'));
		optind = 2;
	}
	for (int c; (c = getopt(argc, argv, "n:c:fFqv")) != -1;) switch (c) {
		case 'n': bytes = 0; parseAmount(optarg); break;
		case 'c': bytes = 1; parseAmount(optarg); break;
		case 'f':
		case 'F': follow = 1; break;
		case 'q': quiet = 1; break;
		case 'v': verbose = 1; break;
		default: fprintf(stderr, "Try 'tail --help' for more information.\n"); return 1;
		}
	int files = argc - optind, shown = 0;
	FILE *last = NULL;
	for (int i = 0; i < (files ? files : 1); i++) {
		const char *name = files ? argv[optind + i] : "-";
		int standard = strcmp(name, "-") == 0;
		FILE *file = standard ? stdin : fopen(name, "r");
		if (!file) {
			fprintf(stderr, "tail: cannot open '%s' for reading: %s\n", name, strerror(errno));
			status = 1;
			continue;
		}
		if ((files > 1 && !quiet) || verbose) printf("%s==> %s <==\n", shown++ ? "\n" : "", standard ? "standard input" : name);
		tailOne(file);
		if (ferror(file)) {
			fprintf(stderr, "tail: error reading '%s': %s\n", name, strerror(errno));
			status = 1;
		}
		if (last && last != stdin) fclose(last);
		last = file;
	}
	/* The last file is the one that is followed. */
	while (follow && last) {
		char buffer[4096];
		fflush(stdout);
		ssize_t got = read(fileno(last), buffer, sizeof buffer);
		if (got > 0) fwrite(buffer, 1, (size_t)got, stdout);
		else usleep(200000);
	}
	return status;
}
