/* swapoff(8): FILE…, or -a: all that /proc/swaps names. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/swap.h>

static int end(const char *path)
{
	if (swapoff(path) == 0) return 0;
	if (errno == EPERM) fprintf(stderr, "swapoff: Not superuser.\n");
	else fprintf(stderr, "swapoff: %s: swapoff failed: %s\n", path, strerror(errno));
	return errno == ENOMEM ? 2 : 4;
}

int main(int argc, char **argv)
{
	int status = 0, all = 0;
	for (int c; (c = getopt(argc, argv, "a")) != -1;) {
		if (c == '?') return 1;
		all = 1;
	}
	if (!all && optind == argc) {
		fprintf(stderr, "swapoff: bad usage\nTry 'swapoff --help' for more information.\n");
		return 1;
	}
	if (all) {
		char line[512], names[24][256];
		int count = 0;
		FILE *file = fopen("/proc/swaps", "r");
		if (!file) return 1;
		while (count < 24 && fgets(line, sizeof line, file))
			if (line[0] == '/' && sscanf(line, "%255s", names[count]) == 1) count++;
		fclose(file);
		for (int i = 0; i < count; i++) status |= end(names[i]);
	}
	for (; optind < argc; optind++) status |= end(argv[optind]);
	return status;
}
