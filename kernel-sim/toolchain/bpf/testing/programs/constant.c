#include "packet.h"

PROG
{
	return 42;
}

LICENSED;
