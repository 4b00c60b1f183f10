/* more(1), simply: a screenful, then a line from the terminal before the next one; q ends. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int page(FILE *file, FILE *keys, int rows)
{
	int shown = 0;
	for (int c; (c = getc(file)) != EOF;) {
		putchar(c);
		if (c != '\n' || !keys || ++shown < rows - 1) continue;
		char answer[16];
		fputs("--More--", stdout);
		fflush(stdout);
		if (!fgets(answer, sizeof answer, keys) || answer[0] == 'q') return 1;
		shown = 0;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct winsize window = {24, 80, 0, 0};
	int status = 0;
	FILE *keys = isatty(1) ? fopen("/dev/tty", "r") : NULL;
	if (ioctl(1, TIOCGWINSZ, &window) < 0 || !window.ws_row) window.ws_row = 24;
	if (argc == 1) return page(stdin, keys, window.ws_row);
	for (int i = 1; i < argc; i++) {
		FILE *file = fopen(argv[i], "r");
		if (!file) {
			fprintf(stderr, "more: cannot open %s: %s\n", argv[i], strerror(errno));
			status = 1;
			continue;
		}
		int ended = page(file, keys, window.ws_row);
		fclose(file);
		if (ended) break;
	}
	return status;
}
