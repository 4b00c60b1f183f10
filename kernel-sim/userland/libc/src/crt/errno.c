/* errno(3): one for the process, as there are no threads yet. */
#include <errno.h>

static int value;

int *__errno_location(void)
{
	return &value;
}
