/*
 * exp(3), exp2(3), expm1(3), sinh(3), cosh(3), tanh(3). x = k ln 2 + r with |r| <= ln 2 / 2, then e^r by its power series, then 2^k.
 */
#include <errno.h>
#include <math.h>
#include "bits.h"

static const double ln2High = 0x1.62e42fee00000p-1, ln2Low = 0x1.a39ef35793c76p-33, log2e = 0x1.71547652b82fep+0;

/* 1/n! for n = 2 … 13. */
static const double inverse[] = {1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800,
	1.0 / 479001600, 1.0 / 6227020800.0};

/* e^r - 1 - r for small r, divided by nothing: the rest of the series. */
static double tail(double r)
{
	double sum = 0;
	for (int i = 11; i >= 0; i--) sum = sum * r + inverse[i];
	return sum * r * r;
}

double __expTwice(double high, double low)
{
	if (high > 709.79) {
		errno = ERANGE;
		return INFINITY;
	}
	if (high < -745.2) {
		errno = ERANGE;
		return 0;
	}
	double k = rint(high * log2e);
	double a = high - k * ln2High, b = low - k * ln2Low, r = a + b;
	/* r's own rounding error goes into the sum too. */
	double error = b - (r - a);
	return ldexp(1 + (r + (error + tail(r))), (int)k);
}

double exp(double x)
{
	if (isnan(x)) return x;
	if (isinf(x)) return x > 0 ? x : 0;
	return __expTwice(x, 0);
}

double exp2(double x)
{
	if (!isfinite(x)) return isnan(x) || x > 0 ? x : 0;
	if (x > 1100 || x < -1200) return exp(x > 0 ? 1000 : -1000);
	double k = rint(x), f = x - k, high = f * ln2High;
	return ldexp(__expTwice(high, f * ln2Low), (int)k);
}

double expm1(double x)
{
	if (fabs(x) < 0.35) return x + tail(x);
	return exp(x) - 1;
}

double sinh(double x)
{
	double a = fabs(x), e;
	if (a < 0.3) {
		double s = x * x;
		return x + x * s * (1.0 / 6 + s * (1.0 / 120 + s * (1.0 / 5040 + s * (1.0 / 362880 + s * (1.0 / 39916800)))));
	}
	if (a > 709) {
		e = exp(a / 2);
		return copysign(e / 2 * e, x);
	}
	e = exp(a);
	return copysign((e - 1 / e) / 2, x);
}

double cosh(double x)
{
	double a = fabs(x), e = exp(a > 709 ? a / 2 : a);
	return a > 709 ? e / 2 * e : (e + 1 / e) / 2;
}

double tanh(double x)
{
	double a = fabs(x);
	if (isnan(x)) return x;
	if (a > 22) return copysign(1, x);
	double e = expm1(2 * a);
	return copysign(e / (e + 2), x);
}
