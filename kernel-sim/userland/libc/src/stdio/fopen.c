/* fopen(3), fdopen(3), freopen(3), fclose(3). */
#include "file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

unsigned __modeFlags(const char *mode, int *openFlags)
{
	unsigned flags;
	int open;
	switch (*mode) {
	case 'r': flags = CAN_READ, open = 0; break;
	case 'w': flags = CAN_WRITE, open = O_CREAT | O_TRUNC; break;
	case 'a': flags = CAN_WRITE | APPENDS, open = O_CREAT | O_APPEND; break;
	default: errno = EINVAL; return 0;
	}
	if (strchr(mode, '+')) flags |= CAN_READ | CAN_WRITE;
	if (strchr(mode, 'x')) open |= O_EXCL;
	if (strchr(mode, 'e')) open |= O_CLOEXEC;
	open |= (flags & CAN_READ) && (flags & CAN_WRITE) ? O_RDWR : flags & CAN_READ ? O_RDONLY : O_WRONLY;
	*openFlags = open;
	return flags;
}

FILE *__newFile(int fd, unsigned flags)
{
	FILE *file = calloc(1, sizeof *file);
	if (!file) return NULL;
	file->fd = fd;
	file->flags = flags;
	__enlist(file);
	return file;
}

FILE *fopen(const char *restrict path, const char *restrict mode)
{
	int openFlags;
	unsigned flags = __modeFlags(mode, &openFlags);
	if (!flags) return NULL;
	int fd = open(path, openFlags, 0666);
	if (fd < 0) return NULL;
	FILE *file = __newFile(fd, flags);
	if (!file) close(fd);
	return file;
}

FILE *fdopen(int fd, const char *mode)
{
	int openFlags;
	unsigned flags = __modeFlags(mode, &openFlags);
	if (!flags || fcntl(fd, F_GETFD) < 0) return NULL;
	return __newFile(fd, flags);
}

/* Gives `file` another file, under the same descriptor when it is a standard one. */
FILE *freopen(const char *restrict path, const char *restrict mode, FILE *restrict file)
{
	int openFlags;
	unsigned flags = __modeFlags(mode, &openFlags);
	fflush(file);
	int fd = flags && path ? open(path, openFlags, 0666) : -1;
	if (fd < 0) {
		fclose(file);
		return NULL;
	}
	if (fd != file->fd) {
		dup2(fd, file->fd);
		close(fd);
	}
	file->flags = flags | (file->flags & OWNS_BUFFER);
	file->mode = _IOFBF;
	return file;
}

int fclose(FILE *file)
{
	int result = fflush(file);
	__delist(file);
	if (close(file->fd) < 0) result = EOF;
	if (file->flags & OWNS_BUFFER) free(file->base - PUSHBACK);
	if (file == stdin || file == stdout || file == stderr) file->flags = 0;
	else free(file);
	return result;
}
