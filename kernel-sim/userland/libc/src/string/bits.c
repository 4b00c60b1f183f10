/* ffs(3): the lowest set bit, from 1. */
#include <strings.h>

int ffsl(long value)
{
	return value ? __builtin_ctzl((unsigned long)value) + 1 : 0;
}

int ffs(int value) { return ffsl((unsigned)value); }
int ffsll(long long value) { return ffsl((long)value); }
