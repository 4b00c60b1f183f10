#include "packet.h"

PROG
{
	PROGRAM_NEEDS(64);
	unsigned sum = 0;
	for (int i = 0; i < 64; i++) sum += p[i] * (i + 1);
	return sum;
}

LICENSED;
