#include "packet.h"

__noinline int scale(int a, int b)
{
	return a * b + 1;
}

PROG
{
	PROGRAM_NEEDS(4);
	return scale(p[0], p[1]) + p[2];
}

LICENSED;
