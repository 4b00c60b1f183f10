/* getcwd(3). The call answers the length with the 0; a NULL buffer asks for malloc, as glibc allows. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../internal/syscall.h"

char *getcwd(char *buffer, size_t size)
{
	char path[PATH_MAX];
	if (buffer) {
		if (size == 0) {
			errno = EINVAL;
			return NULL;
		}
		return CALL2(getcwd, buffer, size) < 0 ? NULL : buffer;
	}
	return CALL2(getcwd, path, sizeof path) < 0 ? NULL : strdup(path);
}
