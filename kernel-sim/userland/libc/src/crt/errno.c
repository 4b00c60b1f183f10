/* errno(3): one word for each thread; a program without threads has the one here. */
#include <errno.h>
#include "../internal/thread.h"

static int value;

int *__errno_location(void)
{
	return __threadReady ? __self()->errnoAt : &value;
}
