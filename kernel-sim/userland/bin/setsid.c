/* setsid(1): [-f] [-w] [-c] COMMAND…: runs it in a session of its own. -w waits, -c takes the terminal. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef TIOCSCTTY
#define TIOCSCTTY 0x540E
#endif

int main(int argc, char **argv)
{
	int always = 0, waits = 0, terminal = 0;
	for (int c; (c = getopt(argc, argv, "+fwc")) != -1;) switch (c) {
		case 'f': always = 1; break;
		case 'w': waits = 1; break;
		case 'c': terminal = 1; break;
		default: return 1;
		}
	if (optind == argc) {
		fprintf(stderr, "setsid: no command specified\nTry 'setsid --help' for more information.\n");
		return 1;
	}
	if (always || getpgrp() == getpid()) {
		int status;
		pid_t pid = fork();
		if (pid < 0) {
			fprintf(stderr, "setsid: fork: %s\n", strerror(errno));
			return 1;
		}
		if (pid > 0) {
			if (!waits) return 0;
			if (waitpid(pid, &status, 0) < 0) return 1;
			return WIFEXITED(status) ? WEXITSTATUS(status) : status;
		}
	}
	if (setsid() < 0) {
		fprintf(stderr, "setsid: setsid failed: %s\n", strerror(errno));
		return 1;
	}
	if (terminal && ioctl(0, TIOCSCTTY, 1) < 0) fprintf(stderr, "setsid: failed to set the controlling terminal: %s\n", strerror(errno));
	execvp(argv[optind], argv + optind);
	fprintf(stderr, "setsid: failed to execute %s: %s\n", argv[optind], strerror(errno));
	return errno == ENOENT ? 127 : 126;
}
