/* Names in the tree: chdir(2), unlink(2), link(2), rename(2), readlink(2), access(2), chown(2) … */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include "../internal/syscall.h"

int access(const char *path, int mode) { return (int)CALL2(access, path, mode); }
int chdir(const char *path) { return (int)CALL1(chdir, path); }
int fchdir(int fd) { return (int)CALL1(fchdir, fd); }
int chroot(const char *path) { return (int)CALL1(chroot, path); }
int rmdir(const char *path) { return (int)CALL1(rmdir, path); }
int unlink(const char *path) { return (int)CALL1(unlink, path); }
int unlinkat(int dir, const char *path, int flags) { return (int)CALL3(unlinkat, dir, path, flags); }
int link(const char *old, const char *new) { return (int)CALL2(link, old, new); }
int linkat(int d1, const char *old, int d2, const char *new, int flags) { return (int)CALL5(linkat, d1, old, d2, new, flags); }
int symlink(const char *text, const char *path) { return (int)CALL2(symlink, text, path); }
int symlinkat(const char *text, int dir, const char *path) { return (int)CALL3(symlinkat, text, dir, path); }
int rename(const char *old, const char *new) { return (int)CALL2(rename, old, new); }
int truncate(const char *path, off_t length) { return (int)CALL2(truncate, path, length); }
int chown(const char *path, uid_t user, gid_t group) { return (int)CALL3(chown, path, user, group); }
int lchown(const char *path, uid_t user, gid_t group) { return (int)CALL3(lchown, path, user, group); }
int fchown(int fd, uid_t user, gid_t group) { return (int)CALL3(fchown, fd, user, group); }

int fchownat(int dir, const char *path, uid_t user, gid_t group, int flags)
{
	return (int)CALL5(fchownat, dir, path, user, group, flags);
}

/* faccessat(2) of the kernel knows no flags: those need faccessat2(2). */
int faccessat(int dir, const char *path, int mode, int flags)
{
	return (int)(flags ? CALL4(faccessat2, dir, path, mode, flags) : CALL3(faccessat, dir, path, mode));
}

ssize_t readlink(const char *restrict path, char *restrict buffer, size_t size) { return CALL3(readlink, path, buffer, size); }

ssize_t readlinkat(int dir, const char *restrict path, char *restrict buffer, size_t size)
{
	return CALL4(readlinkat, dir, path, buffer, size);
}
