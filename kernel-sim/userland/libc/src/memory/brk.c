/* The program break: brk(2), sbrk(2). The raw call answers the break, moved or not. */
#include <errno.h>
#include <unistd.h>
#include "../internal/syscall.h"

static unsigned long current;

int brk(void *address)
{
	current = (unsigned long)__syscall1(SYS_brk, (long)address);
	if (current < (unsigned long)address) {
		errno = ENOMEM;
		return -1;
	}
	return 0;
}

void *sbrk(intptr_t increment)
{
	if (!current) current = (unsigned long)__syscall1(SYS_brk, 0);
	unsigned long old = current;
	if (increment == 0) return (void *)old;
	if (increment > 0 ? old + (unsigned long)increment < old : old < (unsigned long)-increment) {
		errno = ENOMEM;
		return (void *)-1;
	}
	return brk((void *)(old + (unsigned long)increment)) < 0 ? (void *)-1 : (void *)old;
}
