/*
 * Making and ending threads: pthread_create(3), pthread_join(3), pthread_exit(3), over clone(2). A thread lives in one
 * mapping: guard page, stack, thread-local data, block. Who joins it waits for its tid to become 0, which the kernel does
 * when the thread is gone (CLONE_CHILD_CLEARTID), and gives the mapping back; a detached thread does so itself, on no stack.
 */
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "../internal/libc.h"
#include "../internal/syscall.h"
#include "../internal/thread.h"

#define PAGE 4096UL
#define DEFAULT_STACK (8UL << 20)
#define FLAGS \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)

static volatile int listLock;
static volatile int threadCount = 1;

_Noreturn void __exitUnmapped(char *map, size_t size);

/* Guards the ring of threads against other threads, and against this thread's own signal handlers. */
static void lockList(void) { __lockWord(&listLock); }
static void unlockList(void) { __unlockWord(&listLock); }

static void blockSignals(sigset_t *old)
{
	unsigned long all = ~0UL;
	__syscall4(SYS_rt_sigprocmask, SIG_BLOCK, (long)&all, (long)old, 8);
}

static void restoreSignals(const sigset_t *old) { __syscall4(SYS_rt_sigprocmask, SIG_SETMASK, (long)old, 0, 8); }

static int startThread(void *argument)
{
	struct __pthread *self = argument;
	unsigned long mask = (unsigned long)self->specific[0];
	self->specific[0] = NULL;
	__syscall4(SYS_rt_sigprocmask, SIG_SETMASK, (long)&mask, 0, 8);
	pthread_exit(self->start(self->argument));
}

/* The block with its stack, in a mapping of its own or at the top of the program's stack; NULL when there is no memory. */
static struct __pthread *allocate(const pthread_attr_t *attr)
{
	size_t tail = (__tlsSize() + sizeof(struct __pthread) + 127) & ~63UL;
	size_t guard = attr ? (attr->__guardSize + PAGE - 1) & ~(PAGE - 1) : PAGE;
	size_t wanted = attr && attr->__stackSize ? attr->__stackSize : DEFAULT_STACK;
	char *map = NULL, *bottom, *top;
	size_t size = 0;
	if (attr && attr->__stack) {
		guard = 0;
		bottom = attr->__stack;
		top = bottom + wanted;
	} else {
		size = guard + ((wanted + tail + PAGE - 1) & ~(PAGE - 1));
		map = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
		if (map == MAP_FAILED) return NULL;
		if (mprotect(map + guard, size - guard, PROT_READ | PROT_WRITE) < 0) {
			munmap(map, size);
			return NULL;
		}
		bottom = map + guard;
		top = map + size;
	}
	struct __pthread *thread = (struct __pthread *)(((uintptr_t)top - sizeof(struct __pthread)) & ~63UL);
	memset(thread, 0, sizeof *thread);
	thread->self = thread;
	thread->errnoAt = &thread->errnoValue;
	thread->map = map;
	thread->mapSize = size;
	thread->guardSize = guard;
	thread->stack = bottom;
	thread->stackSize = wanted;
	__tlsCopy(thread);
	return thread;
}

int pthread_create(pthread_t *restrict result, const pthread_attr_t *restrict attr, void *(*start)(void *), void *restrict argument)
{
	struct __pthread *self = __threadSelf();
	struct __pthread *thread = allocate(attr);
	if (!thread) return EAGAIN;
	sigset_t mask;
	thread->canary = self->canary;
	thread->start = start;
	thread->argument = argument;
	thread->detachState = attr && attr->__detached ? DETACHED : JOINABLE;
	if (!__threaded) __atForkStart();
	__threaded = 1;
	/* Nothing may interrupt the new thread before it is in the ring. */
	blockSignals(&mask);
	thread->specific[0] = (void *)mask.__bits;
	lockList();
	int saved = errno, tid;
	__atomic_fetch_add(&threadCount, 1, __ATOMIC_SEQ_CST);
	char *top = (char *)thread - __tlsSize();
	tid = clone(startThread, top, FLAGS, thread, (pid_t *)&thread->tid, thread, (pid_t *)&thread->tid);
	int error = tid < 0 ? errno : 0;
	errno = saved;
	if (error) {
		__atomic_fetch_sub(&threadCount, 1, __ATOMIC_SEQ_CST);
		if (thread->map) munmap(thread->map, thread->mapSize);
	} else {
		thread->next = self->next;
		thread->before = self;
		thread->next->before = self->next = thread;
		*result = thread;
	}
	unlockList();
	restoreSignals(&mask);
	return error == ENOMEM ? EAGAIN : error;
}

