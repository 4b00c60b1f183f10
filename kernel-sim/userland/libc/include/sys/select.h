/* select(2). */
#ifndef _SYS_SELECT_H
#define _SYS_SELECT_H
#include <signal.h>
#include <sys/types.h>
#include <time.h>
#define FD_SETSIZE 1024
typedef struct {
	unsigned long __bits[FD_SETSIZE / 64];
} fd_set;
struct timeval {
	time_t tv_sec;
	suseconds_t tv_usec;
};
#define FD_ZERO(set) \
	do { \
		unsigned long *__b = (set)->__bits; \
		for (int __i = 0; __i < FD_SETSIZE / 64; __i++) __b[__i] = 0; \
	} while (0)
#define FD_SET(fd, set) ((set)->__bits[(fd) / 64] |= 1UL << ((fd) % 64))
#define FD_CLR(fd, set) ((set)->__bits[(fd) / 64] &= ~(1UL << ((fd) % 64)))
#define FD_ISSET(fd, set) (((set)->__bits[(fd) / 64] >> ((fd) % 64)) & 1)
int select(int, fd_set *restrict, fd_set *restrict, fd_set *restrict, struct timeval *restrict);
int pselect(int, fd_set *restrict, fd_set *restrict, fd_set *restrict, const struct timespec *restrict, const sigset_t *restrict);
#endif
