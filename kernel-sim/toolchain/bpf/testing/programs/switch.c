#include "packet.h"

PROG
{
	PROGRAM_NEEDS(2);
	switch (p[0] & 15) {
	case 0: return 5;
	case 1:
	case 2: return 10;
	case 3: return p[1];
	case 7: return p[1] + 1;
	case 9: break;
	case 12: return 1;
	default: return 77;
	}
	return 3;
}

LICENSED;
