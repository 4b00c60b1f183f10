/* abs(3), div(3). */
#include <inttypes.h>
#include <stdlib.h>

int abs(int x) { return x < 0 ? -x : x; }
long labs(long x) { return x < 0 ? -x : x; }
long long llabs(long long x) { return x < 0 ? -x : x; }
intmax_t imaxabs(intmax_t x) { return x < 0 ? -x : x; }

div_t div(int a, int b)
{
	div_t r = {a / b, a % b};
	return r;
}

ldiv_t ldiv(long a, long b)
{
	ldiv_t r = {a / b, a % b};
	return r;
}

lldiv_t lldiv(long long a, long long b)
{
	lldiv_t r = {a / b, a % b};
	return r;
}

imaxdiv_t imaxdiv(intmax_t a, intmax_t b)
{
	imaxdiv_t r = {a / b, a % b};
	return r;
}
