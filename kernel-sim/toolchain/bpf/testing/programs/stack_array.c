#include "packet.h"

PROG
{
	PROGRAM_NEEDS(16);
	unsigned char a[16];
	for (int i = 0; i < 16; i++) a[i] = p[15 - i];
	return a[0] + a[p[0] & 15] * 3 + a[p[1] & 15] * 5;
}

LICENSED;
