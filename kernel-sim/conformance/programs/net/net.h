/* For the programs of this folder: prints a call, its result and the error it gave; sockets on the loopback device. */
#ifndef NET_H
#define NET_H
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
  int number;
  const char *name;
} error_names[] = {
    {EPERM, "EPERM"}, {ENOENT, "ENOENT"}, {EINTR, "EINTR"}, {EBADF, "EBADF"}, {EAGAIN, "EAGAIN"}, {EACCES, "EACCES"},
    {EFAULT, "EFAULT"}, {EINVAL, "EINVAL"}, {ENOTTY, "ENOTTY"}, {ESPIPE, "ESPIPE"}, {EPIPE, "EPIPE"}, {EDOM, "EDOM"},
    {ENOTSOCK, "ENOTSOCK"}, {EDESTADDRREQ, "EDESTADDRREQ"}, {EMSGSIZE, "EMSGSIZE"}, {EPROTOTYPE, "EPROTOTYPE"},
    {ENOPROTOOPT, "ENOPROTOOPT"}, {EPROTONOSUPPORT, "EPROTONOSUPPORT"}, {ESOCKTNOSUPPORT, "ESOCKTNOSUPPORT"},
    {EOPNOTSUPP, "EOPNOTSUPP"}, {EAFNOSUPPORT, "EAFNOSUPPORT"}, {EADDRINUSE, "EADDRINUSE"},
    {EADDRNOTAVAIL, "EADDRNOTAVAIL"}, {ENETUNREACH, "ENETUNREACH"}, {ECONNABORTED, "ECONNABORTED"},
    {ECONNRESET, "ECONNRESET"}, {ENOBUFS, "ENOBUFS"}, {EISCONN, "EISCONN"}, {ENOTCONN, "ENOTCONN"},
    {ETIMEDOUT, "ETIMEDOUT"}, {ECONNREFUSED, "ECONNREFUSED"}, {EHOSTUNREACH, "EHOSTUNREACH"}, {EALREADY, "EALREADY"},
    {EINPROGRESS, "EINPROGRESS"}, {ENODEV, "ENODEV"}, {ENXIO, "ENXIO"}, {EEXIST, "EEXIST"}, {EMFILE, "EMFILE"},
    {ENOTDIR, "ENOTDIR"}, {ENAMETOOLONG, "ENAMETOOLONG"},
};

static inline const char *name_of(int error) {
  for (size_t i = 0; i < sizeof error_names / sizeof *error_names; i++)
    if (error_names[i].number == error) return error_names[i].name;
  return error ? "another error" : "0";
}

static long shown(const char *what, long result) {
  if (result < 0) printf("%s: %s\n", what, name_of(errno));
  else printf("%s = %ld\n", what, result);
  fflush(stdout);
  return result;
}
#define show(call) shown(#call, (long)(call))
/* Only whether it went well: descriptors and ports differ. */
#define ok(call) shown(#call, (long)(call) < 0 ? -1 : 0)

static inline struct sockaddr_in loopback(int port) {
  struct sockaddr_in at = {0};
  at.sin_family = AF_INET;
  at.sin_port = htons((unsigned short)port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return at;
}

static inline int port_of(int fd) {
  struct sockaddr_in at;
  socklen_t size = sizeof at;
  if (getsockname(fd, (struct sockaddr *)&at, &size) < 0) return -1;
  return ntohs(at.sin_port);
}

static inline int bind_any(int fd) {
  struct sockaddr_in at = loopback(0);
  return bind(fd, (struct sockaddr *)&at, sizeof at);
}

static inline int connect_to(int fd, int port) {
  struct sockaddr_in at = loopback(port);
  return connect(fd, (struct sockaddr *)&at, sizeof at);
}

static inline int listener(int backlog) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0 || bind_any(fd) < 0 || listen(fd, backlog) < 0) exit(99);
  return fd;
}

/* Both ends of a TCP connection. */
static inline void tcp_pair(int ends[2]) {
  int l = listener(1);
  ends[0] = socket(AF_INET, SOCK_STREAM, 0);
  if (connect_to(ends[0], port_of(l)) < 0) exit(98);
  ends[1] = accept(l, NULL, NULL);
  close(l);
}

static inline int wait_for(int fd, int events) {
  struct pollfd p = {fd, (short)events, 0};
  int n = poll(&p, 1, 2000);
  return n < 0 ? -1 : p.revents;
}

static inline void show_poll(const char *what, int revents) {
  printf("%s:%s%s%s%s%s%s\n", what, revents & POLLIN ? " IN" : "", revents & POLLOUT ? " OUT" : "", revents & POLLERR ? " ERR" : "",
         revents & POLLHUP ? " HUP" : "", revents & POLLRDHUP ? " RDHUP" : "", revents & POLLPRI ? " PRI" : "");
  fflush(stdout);
}
static inline int now(int fd) {
  struct pollfd p = {fd, POLLIN | POLLOUT | POLLPRI | POLLRDHUP, 0};
  poll(&p, 1, 0);
  return p.revents;
}
static inline void pause_ms(int ms) { usleep((useconds_t)ms * 1000); }
#endif
