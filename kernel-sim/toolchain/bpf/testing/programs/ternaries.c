#include "packet.h"

PROG
{
	PROGRAM_NEEDS(8);
	int a = p[0], b = p[1];
	int m = a > b ? a : b;
	int n = a < b ? a : b;
	int eq = a == b, ne = p[2] != p[3];
	return m * 1000 + n * 10 + eq * 2 + ne + (!p[4]) * 7 + (p[5] && p[6]) + (p[5] || p[7]);
}

LICENSED;
