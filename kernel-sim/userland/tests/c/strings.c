/* The functions of string.h and ctype.h on random short strings over a small alphabet. */
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <strings.h>
#include "random.h"

static int sign(int x) { return (x > 0) - (x < 0); }
static void fill(char *s)
{
	int n = (int)(next() % 12);
	for (int i = 0; i < n; i++) s[i] = "abAB01 ,"[next() % 8];
	s[n] = 0;
}
static long at(const char *base, const char *p) { return p ? p - base : -1; }

int main(int argc, char **argv)
{
	char a[64], b[64], c[128], *rest;
	seed(argc, argv);
	for (int i = 0; i < 2000; i++) {
		fill(a);
		fill(b);
		size_t n = next() % 12;
		int ch = "abAB01 ,"[next() % 8];
		printf("%d %d %d %d %d ", sign(strcmp(a, b)), sign(strncmp(a, b, n)), sign(strcasecmp(a, b)), sign(strncasecmp(a, b, n)), sign(memcmp(a, b, n)));
		printf("%ld %ld %ld %ld %ld ", at(a, strchr(a, ch)), at(a, strrchr(a, ch)), at(a, strstr(a, b)), at(a, strpbrk(a, b)), at(a, memchr(a, ch, n)));
		printf("%zu %zu %zu %zu ", strlen(a), strnlen(a, n), strspn(a, b), strcspn(a, b));
		memset(c, 'x', sizeof c);
		strncpy(c, a, n);
		printf("%.12s ", c);
		strcpy(c, a);
		strcat(c, b);
		strncat(c, a, n);
		printf("%s ", c);
		memmove(c + n % 5, c + n % 3, 20);
		printf("%.20s|", c);
		for (char *w = strtok_r(a, " ,", &rest); w; w = strtok_r(NULL, " ,", &rest)) printf("<%s>", w);
		char *left = b;
		for (char *w; (w = strsep(&left, ","));) printf("[%s]", w);
		puts("");
	}
	for (int i = 0; i < 256; i++)
		printf("%d%d%d%d%d%d%d%d%d%d%d%d %d %d\n", !!isalnum(i), !!isalpha(i), !!isblank(i), !!iscntrl(i), !!isdigit(i), !!isgraph(i), !!islower(i), !!isprint(i),
			!!ispunct(i), !!isspace(i), !!isupper(i), !!isxdigit(i), tolower(i), toupper(i));
	for (int i = 0; i < 140; i++) puts(strerror(i));
	for (int i = 1; i < 32; i++) puts(strsignal(i));
	return 0;
}
