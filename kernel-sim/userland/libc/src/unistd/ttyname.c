/* ttyname(3): the name behind /proc/self/fd/N. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

int ttyname_r(int fd, char *buffer, size_t size)
{
	char link[40];
	if (!isatty(fd)) return errno;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t length = readlink(link, buffer, size);
	if (length < 0) return errno;
	if ((size_t)length == size) return ERANGE;
	buffer[length] = 0;
	return 0;
}

char *ttyname(int fd)
{
	static char name[64];
	int error = ttyname_r(fd, name, sizeof name);
	if (!error) return name;
	errno = error;
	return NULL;
}
