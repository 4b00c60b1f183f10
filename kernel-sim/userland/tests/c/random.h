/* The same numbers everywhere: xorshift64 from the seed in argv[1]. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static unsigned long state;
static unsigned long next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}
static void seed(int argc, char **argv) { state = argc > 1 ? strtoul(argv[1], NULL, 10) : 1; }
/* Any bits, or a number of everyday size. */
static double number(void)
{
	double d;
	unsigned long bits = next();
	switch (next() % 4) {
	case 0: memcpy(&d, &bits, sizeof d); return d;
	case 1: return (double)(long)(bits % 2000001 - 1000000) / 1000;
	case 2: return (double)(bits % 100000) / 16;
	}
	return (double)(bits >> 11) * 0x1p-53 * 100;
}
