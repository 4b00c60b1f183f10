/* One thread at a time on a stream, which may call stdio again: flockfile(3). */
#include "file.h"
#include <errno.h>
#include "../internal/libc.h"

volatile int __filesLock;

void __lockFile(FILE *file)
{
	int tid = __threadSelf()->tid;
	if (file->owner == tid) {
		file->depth++;
		return;
	}
	__lockWord(&file->lock);
	file->owner = tid;
	file->depth = 1;
}

void __unlockFile(FILE *file)
{
	if (--file->depth > 0) return;
	file->owner = 0;
	__unlockWord(&file->lock);
}

void flockfile(FILE *file) { __lockFile(file); }
void funlockfile(FILE *file) { __unlockFile(file); }

int ftrylockfile(FILE *file)
{
	int tid = __threadSelf()->tid, expected = 0;
	if (file->owner == tid) {
		file->depth++;
		return 0;
	}
	if (!__atomic_compare_exchange_n(&file->lock, &expected, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return EBUSY;
	file->owner = tid;
	file->depth = 1;
	return 0;
}

/* Streams whose users do not exist in the child are nobody's there. */
void __stdioFork(int when)
{
	if (when < 0) {
		__lockWord(&__filesLock);
		return;
	}
	if (when)
		for (FILE *file = __streams(); file; file = file->next) file->lock = file->owner = file->depth = 0;
	__unlockWord(&__filesLock);
}
