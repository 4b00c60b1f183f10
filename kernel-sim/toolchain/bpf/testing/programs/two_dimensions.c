#include "packet.h"

PROG
{
	PROGRAM_NEEDS(9);
	int m[3][3], t = 0;
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) m[j][i] = p[i * 3 + j];
	for (int i = 0; i < 3; i++) t += m[i][i] * (i + 1) + m[0][i];
	return t;
}

LICENSED;
