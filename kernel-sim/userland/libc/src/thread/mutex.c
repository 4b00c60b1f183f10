/* Mutexes: pthread_mutex_lock(3p). One word: 0 free, 1 held, 2 held and somebody sleeps in futex(2). */
#include <errno.h>
#include "../internal/thread.h"

int pthread_mutex_init(pthread_mutex_t *restrict mutex, const pthread_mutexattr_t *restrict attr)
{
	*mutex = (pthread_mutex_t){0, attr ? attr->__type : 0, 0, 0, attr ? attr->__shared : 0};
	return 0;
}

int pthread_mutex_destroy(pthread_mutex_t *mutex) { return mutex->__word ? EBUSY : 0; }

static int take(pthread_mutex_t *mutex)
{
	int expected = 0;
	return __atomic_compare_exchange_n(&mutex->__word, &expected, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* Held by the caller already? 0: no; else what lock or trylock answers, −1 for one more of a recursive mutex. */
static int again(pthread_mutex_t *mutex, int tid, int answer)
{
	if (mutex->__owner != tid) return 0;
	if (mutex->__type != PTHREAD_MUTEX_RECURSIVE) return answer;
	if (mutex->__count == 0x7fffffff) return EAGAIN;
	mutex->__count++;
	return -1;
}

int pthread_mutex_clocklock(pthread_mutex_t *restrict mutex, clockid_t clock, const struct timespec *restrict until)
{
	int tid = 0;
	if (mutex->__type != PTHREAD_MUTEX_NORMAL) {
		tid = __threadSelf()->tid;
		int held = again(mutex, tid, EDEADLK);
		if (held) return held < 0 ? 0 : held;
	}
	if (!take(mutex)) {
		if (until && (until->tv_nsec < 0 || until->tv_nsec > 999999999)) return EINVAL;
		while (__atomic_exchange_n(&mutex->__word, 2, __ATOMIC_ACQUIRE) != 0) {
			int error = __futexWait(&mutex->__word, 2, mutex->__shared, clock, until);
			if (error == ETIMEDOUT) return error;
		}
	}
	if (tid) {
		mutex->__owner = tid;
		mutex->__count = 1;
	}
	return 0;
}

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
	if (mutex->__type == PTHREAD_MUTEX_NORMAL && take(mutex)) return 0;
	return pthread_mutex_clocklock(mutex, CLOCK_REALTIME, NULL);
}

int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex, const struct timespec *restrict until)
{
	return pthread_mutex_clocklock(mutex, CLOCK_REALTIME, until);
}

int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
	if (mutex->__type == PTHREAD_MUTEX_NORMAL) return take(mutex) ? 0 : EBUSY;
	int tid = __threadSelf()->tid, held = again(mutex, tid, EBUSY);
	if (held) return held < 0 ? 0 : held;
	if (!take(mutex)) return EBUSY;
	mutex->__owner = tid;
	mutex->__count = 1;
	return 0;
}

int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
	if (mutex->__type != PTHREAD_MUTEX_NORMAL) {
		if (mutex->__owner != __threadSelf()->tid) return EPERM;
		if (--mutex->__count > 0) return 0;
		mutex->__owner = 0;
	}
	int shared = mutex->__shared;
	if (__atomic_exchange_n(&mutex->__word, 0, __ATOMIC_RELEASE) == 2) __futexWake(&mutex->__word, 1, shared);
	return 0;
}

int pthread_mutexattr_init(pthread_mutexattr_t *attr)
{
	*attr = (pthread_mutexattr_t){0, 0};
	return 0;
}

int pthread_mutexattr_destroy(pthread_mutexattr_t *attr) { return attr ? 0 : EINVAL; }

int pthread_mutexattr_settype(pthread_mutexattr_t *attr, int type)
{
	if (type < PTHREAD_MUTEX_NORMAL || type > PTHREAD_MUTEX_ERRORCHECK) return EINVAL;
	attr->__type = type;
	return 0;
}

int pthread_mutexattr_gettype(const pthread_mutexattr_t *restrict attr, int *restrict type)
{
	*type = attr->__type;
	return 0;
}

int pthread_mutexattr_setpshared(pthread_mutexattr_t *attr, int shared)
{
	if (shared != PTHREAD_PROCESS_PRIVATE && shared != PTHREAD_PROCESS_SHARED) return EINVAL;
	attr->__shared = shared;
	return 0;
}

int pthread_mutexattr_getpshared(const pthread_mutexattr_t *restrict attr, int *restrict shared)
{
	*shared = attr->__shared;
	return 0;
}
