/* Scheduling: sched(7), and namespaces: unshare(2). */
#include <sched.h>
#include "../internal/syscall.h"

int sched_yield(void) { return (int)CALL0(sched_yield); }
int sched_setscheduler(pid_t pid, int policy, const struct sched_param *p) { return (int)CALL3(sched_setscheduler, pid, policy, p); }
int sched_getscheduler(pid_t pid) { return (int)CALL1(sched_getscheduler, pid); }
int sched_setparam(pid_t pid, const struct sched_param *p) { return (int)CALL2(sched_setparam, pid, p); }
int sched_getparam(pid_t pid, struct sched_param *p) { return (int)CALL2(sched_getparam, pid, p); }
int sched_get_priority_max(int policy) { return (int)CALL1(sched_get_priority_max, policy); }
int sched_get_priority_min(int policy) { return (int)CALL1(sched_get_priority_min, policy); }
int sched_rr_get_interval(pid_t pid, struct timespec *t) { return (int)CALL2(sched_rr_get_interval, pid, t); }
int unshare(int flags) { return (int)CALL1(unshare, flags); }
int setns(int fd, int type) { return (int)CALL2(setns, fd, type); }

int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set)
{
	return (int)CALL3(sched_setaffinity, pid, size, set);
}

/* The kernel fills only as many bytes as it has CPUs for and answers their number. */
int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set)
{
	long filled = CALL3(sched_getaffinity, pid, size, set);
	if (filled < 0) return -1;
	memset((char *)set + filled, 0, size - (size_t)filled);
	return 0;
}

int sched_getcpu(void)
{
	unsigned cpu;
	return CALL3(getcpu, &cpu, 0, 0) < 0 ? -1 : (int)cpu;
}

int __cpu_count(const cpu_set_t *set)
{
	int count = 0;
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) count += (int)CPU_ISSET(cpu, set);
	return count;
}
