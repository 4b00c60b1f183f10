/* uname(1): what the kernel says of itself. -s -n -r -v -m -p -i -o, -a all. */
#include <getopt.h>
#include <stdio.h>
#include <sys/utsname.h>

int main(int argc, char **argv)
{
	static const struct option names[] = {{"all", 0, NULL, 'a'}, {"kernel-name", 0, NULL, 's'}, {"nodename", 0, NULL, 'n'}, {"kernel-release", 0, NULL, 'r'},
		{"kernel-version", 0, NULL, 'v'}, {"machine", 0, NULL, 'm'}, {"processor", 0, NULL, 'p'}, {"hardware-platform", 0, NULL, 'i'},
		{"operating-system", 0, NULL, 'o'}, {NULL, 0, NULL, 0}};
	static const char order[] = "snrvmpio";
	unsigned wanted = 0;
	struct utsname u;
	int all = 0;
	for (int c; (c = getopt_long(argc, argv, "asnrvmpio", names, NULL)) != -1;) {
		if (c == '?') {
			fprintf(stderr, "Try 'uname --help' for more information.\n");
			return 1;
		}
		all |= c == 'a';
		for (int i = 0; order[i]; i++)
			if (order[i] == c) wanted |= 1u << i;
	}
	if (uname(&u) < 0) {
		perror("uname");
		return 1;
	}
	/* -a leaves out what is unknown: processor and platform. */
	if (all) wanted = 0x9f;
	if (!wanted) wanted = 1;
	const char *values[] = {u.sysname, u.nodename, u.release, u.version, u.machine, "unknown", "unknown", "GNU/Linux"};
	const char *separator = "";
	for (int i = 0; order[i]; i++)
		if (wanted >> i & 1) {
			printf("%s%s", separator, values[i]);
			separator = " ";
		}
	putchar('\n');
	return 0;
}
