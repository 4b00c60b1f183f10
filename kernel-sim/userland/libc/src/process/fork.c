/*
 * fork(2), made with clone(2) and no flag but SIGCHLD, as a lesson puts a probe on clone.
 */
#include <sched.h>
#include <signal.h>
#include <unistd.h>
#include "../internal/syscall.h"

pid_t fork(void)
{
	return (pid_t)CALL5(clone, SIGCHLD, 0, 0, 0, 0);
}
