/* pthread_once(3p): 0 not yet, 1 somebody is at it, 2 done. */
#include <limits.h>
#include "../internal/thread.h"

int pthread_once(pthread_once_t *once, void (*function)(void))
{
	for (;;) {
		int state = 0;
		if (__atomic_compare_exchange_n(once, &state, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)) {
			function();
			__atomic_store_n(once, 2, __ATOMIC_RELEASE);
			__futexWake(once, INT_MAX, 0);
			return 0;
		}
		if (state == 2) return 0;
		__futexWait(once, 1, 0, 0, NULL);
	}
}
