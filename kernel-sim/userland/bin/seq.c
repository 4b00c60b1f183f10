/* seq(1): numbers from FIRST to LAST by STEP. -s separator, -w equal width, -f format. */
#include <ctype.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double number(const char *text)
{
	char *end;
	double value = strtod(text, &end);
	if (end == text || *end) {
		fprintf(stderr, "seq: invalid floating point argument: '%s'\nTry 'seq --help' for more information.\n", text);
		exit(1);
	}
	return value;
}

static int places(const char *text)
{
	const char *point = strchr(text, '.');
	return point ? (int)strspn(point + 1, "0123456789") : 0;
}

int main(int argc, char **argv)
{
	const char *separator = "\n", *format = NULL;
	int equal = 0, at = 1;
	/* Not getopt: -5 is a number. */
	for (; at < argc && argv[at][0] == '-' && !isdigit((unsigned char)argv[at][1]) && argv[at][1] != '.'; at++) {
		if (strcmp(argv[at], "-w") == 0) equal = 1;
		else if (strncmp(argv[at], "-s", 2) == 0) separator = argv[at][2] ? argv[at] + 2 : argv[++at];
		else if (strncmp(argv[at], "-f", 2) == 0) format = argv[at][2] ? argv[at] + 2 : argv[++at];
		else {
			fprintf(stderr, "seq: invalid option -- '%c'\nTry 'seq --help' for more information.\n", argv[at][1]);
			return 1;
		}
	}
	int left = argc - at;
	if (left < 1 || left > 3) {
		fprintf(stderr, left < 1 ? "seq: missing operand\n" : "seq: extra operand '%s'\n", argv[argc - 1]);
		fprintf(stderr, "Try 'seq --help' for more information.\n");
		return 1;
	}
	const char *firstText = left > 1 ? argv[at] : "1", *stepText = left > 2 ? argv[at + 1] : "1", *lastText = argv[argc - 1];
	double first = number(firstText), step = number(stepText), last = number(lastText);
	if (step == 0) {
		fprintf(stderr, "seq: invalid Zero increment value: '%s'\n", stepText);
		return 1;
	}
	int precision = places(firstText) > places(stepText) ? places(firstText) : places(stepText), width = 0;
	if (equal) {
		int a = snprintf(NULL, 0, "%.*f", precision, first), b = snprintf(NULL, 0, "%.*f", precision, last);
		width = a > b ? a : b;
	}
	int any = 0;
	for (long i = 0;; i++) {
		double value = first + (double)i * step;
		if (step > 0 ? value > last + step * 1e-10 : value < last + step * 1e-10) break;
		if (any) fputs(separator, stdout);
		if (format) printf(format, value);
		else printf("%0*.*f", width, precision, value);
		any = 1;
	}
	if (any) putchar('\n');
	return 0;
}
