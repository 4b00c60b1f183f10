/* echo(1), GNU's: -n no newline, -e with escapes, -E without. */
#include <stdio.h>
#include <string.h>

static int options(const char *text, int *newline, int *escapes)
{
	if (text[0] != '-' || !text[1] || text[1 + strspn(text + 1, "neE")]) return 0;
	for (text++; *text; text++) {
		if (*text == 'n') *newline = 0;
		else *escapes = *text == 'e';
	}
	return 1;
}

static int digit(char c, int base)
{
	int value = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : 99;
	return value < base ? value : -1;
}

/* 0: \c said to stop. */
static int putEscaped(const char *p)
{
	static const char letters[] = "abefnrtv\\", meanings[] = "\a\b\033\f\n\r\t\v\\";
	for (; *p; p++) {
		const char *found;
		if (*p != '\\' || !p[1]) {
			putchar(*p);
			continue;
		}
		p++;
		if (*p == 'c') return 0;
		if (*p == '0' || (*p == 'x' && digit(p[1], 16) >= 0)) {
			int base = *p == '0' ? 8 : 16, most = base == 8 ? 3 : 2, value = 0;
			for (int i = 0; i < most && digit(p[1], base) >= 0; i++) value = value * base + digit(*++p, base);
			putchar(value);
		} else if ((found = strchr(letters, *p)))
			putchar(meanings[found - letters]);
		else
			printf("\\%c", *p);
	}
	return 1;
}

int main(int argc, char **argv)
{
	int newline = 1, escapes = 0, at = 1;
	while (at < argc && options(argv[at], &newline, &escapes)) at++;
	for (int first = at; at < argc; at++) {
		if (at > first) putchar(' ');
		if (!escapes) fputs(argv[at], stdout);
		else if (!putEscaped(argv[at])) return 0;
	}
	if (newline) putchar('\n');
	return 0;
}
