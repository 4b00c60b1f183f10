/* env(1): runs a command in a changed environment, or prints the environment. -i starts from nothing, -u takes one away. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char ending = '\n';
	for (int c; (c = getopt(argc, argv, "+iu:0")) != -1;) {
		if (c == 'i') clearenv();
		else if (c == 'u') unsetenv(optarg);
		else if (c == '0') ending = 0;
		else return 125;
	}
	if (optind < argc && strcmp(argv[optind], "-") == 0) {
		clearenv();
		optind++;
	}
	for (; optind < argc && strchr(argv[optind], '='); optind++) putenv(argv[optind]);
	if (optind == argc) {
		for (char **e = environ; e && *e; e++) printf("%s%c", *e, ending);
		return 0;
	}
	static char *none[] = {NULL};
	if (!environ) environ = none;
	execvp(argv[optind], argv + optind);
	int status = errno == ENOENT ? 127 : 126;
	fprintf(stderr, "env: '%s': %s\n", argv[optind], strerror(errno));
	return status;
}
