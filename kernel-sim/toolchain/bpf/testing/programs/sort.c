#include "packet.h"

PROG
{
	PROGRAM_NEEDS(8);
	unsigned char a[8];
	for (int i = 0; i < 8; i++) a[i] = p[i];
	for (int i = 0; i < 7; i++)
		for (int j = 0; j < 7 - i; j++)
			if (a[j] > a[j + 1]) {
				unsigned char t = a[j];
				a[j] = a[j + 1];
				a[j + 1] = t;
			}
	return a[0] | a[3] << 8 | a[7] << 16;
}

LICENSED;
