#include "packet.h"

static __noinline int twist(int x)
{
	for (int i = 0; i < 3; i++) x = x * 5 + 1;
	return x;
}

static __noinline int mix(int a, unsigned char b)
{
	return twist(a) ^ twist(b + 7);
}

PROG
{
	PROGRAM_NEEDS(4);
	return mix(p[0], p[1]) + mix(p[2], p[3]) * 3;
}

LICENSED;
