#include "packet.h"

static unsigned calls, total = 5;
unsigned char last[4] = { 1, 2, 3, 4 };
const volatile int limit = 12;

PROG
{
	PROGRAM_NEEDS(2);
	calls++;
	total += p[0];
	last[p[1] & 3] = p[0];
	return total + calls * 1000 + last[1] + limit;
}

LICENSED;
