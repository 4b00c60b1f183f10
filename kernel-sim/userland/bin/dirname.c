/* dirname(1): a path without its last part. */
#include <libgen.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "dirname: missing operand\nTry 'dirname --help' for more information.\n");
		return 1;
	}
	for (int i = 1; i < argc; i++) puts(dirname(argv[i]));
	return 0;
}
