/* Semaphores: sem_wait(3p), and named ones as files in /dev/shm: sem_open(3p). */
#include <errno.h>
#include <limits.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../internal/thread.h"

static int fail(int error)
{
	errno = error;
	return -1;
}

int sem_init(sem_t *semaphore, int shared, unsigned value)
{
	if (value > SEM_VALUE_MAX) return fail(EINVAL);
	memset(semaphore, 0, sizeof *semaphore);
	semaphore->__value = (int)value;
	semaphore->__shared = shared;
	return 0;
}

int sem_destroy(sem_t *semaphore) { return semaphore ? 0 : fail(EINVAL); }

static int take(sem_t *semaphore)
{
	int value = semaphore->__value;
	while (value > 0)
		if (__atomic_compare_exchange_n(&semaphore->__value, &value, value - 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return 1;
	return 0;
}

int sem_trywait(sem_t *semaphore) { return take(semaphore) ? 0 : fail(EAGAIN); }

int sem_clockwait(sem_t *restrict semaphore, clockid_t clock, const struct timespec *restrict until)
{
	while (!take(semaphore)) {
		__atomic_fetch_add(&semaphore->__waiters, 1, __ATOMIC_SEQ_CST);
		int error = __futexWait(&semaphore->__value, 0, semaphore->__shared, clock, until);
		__atomic_fetch_sub(&semaphore->__waiters, 1, __ATOMIC_SEQ_CST);
		if (error && error != EAGAIN) return fail(error);
	}
	return 0;
}

int sem_wait(sem_t *semaphore) { return sem_clockwait(semaphore, CLOCK_REALTIME, NULL); }
int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until) { return sem_clockwait(semaphore, CLOCK_REALTIME, until); }

int sem_post(sem_t *semaphore)
{
	int value = semaphore->__value, shared = semaphore->__shared;
	do {
		if (value == SEM_VALUE_MAX) return fail(EOVERFLOW);
	} while (!__atomic_compare_exchange_n(&semaphore->__value, &value, value + 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
	if (semaphore->__waiters > 0) __futexWake(&semaphore->__value, 1, shared);
	return 0;
}

int sem_getvalue(sem_t *restrict semaphore, int *restrict value)
{
	*value = semaphore->__value;
	return 0;
}

static int semaphorePath(const char *name, char path[PATH_MAX])
{
	while (*name == '/') name++;
	if (!*name || strchr(name, '/')) return fail(EINVAL);
	if (strlen(name) > NAME_MAX - 4) return fail(ENAMETOOLONG);
	snprintf(path, PATH_MAX, "/dev/shm/sem.%s", name);
	return 0;
}

sem_t *sem_open(const char *name, int flags, ...)
{
	char path[PATH_MAX];
	sem_t fresh;
	if (semaphorePath(name, path) < 0) return SEM_FAILED;
	int fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT && (flags & O_CREAT)) {
		va_list list;
		va_start(list, flags);
		mode_t mode = va_arg(list, mode_t);
		unsigned value = va_arg(list, unsigned);
		va_end(list);
		if (sem_init(&fresh, 1, value) < 0) return SEM_FAILED;
		fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (fd >= 0 && write(fd, &fresh, sizeof fresh) != sizeof fresh) {
			close(fd);
			fd = -1;
		}
	} else if (fd >= 0 && (flags & O_CREAT) && (flags & O_EXCL)) {
		close(fd);
		errno = EEXIST;
		return SEM_FAILED;
	}
	if (fd < 0) return SEM_FAILED;
	sem_t *semaphore = mmap(NULL, sizeof *semaphore, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return semaphore == MAP_FAILED ? SEM_FAILED : semaphore;
}

int sem_close(sem_t *semaphore) { return munmap(semaphore, sizeof *semaphore); }

int sem_unlink(const char *name)
{
	char path[PATH_MAX];
	return semaphorePath(name, path) < 0 ? -1 : unlink(path);
}
