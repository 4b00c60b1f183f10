/* scanf's conversions on fixed and random text. */
#include <errno.h>
#include "random.h"

int main(int argc, char **argv)
{
	int a = -1, b = -1, n, r;
	unsigned u;
	long l;
	short h;
	signed char c8;
	char s[40], t[40], c[4] = "";
	double d;
	float f;
	seed(argc, argv);
#define SHOW(...) printf(__VA_ARGS__)
	r = sscanf("12 -34", "%d %d", &a, &b), SHOW("%d %d %d\n", r, a, b);
	r = sscanf("0x1f 017 9", "%i %i %i", &a, &b, &n), SHOW("%d %d %d %d\n", r, a, b, n);
	r = sscanf("ff 77", "%x %o", &u, (unsigned *)&a), SHOW("%d %u %d\n", r, u, a);
	r = sscanf("abc def", "%s %s", s, t), SHOW("%d %s %s\n", r, s, t);
	r = sscanf("abcdef", "%3s%n%s", s, &n, t), SHOW("%d %s %d %s\n", r, s, n, t);
	r = sscanf("3.5e2 -1", "%lf %f", &d, &f), SHOW("%d %g %g\n", r, d, f);
	r = sscanf("xyz", "%c%c", &c[0], &c[1]), SHOW("%d %c%c\n", r, c[0], c[1]);
	r = sscanf("a,b", "%[^,],%s", s, t), SHOW("%d %s %s\n", r, s, t);
	r = sscanf("abc123", "%[a-z]%d", s, &a), SHOW("%d %s %d\n", r, s, a);
	r = sscanf("]x", "%[]]%s", s, t), SHOW("%d %s %s\n", r, s, t);
	r = sscanf("12 34", "%*d %d", &a), SHOW("%d %d\n", r, a);
	r = sscanf("70000 300", "%hd %hhd", &h, &c8), SHOW("%d %d %d\n", r, h, c8);
	r = sscanf("123456789012", "%ld", &l), SHOW("%d %ld\n", r, l);
	r = sscanf("", "%d", &a), SHOW("%d\n", r);
	r = sscanf("  ", "%d", &a), SHOW("%d\n", r);
	r = sscanf("x", "%d", &a), SHOW("%d\n", r);
	r = sscanf("5%", "%d%%%n", &a, &n), SHOW("%d %d %d\n", r, a, n);
	r = sscanf("10:20:30", "%d:%d:%d", &a, &b, &n), SHOW("%d %d %d %d\n", r, a, b, n);
	r = sscanf("inf nan", "%lf %f", &d, &f), SHOW("%d %f\n", r, d);
	r = sscanf("1e", "%lf", &d), SHOW("%d\n", r);
	r = sscanf("12345", "%2d%3d", &a, &b), SHOW("%d %d %d\n", r, a, b);
	char *m = NULL;
	r = sscanf("malloced text", "%ms", &m), SHOW("%d %s\n", r, m);
	for (int i = 0; i < 500; i++) {
		char text[80];
		long x = (long)next() >> next() % 64;
		sprintf(text, next() % 2 ? "%ld rest" : "%lx rest", x);
		r = sscanf(text, next() % 2 ? "%ld %s" : "%lx %s", &l, s);
		SHOW("%s %d %ld %s\n", text, r, l, s);
	}
	return 0;
}
