/* frexp(3), ldexp(3), modf(3): taking the exponent apart and putting it back. */
#include <math.h>
#include "bits.h"

double frexp(double x, int *e)
{
	int biased = exponentOf(x);
	*e = 0;
	if (x == 0 || biased == 2047) return x;
	if (biased == 0) {
		double scaled = frexp(x * 0x1p64, e);
		*e -= 64;
		return scaled;
	}
	*e = biased - 1022;
	return fromBits((bitsOf(x) & ~(2047UL << 52)) | 1022UL << 52);
}

/* In steps that stay in range, so that a subnormal result is rounded once. */
double scalbn(double x, int n)
{
	while (n > 1023) {
		x *= 0x1p1023;
		n -= 1023;
		if (x == 0 || exponentOf(x) == 2047) return x;
	}
	while (n < -1022) {
		x *= 0x1p-969;
		n += 969;
		if (x == 0) return x;
	}
	return x * fromBits((uint64_t)(n + 1023) << 52);
}

double ldexp(double x, int n) { return scalbn(x, n); }

double modf(double x, double *whole)
{
	*whole = trunc(x);
	return copysign(exponentOf(x) == 2047 && !isNan(x) ? 0 : x - *whole, x);
}
