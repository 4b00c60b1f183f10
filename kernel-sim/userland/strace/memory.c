/* Memory of a traced task: word by word with PTRACE_PEEKDATA, in whole words so that no page is touched that is not asked for. */
#include <errno.h>
#include <string.h>
#include "strace.h"

static int peekWord(const struct task *t, long address, long *word)
{
	errno = 0;
	*word = ptrace(PTRACE_PEEKDATA, t->pid, address, 0);
	return errno == 0 ? 0 : -1;
}

int peekBytes(const struct task *t, long address, void *into, size_t length)
{
	char *to = into;
	size_t done = 0;
	while (done < length) {
		long word, at = (address + (long)done) & ~7L;
		size_t skip = (size_t)(address + (long)done - at), count = 8 - skip;
		if (count > length - done) count = length - done;
		if (peekWord(t, at, &word) < 0) return -1;
		memcpy(to + done, (char *)&word + skip, count);
		done += count;
	}
	return 0;
}

long peekText(const struct task *t, long address, char *into, size_t max)
{
	size_t done = 0;
	while (done < max) {
		long word, at = (address + (long)done) & ~7L;
		if (peekWord(t, at, &word) < 0) return -1;
		for (size_t skip = (size_t)(address + (long)done - at); skip < 8 && done < max; skip++, done++) {
			into[done] = ((char *)&word)[skip];
			if (into[done] == 0) return (long)done;
		}
	}
	return (long)max;
}
