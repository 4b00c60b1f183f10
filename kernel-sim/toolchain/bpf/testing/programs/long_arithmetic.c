#include "packet.h"

PROG
{
	PROGRAM_NEEDS(16);
	long long a = *(long long *) p, b = *(long long *) (p + 8);
	long long c = a * 31 + b;
	c ^= a >> 7;
	c -= b << 3;
	if (c < 0) c = ~c;
	return c >> 20;
}

LICENSED;
