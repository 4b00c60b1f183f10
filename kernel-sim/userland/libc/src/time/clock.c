/* Clocks and sleeping: clock_gettime(2), nanosleep(2), gettimeofday(2), getitimer(2). Real system calls, no vDSO. */
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include "../internal/syscall.h"

int clock_gettime(clockid_t clock, struct timespec *t) { return (int)CALL2(clock_gettime, clock, t); }
int clock_settime(clockid_t clock, const struct timespec *t) { return (int)CALL2(clock_settime, clock, t); }
int clock_getres(clockid_t clock, struct timespec *t) { return (int)CALL2(clock_getres, clock, t); }
int gettimeofday(struct timeval *restrict t, void *restrict zone) { return (int)CALL2(gettimeofday, t, zone); }
int settimeofday(const struct timeval *t, const struct timezone *zone) { return (int)CALL2(settimeofday, t, zone); }
int getitimer(int which, struct itimerval *t) { return (int)CALL2(getitimer, which, t); }
time_t time(time_t *t) { return CALL1(time, t); }
double difftime(time_t later, time_t earlier) { return (double)(later - earlier); }

int setitimer(int which, const struct itimerval *restrict new, struct itimerval *restrict old)
{
	return (int)CALL3(setitimer, which, new, old);
}

/* Returns the error, as POSIX wants. */
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *t, struct timespec *rest)
{
	return (int)-__syscall4(SYS_clock_nanosleep, clock, flags, (long)t, (long)rest);
}

int nanosleep(const struct timespec *t, struct timespec *rest)
{
	return (int)CALL4(clock_nanosleep, CLOCK_REALTIME, 0, t, rest);
}

unsigned sleep(unsigned seconds)
{
	struct timespec t = {seconds, 0};
	return nanosleep(&t, &t) < 0 ? (unsigned)t.tv_sec : 0;
}

int usleep(unsigned microseconds)
{
	struct timespec t = {microseconds / 1000000, microseconds % 1000000 * 1000L};
	return nanosleep(&t, NULL);
}

clock_t clock(void)
{
	struct timespec t;
	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) < 0) return -1;
	return t.tv_sec * CLOCKS_PER_SEC + t.tv_nsec / 1000;
}

int timespec_get(struct timespec *t, int base)
{
	return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, t) == 0 ? base : 0;
}
