/* sqrt(3): an instruction of the CPU, correctly rounded. */
#include <math.h>

double sqrt(double x)
{
	double root;
	__asm__("sqrtsd %1, %0" : "=x"(root) : "x"(x));
	return root;
}

/* Without overflow on the way: the larger one is taken out. */
double hypot(double x, double y)
{
	x = fabs(x);
	y = fabs(y);
	if (isinf(x) || isinf(y)) return INFINITY;
	if (x < y) {
		double t = x;
		x = y;
		y = t;
	}
	if (x == 0 || y == 0) return x + y;
	if (x < 0x1p500 && y > 0x1p-500) return sqrt(x * x + y * y);
	double r = y / x;
	return x * sqrt(1 + r * r);
}

/* Newton's method from a guess of the exponent's third. */
double cbrt(double x)
{
	if (x == 0 || !isfinite(x)) return x;
	int e;
	double m = frexp(fabs(x), &e);
	while (e % 3) {
		m /= 2;
		e++;
	}
	double r = 0.5 + m * 0.5;
	for (int i = 0; i < 6; i++) r = r - (r - m / (r * r)) / 3;
	return copysign(ldexp(r, e / 3), x);
}
