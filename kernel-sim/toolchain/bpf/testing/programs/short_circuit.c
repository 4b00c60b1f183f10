#include "packet.h"

PROG
{
	PROGRAM_NEEDS(8);
	int n = 0;
	if (p[0] > 10 && p[1] > 10 && (p[2] || p[3]++)) n |= 1;
	if (p[4] < 5 || (p[5] < 5 && p[6] != p[7])) n |= 2;
	if (!(p[0] & 1) == !(p[1] & 1)) n |= 4;
	return n + p[3];
}

LICENSED;
