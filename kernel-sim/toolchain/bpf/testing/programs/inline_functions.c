#include "packet.h"

static int square(int x)
{
	return x * x;
}

static inline int clamp(int x, int low, int high)
{
	if (x < low) return low;
	if (x > high) return high;
	return x;
}

PROG
{
	PROGRAM_NEEDS(4);
	return clamp(p[0] * p[1], 100, 20000) + square(p[2]) + square(p[3] - 5);
}

LICENSED;
