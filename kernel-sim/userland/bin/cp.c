/* cp(1): copies files and trees. -r -R -a -p -f -i -n -v -d -t DIRECTORY -T. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../shared/tree.h"

int main(int argc, char **argv)
{
	struct copyOptions o = {0};
	int status = 0, plain = 0;
	char *target = NULL;
	for (int c; (c = getopt(argc, argv, "rRapfinvdt:T")) != -1;) switch (c) {
		case 'a': o.recursive = o.preserve = o.keepLinks = 1; break;
		case 'r':
		case 'R': o.recursive = 1; break;
		case 'p': o.preserve = 1; break;
		case 'd': o.keepLinks = 1; break;
		case 'f': o.force = 1; break;
		case 'i': o.interactive = 1; break;
		case 'n': o.noClobber = 1; break;
		case 'v': o.verbose = 1; break;
		case 't': target = optarg; break;
		case 'T': plain = 1; break;
		default: fprintf(stderr, "Try 'cp --help' for more information.\n"); return 1;
		}
	if (optind == argc) {
		fprintf(stderr, "cp: missing file operand\nTry 'cp --help' for more information.\n");
		return 1;
	}
	if (!target && optind + 1 == argc) {
		fprintf(stderr, "cp: missing destination file operand after '%s'\nTry 'cp --help' for more information.\n", argv[optind]);
		return 1;
	}
	if (!target) target = argv[--argc];
	int into = !plain && isDirectory(target);
	if (!into && argc - optind > 1) {
		fprintf(stderr, "cp: target '%s': %s\n", target, strerror(pathError(target)));
		return 1;
	}
	for (; optind < argc; optind++) {
		char *name = lastPart(argv[optind]), *path = into ? joinPath(target, name) : target;
		status |= copyTree("cp", argv[optind], path, &o);
		free(name);
	}
	return status;
}
