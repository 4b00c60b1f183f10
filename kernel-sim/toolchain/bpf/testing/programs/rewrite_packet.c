#include "packet.h"

PROG
{
	PROGRAM_NEEDS(12);
	for (int i = 0; i < 6; i++) {
		unsigned char t = p[i];
		p[i] = p[6 + i];
		p[6 + i] = t;
	}
	*(unsigned short *) p ^= 0xffff;
	return 3;
}

LICENSED;
