/* Limits, usage and priorities: getrlimit(2), getrusage(2), getpriority(2), nice(2), times(2). */
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <stdarg.h>
#include <unistd.h>
#include "../internal/syscall.h"

int prlimit(pid_t pid, int resource, const struct rlimit *new, struct rlimit *old)
{
	return (int)CALL4(prlimit64, pid, resource, new, old);
}

int getrlimit(int resource, struct rlimit *limit) { return prlimit(0, resource, NULL, limit); }
int setrlimit(int resource, const struct rlimit *limit) { return prlimit(0, resource, limit, NULL); }
int getrusage(int who, struct rusage *usage) { return (int)CALL2(getrusage, who, usage); }
int setpriority(int which, id_t who, int priority) { return (int)CALL3(setpriority, which, who, priority); }
clock_t times(struct tms *buffer) { return (clock_t)CALL1(times, buffer); }

/* The kernel answers 20 - nice, so that no good answer looks like an error. */
int getpriority(int which, id_t who)
{
	long answer = CALL2(getpriority, which, who);
	return answer < 0 ? -1 : (int)(20 - answer);
}

int nice(int increment)
{
	int now = getpriority(PRIO_PROCESS, 0) + increment;
	if (now > 19) now = 19;
	if (now < -20) now = -20;
	if (setpriority(PRIO_PROCESS, 0, now) < 0) {
		if (errno == EACCES) errno = EPERM;
		return -1;
	}
	return now;
}

int prctl(int option, ...)
{
	va_list list;
	va_start(list, option);
	unsigned long a = va_arg(list, unsigned long), b = va_arg(list, unsigned long);
	unsigned long c = va_arg(list, unsigned long), d = va_arg(list, unsigned long);
	va_end(list);
	return (int)CALL5(prctl, option, a, b, c, d);
}
