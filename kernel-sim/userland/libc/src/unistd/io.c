/* Descriptors: read(2), write(2), open(2), dup(2), pipe(2) … Each function is the system call of its name. */
#include <fcntl.h>
#include <stdarg.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>
#include "../internal/syscall.h"

ssize_t read(int fd, void *buffer, size_t size) { return CALL3(read, fd, buffer, size); }
ssize_t write(int fd, const void *buffer, size_t size) { return CALL3(write, fd, buffer, size); }
ssize_t pread(int fd, void *buffer, size_t size, off_t at) { return CALL4(pread64, fd, buffer, size, at); }
ssize_t pwrite(int fd, const void *buffer, size_t size, off_t at) { return CALL4(pwrite64, fd, buffer, size, at); }
ssize_t readv(int fd, const struct iovec *parts, int count) { return CALL3(readv, fd, parts, count); }
ssize_t writev(int fd, const struct iovec *parts, int count) { return CALL3(writev, fd, parts, count); }
ssize_t sendfile(int to, int from, off_t *at, size_t count) { return CALL4(sendfile, to, from, at, count); }
off_t lseek(int fd, off_t offset, int whence) { return CALL3(lseek, fd, offset, whence); }
int close(int fd) { return (int)CALL1(close, fd); }
int dup(int fd) { return (int)CALL1(dup, fd); }
int dup2(int from, int to) { return (int)CALL2(dup2, from, to); }
int dup3(int from, int to, int flags) { return (int)CALL3(dup3, from, to, flags); }
int pipe2(int ends[2], int flags) { return (int)CALL2(pipe2, ends, flags); }
int pipe(int ends[2]) { return pipe2(ends, 0); }
int fsync(int fd) { return (int)CALL1(fsync, fd); }
int fdatasync(int fd) { return (int)CALL1(fdatasync, fd); }
void sync(void) { __syscall0(SYS_sync); }
int ftruncate(int fd, off_t length) { return (int)CALL2(ftruncate, fd, length); }
int flock(int fd, int operation) { return (int)CALL2(flock, fd, operation); }
int creat(const char *path, mode_t mode) { return open(path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int fallocate(int fd, int mode, off_t at, off_t size) { return (int)CALL4(fallocate, fd, mode, at, size); }

/* posix_ functions return the error instead of setting errno. */
int posix_fadvise(int fd, off_t at, off_t size, int advice) { return (int)-__syscall4(SYS_fadvise64, fd, at, size, advice); }

int openat(int directory, const char *path, int flags, ...)
{
	mode_t mode = 0;
	if (flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) {
		va_list list;
		va_start(list, flags);
		mode = va_arg(list, mode_t);
		va_end(list);
	}
	return (int)CALL4(openat, directory, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	if (flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) {
		va_list list;
		va_start(list, flags);
		mode = va_arg(list, mode_t);
		va_end(list);
	}
	return (int)CALL4(openat, AT_FDCWD, path, flags, mode);
}

int fcntl(int fd, int command, ...)
{
	va_list list;
	va_start(list, command);
	long argument = va_arg(list, long);
	va_end(list);
	return (int)CALL3(fcntl, fd, command, argument);
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list list;
	va_start(list, request);
	void *argument = va_arg(list, void *);
	va_end(list);
	return (int)CALL3(ioctl, fd, request, argument);
}
