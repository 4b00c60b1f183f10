/* The functions for float: computed in double, rounded at the end. */
#include <math.h>

#define ONE(name) float name##f(float x) { return (float)name(x); }
#define TWO(name) float name##f(float x, float y) { return (float)name(x, y); }
ONE(fabs)
ONE(sqrt)
ONE(cbrt)
ONE(floor)
ONE(ceil)
ONE(trunc)
ONE(round)
ONE(rint)
ONE(nearbyint)
ONE(exp)
ONE(exp2)
ONE(expm1)
ONE(log)
ONE(log2)
ONE(log10)
ONE(log1p)
ONE(sin)
ONE(cos)
ONE(tan)
ONE(asin)
ONE(acos)
ONE(atan)
ONE(sinh)
ONE(cosh)
ONE(tanh)
TWO(pow)
TWO(fmod)
TWO(remainder)
TWO(atan2)
TWO(hypot)
TWO(copysign)
TWO(fmin)
TWO(fmax)
TWO(fdim)

float ldexpf(float x, int n) { return (float)ldexp(x, n); }
float frexpf(float x, int *e) { return (float)frexp(x, e); }

float modff(float x, float *whole)
{
	double part, rest = modf(x, &part);
	*whole = (float)part;
	return (float)rest;
}
