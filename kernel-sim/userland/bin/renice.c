/* renice(1): [-n] PRIORITY [-p] PID… | -g PGRP… | -u USER…: a new nice value. */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

int main(int argc, char **argv)
{
	int at = 1, which = PRIO_PROCESS, status = 0;
	if (at < argc && strcmp(argv[at], "-n") == 0) at++;
	if (at + 1 >= argc) {
		fprintf(stderr, "renice: not enough arguments\nTry 'renice --help' for more information.\n");
		return 1;
	}
	int nice = atoi(argv[at++]);
	for (; at < argc; at++) {
		const char *word = argv[at];
		if (strcmp(word, "-p") == 0) which = PRIO_PROCESS;
		else if (strcmp(word, "-g") == 0) which = PRIO_PGRP;
		else if (strcmp(word, "-u") == 0) which = PRIO_USER;
		else {
			struct passwd *entry = which == PRIO_USER ? getpwnam(word) : NULL;
			int who = entry ? (int)entry->pw_uid : atoi(word);
			const char *kind = which == PRIO_PROCESS ? "process ID" : which == PRIO_PGRP ? "process group ID" : "user ID";
			errno = 0;
			int old = getpriority(which, (id_t)who);
			if ((old == -1 && errno) || setpriority(which, (id_t)who, nice) < 0) {
				fprintf(stderr, "renice: failed to set priority for %d (%s): %s\n", who, kind, strerror(errno));
				status = 1;
			} else printf("%d (%s) old priority %d, new priority %d\n", who, kind, old, getpriority(which, (id_t)who));
		}
	}
	return status;
}
