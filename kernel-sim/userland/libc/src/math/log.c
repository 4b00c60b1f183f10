/*
 * log(3), log2(3), log10(3), log1p(3), pow(3). x = 2^k m with m near 1; ln m = 2 artanh s, s = (m-1)/(m+1), by its power series.
 * pow needs ln x with about 100 bits, as its exponent multiplies the error: hence the sums in two parts (Dekker 1971).
 */
#include <errno.h>
#include <math.h>
#include "bits.h"

static const double ln2High = 0x1.62e42fefa39efp-1, ln2Low = 0x1.abc9e3b39803fp-56;

static struct twice sum(double a, double b)
{
	struct twice r;
	r.high = a + b;
	double t = r.high - a;
	r.low = (a - (r.high - t)) + (b - t);
	return r;
}

static struct twice product(double a, double b)
{
	static const double splitter = 134217729;
	struct twice r;
	double ah = a * splitter, bh = b * splitter;
	ah = ah - (ah - a);
	bh = bh - (bh - b);
	double al = a - ah, bl = b - bh;
	r.high = a * b;
	r.low = ((ah * bh - r.high) + ah * bl + al * bh) + al * bl;
	return r;
}

static struct twice add(struct twice a, struct twice b)
{
	struct twice s = sum(a.high, b.high);
	return sum(s.high, s.low + a.low + b.low);
}

static struct twice multiply(struct twice a, struct twice b)
{
	struct twice p = product(a.high, b.high);
	return sum(p.high, p.low + (a.high * b.low + a.low * b.high));
}

static struct twice divide(struct twice a, struct twice b)
{
	double q = a.high / b.high;
	struct twice p = product(q, b.high);
	double rest = (a.high - p.high) - p.low + a.low - q * b.low;
	return sum(q, rest / b.high);
}

struct twice __logTwice(double x)
{
	int k;
	double m = frexp(x, &k);
	if (m < M_SQRT1_2) {
		m *= 2;
		k--;
	}
	struct twice s = divide(sum(m, -1), sum(m, 1)), square = multiply(s, s);
	/* 1 + s²/3 + s⁴/5 + …; the far terms need no second part. */
	double far = 0;
	for (int n = 41; n >= 9; n -= 2) far = far * square.high + 1.0 / n;
	struct twice series = sum(far, 0);
	for (int n = 7; n >= 1; n -= 2) {
		struct twice one = {1, 0}, odd = {n, 0};
		series = add(multiply(series, square), divide(one, odd));
	}
	struct twice twoS = {2 * s.high, 2 * s.low}, ln = multiply(twoS, series);
	struct twice p = product(k, ln2High);
	p.low += k * ln2Low;
	return add(sum(p.high, p.low), ln);
}

/* The cases where a logarithm is no plain number. True if *result is the answer. */
static int special(double x, double *result)
{
	if (isnan(x) || (isinf(x) && x > 0)) return *result = x, 1;
	if (x == 0) return errno = ERANGE, *result = -INFINITY, 1;
	if (x < 0) return errno = EDOM, *result = copysign(__builtin_nan(""), -1), 1;
	return 0;
}

double log(double x)
{
	double result;
	if (special(x, &result)) return result;
	struct twice ln = __logTwice(x);
	return ln.high + ln.low;
}

double log10(double x)
{
	static const struct twice scale = {0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57};
	double result;
	if (special(x, &result)) return result;
	struct twice r = multiply(__logTwice(x), scale);
	return r.high + r.low;
}

double log2(double x)
{
	static const struct twice scale = {0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56};
	double result;
	if (special(x, &result)) return result;
	struct twice r = multiply(__logTwice(x), scale);
	return r.high + r.low;
}

double log1p(double x)
{
	if (x == 0) return x;
	if (fabs(x) > 0.5) return log(1 + x);
	/* 2 artanh(x / (2 + x)) */
	double s = x / (2 + x), square = s * s, series = 0;
	for (int n = 41; n >= 3; n -= 2) series = (series + 1.0 / n) * square;
	return 2 * s + 2 * s * series;
}

/* Is y an integer, and an odd one? 0, 1 or 2 for even. */
static int parity(double y)
{
	if (trunc(y) != y) return 0;
	return fmod(y, 2) == 0 ? 2 : 1;
}

double pow(double x, double y)
{
	if (y == 0 || x == 1) return 1;
	if (isnan(x) || isnan(y)) return x + y;
	double a = fabs(x);
	int kind = parity(y);
	double sign = x < 0 || (x == 0 && signbit(x)) ? (kind == 1 ? -1 : 1) : 1;
	if (isinf(y)) {
		if (a == 1) return 1;
		return (a > 1) == (y > 0) ? INFINITY : 0;
	}
	if (x == 0 || isinf(x)) {
		if (x == 0 && y < 0) errno = ERANGE;
		return sign * ((x == 0) == (y > 0) ? 0 : INFINITY);
	}
	if (x < 0 && !kind) {
		errno = EDOM;
		return copysign(__builtin_nan(""), -1);
	}
	if (fabs(y) > 1e300) return (a > 1) == (y > 0) ? sign * INFINITY : (a == 1 ? sign : 0);
	struct twice ln = __logTwice(a), p = product(ln.high, y);
	return sign * __expTwice(p.high, p.low + ln.low * y);
}
