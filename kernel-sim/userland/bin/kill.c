/* kill(1): a signal to processes. -l lists names. */
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const names[] = {"EXIT", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
	"TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "POLL", "PWR", "SYS"};

static int numberOf(const char *text)
{
	if (isdigit((unsigned char)*text)) return atoi(text);
	if (strncasecmp(text, "SIG", 3) == 0) text += 3;
	for (int i = 0; i < 32; i++)
		if (strcasecmp(names[i], text) == 0) return i;
	return strcasecmp(text, "IO") == 0 ? SIGIO : -1;
}

static int list(char **argv)
{
	if (!*argv) {
		for (int i = 1; i < 32; i++) printf("%s%c", names[i], i % 16 == 15 || i == 31 ? '\n' : ' ');
		return 0;
	}
	for (; *argv; argv++) {
		int number = numberOf(*argv);
		if (number > 128) number -= 128;
		if (number < 0 || number > 31) {
			fprintf(stderr, "kill: unknown signal name %s\n", *argv);
			return 1;
		}
		if (isdigit((unsigned char)**argv)) puts(names[number]);
		else printf("%d\n", number);
	}
	return 0;
}

int main(int argc, char **argv)
{
	int number = SIGTERM, at = 1, status = 0;
	if (argc > 1 && (strcmp(argv[1], "-l") == 0 || strcmp(argv[1], "-L") == 0)) return list(argv + 2);
	if (argc > 1 && argv[1][0] == '-' && argv[1][1]) {
		const char *name = argv[at++] + 1;
		if (strcmp(name, "s") == 0 && at < argc) name = argv[at++];
		else if (strcmp(name, "-") == 0) name = "TERM";
		number = numberOf(name);
		if (number < 0) {
			fprintf(stderr, "kill: unknown signal name %s\n", name);
			return 1;
		}
	}
	if (at >= argc) {
		fprintf(stderr, "Usage:\n kill [options] <pid> [...]\n");
		return 1;
	}
	for (; at < argc; at++) {
		char *end;
		long pid = strtol(argv[at], &end, 10);
		if (end == argv[at] || *end) {
			fprintf(stderr, "kill: failed to parse argument: '%s'\n", argv[at]);
			status = 1;
		} else if (kill((pid_t)pid, number) < 0) {
			fprintf(stderr, "kill: (%ld): %s\n", pid, strerror(errno));
			status = 1;
		}
	}
	return status;
}
