/* atan(3), atan2(3), asin(3), acos(3): |x| is brought below tan(π/16) by the addition theorem, then the power series. */
#include <errno.h>
#include <math.h>
#include "bits.h"

/* atan of i/8, each with what the double leaves out. */
static const struct twice table[] = {{0, 0}, {0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59}, {0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57},
	{0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-60}, {0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56}, {0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58},
	{0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56}, {0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-59}, {0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55}};

static double series(double x)
{
	double s = x * x, sum = 0;
	for (int n = 25; n >= 3; n -= 2) sum = s * (1.0 / n - sum);
	return -x * sum;
}

double atan(double x)
{
	double a = fabs(x);
	if (isnan(x)) return x;
	if (a > 0x1p60) return copysign(M_PI_2, x);
	/* atan a = π/2 - atan 1/a */
	double t = a > 1 ? 1 / a : a;
	int i = (int)(t * 8 + 0.5);
	double u = (t - i / 8.0) / (1 + t * i / 8.0);
	double result = table[i].high + (table[i].low + series(u) + u);
	if (a > 1) result = M_PI_2 - (result - 0x1.1a62633145c07p-54);
	return copysign(result, x);
}

double atan2(double y, double x)
{
	if (isnan(x) || isnan(y)) return x + y;
	if (y == 0) return signbit(x) ? copysign(M_PI, y) : y;
	if (x == 0) return copysign(M_PI_2, y);
	if (isinf(x)) return copysign(isinf(y) ? (x > 0 ? M_PI_4 : 3 * M_PI_4) : x > 0 ? 0 : M_PI, y);
	if (isinf(y)) return copysign(M_PI_2, y);
	double angle = atan(fabs(y / x));
	return copysign(x > 0 ? angle : M_PI - (angle - 0x1.1a62633145c07p-53), y);
}

static double outside(void)
{
	errno = EDOM;
	return __builtin_nan("");
}

double asin(double x)
{
	if (fabs(x) > 1) return outside();
	return fabs(x) == 1 ? copysign(M_PI_2, x) : atan2(x, sqrt((1 - x) * (1 + x)));
}

double acos(double x)
{
	if (fabs(x) > 1) return outside();
	return 2 * atan2(sqrt(1 - x), sqrt(1 + x));
}
