#include "packet.h"

PROG
{
	unsigned char *q = (void *) (long) ctx->data, *end = (void *) (long) ctx->data_end;
	int zeros = 0;
	for (int i = 0; i < 128; i++) {
		if ((void *) (q + 1) > (void *) end) break;
		if (*q == 0) zeros++;
		q++;
	}
	return zeros;
}

LICENSED;
