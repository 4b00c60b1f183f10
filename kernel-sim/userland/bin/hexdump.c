/* hexdump(1): 16-bit words in hex, or with -C bytes and characters. -n length, -s skip, -v. */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int canonical, verbose;

static void putLine(const unsigned char *line, int length, long at)
{
	if (!canonical) {
		printf("%07lx", at);
		for (int i = 0; i < 16; i += 2) {
			if (i < length) printf(" %04x", line[i] | line[i + 1] << 8);
			else fputs("     ", stdout);
		}
		putchar('\n');
		return;
	}
	printf("%08lx", at);
	for (int i = 0; i < 16; i++) {
		if (i % 8 == 0) putchar(' ');
		if (i < length) printf(" %02x", line[i]);
		else fputs("   ", stdout);
	}
	fputs("  |", stdout);
	for (int i = 0; i < length; i++) putchar(isprint(line[i]) ? line[i] : '.');
	fputs("|\n", stdout);
}

int main(int argc, char **argv)
{
	long limit = -1, skip = 0, at = 0;
	for (int c; (c = getopt(argc, argv, "Cn:s:vx")) != -1;) switch (c) {
		case 'C': canonical = 1; break;
		case 'n': limit = strtol(optarg, NULL, 0); break;
		case 's': skip = strtol(optarg, NULL, 0); break;
		case 'v': verbose = 1; break;
		case 'x': break;
		default: return 1;
		}
	unsigned char line[16], before[16];
	int files = argc - optind, index = 0, first = 1, repeated = 0;
	FILE *file = files ? NULL : stdin;
	for (int ended = 0; !ended;) {
		int length = 0;
		memset(line, 0, sizeof line);
		while (length < 16 && (limit < 0 || at + length < skip + limit)) {
			int c = file ? getc(file) : EOF;
			if (c == EOF) {
				if (index >= files) break;
				file = fopen(argv[optind + index], "r");
				if (!file) fprintf(stderr, "hexdump: %s: %s\n", argv[optind + index], strerror(errno));
				index++;
				continue;
			}
			if (at < skip) at++;
			else line[length++] = (unsigned char)c;
		}
		ended = length < 16;
		if (length == 0) break;
		if (!first && !verbose && length == 16 && memcmp(line, before, 16) == 0) {
			if (!repeated) puts("*");
			repeated = 1;
		} else {
			putLine(line, length, at);
			repeated = 0;
		}
		memcpy(before, line, 16);
		first = 0;
		at += length;
	}
	if (at) printf(canonical ? "%08lx\n" : "%07lx\n", at);
	return 0;
}
