/* Many readers or one writer: pthread_rwlock_rdlock(3p). Readers go first, as glibc has it by default. */
#include <errno.h>
#include <limits.h>
#include "../internal/thread.h"

int pthread_rwlock_init(pthread_rwlock_t *restrict lock, const pthread_rwlockattr_t *restrict attr)
{
	*lock = (pthread_rwlock_t){0, 0, attr ? attr->__shared : 0};
	return 0;
}

int pthread_rwlock_destroy(pthread_rwlock_t *lock) { return lock->__state ? EBUSY : 0; }

int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock)
{
	int state = lock->__state;
	do {
		if (state < 0) return EBUSY;
		if (state == INT_MAX) return EAGAIN;
	} while (!__atomic_compare_exchange_n(&lock->__state, &state, state + 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED));
	return 0;
}

int pthread_rwlock_trywrlock(pthread_rwlock_t *lock)
{
	int free = 0;
	return __atomic_compare_exchange_n(&lock->__state, &free, -1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED) ? 0 : EBUSY;
}

static int acquire(pthread_rwlock_t *lock, int (*attempt)(pthread_rwlock_t *), const struct timespec *until)
{
	for (;;) {
		int error = attempt(lock);
		if (error != EBUSY) return error;
		if (until && (until->tv_nsec < 0 || until->tv_nsec > 999999999)) return EINVAL;
		__atomic_fetch_add(&lock->__waiters, 1, __ATOMIC_SEQ_CST);
		int state = lock->__state;
		/* A reader waits for a writer to leave, a writer for everybody. */
		if (state < 0 || (attempt == pthread_rwlock_trywrlock && state > 0))
			error = __futexWait(&lock->__state, state, lock->__shared, CLOCK_REALTIME, until);
		__atomic_fetch_sub(&lock->__waiters, 1, __ATOMIC_SEQ_CST);
		if (error == ETIMEDOUT) return error;
	}
}

int pthread_rwlock_rdlock(pthread_rwlock_t *lock) { return acquire(lock, pthread_rwlock_tryrdlock, NULL); }
int pthread_rwlock_wrlock(pthread_rwlock_t *lock) { return acquire(lock, pthread_rwlock_trywrlock, NULL); }

int pthread_rwlock_timedrdlock(pthread_rwlock_t *restrict lock, const struct timespec *restrict until)
{
	return acquire(lock, pthread_rwlock_tryrdlock, until);
}

int pthread_rwlock_timedwrlock(pthread_rwlock_t *restrict lock, const struct timespec *restrict until)
{
	return acquire(lock, pthread_rwlock_trywrlock, until);
}

int pthread_rwlock_unlock(pthread_rwlock_t *lock)
{
	int left = 0;
	if (lock->__state < 0) __atomic_store_n(&lock->__state, 0, __ATOMIC_SEQ_CST);
	else left = __atomic_sub_fetch(&lock->__state, 1, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&lock->__waiters, __ATOMIC_SEQ_CST) > 0 && left == 0) __futexWake(&lock->__state, INT_MAX, lock->__shared);
	return 0;
}

int pthread_rwlockattr_init(pthread_rwlockattr_t *attr)
{
	attr->__shared = 0;
	return 0;
}

int pthread_rwlockattr_destroy(pthread_rwlockattr_t *attr) { return attr ? 0 : EINVAL; }

int pthread_rwlockattr_setpshared(pthread_rwlockattr_t *attr, int shared)
{
	attr->__shared = shared;
	return 0;
}
