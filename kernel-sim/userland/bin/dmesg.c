/* dmesg(1): the kernel's messages, by syslog(2) (its number 3 reads all, 5 clears). -c reads and clears, -C clears, -r raw. */
#include <getopt.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>

int main(int argc, char **argv)
{
	int clear = 0, only = 0, raw = 0;
	for (int c; (c = getopt(argc, argv, "cCr")) != -1;) {
		if (c == '?') return 1;
		clear |= c == 'c';
		only |= c == 'C';
		raw |= c == 'r';
	}
	int size = klogctl(10, NULL, 0);
	if (size <= 0) size = 262144;
	char *buffer = malloc((size_t)size + 1);
	int got = only ? klogctl(5, NULL, 0) : klogctl(clear ? 4 : 3, buffer, size);
	if (got < 0) {
		fprintf(stderr, "dmesg: read kernel buffer failed: %s\n", strerror(errno));
		return 1;
	}
	if (only) return 0;
	buffer[got] = 0;
	/* Each line begins with <priority>. */
	for (char *line = buffer, *end; *line; line = end) {
		end = line + strcspn(line, "\n");
		end += *end == '\n';
		if (!raw && *line == '<') line += strcspn(line, ">") + 1;
		fwrite(line, 1, (size_t)(end - line), stdout);
	}
	return 0;
}
