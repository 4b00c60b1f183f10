#include "packet.h"

PROG
{
	PROGRAM_NEEDS(12);
	unsigned a = *(unsigned *) p;
	int s = *(int *) (p + 4);
	unsigned long long w = *(unsigned long long *) p;
	unsigned n = p[8] & 31;
	return (a << n) ^ (a >> (31 - n)) ^ (s >> n) ^ (unsigned) (w << (n + 5)) ^ (unsigned) (w >> (n + 20));
}

LICENSED;
