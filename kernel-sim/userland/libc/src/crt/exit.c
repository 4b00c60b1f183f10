/* The ways out: exit(3) with its handlers and flushing, _exit(2), abort(3). */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "../internal/libc.h"
#include "../internal/syscall.h"

void (*__flush_at_exit)(void);
static void (*handlers[64])(void);
static int handlerCount;

extern void (*__fini_array_start[])(void) __attribute__((weak));
extern void (*__fini_array_end[])(void) __attribute__((weak));

/* Remembers `handler` for exit; they run in reverse order. At most 64. */
int atexit(void (*handler)(void))
{
	if (handlerCount == 64) return -1;
	handlers[handlerCount++] = handler;
	return 0;
}

_Noreturn void exit(int status)
{
	while (handlerCount > 0) handlers[--handlerCount]();
	for (void (**fini)(void) = __fini_array_end; fini != __fini_array_start;) (*--fini)();
	if (__flush_at_exit) __flush_at_exit();
	_exit(status);
}

/* exit_group(2) ends all threads; the loop is for a kernel that would return. */
_Noreturn void _exit(int status)
{
	for (;;) __syscall1(SYS_exit_group, status);
}

_Noreturn void _Exit(int status)
{
	_exit(status);
}

/* SIGABRT, even when the program ignores or blocks it. */
_Noreturn void abort(void)
{
	sigset_t only;
	raise(SIGABRT);
	signal(SIGABRT, SIG_DFL);
	sigemptyset(&only);
	sigaddset(&only, SIGABRT);
	sigprocmask(SIG_UNBLOCK, &only, NULL);
	raise(SIGABRT);
	_exit(127);
}
