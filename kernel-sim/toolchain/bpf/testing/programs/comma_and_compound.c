#include "packet.h"

PROG
{
	PROGRAM_NEEDS(4);
	int a = 1, b = 2;
	a += b *= p[0], b -= a;
	a <<= p[1] & 7;
	b |= a & ~p[2];
	a = b++ + ++a - a--;
	return a * 3 + b;
}

LICENSED;
