/* Barriers: pthread_barrier_wait(3p). The last to arrive begins a new round and wakes the others. */
#include <errno.h>
#include <limits.h>
#include "../internal/thread.h"

int pthread_barrier_init(pthread_barrier_t *restrict barrier, const pthread_barrierattr_t *restrict attr, unsigned count)
{
	if (count == 0) return EINVAL;
	*barrier = (pthread_barrier_t){count, 0, 0, 0, attr ? attr->__shared : 0};
	return 0;
}

int pthread_barrier_destroy(pthread_barrier_t *barrier) { return barrier->__arrived ? EBUSY : 0; }

int pthread_barrier_wait(pthread_barrier_t *barrier)
{
	int round = __atomic_load_n(&barrier->__round, __ATOMIC_SEQ_CST);
	if ((unsigned)__atomic_add_fetch(&barrier->__arrived, 1, __ATOMIC_SEQ_CST) == barrier->__needed) {
		barrier->__arrived = 0;
		__atomic_fetch_add(&barrier->__round, 1, __ATOMIC_SEQ_CST);
		__futexWake(&barrier->__round, INT_MAX, barrier->__shared);
		return PTHREAD_BARRIER_SERIAL_THREAD;
	}
	while (__atomic_load_n(&barrier->__round, __ATOMIC_SEQ_CST) == round) __futexWait(&barrier->__round, round, barrier->__shared, 0, NULL);
	return 0;
}

int pthread_barrierattr_init(pthread_barrierattr_t *attr)
{
	attr->__shared = 0;
	return 0;
}

int pthread_barrierattr_destroy(pthread_barrierattr_t *attr) { return attr ? 0 : EINVAL; }

int pthread_barrierattr_setpshared(pthread_barrierattr_t *attr, int shared)
{
	attr->__shared = shared;
	return 0;
}
