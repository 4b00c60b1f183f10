/* mkfifo(1): makes FIFOs. mkfifo [-m MODE] NAME… */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
	mode_t mode = 0666;
	int at = 1, status = 0;
	if (argc > 2 && strcmp(argv[1], "-m") == 0) {
		mode = strtol(argv[2], NULL, 8);
		at = 3;
	}
	if (at >= argc) {
		fprintf(stderr, "mkfifo: missing operand\nTry 'mkfifo --help' for more information.\n");
		return 1;
	}
	for (; at < argc; at++) {
		if (mkfifo(argv[at], mode) == 0) continue;
		fprintf(stderr, "mkfifo: cannot create fifo '%s': %s\n", argv[at], strerror(errno));
		status = 1;
	}
	return status;
}
