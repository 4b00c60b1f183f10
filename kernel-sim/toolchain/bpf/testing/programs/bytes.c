#include "packet.h"

PROG
{
	PROGRAM_NEEDS(8);
	return p[0] + p[1] * 256 + (p[7] ^ p[3]);
}

LICENSED;
