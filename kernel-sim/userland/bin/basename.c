/* basename(1): the last part of a path. -s SUFFIX, -a several. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../shared/tree.h"

static void show(const char *path, const char *suffix)
{
	char *name = lastPart(path);
	size_t length = strlen(name), cut = suffix ? strlen(suffix) : 0;
	if (cut && cut < length && strcmp(name + length - cut, suffix) == 0) name[length - cut] = 0;
	puts(name);
	free(name);
}

int main(int argc, char **argv)
{
	const char *suffix = NULL;
	int several = 0;
	for (int c; (c = getopt(argc, argv, "+as:")) != -1;) {
		if (c == '?') return 1;
		several = 1;
		if (c == 's') suffix = optarg;
	}
	if (optind == argc) {
		fprintf(stderr, "basename: missing operand\nTry 'basename --help' for more information.\n");
		return 1;
	}
	if (!several && argc - optind > 2) {
		fprintf(stderr, "basename: extra operand '%s'\nTry 'basename --help' for more information.\n", argv[optind + 2]);
		return 1;
	}
	if (!several) show(argv[optind], argv[optind + 1]);
	else
		for (; optind < argc; optind++) show(argv[optind], suffix);
	return 0;
}
