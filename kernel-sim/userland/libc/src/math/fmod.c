/* fmod(3), remainder(3): exact, by long division of the mantissas. */
#include <math.h>
#include "bits.h"

static uint64_t mantissa(double x, int *e)
{
	int biased = exponentOf(x);
	uint64_t m = bitsOf(x) & ((1UL << 52) - 1);
	*e = biased ? biased : 1;
	return biased ? m | 1UL << 52 : m;
}

double fmod(double x, double y)
{
	if (y == 0 || isnan(y) || !isfinite(x)) return (x * y) / (x * y);
	if (isinf(y) || fabs(x) < fabs(y)) return x;
	int ex, ey;
	uint64_t mx = mantissa(x, &ex), my = mantissa(y, &ey);
	while (!(my >> 52) && ey > 1) my <<= 1, ey--;
	/* Subnormal divisors keep their small mantissa: the exponents only say how far to shift. */
	for (; ex > ey; ex--) {
		if (mx >= my) mx -= my * (mx / my);
		mx <<= 1;
	}
	mx %= my;
	if (mx == 0) return copysign(0, x);
	while (!(mx >> 52) && ex > 1) mx <<= 1, ex--;
	uint64_t bits = mx >> 52 ? (mx & ((1UL << 52) - 1)) | (uint64_t)ex << 52 : mx;
	return copysign(fromBits(bits), x);
}

/* x - n y with n the nearest integer, ties to even. */
double remainder(double x, double y)
{
	if (y == 0 || isnan(y) || !isfinite(x)) return (x * y) / (x * y);
	double ay = fabs(y), r = fabs(x);
	if (isfinite(y) && ay <= 0x1p1022) r = fmod(r, ay + ay);
	if (ay < 0x1p-1021) {
		if (r + r > ay) {
			r -= ay;
			if (r + r >= ay) r -= ay;
		}
	} else if (r > ay / 2) {
		r -= ay;
		if (r >= ay / 2) r -= ay;
	}
	return signbit(x) ? -r : r;
}

/* x y + z, rounded once, from exact products (Dekker 1971). Not exact at the edges of the range. */
double fma(double x, double y, double z)
{
	static const double splitter = 134217729;
	double p = x * y;
	if (!isfinite(p) || !isfinite(z)) return p + z;
	double xh = x * splitter, yh = y * splitter;
	xh = xh - (xh - x);
	yh = yh - (yh - y);
	double xl = x - xh, yl = y - yh;
	double low = ((xh * yh - p) + xh * yl + xl * yh) + xl * yl;
	double sum = p + z, t = sum - p;
	double rest = (p - (sum - t)) + (z - t);
	return sum + (rest + low);
}