_Noreturn void pthread_exit(void *result)
{
	struct __pthread *self = __threadSelf();
	sigset_t old;
	self->result = result;
	while (self->cleanup) {
		struct __cleanup *handler = self->cleanup;
		self->cleanup = handler->before;
		handler->run(handler->argument);
	}
	__runKeyDestructors(self);
	/* The last thread ends the process, as if by exit(0). */
	if (__atomic_sub_fetch(&threadCount, 1, __ATOMIC_SEQ_CST) == 0) exit(0);
	blockSignals(&old);
	lockList();
	self->next->before = self->before;
	self->before->next = self->next;
	self->next = self->before = self;
	int detached = self->detachState == DETACHED;
	unlockList();
	if (detached && self->map) {
		/* The kernel must not write to memory that is gone. */
		__syscall1(SYS_set_tid_address, 0);
		__exitUnmapped(self->map, self->mapSize);
	}
	for (;;) __syscall1(SYS_exit, 0);
}

static int join(pthread_t thread, void **result, clockid_t clock, const struct timespec *until)
{
	if (thread == __threadSelf()) return EDEADLK;
	if (thread->detachState != JOINABLE) return EINVAL;
	for (int tid; (tid = thread->tid) != 0;) {
		/* The kernel wakes without FUTEX_PRIVATE_FLAG. */
		int error = __futexWait(&thread->tid, tid, 1, clock, until);
		if (error == ETIMEDOUT || error == EINVAL) return error;
	}
	if (result) *result = thread->result;
	thread->detachState = JOINED;
	if (thread->map) munmap(thread->map, thread->mapSize);
	return 0;
}

int pthread_join(pthread_t thread, void **result) { return join(thread, result, 0, NULL); }

int pthread_timedjoin_np(pthread_t thread, void **result, const struct timespec *until)
{
	return join(thread, result, CLOCK_REALTIME, until);
}

int pthread_tryjoin_np(pthread_t thread, void **result)
{
	return thread->tid != 0 ? EBUSY : join(thread, result, 0, NULL);
}

int pthread_detach(pthread_t thread)
{
	lockList();
	int joinable = thread->detachState == JOINABLE, left = thread->next != thread || thread == __threadSelf();
	if (joinable && left) thread->detachState = DETACHED;
	unlockList();
	if (!joinable) return EINVAL;
	/* It has ended already, or is about to and has seen that somebody may join it: then we do. */
	return left ? 0 : pthread_join(thread, NULL);
}

pthread_t pthread_self(void) { return __threadSelf(); }
int pthread_equal(pthread_t a, pthread_t b) { return a == b; }

/* Only the thread that called fork goes on in the child. */
void __threadForked(void)
{
	if (!__threadReady) return;
	struct __pthread *self = __self();
	self->next = self->before = self;
	self->tid = (int)__syscall1(SYS_set_tid_address, (long)&self->tid);
	threadCount = 1;
	listLock = 0;
}

void __cleanup_push(struct __cleanup *handler)
{
	struct __pthread *self = __threadSelf();
	handler->before = self->cleanup;
	self->cleanup = handler;
}

void __cleanup_pop(struct __cleanup *handler, int execute)
{
	__threadSelf()->cleanup = handler->before;
	if (execute) handler->run(handler->argument);
}
