/* Sleeping and waking on a word: futex(2), and the small lock that the library itself uses (Drepper, "Futexes are tricky"). */
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include "../internal/syscall.h"
#include "../internal/thread.h"

int __threaded;

int __futexWait(volatile int *word, int value, int shared, clockid_t clock, const struct timespec *until)
{
	int op = FUTEX_WAIT_BITSET | (shared ? 0 : FUTEX_PRIVATE_FLAG);
	if (until && (until->tv_nsec < 0 || until->tv_nsec > 999999999)) return EINVAL;
	if (until && until->tv_sec < 0) return ETIMEDOUT;
	if (until && clock == CLOCK_REALTIME) op |= FUTEX_CLOCK_REALTIME;
	long answer = __syscall6(SYS_futex, (long)word, op, value, (long)until, 0, -1);
	return answer < 0 ? (int)-answer : 0;
}

void __futexWake(volatile int *word, int count, int shared)
{
	__syscall3(SYS_futex, (long)word, FUTEX_WAKE | (shared ? 0 : FUTEX_PRIVATE_FLAG), count);
}

void __lockWord(volatile int *word)
{
	int free = 0;
	if (__atomic_compare_exchange_n(word, &free, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return;
	while (__atomic_exchange_n(word, 2, __ATOMIC_ACQUIRE) != 0) __futexWait(word, 2, 0, 0, NULL);
}

void __unlockWord(volatile int *word)
{
	if (__atomic_exchange_n(word, 0, __ATOMIC_RELEASE) == 2) __futexWake(word, 1, 0);
}
