/* mkdir(1): -p with parents, -m with a mode, -v. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "../shared/modes.h"

static int verbose, mode = -1;

static int make(const char *path, int parents)
{
	struct stat st;
	if (mkdir(path, 0777) == 0) {
		if (verbose) printf("mkdir: created directory '%s'\n", path);
		return 0;
	}
	if (parents && errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) return 0;
	fprintf(stderr, "mkdir: cannot create directory '%s': %s\n", path, strerror(errno));
	return 1;
}

/* Each part of the path in turn. */
static int makeParents(char *path)
{
	for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = 0;
		int failed = make(path, 1);
		*slash = '/';
		if (failed) return 1;
	}
	return make(path, 1);
}

int main(int argc, char **argv)
{
	static const struct option names[] = {{"parents", 0, NULL, 'p'}, {"mode", 1, NULL, 'm'}, {"verbose", 0, NULL, 'v'}, {NULL, 0, NULL, 0}};
	int parents = 0, status = 0;
	for (int c; (c = getopt_long(argc, argv, "pm:v", names, NULL)) != -1;) {
		if (c == '?') {
			fprintf(stderr, "Try 'mkdir --help' for more information.\n");
			return 1;
		}
		if (c == 'p') parents = 1;
		if (c == 'v') verbose = 1;
		if (c == 'm') {
			mode_t mask = umask(0);
			umask(mask);
			mode = parseMode(optarg, 0777 | S_IFDIR, mask);
			if (mode < 0) {
				fprintf(stderr, "mkdir: invalid mode '%s'\n", optarg);
				return 1;
			}
		}
	}
	if (optind == argc) {
		fprintf(stderr, "mkdir: missing operand\nTry 'mkdir --help' for more information.\n");
		return 1;
	}
	for (; optind < argc; optind++) {
		int failed = parents ? makeParents(argv[optind]) : make(argv[optind], 0);
		if (!failed && mode >= 0) chmod(argv[optind], (mode_t)mode);
		status |= failed;
	}
	return status;
}
