#include "packet.h"

struct pair {
	int a, b;
};

static struct pair add(struct pair x, struct pair y)
{
	return (struct pair){ x.a + y.a, x.b + y.b };
}

PROG
{
	PROGRAM_NEEDS(8);
	struct pair s = add((struct pair){ p[0], p[1] }, (struct pair){ p[2], p[3] });
	return s.a * 1000 + s.b;
}

LICENSED;
