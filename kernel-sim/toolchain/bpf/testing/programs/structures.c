#include "packet.h"

struct inner {
	int v, w;
};
struct point {
	int x;
	short y;
	struct inner in;
};

PROG
{
	PROGRAM_NEEDS(16);
	struct point a = { p[0], p[1], { p[2], p[3] } }, b;
	b = a;
	b.x += 5;
	b.in.w = a.in.v + b.x;
	struct inner c = b.in;
	c.v++;
	return b.x + b.y * 2 + c.v * 3 + c.w * 4 + sizeof(struct point);
}

LICENSED;
