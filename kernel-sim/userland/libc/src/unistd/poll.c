/* Waiting for descriptors: poll(2), select(2), epoll(7), eventfd(2). */
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include "../internal/syscall.h"

int poll(struct pollfd *fds, nfds_t count, int timeout) { return (int)CALL3(poll, fds, count, timeout); }

int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask)
{
	struct timespec copy;
	if (timeout) copy = *timeout;
	return (int)CALL5(ppoll, fds, count, timeout ? &copy : NULL, mask, 8);
}

int select(int count, fd_set *restrict r, fd_set *restrict w, fd_set *restrict e, struct timeval *restrict timeout)
{
	return (int)CALL5(select, count, r, w, e, timeout);
}

int pselect(int count, fd_set *restrict r, fd_set *restrict w, fd_set *restrict e, const struct timespec *restrict timeout,
	const sigset_t *restrict mask)
{
	struct timespec copy;
	struct {
		const sigset_t *mask;
		unsigned long size;
	} sixth = {mask, 8};
	if (timeout) copy = *timeout;
	return (int)CALL6(pselect6, count, r, w, e, timeout ? &copy : NULL, &sixth);
}

int epoll_create1(int flags) { return (int)CALL1(epoll_create1, flags); }
int epoll_ctl(int epoll, int op, int fd, struct epoll_event *event) { return (int)CALL4(epoll_ctl, epoll, op, fd, event); }
int eventfd(unsigned value, int flags) { return (int)CALL2(eventfd2, value, flags); }

int epoll_create(int size)
{
	if (size <= 0) {
		errno = EINVAL;
		return -1;
	}
	return epoll_create1(0);
}

int epoll_pwait(int epoll, struct epoll_event *events, int count, int timeout, const sigset_t *mask)
{
	return (int)CALL6(epoll_pwait, epoll, events, count, timeout, mask, 8);
}

int epoll_wait(int epoll, struct epoll_event *events, int count, int timeout)
{
	return epoll_pwait(epoll, events, count, timeout, NULL);
}
