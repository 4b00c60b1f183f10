/*
 * Condition variables: pthread_cond_wait(3p). Each signal moves a counter on; who waits has read the counter while holding
 * the mutex and sleeps only while it is still the same, so no signal that comes later can be missed.
 */
#include <errno.h>
#include <limits.h>
#include "../internal/thread.h"

int pthread_cond_init(pthread_cond_t *restrict cond, const pthread_condattr_t *restrict attr)
{
	*cond = (pthread_cond_t){0, 0, attr ? attr->__clock : CLOCK_REALTIME, attr ? attr->__shared : 0};
	return 0;
}

/* Waits until those who were woken have left. */
int pthread_cond_destroy(pthread_cond_t *cond)
{
	while (cond->__waiters > 0) {
		pthread_cond_broadcast(cond);
		sched_yield();
	}
	return 0;
}

int pthread_cond_clockwait(pthread_cond_t *restrict cond, pthread_mutex_t *restrict mutex, clockid_t clock, const struct timespec *restrict until)
{
	if (until && (until->tv_nsec < 0 || until->tv_nsec > 999999999)) return EINVAL;
	int sequence = __atomic_load_n(&cond->__sequence, __ATOMIC_SEQ_CST);
	__atomic_fetch_add(&cond->__waiters, 1, __ATOMIC_SEQ_CST);
	int error = pthread_mutex_unlock(mutex);
	if (error) {
		__atomic_fetch_sub(&cond->__waiters, 1, __ATOMIC_SEQ_CST);
		return error;
	}
	error = __futexWait(&cond->__sequence, sequence, cond->__shared, clock, until);
	__atomic_fetch_sub(&cond->__waiters, 1, __ATOMIC_SEQ_CST);
	int locked = pthread_mutex_lock(mutex);
	return locked ? locked : error == ETIMEDOUT ? error : 0;
}

int pthread_cond_wait(pthread_cond_t *restrict cond, pthread_mutex_t *restrict mutex)
{
	return pthread_cond_clockwait(cond, mutex, CLOCK_REALTIME, NULL);
}

int pthread_cond_timedwait(pthread_cond_t *restrict cond, pthread_mutex_t *restrict mutex, const struct timespec *restrict until)
{
	return pthread_cond_clockwait(cond, mutex, cond->__clock, until);
}

static int wake(pthread_cond_t *cond, int count)
{
	if (__atomic_load_n(&cond->__waiters, __ATOMIC_SEQ_CST) == 0) return 0;
	__atomic_fetch_add(&cond->__sequence, 1, __ATOMIC_SEQ_CST);
	__futexWake(&cond->__sequence, count, cond->__shared);
	return 0;
}

int pthread_cond_signal(pthread_cond_t *cond) { return wake(cond, 1); }
int pthread_cond_broadcast(pthread_cond_t *cond) { return wake(cond, INT_MAX); }

int pthread_condattr_init(pthread_condattr_t *attr)
{
	*attr = (pthread_condattr_t){CLOCK_REALTIME, 0};
	return 0;
}

int pthread_condattr_destroy(pthread_condattr_t *attr) { return attr ? 0 : EINVAL; }

int pthread_condattr_setclock(pthread_condattr_t *attr, clockid_t clock)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) return EINVAL;
	attr->__clock = clock;
	return 0;
}

int pthread_condattr_getclock(const pthread_condattr_t *restrict attr, clockid_t *restrict clock)
{
	*clock = attr->__clock;
	return 0;
}

int pthread_condattr_setpshared(pthread_condattr_t *attr, int shared)
{
	if (shared != PTHREAD_PROCESS_PRIVATE && shared != PTHREAD_PROCESS_SHARED) return EINVAL;
	attr->__shared = shared;
	return 0;
}
