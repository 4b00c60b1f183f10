/* wc(1): lines, words, bytes. -l -w -c -m -L. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct counts {
	unsigned long lines, words, bytes, longest;
};
static int lines, words, bytes, longest, width = 1;

static int count(int fd, struct counts *c)
{
	static char buffer[65536];
	int inWord = 0;
	unsigned long column = 0;
	for (;;) {
		ssize_t got = read(fd, buffer, sizeof buffer);
		if (got <= 0) {
			if (column > c->longest) c->longest = column;
			return (int)got;
		}
		c->bytes += (unsigned long)got;
		for (ssize_t i = 0; i < got; i++) {
			unsigned char b = (unsigned char)buffer[i];
			if (b == '\n') {
				c->lines++;
				if (column > c->longest) c->longest = column;
				column = 0;
			} else if (b == '\t')
				column = (column | 7) + 1;
			else if (isprint(b))
				column++;
			int blank = isspace(b);
			c->words += !blank && !inWord;
			inWord = !blank;
		}
	}
}

static void show(const struct counts *c, const char *name)
{
	const char *separator = "";
	const unsigned long values[] = {c->lines, c->words, c->bytes, c->longest};
	const int wanted[] = {lines, words, bytes, longest};
	for (int i = 0; i < 4; i++)
		if (wanted[i]) {
			printf("%s%*lu", separator, width, values[i]);
			separator = " ";
		}
	if (name) printf(" %s", name);
	putchar('\n');
}

/* As wide as the sum of the sizes needs; 7 when a size cannot be known. */
static void findWidth(char **paths, int n)
{
	unsigned long total = 0;
	int kinds = lines + words + bytes + longest;
	if (n <= 1 && kinds == 1) return;
	for (int i = 0; i < (n ? n : 1); i++) {
		struct stat st;
		int known = n == 0 || strcmp(paths[i], "-") == 0 ? fstat(0, &st) : stat(paths[i], &st);
		if (known < 0) continue;
		if (!S_ISREG(st.st_mode)) {
			width = 7;
			return;
		}
		total += (unsigned long)st.st_size;
	}
	for (width = 1; total >= 10; total /= 10) width++;
}

int main(int argc, char **argv)
{
	struct counts total = {0};
	int status = 0;
	for (int c; (c = getopt(argc, argv, "lwcmL")) != -1;) switch (c) {
		case 'l': lines = 1; break;
		case 'w': words = 1; break;
		case 'c':
		case 'm': bytes = 1; break;
		case 'L': longest = 1; break;
		default: fprintf(stderr, "Try 'wc --help' for more information.\n"); return 1;
		}
	if (!lines && !words && !bytes && !longest) lines = words = bytes = 1;
	int files = argc - optind;
	findWidth(argv + optind, files);
	for (int i = 0; i < (files ? files : 1); i++) {
		const char *name = files ? argv[optind + i] : NULL;
		int standard = !name || strcmp(name, "-") == 0, fd = standard ? 0 : open(name, O_RDONLY);
		struct counts c = {0};
		if (fd < 0 || count(fd, &c) < 0) {
			fprintf(stderr, "wc: %s: %s\n", name ? name : "standard input", strerror(errno));
			status = 1;
			if (fd < 0) continue;
		}
		if (!standard) close(fd);
		show(&c, name);
		total.lines += c.lines;
		total.words += c.words;
		total.bytes += c.bytes;
		if (c.longest > total.longest) total.longest = c.longest;
	}
	if (files > 1) show(&total, "total");
	return status;
}
