#include "packet.h"

PROG
{
	PROGRAM_NEEDS(4);
	_Bool a = p[0], b = p[1] & 2, c = a ^ b;
	c |= p[2] > p[3];
	return a + b * 2 + c * 4;
}

LICENSED;
