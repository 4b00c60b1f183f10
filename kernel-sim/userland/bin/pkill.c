/* pkill(1): a signal (-9, -HUP, -SIGHUP; TERM else) for processes by name; options as pgrep's. */
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../shared/match.h"

static int signalOf(const char *name)
{
	static const struct {
		const char *name;
		int number;
	} names[] = {{"HUP", 1}, {"INT", 2}, {"QUIT", 3}, {"KILL", 9}, {"USR1", 10}, {"USR2", 12}, {"ALRM", 14}, {"TERM", 15}, {"CHLD", 17}, {"CONT", 18}, {"STOP", 19}, {"TSTP", 20}};
	if (isdigit((unsigned char)*name)) return atoi(name);
	if (strncmp(name, "SIG", 3) == 0) name += 3;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i].name, name) == 0) return names[i].number;
	return -1;
}

int main(int argc, char **argv)
{
	static struct matched matched;
	int number = SIGTERM;
	if (argc > 1 && argv[1][0] == '-' && (isdigit((unsigned char)argv[1][1]) || isupper((unsigned char)argv[1][1])) && signalOf(argv[1] + 1) >= 0) {
		number = signalOf(argv[1] + 1);
		argv[1] = argv[0];
		argv++;
		argc--;
	}
	int status = matchProcesses(argc, argv, "pkill", &matched);
	if (status) return status;
	int sent = 0;
	for (int i = 0; i < matched.size; i++) {
		if (kill(matched.found[i].pid, number) == 0) sent++;
		else if (errno != ESRCH) fprintf(stderr, "pkill: killing pid %d failed: %s\n", matched.found[i].pid, strerror(errno));
	}
	return sent == 0;
}
