#include "packet.h"

PROG
{
	PROGRAM_NEEDS(16);
	int count = 0;
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 4; j++) {
			if (i == j) continue;
			if (p[i * 4 + j] > p[j * 4 + i]) count += i + 1;
		}
	return count;
}

LICENSED;
