#include "packet.h"

#define MAX(a, b) ({ typeof(a) _a = (a); typeof(b) _b = (b); _a > _b ? _a : _b; })

PROG
{
	PROGRAM_NEEDS(4);
	int x = ({ int t = p[0]; t *= t; t + 1; });
	int y = MAX(p[1], MAX(p[2], p[3]));
	return x * 256 + y;
}

LICENSED;
