#include "packet.h"

PROG
{
	PROGRAM_NEEDS(32);
	int state = 0, words = 0;
	for (int i = 0; i < 32; i++) {
		int letter = p[i] >= 'a' && p[i] <= 'z';
		switch (state) {
		case 0:
			if (letter) state = 1, words++;
			break;
		case 1:
			if (!letter) state = p[i] == '-' ? 2 : 0;
			break;
		case 2:
			state = letter ? 1 : 0;
		}
	}
	return words * 10 + state;
}

LICENSED;
