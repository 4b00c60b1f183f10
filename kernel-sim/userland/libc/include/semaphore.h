/* POSIX semaphores: sem_overview(7). */
#ifndef _SEMAPHORE_H
#define _SEMAPHORE_H
#include <fcntl.h>
#include <sys/types.h>
#include <time.h>
#define SEM_FAILED ((sem_t *)0)
#define SEM_VALUE_MAX 2147483647
typedef struct {
	volatile int __value, __waiters;
	int __shared;
	int __unused[5];
} sem_t;
int sem_init(sem_t *, int, unsigned);
int sem_destroy(sem_t *);
int sem_wait(sem_t *);
int sem_trywait(sem_t *);
int sem_timedwait(sem_t *restrict, const struct timespec *restrict);
int sem_clockwait(sem_t *restrict, clockid_t, const struct timespec *restrict);
int sem_post(sem_t *);
int sem_getvalue(sem_t *restrict, int *restrict);
sem_t *sem_open(const char *, int, ...);
int sem_close(sem_t *);
int sem_unlink(const char *);
#endif
