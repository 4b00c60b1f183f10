/* What fork(2) means to threads: pthread_atfork(3), and the library's own locks. */
#include <errno.h>
#include <stdlib.h>
#include "../internal/libc.h"
#include "../internal/thread.h"

static struct handlers {
	void (*prepare)(void), (*parent)(void), (*child)(void);
	struct handlers *older, *newer;
} *newest, *oldest;

/* −1: before; 0: after, in the parent; 1: after, in the child. */
static void atFork(int when)
{
	if (when < 0) {
		for (struct handlers *h = newest; h; h = h->older)
			if (h->prepare) h->prepare();
		__mallocFork(when);
		__stdioFork(when);
		return;
	}
	__stdioFork(when);
	__mallocFork(when);
	if (when) __threadForked();
	for (struct handlers *h = oldest; h; h = h->newer) {
		void (*run)(void) = when ? h->child : h->parent;
		if (run) run();
	}
}

void __atForkStart(void) { __atFork = atFork; }

int pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void))
{
	struct handlers *h = calloc(1, sizeof *h);
	if (!h) return ENOMEM;
	__threadSelf();
	*h = (struct handlers){prepare, parent, child, newest, NULL};
	if (newest) newest->newer = h;
	else oldest = h;
	newest = h;
	__atFork = atFork;
	return 0;
}
