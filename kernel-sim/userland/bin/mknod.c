/* mknod(1): makes a device node or a FIFO. mknod [-m MODE] NAME {b|c|u MAJOR MINOR | p} */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

static int usage(const char *what)
{
	fprintf(stderr, "mknod: %s\nTry 'mknod --help' for more information.\n", what);
	return 1;
}

int main(int argc, char **argv)
{
	mode_t mode = 0666;
	int at = 1, explicit = 0;
	if (argc > 2 && strcmp(argv[1], "-m") == 0) {
		mode = strtol(argv[2], NULL, 8);
		explicit = 1;
		at = 3;
	}
	if (argc - at < 2) return usage("missing operand");
	const char *name = argv[at], *type = argv[at + 1];
	dev_t device = 0;
	mode_t kind;
	if (strcmp(type, "p") == 0) {
		if (argc - at > 2) return usage("Fifos do not have major and minor device numbers.");
		kind = S_IFIFO;
	} else if (strcmp(type, "b") == 0 || strcmp(type, "c") == 0 || strcmp(type, "u") == 0) {
		char *end1, *end2;
		if (argc - at < 4) return usage("Special files require major and minor device numbers.");
		unsigned long major = strtoul(argv[at + 2], &end1, 0), minor = strtoul(argv[at + 3], &end2, 0);
		if (*end1 || *end2) return usage("invalid device number");
		device = makedev(major, minor);
		kind = *type == 'b' ? S_IFBLK : S_IFCHR;
	} else return usage("invalid device type");
	if (mknod(name, kind | mode, device)) {
		fprintf(stderr, "mknod: %s: %s\n", name, strerror(errno));
		return 1;
	}
	return explicit && chmod(name, mode) ? 1 : 0;
}
