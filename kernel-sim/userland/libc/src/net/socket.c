/* Sockets: each function is the system call of its name, socket(2). */
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include "../internal/syscall.h"

int socket(int family, int type, int protocol) { return (int)CALL3(socket, family, type, protocol); }
int socketpair(int family, int type, int protocol, int ends[2])
{
	return (int)CALL4(socketpair, family, type, protocol, ends);
}
int bind(int fd, const struct sockaddr *address, socklen_t size) { return (int)CALL3(bind, fd, address, size); }
int listen(int fd, int backlog) { return (int)CALL2(listen, fd, backlog); }
int accept(int fd, struct sockaddr *address, socklen_t *size) { return (int)CALL3(accept, fd, address, size); }
int accept4(int fd, struct sockaddr *address, socklen_t *size, int flags)
{
	return (int)CALL4(accept4, fd, address, size, flags);
}
int connect(int fd, const struct sockaddr *address, socklen_t size) { return (int)CALL3(connect, fd, address, size); }
int shutdown(int fd, int how) { return (int)CALL2(shutdown, fd, how); }
int getsockname(int fd, struct sockaddr *address, socklen_t *size) { return (int)CALL3(getsockname, fd, address, size); }
int getpeername(int fd, struct sockaddr *address, socklen_t *size) { return (int)CALL3(getpeername, fd, address, size); }
int getsockopt(int fd, int level, int name, void *value, socklen_t *size)
{
	return (int)CALL5(getsockopt, fd, level, name, value, size);
}
int setsockopt(int fd, int level, int name, const void *value, socklen_t size)
{
	return (int)CALL5(setsockopt, fd, level, name, value, size);
}
ssize_t sendto(int fd, const void *bytes, size_t size, int flags, const struct sockaddr *to, socklen_t length)
{
	return CALL6(sendto, fd, bytes, size, flags, to, length);
}
ssize_t recvfrom(int fd, void *bytes, size_t size, int flags, struct sockaddr *from, socklen_t *length)
{
	return CALL6(recvfrom, fd, bytes, size, flags, from, length);
}
ssize_t send(int fd, const void *bytes, size_t size, int flags) { return sendto(fd, bytes, size, flags, NULL, 0); }
ssize_t recv(int fd, void *bytes, size_t size, int flags) { return recvfrom(fd, bytes, size, flags, NULL, NULL); }
ssize_t sendmsg(int fd, const struct msghdr *message, int flags) { return CALL3(sendmsg, fd, message, flags); }
ssize_t recvmsg(int fd, struct msghdr *message, int flags) { return CALL3(recvmsg, fd, message, flags); }
int sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags)
{
	return (int)CALL4(sendmmsg, fd, messages, count, flags);
}
int recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags, struct timespec *timeout)
{
	return (int)CALL5(recvmmsg, fd, messages, count, flags, timeout);
}

/* if_nametoindex(3) and back: any socket can ask. */
static int askInterface(unsigned long request, struct ifreq *about)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0) return -1;
	int result = ioctl(fd, request, about);
	int saved = errno;
	close(fd);
	errno = saved;
	return result;
}

unsigned if_nametoindex(const char *name)
{
	struct ifreq about = {0};
	strncpy(about.ifr_name, name, sizeof about.ifr_name - 1);
	return askInterface(SIOCGIFINDEX, &about) < 0 ? 0 : (unsigned)about.ifr_ifindex;
}

char *if_indextoname(unsigned index, char *name)
{
	struct ifreq about = {0};
	about.ifr_ifindex = (int)index;
	if (askInterface(SIOCGIFNAME, &about) < 0) {
		if (errno == ENODEV) errno = ENXIO;
		return NULL;
	}
	return strncpy(name, about.ifr_name, IF_NAMESIZE);
}
