#include "packet.h"

PROG
{
	PROGRAM_NEEDS(8);
	unsigned a = *(unsigned *) p | 1;
	unsigned long long b = *(unsigned long long *) p | 1;
	return __builtin_popcount(a) + __builtin_clz(a) * 100 + __builtin_ctz(a | 16) * 10000 + __builtin_popcountll(b) + __builtin_clzll(b) + __builtin_ctzll(b << 5);
}

LICENSED;
