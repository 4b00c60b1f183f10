/* rmdir(1): removes empty directories. -p their parents too. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int parents = 0, status = 0;
	for (int c; (c = getopt(argc, argv, "p")) != -1;) {
		if (c == '?') return 1;
		parents = 1;
	}
	for (; optind < argc; optind++)
		for (char *path = argv[optind]; path;) {
			if (rmdir(path) < 0) {
				fprintf(stderr, "rmdir: failed to remove '%s': %s\n", path, strerror(errno));
				status = 1;
				break;
			}
			char *slash = parents ? strrchr(path, '/') : NULL;
			if (slash && slash != path) *slash = 0;
			else path = NULL;
		}
	return status;
}
