#include "packet.h"

struct big {
	unsigned char bytes[37];
	unsigned char tail[11];
};

PROG
{
	PROGRAM_NEEDS(40);
	struct big a, b;
	__builtin_memset(&a, 0, sizeof a);
	__builtin_memset(&b, 0x11, sizeof b);
	__builtin_memcpy(a.bytes, p, 29);
	__builtin_memcpy(&b.tail, &a, 9);
	return a.bytes[3] + a.bytes[28] * 2 + a.bytes[30] * 3 + b.tail[8] + b.bytes[0] + b.tail[9];
}

LICENSED;
