#include "packet.h"

PROG
{
	PROGRAM_NEEDS(12);
	unsigned a = *(unsigned *) p, b = *(unsigned *) (p + 4) | 1, c = p[8];
	return a / b + a % b + a / 10 + (c ? a % c : 7);
}

LICENSED;
