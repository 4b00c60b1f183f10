/* stat(2), chmod(2), mkdir(2), mknod(2), umask(2), utimensat(2), statfs(2). */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/time.h>
#include <utime.h>
#include "../internal/syscall.h"

int fstatat(int dir, const char *restrict path, struct stat *restrict st, int flags)
{
	return (int)CALL4(newfstatat, dir, path, st, flags);
}

int stat(const char *restrict path, struct stat *restrict st) { return fstatat(AT_FDCWD, path, st, 0); }
int lstat(const char *restrict path, struct stat *restrict st) { return fstatat(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW); }
int fstat(int fd, struct stat *st) { return (int)CALL2(fstat, fd, st); }
int chmod(const char *path, mode_t mode) { return (int)CALL2(chmod, path, mode); }
int fchmod(int fd, mode_t mode) { return (int)CALL2(fchmod, fd, mode); }
int mkdir(const char *path, mode_t mode) { return (int)CALL2(mkdir, path, mode); }
int mkdirat(int dir, const char *path, mode_t mode) { return (int)CALL3(mkdirat, dir, path, mode); }
int mknod(const char *path, mode_t mode, dev_t dev) { return (int)CALL3(mknod, path, mode, dev); }
int mknodat(int dir, const char *path, mode_t mode, dev_t dev) { return (int)CALL4(mknodat, dir, path, mode, dev); }
int mkfifo(const char *path, mode_t mode) { return mknod(path, mode | S_IFIFO, 0); }
mode_t umask(mode_t mask) { return (mode_t)CALL1(umask, mask); }
int statfs(const char *path, struct statfs *st) { return (int)CALL2(statfs, path, st); }
int fstatfs(int fd, struct statfs *st) { return (int)CALL2(fstatfs, fd, st); }

int fchmodat(int dir, const char *path, mode_t mode, int flags)
{
	if (flags) {
		errno = EOPNOTSUPP;
		return -1;
	}
	return (int)CALL3(fchmodat, dir, path, mode);
}

int utimensat(int dir, const char *path, const struct timespec times[2], int flags)
{
	return (int)CALL4(utimensat, dir, path, times, flags);
}

int futimens(int fd, const struct timespec times[2]) { return utimensat(fd, NULL, times, 0); }

int utimes(const char *path, const struct timeval t[2])
{
	struct timespec times[2];
	if (!t) return utimensat(AT_FDCWD, path, NULL, 0);
	for (int i = 0; i < 2; i++) times[i].tv_sec = t[i].tv_sec, times[i].tv_nsec = t[i].tv_usec * 1000;
	return utimensat(AT_FDCWD, path, times, 0);
}

int utime(const char *path, const struct utimbuf *t)
{
	if (!t) return utimensat(AT_FDCWD, path, NULL, 0);
	struct timespec times[2] = {{t->actime, 0}, {t->modtime, 0}};
	return utimensat(AT_FDCWD, path, times, 0);
}
