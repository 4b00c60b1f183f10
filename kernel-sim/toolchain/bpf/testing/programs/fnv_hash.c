#include "packet.h"

PROG
{
	PROGRAM_NEEDS(24);
	__u64 h = 0xcbf29ce484222325ULL;
	for (int i = 0; i < 24; i++) h = (h ^ p[i]) * 0x100000001b3ULL;
	return h >> 32 ^ h;
}

LICENSED;
