/* quick_exit(3): its own handlers, no flushing. */
#include <stdlib.h>

static void (*handlers[32])(void);
static int count;

int at_quick_exit(void (*handler)(void))
{
	if (count == 32) return -1;
	handlers[count++] = handler;
	return 0;
}

_Noreturn void quick_exit(int status)
{
	while (count > 0) handlers[--count]();
	_Exit(status);
}
