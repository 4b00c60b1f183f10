/* taskset(1): [-c] MASK|LIST COMMAND…, or -p [-c] [MASK|LIST] PID: the CPUs that a process may use. */
#include <errno.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int parseList(const char *text, cpu_set_t *set)
{
	CPU_ZERO(set);
	for (;;) {
		char *end;
		long from = strtol(text, &end, 10), to = from;
		if (end == text || from < 0) return -1;
		if (*end == '-') {
			text = end + 1;
			to = strtol(text, &end, 10);
			if (end == text || to < from) return -1;
		}
		for (long cpu = from; cpu <= to && cpu < CPU_SETSIZE; cpu++) CPU_SET(cpu, set);
		if (!*end) return 0;
		if (*end != ',') return -1;
		text = end + 1;
	}
}

static int parseMask(const char *text, cpu_set_t *set)
{
	char *end;
	unsigned long mask = strtoul(text, &end, 16);
	if (end == text || *end) return -1;
	CPU_ZERO(set);
	for (int cpu = 0; cpu < 64; cpu++)
		if (mask >> cpu & 1) CPU_SET(cpu, set);
	return 0;
}

static void print(int pid, const char *when, int list)
{
	cpu_set_t set;
	if (sched_getaffinity(pid, sizeof set, &set) < 0) {
		fprintf(stderr, "taskset: failed to get pid %d's affinity: %s\n", pid, strerror(errno));
		exit(1);
	}
	printf("pid %d's %s affinity %s: ", pid, when, list ? "list" : "mask");
	if (!list) {
		unsigned long mask = 0;
		for (int cpu = 0; cpu < 64; cpu++)
			if (CPU_ISSET(cpu, &set)) mask |= 1UL << cpu;
		printf("%lx\n", mask);
		return;
	}
	int first = 1;
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &set)) continue;
		int last = cpu;
		while (last + 1 < CPU_SETSIZE && CPU_ISSET(last + 1, &set)) last++;
		printf(first ? "%d" : ",%d", cpu);
		if (last > cpu) printf(last == cpu + 1 ? ",%d" : "-%d", last);
		first = 0;
		cpu = last;
	}
	printf("\n");
}

int main(int argc, char **argv)
{
	int list = 0, pid = 0, byPid = 0;
	cpu_set_t set;
	for (int c; (c = getopt(argc, argv, "+cpa")) != -1;) switch (c) {
		case 'c': list = 1; break;
		case 'p': byPid = 1; break;
		case 'a': break;
		default: return 1;
		}
	int left = argc - optind;
	if (left < 1 || (!byPid && left < 2)) {
		fprintf(stderr, "taskset: bad usage\nTry 'taskset --help' for more information.\n");
		return 1;
	}
	if (byPid) {
		pid = atoi(argv[argc - 1]);
		print(pid, "current", list);
		if (left == 1) return 0;
	}
	const char *text = argv[optind];
	if ((list ? parseList : parseMask)(text, &set) < 0) {
		fprintf(stderr, "taskset: failed to parse CPU %s: %s\n", list ? "list" : "mask", text);
		return 1;
	}
	if (sched_setaffinity(pid, sizeof set, &set) < 0) {
		fprintf(stderr, "taskset: failed to set pid %d's affinity: %s\n", pid, strerror(errno));
		return 1;
	}
	if (byPid) {
		print(pid, "new", list);
		return 0;
	}
	execvp(argv[optind + 1], argv + optind + 1);
	fprintf(stderr, "taskset: failed to execute %s: %s\n", argv[optind + 1], strerror(errno));
	return errno == ENOENT ? 127 : 126;
}
