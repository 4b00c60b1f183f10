/* hostname(1): prints the name of the machine, or sets it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char name[65];
	if (argc > 1 && argv[1][0] != '-') {
		if (sethostname(argv[1], strlen(argv[1])) < 0) {
			fprintf(stderr, "hostname: %s\n", errno == EPERM ? "you must be root to change the host name" : strerror(errno));
			return 1;
		}
		return 0;
	}
	if (gethostname(name, sizeof name) < 0) {
		perror("hostname");
		return 1;
	}
	puts(name);
	return 0;
}
