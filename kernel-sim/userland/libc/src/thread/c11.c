/* C11 threads (7.26) in terms of POSIX ones. */
#include <errno.h>
#include <sched.h>
#include <threads.h>
#include <time.h>
#include <pthread.h>

static int code(int error)
{
	switch (error) {
	case 0: return thrd_success;
	case EBUSY: return thrd_busy;
	case ENOMEM: return thrd_nomem;
	case ETIMEDOUT: return thrd_timedout;
	default: return thrd_error;
	}
}

/* An int (*)(void *) called as a void *(*)(void *): the answer's low half is the int (System V AMD64 ABI 3.2.3). */
int thrd_create(thrd_t *thread, thrd_start_t start, void *argument)
{
	int error = pthread_create(thread, NULL, (void *(*)(void *))start, argument);
	return error == EAGAIN ? thrd_nomem : code(error);
}

int thrd_join(thrd_t thread, int *result)
{
	void *value;
	int error = pthread_join(thread, &value);
	if (!error && result) *result = (int)(long)value;
	return code(error);
}

int thrd_detach(thrd_t thread) { return code(pthread_detach(thread)); }
_Noreturn void thrd_exit(int result) { pthread_exit((void *)(long)result); }
thrd_t thrd_current(void) { return pthread_self(); }
int thrd_equal(thrd_t a, thrd_t b) { return a == b; }
void thrd_yield(void) { sched_yield(); }

int thrd_sleep(const struct timespec *time, struct timespec *left)
{
	if (nanosleep(time, left) == 0) return 0;
	return errno == EINTR ? -1 : -2;
}

int mtx_init(mtx_t *mutex, int type)
{
	pthread_mutexattr_t attr;
	pthread_mutexattr_init(&attr);
	if (type & mtx_recursive) pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	return code(pthread_mutex_init(mutex, &attr));
}

void mtx_destroy(mtx_t *mutex) { pthread_mutex_destroy(mutex); }
int mtx_lock(mtx_t *mutex) { return code(pthread_mutex_lock(mutex)); }
int mtx_trylock(mtx_t *mutex) { return code(pthread_mutex_trylock(mutex)); }
int mtx_timedlock(mtx_t *restrict mutex, const struct timespec *restrict until) { return code(pthread_mutex_timedlock(mutex, until)); }
int mtx_unlock(mtx_t *mutex) { return code(pthread_mutex_unlock(mutex)); }
int cnd_init(cnd_t *cond) { return code(pthread_cond_init(cond, NULL)); }
void cnd_destroy(cnd_t *cond) { pthread_cond_destroy(cond); }
int cnd_wait(cnd_t *cond, mtx_t *mutex) { return code(pthread_cond_wait(cond, mutex)); }
int cnd_signal(cnd_t *cond) { return code(pthread_cond_signal(cond)); }
int cnd_broadcast(cnd_t *cond) { return code(pthread_cond_broadcast(cond)); }

int cnd_timedwait(cnd_t *restrict cond, mtx_t *restrict mutex, const struct timespec *restrict until)
{
	return code(pthread_cond_timedwait(cond, mutex, until));
}

int tss_create(tss_t *key, tss_dtor_t destroy) { return code(pthread_key_create(key, destroy)); }
void tss_delete(tss_t key) { pthread_key_delete(key); }
void *tss_get(tss_t key) { return pthread_getspecific(key); }
int tss_set(tss_t key, void *value) { return code(pthread_setspecific(key, value)); }
void call_once(once_flag *flag, void (*function)(void)) { pthread_once(flag, function); }
