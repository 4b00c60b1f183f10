/* readlink(1): where a symbolic link leads. -f the whole way, -n no newline, -e all must exist. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../shared/tree.h"

/* realpath, but the last part need not be there. */
static char *canonical(const char *path, char *out, int mustExist)
{
	if (realpath(path, out) || mustExist || errno != ENOENT) return realpath(path, out);
	char *copy = strdup(path), *slash = strrchr(copy, '/'), *name = lastPart(path), parent[PATH_MAX];
	if (slash == copy) strcpy(copy, "/");
	else if (slash) *slash = 0;
	else strcpy(copy = realloc(copy, 2), ".");
	if (!realpath(copy, parent)) return NULL;
	char *joined = joinPath(parent, name);
	strcpy(out, joined);
	return out;
}

int main(int argc, char **argv)
{
	int full = 0, bare = 0, must = 0, status = 0;
	for (int c; (c = getopt(argc, argv, "fenm")) != -1;) {
		if (c == '?') return 1;
		full |= c != 'n';
		must |= c == 'e';
		bare |= c == 'n';
	}
	for (; optind < argc; optind++) {
		char out[PATH_MAX];
		if (full) {
			if (!canonical(argv[optind], out, must)) {
				status = 1;
				continue;
			}
		} else {
			ssize_t length = readlink(argv[optind], out, sizeof out - 1);
			if (length < 0) {
				status = 1;
				continue;
			}
			out[length] = 0;
		}
		printf("%s%s", out, bare ? "" : "\n");
	}
	return status;
}
