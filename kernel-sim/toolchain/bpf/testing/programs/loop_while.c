#include "packet.h"

PROG
{
	PROGRAM_NEEDS(16);
	int n = p[0] & 15, r = 1;
	unsigned char copy[16];
	__builtin_memcpy(copy, p, 16);
	while (n > 0) {
		r = r * 3 + copy[n];
		n--;
	}
	return r;
}

LICENSED;
