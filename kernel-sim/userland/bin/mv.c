/* mv(1): renames; between file systems it copies and removes. -f -i -n -v -t DIRECTORY -T. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "../shared/tree.h"

static struct copyOptions options = {.recursive = 1, .preserve = 1, .keepLinks = 1};

static int move(const char *from, const char *to)
{
	struct stat st, there;
	if (lstat(from, &st) < 0) {
		fprintf(stderr, "mv: cannot stat '%s': %s\n", from, strerror(errno));
		return 1;
	}
	int exists = lstat(to, &there) == 0;
	if (exists && st.st_ino == there.st_ino && st.st_dev == there.st_dev) {
		fprintf(stderr, "mv: '%s' and '%s' are the same file\n", from, to);
		return 1;
	}
	if (exists && options.noClobber) return 0;
	if (exists && options.interactive && !confirm("mv: overwrite '%s'? ", to)) return 0;
	if (rename(from, to) == 0) {
		if (options.verbose) printf("renamed '%s' -> '%s'\n", from, to);
		return 0;
	}
	if (errno == EXDEV) {
		struct copyOptions copy = options;
		struct removeOptions gone = {.recursive = 1, .force = 1};
		copy.interactive = 0;
		return copyTree("mv", from, to, &copy) || removeTree("mv", from, &gone);
	}
	if (errno == EISDIR || (errno == ENOTDIR && exists))
		fprintf(stderr, errno == EISDIR ? "mv: cannot overwrite directory '%s' with non-directory\n" : "mv: cannot overwrite non-directory '%s' with directory '%s'\n", to, from);
	else if (errno == EINVAL) fprintf(stderr, "mv: cannot move '%s' to a subdirectory of itself, '%s'\n", from, to);
	else fprintf(stderr, "mv: cannot move '%s' to '%s': %s\n", from, to, strerror(errno));
	return 1;
}

int main(int argc, char **argv)
{
	int status = 0, plain = 0;
	char *target = NULL;
	for (int c; (c = getopt(argc, argv, "finvt:T")) != -1;) switch (c) {
		case 'f': options.force = 1; options.interactive = 0; break;
		case 'i': options.interactive = 1; break;
		case 'n': options.noClobber = 1; break;
		case 'v': options.verbose = 1; break;
		case 't': target = optarg; break;
		case 'T': plain = 1; break;
		default: fprintf(stderr, "Try 'mv --help' for more information.\n"); return 1;
		}
	if (optind == argc) {
		fprintf(stderr, "mv: missing file operand\nTry 'mv --help' for more information.\n");
		return 1;
	}
	if (!target && optind + 1 == argc) {
		fprintf(stderr, "mv: missing destination file operand after '%s'\nTry 'mv --help' for more information.\n", argv[optind]);
		return 1;
	}
	if (!target) target = argv[--argc];
	int into = !plain && isDirectory(target);
	if (!into && argc - optind > 1) {
		fprintf(stderr, "mv: target '%s': %s\n", target, strerror(pathError(target)));
		return 1;
	}
	for (; optind < argc; optind++) {
		char *name = lastPart(argv[optind]), *path = into ? joinPath(target, name) : target;
		status |= move(argv[optind], path);
		free(name);
	}
	return status;
}
