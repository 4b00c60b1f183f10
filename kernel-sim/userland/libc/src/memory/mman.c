/* Mappings: mmap(2), mprotect(2) and the rest of sys/mman.h. */
#include <stdarg.h>
#include <sys/mman.h>
#include "../internal/syscall.h"

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
	return (void *)CALL6(mmap, address, length, protection, flags, fd, offset);
}

void *mremap(void *old, size_t oldSize, size_t newSize, int flags, ...)
{
	va_list list;
	va_start(list, flags);
	void *fixed = va_arg(list, void *);
	va_end(list);
	return (void *)CALL5(mremap, old, oldSize, newSize, flags, flags & MREMAP_FIXED ? fixed : NULL);
}

int munmap(void *address, size_t length) { return (int)CALL2(munmap, address, length); }
int mprotect(void *address, size_t length, int protection) { return (int)CALL3(mprotect, address, length, protection); }
int msync(void *address, size_t length, int flags) { return (int)CALL3(msync, address, length, flags); }
int madvise(void *address, size_t length, int advice) { return (int)CALL3(madvise, address, length, advice); }
int mincore(void *address, size_t length, unsigned char *map) { return (int)CALL3(mincore, address, length, map); }
int mlock(const void *address, size_t length) { return (int)CALL2(mlock, address, length); }
int mlock2(const void *address, size_t length, unsigned flags) { return (int)CALL3(mlock2, address, length, flags); }
int munlock(const void *address, size_t length) { return (int)CALL2(munlock, address, length); }
int mlockall(int flags) { return (int)CALL1(mlockall, flags); }
int munlockall(void) { return (int)CALL0(munlockall); }
int memfd_create(const char *name, unsigned flags) { return (int)CALL2(memfd_create, name, flags); }
