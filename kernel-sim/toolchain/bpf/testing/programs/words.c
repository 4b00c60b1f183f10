#include "packet.h"

PROG
{
	PROGRAM_NEEDS(16);
	unsigned a = *(unsigned *) p, b = *(unsigned *) (p + 4);
	unsigned long long c = *(unsigned long long *) (p + 8);
	return a * b + (unsigned) (c >> 32) - (unsigned) c;
}

LICENSED;
