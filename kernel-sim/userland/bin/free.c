/* free(1): memory, from /proc/meminfo. -b -k -m -g, -h for people. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char meminfo[8192];
static unsigned long unit = 1024;
static int human;

static unsigned long value(const char *name)
{
	char key[40];
	snprintf(key, sizeof key, "\n%s:", name);
	const char *at = strstr(meminfo, key);
	return at ? strtoul(at + strlen(key), NULL, 10) : 0;
}

static void field(unsigned long kilobytes)
{
	char text[24];
	double bytes = (double)kilobytes * 1024;
	if (human) {
		static const char letters[] = "KMGT";
		int power = 0;
		bytes /= 1024;
		while (bytes >= 1024 && power < 3) {
			bytes /= 1024;
			power++;
		}
		if (kilobytes == 0) strcpy(text, "0B");
		else snprintf(text, sizeof text, bytes < 10 ? "%.1f%ci" : "%.0f%ci", bytes, letters[power]);
	} else
		snprintf(text, sizeof text, "%lu", kilobytes * 1024 / unit);
	printf(" %11s", text);
}

int main(int argc, char **argv)
{
	for (int c; (c = getopt(argc, argv, "bkmgh")) != -1;) {
		if (c == '?') return 1;
		if (c == 'h') human = 1;
		else unit = c == 'b' ? 1 : c == 'k' ? 1024 : c == 'm' ? 1048576 : 1073741824;
	}
	FILE *file = fopen("/proc/meminfo", "r");
	if (!file) {
		fprintf(stderr, "free: Unable to create meminfo structure\n");
		return 1;
	}
	meminfo[0] = '\n';
	size_t got = fread(meminfo + 1, 1, sizeof meminfo - 2, file);
	meminfo[got + 1] = 0;
	fclose(file);
	unsigned long total = value("MemTotal"), unused = value("MemFree"), available = value("MemAvailable"), shared = value("Shmem");
	unsigned long cache = value("Buffers") + value("Cached") + value("SReclaimable"), swap = value("SwapTotal"), swapFree = value("SwapFree");
	puts("               total        used        free      shared  buff/cache   available");
	fputs("Mem:    ", stdout);
	field(total);
	field(total - available);
	field(unused);
	field(shared);
	field(cache);
	field(available);
	fputs("\nSwap:   ", stdout);
	field(swap);
	field(swap - swapFree);
	field(swapFree);
	putchar('\n');
	return 0;
}
