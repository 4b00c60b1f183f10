/* ptrace(2). The raw PEEK calls store the word at `data`; the C function returns it, as ptrace(2) "C library/kernel differences" says. */
#include <stdarg.h>
#include <sys/ptrace.h>
#include "../internal/syscall.h"

long ptrace(int request, ...)
{
	va_list list;
	va_start(list, request);
	pid_t pid = va_arg(list, pid_t);
	void *address = va_arg(list, void *);
	void *data = va_arg(list, void *);
	va_end(list);
	long word;
	int peeks = request >= PTRACE_PEEKTEXT && request <= PTRACE_PEEKUSER;
	long answer = CALL4(ptrace, request, pid, address, peeks ? (void *)&word : data);
	if (answer < 0 || !peeks) return answer;
	errno = 0;
	return word;
}
