/* floor(3), ceil(3), trunc(3), round(3), rint(3): the fraction's bits are cut off or added up. */
#include <math.h>
#include "bits.h"

double trunc(double x)
{
	int e = exponentOf(x) - 1023;
	if (e >= 52) return x;
	if (e < 0) return copysign(0, x);
	return fromBits(bitsOf(x) & ~((1UL << (52 - e)) - 1));
}

double floor(double x)
{
	double t = trunc(x);
	return t > x ? t - 1 : t;
}

double ceil(double x)
{
	double t = trunc(x);
	return t < x ? copysign(t + 1, x) : t;
}

/* Halves go away from zero. */
double round(double x)
{
	double t = trunc(x), rest = fabs(x - t);
	return exponentOf(x) >= 1023 + 52 ? x : rest >= 0.5 ? t + copysign(1, x) : t;
}

/* Halves go to even: adding 2^52 makes the CPU do it. */
double rint(double x)
{
	static const double big = 0x1p52;
	if (exponentOf(x) >= 1023 + 52) return x;
	volatile double shifted = bitsOf(x) >> 63 ? x - big : x + big;
	double result = bitsOf(x) >> 63 ? shifted + big : shifted - big;
	return copysign(result, x);
}

double nearbyint(double x) { return rint(x); }
long lround(double x) { return (long)round(x); }
long long llround(double x) { return (long long)round(x); }
long lrint(double x) { return (long)rint(x); }
long long llrint(double x) { return (long long)rint(x); }
