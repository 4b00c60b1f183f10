/*
 * rand(3) and random(3): glibc's additive feedback generator r[i] = r[i-3] + r[i-31] (TYPE_3), so that a program with a
 * fixed seed prints here what it prints on Debian. drand48(3) is POSIX's 48-bit one.
 */
#include <stdlib.h>

static int state[34] = {0};
static int front, rear, ready;

void srandom(unsigned seed)
{
	if (seed == 0) seed = 1;
	state[0] = (int)seed;
	for (int i = 1; i < 31; i++) {
		/* 16807 × state mod 2^31-1 without overflow (Park and Miller). */
		long high = state[i - 1] / 127773, low = state[i - 1] % 127773;
		long word = 16807 * low - 2836 * high;
		state[i] = (int)(word < 0 ? word + 2147483647 : word);
	}
	front = 3;
	rear = 0;
	ready = 1;
	for (int i = 0; i < 310; i++) random();
}

long random(void)
{
	if (!ready) srandom(1);
	state[front] = (int)((unsigned)state[front] + (unsigned)state[rear]);
	long result = (unsigned)state[front] >> 1;
	front = (front + 1) % 31;
	rear = (rear + 1) % 31;
	return result;
}

int rand(void) { return (int)random(); }
void srand(unsigned seed) { srandom(seed); }

int rand_r(unsigned *seed)
{
	unsigned next = *seed, result;
	next = next * 1103515245 + 12345;
	result = next / 65536 % 2048;
	next = next * 1103515245 + 12345;
	result = result << 10 ^ next / 65536 % 1024;
	next = next * 1103515245 + 12345;
	result = result << 10 ^ next / 65536 % 1024;
	*seed = next;
	return (int)result;
}

static unsigned long state48;

static unsigned long next48(void)
{
	return state48 = (state48 * 0x5deece66dUL + 0xb) & ((1UL << 48) - 1);
}

void srand48(long seed) { state48 = ((unsigned long)seed & 0xffffffff) << 16 | 0x330e; }
double drand48(void) { return (double)next48() / (double)(1UL << 48); }
long lrand48(void) { return (long)(next48() >> 17); }
