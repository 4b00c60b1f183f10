#include "packet.h"

PROG
{
	PROGRAM_NEEDS(8);
	union {
		unsigned long long whole;
		unsigned short half[4];
		unsigned char byte[8];
	} u;
	u.whole = *(unsigned long long *) p;
	u.half[1] ^= 0x5555;
	u.byte[7] = 1;
	return u.half[0] + u.half[1] + u.byte[6] + (unsigned) (u.whole >> 48);
}

LICENSED;
