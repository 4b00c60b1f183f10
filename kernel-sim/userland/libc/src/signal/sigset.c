/* Sets of signals: sigsetops(3). Signal n is bit n-1. */
#include <errno.h>
#include <signal.h>

static int bad(int number)
{
	if (number > 0 && number < NSIG) return 0;
	errno = EINVAL;
	return 1;
}

int sigemptyset(sigset_t *set)
{
	set->__bits = 0;
	return 0;
}

int sigfillset(sigset_t *set)
{
	set->__bits = ~0UL;
	return 0;
}

int sigaddset(sigset_t *set, int number)
{
	if (bad(number)) return -1;
	set->__bits |= 1UL << (number - 1);
	return 0;
}

int sigdelset(sigset_t *set, int number)
{
	if (bad(number)) return -1;
	set->__bits &= ~(1UL << (number - 1));
	return 0;
}

int sigismember(const sigset_t *set, int number)
{
	if (bad(number)) return -1;
	return (int)(set->__bits >> (number - 1) & 1);
}
