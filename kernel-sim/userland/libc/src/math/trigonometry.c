/*
 * sin(3), cos(3), tan(3): x = n π/2 + r with |r| <= π/4, in two parts; then the power series of sine and cosine. For |x| beyond
 * 2^20 the reduction is by 192 bits of π and gets less exact as x grows; glibc stays exact.
 */
#include <errno.h>
#include <math.h>
#include "bits.h"

/* π/2 in parts of 33 bits, so that n times a part is exact. */
static const double part1 = 0x1.921fb54400000p+0, part2 = 0x1.0b4611a600000p-34, part3 = 0x1.3198a2e000000p-69, part4 = 0x1.b839a252049c1p-104;

static int reduce(double x, double *high, double *low)
{
	double n = rint(x * M_2_PI);
	double r = x - n * part1, w = n * part2, t = r;
	r = t - w;
	double error = (t - r) - w;
	w = n * part3 - error;
	t = r;
	r = t - w;
	error = (t - r) - w;
	w = n * part4 - error;
	*high = r - w;
	*low = (r - *high) - w;
	return (int)((long)fmod(n, 4) & 3);
}

/* x - x³/3! + …; `low` is what x is too small by. */
static double sine(double x, double low)
{
	double s = x * x;
	double p = 1.0 / 6227020800.0 - s * (1.0 / 1307674368000.0 - s * (1.0 / 355687428096000.0));
	p = s * (1.0 / 120 - s * (1.0 / 5040 - s * (1.0 / 362880 - s * (1.0 / 39916800 - s * p))));
	return x + (x * s * (p - 1.0 / 6) + low * (1 - s / 2));
}

static double cosine(double x, double low)
{
	double s = x * x;
	double p = 1.0 / 479001600 - s * (1.0 / 87178291200.0 - s * (1.0 / 20922789888000.0 - s * (1.0 / 6402373705728000.0)));
	p = s * s * (1.0 / 24 - s * (1.0 / 720 - s * (1.0 / 40320 - s * (1.0 / 3628800 - s * p))));
	double half = s / 2, w = 1 - half;
	return w + (((1 - w) - half) + (p - x * low));
}

static double turned(double x, int quarter)
{
	double high, low;
	if (!isfinite(x)) {
		if (isinf(x)) errno = EDOM;
		return x - x;
	}
	if (fabs(x) < 0x1p-27 && quarter == 0) return x;
	switch ((reduce(x, &high, &low) + quarter) & 3) {
	case 0: return sine(high, low);
	case 1: return cosine(high, low);
	case 2: return -sine(high, low);
	}
	return -cosine(high, low);
}

double sin(double x) { return turned(x, 0); }
double cos(double x) { return turned(x, 1); }

double tan(double x)
{
	double high, low;
	if (!isfinite(x)) return x - x;
	if (fabs(x) < 0x1p-27) return x;
	int quarter = reduce(x, &high, &low);
	double s = sine(high, low), c = cosine(high, low);
	return quarter & 1 ? -c / s : s / c;
}
