#include "packet.h"

struct state {
	unsigned a, b, n;
};

static __noinline int step(struct state *s, unsigned by)
{
	if (!s) return 0;
	s->a += by;
	s->b ^= s->a & 255;
	s->n++;
	return 0;
}

PROG
{
	PROGRAM_NEEDS(8);
	struct state s = { p[0], p[1], 0 };
	step(&s, p[2]);
	step(&s, p[3]);
	return s.a + s.b * 256 + s.n * 65536;
}

LICENSED;
