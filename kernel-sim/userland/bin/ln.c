/* ln(1): more names for a file. -s symbolic, -f over an old one, -n, -v, -T. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../shared/tree.h"

int main(int argc, char **argv)
{
	int symbolic = 0, force = 0, verbose = 0, plain = 0, status = 0;
	for (int c; (c = getopt(argc, argv, "sfnvT")) != -1;) switch (c) {
		case 's': symbolic = 1; break;
		case 'f': force = 1; break;
		case 'v': verbose = 1; break;
		case 'n':
		case 'T': plain = 1; break;
		default: fprintf(stderr, "Try 'ln --help' for more information.\n"); return 1;
		}
	if (optind == argc) {
		fprintf(stderr, "ln: missing file operand\nTry 'ln --help' for more information.\n");
		return 1;
	}
	char *last = argc - optind > 1 ? argv[--argc] : ".";
	struct stat st;
	int into = isDirectory(last) && !(plain && lstat(last, &st) == 0 && S_ISLNK(st.st_mode));
	if (!into && argc - optind > 1) {
		fprintf(stderr, "ln: target '%s': %s\n", last, strerror(pathError(last)));
		return 1;
	}
	for (; optind < argc; optind++) {
		char *name = lastPart(argv[optind]), *to = into ? joinPath(last, name) : last;
		if (force) unlink(to);
		if ((symbolic ? symlink(argv[optind], to) : link(argv[optind], to)) < 0) {
			if (symbolic || errno == EEXIST) fprintf(stderr, "ln: failed to create %s link '%s': %s\n", symbolic ? "symbolic" : "hard", to, strerror(errno));
			else fprintf(stderr, "ln: failed to access '%s': %s\n", argv[optind], strerror(errno));
			status = 1;
		} else if (verbose)
			printf("'%s' -> '%s'\n", to, argv[optind]);
		free(name);
	}
	return status;
}
