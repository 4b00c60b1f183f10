/* nice(1): runs a command with another nice value. -n N; without a command prints the current one. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int increment = 10, at = 1;
	if (argc == 1) {
		printf("%d\n", getpriority(PRIO_PROCESS, 0));
		return 0;
	}
	if (strcmp(argv[1], "-n") == 0 && argc > 2) {
		increment = atoi(argv[2]);
		at = 3;
	} else if (argv[1][0] == '-' && argv[1][1]) {
		increment = atoi(argv[1] + (strncmp(argv[1], "-n", 2) == 0 ? 2 : 1));
		at = 2;
	}
	if (at >= argc) {
		fprintf(stderr, "nice: a command must be given with an adjustment\nTry 'nice --help' for more information.\n");
		return 125;
	}
	errno = 0;
	if (nice(increment) == -1 && errno) fprintf(stderr, "nice: cannot set niceness: %s\n", strerror(errno));
	execvp(argv[at], argv + at);
	int status = errno == ENOENT ? 127 : 126;
	fprintf(stderr, "nice: '%s': %s\n", argv[at], strerror(errno));
	return status;
}
