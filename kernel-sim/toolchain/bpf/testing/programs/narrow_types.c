#include "packet.h"

PROG
{
	PROGRAM_NEEDS(8);
	unsigned char a = p[0];
	signed char b = p[1];
	unsigned short c = p[2] << 8 | p[3];
	short d = c;
	a += b;
	b = b * 3;
	c = c - a;
	d = d ^ b;
	a++;
	return a + b * 1000 + c + d;
}

LICENSED;
