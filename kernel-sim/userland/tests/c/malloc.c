/* Random allocations whose contents must survive, with realloc and alignment; the answer is a checksum. */
#include <errno.h>
#include <stdint.h>
#include "random.h"

#define SLOTS 300
static unsigned char *slots[SLOTS];
static size_t sizes[SLOTS];

static void fill(int i, unsigned char value) { memset(slots[i], value, sizes[i]); }
static int intact(int i, size_t n, unsigned char value)
{
	for (size_t k = 0; k < n; k++)
		if (slots[i][k] != value) return 0;
	return 1;
}

int main(int argc, char **argv)
{
	unsigned long bad = 0, misaligned = 0;
	seed(argc, argv);
	for (int step = 0; step < 30000; step++) {
		int i = (int)(next() % SLOTS);
		size_t size = next() % 50 ? next() % 2000 : next() % 300000;
		unsigned char value = (unsigned char)i;
		if (!slots[i]) {
			sizes[i] = size;
			switch (next() % 3) {
			case 0: slots[i] = malloc(size); break;
			case 1:
				slots[i] = calloc(1, size);
				bad += !intact(i, size, 0);
				break;
			default: {
				size_t alignment = (size_t)16 << next() % 9;
				slots[i] = aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
				misaligned += ((uintptr_t)slots[i] & (alignment - 1)) != 0;
			}
			}
			misaligned += ((uintptr_t)slots[i] & 15) != 0;
			fill(i, value);
			continue;
		}
		bad += !intact(i, sizes[i], value);
		if (next() % 3 == 0) {
			size_t old = sizes[i];
			slots[i] = realloc(slots[i], size ? size : 1);
			sizes[i] = size;
			bad += !intact(i, old < size ? old : size, value);
			fill(i, value);
		} else {
			free(slots[i]);
			slots[i] = NULL;
		}
	}
	errno = 0;
	void *volatile huge = malloc((size_t)1 << 62);
	printf("%lu %lu %d %d\n", bad, misaligned, huge == NULL, errno == ENOMEM);
	return 0;
}
