#include "packet.h"

PROG
{
	PROGRAM_NEEDS(4);
	int a = *(int *) p;
	return a / 8 + a % 16 * 3 + a / 2;
}

LICENSED;
