/* rm(1): removes names. -r -R -f -i -d -v. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../shared/tree.h"

int main(int argc, char **argv)
{
	static const struct option names[] = {{"recursive", 0, NULL, 'r'}, {"force", 0, NULL, 'f'}, {"verbose", 0, NULL, 'v'}, {"dir", 0, NULL, 'd'}, {NULL, 0, NULL, 0}};
	struct removeOptions o = {0};
	int status = 0;
	for (int c; (c = getopt_long(argc, argv, "rRfidv", names, NULL)) != -1;) switch (c) {
		case 'r':
		case 'R': o.recursive = 1; break;
		case 'f': o.force = 1; o.interactive = 0; break;
		case 'i': o.interactive = 1; o.force = 0; break;
		case 'd': o.directories = 1; break;
		case 'v': o.verbose = 1; break;
		default: fprintf(stderr, "Try 'rm --help' for more information.\n"); return 1;
		}
	if (optind == argc && !o.force) {
		fprintf(stderr, "rm: missing operand\nTry 'rm --help' for more information.\n");
		return 1;
	}
	for (; optind < argc; optind++) {
		char *last = lastPart(argv[optind]);
		if (strcmp(last, ".") == 0 || strcmp(last, "..") == 0) {
			fprintf(stderr, "rm: refusing to remove '.' or '..' directory: skipping '%s'\n", argv[optind]);
			status = 1;
		} else if (strcmp(last, "/") == 0 && o.recursive) {
			fprintf(stderr, "rm: it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe\n");
			status = 1;
		} else
			status |= removeTree("rm", argv[optind], &o);
		free(last);
	}
	return status;
}
