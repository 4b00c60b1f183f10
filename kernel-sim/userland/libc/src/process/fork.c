/*
 * fork(2), made with clone(2) and no flag but SIGCHLD, as a lesson puts a probe on clone. In a program with threads, the
 * library's own locks are held meanwhile, so that the child finds nothing half done; then pthread_atfork(3)'s handlers.
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "../internal/libc.h"
#include "../internal/syscall.h"

void (*__atFork)(int when);

pid_t fork(void)
{
	if (__atFork) __atFork(-1);
	pid_t pid = (pid_t)CALL5(clone, SIGCHLD, 0, 0, 0, 0);
	if (__atFork) __atFork(pid == 0);
	return pid;
}
