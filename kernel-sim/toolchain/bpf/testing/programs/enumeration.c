#include "packet.h"

enum colour { RED, GREEN, BLUE, BLACK };
static const char names[] = { [RED] = 'r', [GREEN] = 'g', [BLUE] = 'b', [BLACK] = 'k' };

PROG
{
	PROGRAM_NEEDS(1);
	enum colour c = p[0] & 3;
	return names[c] + c * 100 + (c == BLUE);
}

LICENSED;
