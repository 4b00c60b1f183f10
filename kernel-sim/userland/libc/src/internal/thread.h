/*
 * What the library knows of a thread: the block that %fs points to (System V AMD64 ABI, ELF TLS variant II: the program's
 * thread-local data ends where the block begins, and its first word points to itself).
 *
 * A program that never makes a thread and has no thread-local data never sets %fs up: __threaded stays 0, and errno, malloc
 * and stdio take the short way.
 */
#ifndef INTERNAL_THREAD_H
#define INTERNAL_THREAD_H
#include <pthread.h>
#include <stddef.h>

#define KEYS 128

struct __pthread {
	struct __pthread *self;
	int errnoValue;
	/* Set and cleared by the kernel (CLONE_PARENT_SETTID, CLONE_CHILD_CLEARTID): 0 when the thread has ended. */
	volatile int tid;
	/* Where errno is: the first thread keeps the one it had before there were threads. */
	int *errnoAt;
	long unused[2];
	/* %fs:0x28: what code of gcc with -fstack-protector compares. */
	unsigned long canary;
	volatile int detachState;
	int shared;
	void *(*start)(void *);
	void *argument, *result;
	/* The mapping with guard page, stack, thread-local data and this block; NULL when the stack is the program's. */
	char *map;
	size_t mapSize, guardSize;
	char *stack;
	size_t stackSize;
	struct __cleanup *cleanup;
	/* All threads in a ring, for fork and keys. */
	struct __pthread *next, *before;
	void *specific[KEYS];
};

enum { JOINABLE, DETACHED, JOINED };

/* %fs points to this thread's block. */
extern int __threadReady;
/* There is, or was, a second thread: locks are needed. */
extern int __threaded;

static inline struct __pthread *__self(void)
{
	struct __pthread *self;
	__asm__("movq %%fs:0, %0" : "=r"(self));
	return self;
}

/* Makes sure that the first thread has its block; called before anything that needs __self. */
struct __pthread *__threadSelf(void);
/* Bytes of thread-local data and how to make them: from PT_TLS. */
size_t __tlsSize(void);
void __tlsCopy(struct __pthread *);
void __tlsStart(void);

/* A lock of one word for the library's own use: 0 free, 1 held, 2 held and waited for. */
void __lockWord(volatile int *);
void __unlockWord(volatile int *);
#define LOCK(word) (__threaded ? __lockWord(&(word)) : (void)0)
#define UNLOCK(word) (__threaded ? __unlockWord(&(word)) : (void)0)

/* futex(2) with an absolute timeout on `clock`, or without one: 0 or an error number. */
int __futexWait(volatile int *, int value, int shared, clockid_t clock, const struct timespec *until);
void __futexWake(volatile int *, int count, int shared);

void __runKeyDestructors(struct __pthread *);
#endif
