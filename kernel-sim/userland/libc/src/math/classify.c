/* fpclassify(3), signbit(3), copysign(3), fabs(3), nextafter(3), ilogb(3). */
#include <limits.h>
#include <math.h>
#include "bits.h"

int __fpclassify(double x)
{
	uint64_t fraction = bitsOf(x) << 12;
	int e = exponentOf(x);
	if (e == 2047) return fraction ? FP_NAN : FP_INFINITE;
	if (e == 0) return fraction ? FP_SUBNORMAL : FP_ZERO;
	return FP_NORMAL;
}

int __signbit(double x) { return (int)(bitsOf(x) >> 63); }
double fabs(double x) { return fromBits(bitsOf(x) << 1 >> 1); }
double copysign(double x, double sign) { return fromBits((bitsOf(x) << 1 >> 1) | (bitsOf(sign) >> 63 << 63)); }
double nan(const char *tag) { return (void)tag, __builtin_nan(""); }

double nextafter(double x, double toward)
{
	if (isNan(x) || isNan(toward)) return x + toward;
	if (x == toward) return toward;
	if (x == 0) return copysign(fromBits(1), toward);
	return fromBits(bitsOf(x) + ((x < toward) == (x > 0) ? 1 : -1UL));
}

int ilogb(double x)
{
	if (x == 0) return INT_MIN;
	if (exponentOf(x) == 2047) return isNan(x) ? INT_MIN : INT_MAX;
	int e;
	frexp(x, &e);
	return e - 1;
}

double logb(double x)
{
	if (x == 0) return -INFINITY;
	return exponentOf(x) == 2047 ? x * x : (double)ilogb(x);
}
