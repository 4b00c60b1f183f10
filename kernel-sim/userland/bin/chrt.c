/* chrt(1): scheduling policy. chrt -f|-r|-o|-b|-i PRIORITY COMMAND…; chrt -p PID; chrt -f -p PRIORITY PID; chrt -m. */
#include <errno.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	int policy;
	const char *name;
} policies[] = {{SCHED_OTHER, "SCHED_OTHER"}, {SCHED_FIFO, "SCHED_FIFO"}, {SCHED_RR, "SCHED_RR"}, {SCHED_BATCH, "SCHED_BATCH"}, {SCHED_IDLE, "SCHED_IDLE"}};
#define COUNT (sizeof policies / sizeof *policies)

static int show(int pid, const char *when)
{
	struct sched_param param;
	int policy = sched_getscheduler(pid);
	if (policy < 0 || sched_getparam(pid, &param) < 0) {
		fprintf(stderr, "chrt: failed to get pid %d's policy: %s\n", pid, strerror(errno));
		return 1;
	}
	const char *name = "unknown";
	for (size_t i = 0; i < COUNT; i++)
		if (policies[i].policy == (policy & 0xff)) name = policies[i].name;
	printf("pid %d's %s scheduling policy: %s%s\n", pid, when, name, policy & 0x40000000 ? "|SCHED_RESET_ON_FORK" : "");
	printf("pid %d's %s scheduling priority: %d\n", pid, when, param.sched_priority);
	return 0;
}

int main(int argc, char **argv)
{
	int policy = SCHED_RR, byPid = 0, reset = 0;
	for (int c; (c = getopt(argc, argv, "+frobimpR")) != -1;) switch (c) {
		case 'f': policy = SCHED_FIFO; break;
		case 'r': policy = SCHED_RR; break;
		case 'o': policy = SCHED_OTHER; break;
		case 'b': policy = SCHED_BATCH; break;
		case 'i': policy = SCHED_IDLE; break;
		case 'p': byPid = 1; break;
		case 'R': reset = 0x40000000; break;
		case 'm':
			for (size_t i = 0; i < COUNT; i++)
				printf("%-11s min/max priority\t: %d/%d\n", policies[i].name, sched_get_priority_min(policies[i].policy), sched_get_priority_max(policies[i].policy));
			return 0;
		default: return 1;
		}
	int left = argc - optind;
	if (byPid && left == 1) return show(atoi(argv[optind]), "current");
	if (left < 2) {
		fprintf(stderr, "chrt: bad usage\nTry 'chrt --help' for more information.\n");
		return 1;
	}
	struct sched_param param = {atoi(argv[optind])};
	int pid = byPid ? atoi(argv[optind + 1]) : 0;
	if (sched_setscheduler(pid, policy | reset, &param) < 0) {
		fprintf(stderr, "chrt: failed to set pid %d's policy: %s\n", pid, strerror(errno));
		return 1;
	}
	if (byPid) return 0;
	execvp(argv[optind + 1], argv + optind + 1);
	fprintf(stderr, "chrt: failed to execute %s: %s\n", argv[optind + 1], strerror(errno));
	return errno == ENOENT ? 127 : 126;
}
