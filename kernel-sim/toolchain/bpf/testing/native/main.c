/* Runs prog() on packets given in hex, one a line; prints its result, the packet afterwards, and the maps at the end. */
#define _GNU_SOURCE
#include PROGRAM
#include <sys/mman.h>

int main(void)
{
	static char line[16384];
	unsigned char *low = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	while (fgets(line, sizeof line, stdin)) {
		unsigned n = 0, byte;
		while (sscanf(line + 2 * n, "%2x", &byte) == 1) low[256 + n++] = byte;
		struct xdp_md ctx = { .data = (long) low + 256, .data_end = (long) low + 256 + n, .data_meta = (long) low + 256 };
		printf("%u ", prog(&ctx));
		for (unsigned i = 0; i < n; i++) printf("%02x", low[256 + i]);
		puts("");
	}
	native_dump();
	return 0;
}
