/* vmstat(8): [DELAY [COUNT]]: processes, memory, swapping, interrupts and CPU time, from /proc. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char text[16384];

static const char *file(const char *path)
{
	FILE *in = fopen(path, "r");
	size_t got = in ? fread(text + 1, 1, sizeof text - 2, in) : 0;
	text[0] = '\n';
	text[got + 1] = 0;
	if (in) fclose(in);
	return text;
}

static unsigned long value(const char *name)
{
	char key[40];
	snprintf(key, sizeof key, "\n%s", name);
	const char *at = strstr(text, key);
	return at ? strtoul(at + strlen(key), NULL, 10) : 0;
}

struct sample {
	unsigned long user, nice, system, idle, wait, interrupts, switches, in, out, swapIn, swapOut;
};

int main(int argc, char **argv)
{
	int delay = argc > 1 ? atoi(argv[1]) : 0, count = argc > 2 ? atoi(argv[2]) : delay ? -1 : 1;
	struct sample last = {0};
	printf("procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----\n");
	printf(" r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st\n");
	for (int line = 0; count < 0 || line < count; line++) {
		if (line) sleep((unsigned)delay);
		file("/proc/meminfo");
		unsigned long swapped = value("SwapTotal:") - value("SwapFree:"), free = value("MemFree:"), buffers = value("Buffers:"), cached = value("Cached:");
		file("/proc/vmstat");
		struct sample now = {0};
		now.swapIn = value("pswpin ") * 4;
		now.swapOut = value("pswpout ") * 4;
		now.in = value("pgpgin ");
		now.out = value("pgpgout ");
		file("/proc/stat");
		sscanf(strstr(text, "\ncpu ") + 5, "%lu %lu %lu %lu %lu", &now.user, &now.nice, &now.system, &now.idle, &now.wait);
		now.interrupts = value("intr ");
		now.switches = value("ctxt ");
		unsigned long running = value("procs_running "), blocked = value("procs_blocked ");
		unsigned long user = now.user + now.nice - last.user - last.nice, system = now.system - last.system, idle = now.idle - last.idle, wait = now.wait - last.wait;
		unsigned long total = user + system + idle + wait;
		double seconds = line ? delay : (double)total / 100;
		if (total == 0) total = 1;
		if (seconds <= 0) seconds = 1;
		printf("%2lu %2lu %6lu %6lu %6lu %6lu %4.0f %4.0f %5.0f %5.0f %4.0f %4.0f %2lu %2lu %2lu %2lu %2d\n", running, blocked, swapped, free, buffers, cached,
			(double)(now.swapIn - last.swapIn) / seconds, (double)(now.swapOut - last.swapOut) / seconds, (double)(now.in - last.in) / seconds, (double)(now.out - last.out) / seconds,
			(double)(now.interrupts - last.interrupts) / seconds, (double)(now.switches - last.switches) / seconds, (user * 100 + total / 2) / total,
			(system * 100 + total / 2) / total, (idle * 100 + total / 2) / total, (wait * 100 + total / 2) / total, 0);
		fflush(stdout);
		last = now;
	}
	return 0;
}
