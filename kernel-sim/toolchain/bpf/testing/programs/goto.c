#include "packet.h"

PROG
{
	PROGRAM_NEEDS(4);
	int n = 0;
	unsigned char copy[4] = { p[0], p[1], p[2], p[3] };
again:
	n += copy[n & 3] & 1;
	n++;
	if (n < 6) goto again;
	if (p[0] > 128) goto big;
	return n;
big:
	return n + 100;
}

LICENSED;
