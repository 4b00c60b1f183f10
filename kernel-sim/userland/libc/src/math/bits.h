/* The bits of a double: sign 1, exponent 11, fraction 52 (IEEE 754). */
#ifndef INTERNAL_MATH_BITS_H
#define INTERNAL_MATH_BITS_H
#include <stdint.h>

union doubleBits {
	double value;
	uint64_t bits;
};

static inline uint64_t bitsOf(double x)
{
	union doubleBits u = {x};
	return u.bits;
}

static inline double fromBits(uint64_t bits)
{
	union doubleBits u;
	u.bits = bits;
	return u.value;
}

static inline int exponentOf(double x) { return (int)(bitsOf(x) >> 52 & 2047); }
static inline int isNan(double x) { return x != x; }

/* A number in two parts, the second far smaller: about 100 bits. */
struct twice {
	double high, low;
};
/* ln |x| for finite x > 0, for pow, whose result needs more than 53 bits of it. */
struct twice __logTwice(double x);
/* e^(high+low). */
double __expTwice(double high, double low);
#endif
