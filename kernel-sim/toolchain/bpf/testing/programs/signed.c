#include "packet.h"

PROG
{
	PROGRAM_NEEDS(8);
	int a = *(int *) p;
	signed char b = p[4];
	short c = *(short *) (p + 6);
	if (a < b) return c;
	if (a > c) return b >> 2;
	return -a;
}

LICENSED;
