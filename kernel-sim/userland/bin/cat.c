/* cat(1): files, or standard input, to standard output. -n -b number lines, -A -E -T -v show what is not to be seen, -s squeezes. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int numberAll, numberFull, showEnds, showTabs, showOthers, squeeze;

/* Straight through, with big reads: nothing is to be changed. */
static int copy(int fd, const char *name)
{
	static char buffer[65536];
	for (;;) {
		ssize_t got = read(fd, buffer, sizeof buffer);
		if (got == 0) return 0;
		if (got < 0) {
			if (errno == EINTR) continue;
			fprintf(stderr, "cat: %s: %s\n", name, strerror(errno));
			return 1;
		}
		for (ssize_t done = 0, now; done < got; done += now) {
			now = write(1, buffer + done, (size_t)(got - done));
			if (now < 0) {
				fprintf(stderr, "cat: write error: %s\n", strerror(errno));
				return 1;
			}
		}
	}
}

static void show(int c)
{
	if (c == '\t') {
		fputs(showTabs ? "^I" : "\t", stdout);
		return;
	}
	if (!showOthers) {
		putchar(c);
		return;
	}
	if (c >= 128) {
		fputs("M-", stdout);
		c -= 128;
	}
	if (c < 32) printf("^%c", c + 64);
	else if (c == 127) fputs("^?", stdout);
	else putchar(c);
}

static int edit(FILE *file)
{
	static int line, atStart = 1, emptyLines;
	for (int c; (c = getc(file)) != EOF;) {
		if (atStart) {
			emptyLines = c == '\n' ? emptyLines + 1 : 0;
			if (squeeze && emptyLines > 1) continue;
			if (numberAll || (numberFull && c != '\n')) printf("%6d\t", ++line);
		}
		atStart = c == '\n';
		if (!atStart) show(c);
		else fputs(showEnds ? "$\n" : "\n", stdout);
	}
	return 0;
}

static int catOne(const char *name)
{
	int standard = strcmp(name, "-") == 0, fd = standard ? 0 : open(name, O_RDONLY), status;
	if (fd < 0) {
		fprintf(stderr, "cat: %s: %s\n", name, strerror(errno));
		return 1;
	}
	if (!(numberAll || numberFull || showEnds || showTabs || showOthers || squeeze)) {
		status = copy(fd, name);
		if (!standard) close(fd);
		return status;
	}
	FILE *file = standard ? stdin : fdopen(fd, "r");
	status = edit(file);
	if (!standard) fclose(file);
	return status;
}

int main(int argc, char **argv)
{
	int status = 0;
	for (int c; (c = getopt(argc, argv, "nbAETvtesu")) != -1;) {
		numberAll |= c == 'n';
		numberFull |= c == 'b';
		showEnds |= strchr("AEe", c) != NULL;
		showTabs |= strchr("ATt", c) != NULL;
		showOthers |= strchr("Avte", c) != NULL;
		squeeze |= c == 's';
		if (c == '?') return 1;
	}
	if (numberFull) numberAll = 0;
	if (optind == argc) return catOne("-");
	for (; optind < argc; optind++) status |= catOne(argv[optind]);
	return status;
}
