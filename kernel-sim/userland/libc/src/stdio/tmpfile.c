/* tmpfile(3): a file without a name. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

FILE *tmpfile(void)
{
	char name[] = "/tmp/tmpXXXXXX";
	int fd = mkstemp(name);
	if (fd < 0) return NULL;
	unlink(name);
	return fdopen(fd, "w+");
}
