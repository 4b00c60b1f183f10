/* Types of pthread.h that other headers name too. Each object is one word that futex(2) sleeps on, and what belongs to it. */
#ifndef _BITS_PTHREAD_H
#define _BITS_PTHREAD_H
#include <stddef.h>
typedef struct __pthread *pthread_t;
typedef unsigned pthread_key_t;
typedef int pthread_once_t;
typedef volatile int pthread_spinlock_t;
typedef struct {
	size_t __stackSize, __guardSize;
	void *__stack;
	int __detached;
} pthread_attr_t;
typedef struct {
	/* 0 free, 1 held, 2 held and somebody sleeps. */
	volatile int __word;
	int __type, __owner, __count;
	int __shared;
} pthread_mutex_t;
typedef struct {
	int __type, __shared;
} pthread_mutexattr_t;
typedef struct {
	/* Counts signals; sleepers wait for it to move on. */
	volatile int __sequence;
	volatile int __waiters;
	int __clock, __shared;
} pthread_cond_t;
typedef struct {
	int __clock, __shared;
} pthread_condattr_t;
typedef struct {
	/* Readers, or -1 for a writer. */
	volatile int __state;
	volatile int __waiters;
	int __shared;
} pthread_rwlock_t;
typedef struct {
	int __shared;
} pthread_rwlockattr_t;
typedef struct {
	unsigned __needed;
	volatile int __arrived, __round, __lock;
	int __shared;
} pthread_barrier_t;
typedef struct {
	int __shared;
} pthread_barrierattr_t;
#endif
