/* Extended attributes xattr(7), inotify(7), pivot_root: doors to their system calls. */
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

ssize_t getxattr(const char *path, const char *name, void *value, size_t size) { return syscall(SYS_getxattr, path, name, value, size); }
ssize_t lgetxattr(const char *path, const char *name, void *value, size_t size) { return syscall(SYS_lgetxattr, path, name, value, size); }
ssize_t fgetxattr(int fd, const char *name, void *value, size_t size) { return syscall(SYS_fgetxattr, fd, name, value, size); }
ssize_t listxattr(const char *path, char *list, size_t size) { return syscall(SYS_listxattr, path, list, size); }
ssize_t llistxattr(const char *path, char *list, size_t size) { return syscall(SYS_llistxattr, path, list, size); }
ssize_t flistxattr(int fd, char *list, size_t size) { return syscall(SYS_flistxattr, fd, list, size); }
int setxattr(const char *path, const char *name, const void *value, size_t size, int flags) { return syscall(SYS_setxattr, path, name, value, size, flags); }
int lsetxattr(const char *path, const char *name, const void *value, size_t size, int flags) { return syscall(SYS_lsetxattr, path, name, value, size, flags); }
int fsetxattr(int fd, const char *name, const void *value, size_t size, int flags) { return syscall(SYS_fsetxattr, fd, name, value, size, flags); }
int removexattr(const char *path, const char *name) { return syscall(SYS_removexattr, path, name); }
int lremovexattr(const char *path, const char *name) { return syscall(SYS_lremovexattr, path, name); }
int fremovexattr(int fd, const char *name) { return syscall(SYS_fremovexattr, fd, name); }

int inotify_init(void) { return syscall(SYS_inotify_init); }
int inotify_init1(int flags) { return syscall(SYS_inotify_init1, flags); }
int inotify_add_watch(int fd, const char *path, uint32_t mask) { return syscall(SYS_inotify_add_watch, fd, path, mask); }
int inotify_rm_watch(int fd, int wd) { return syscall(SYS_inotify_rm_watch, fd, wd); }
