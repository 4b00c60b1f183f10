#include "packet.h"

PROG
{
	PROGRAM_NEEDS(16);
	unsigned char *q = p + (p[0] & 7);
	if ((void *) (q + 8) > (void *) (long) ctx->data_end) return -1;
	return q[0] + q[7] * 2 + (q - p);
}

LICENSED;
