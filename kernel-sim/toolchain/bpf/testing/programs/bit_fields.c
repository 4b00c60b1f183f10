#include "packet.h"

struct flags {
	unsigned a : 3, b : 5;
	int c : 7;
};

PROG
{
	PROGRAM_NEEDS(4);
	struct flags f = { .a = p[0], .b = p[1], .c = p[2] };
	f.a++;
	f.c = f.b + f.c;
	return f.a + f.b * 16 + f.c * 256;
}

LICENSED;
