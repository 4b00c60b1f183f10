/* realpath(1): the absolute path without links; the last part need not exist. -e it must. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../shared/tree.h"

int main(int argc, char **argv)
{
	int at = 1, must = 0, status = 0;
	if (argc > 1 && strcmp(argv[1], "-e") == 0) must = at++;
	if (at == argc) {
		fprintf(stderr, "realpath: missing operand\nTry 'realpath --help' for more information.\n");
		return 1;
	}
	for (; at < argc; at++) {
		char out[PATH_MAX], parent[PATH_MAX];
		if (realpath(argv[at], out)) {
			puts(out);
			continue;
		}
		int error = errno;
		char *copy = strdup(argv[at]), *slash = strrchr(copy, '/'), *name = lastPart(argv[at]);
		const char *directory = slash == copy ? "/" : slash ? (*slash = 0, copy) : ".";
		if (!must && error == ENOENT && realpath(directory, parent)) {
			puts(joinPath(parent, name));
			continue;
		}
		fprintf(stderr, "realpath: %s: %s\n", argv[at], strerror(error));
		status = 1;
	}
	return status;
}
