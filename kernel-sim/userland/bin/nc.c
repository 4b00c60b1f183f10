/*
 * nc(1): what is typed goes to a socket, what comes from it is shown. -l listens, -u UDP, -U AF_UNIX, -z only looks whether a port
 * is open, -v tells, -w seconds gives up, -N closes the sending side at end of input, -k keeps listening, -n no names, -p port.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int listening, udp, local, scan, verbose, wait = -1, closeAtEnd, keep;

static int fail(const char *what)
{
	fprintf(stderr, "nc: %s: %s\n", what, strerror(errno));
	return 1;
}

static int sendAll(int fd, const char *bytes, ssize_t size)
{
	while (size > 0) {
		ssize_t done = write(fd, bytes, (size_t)size);
		if (done < 0 && errno == EINTR) continue;
		if (done < 0) return -1;
		bytes += done;
		size -= done;
	}
	return 0;
}

/* Both directions, until the other side has ended. */
static int relay(int fd)
{
	struct pollfd ends[2] = {{.fd = fd, .events = POLLIN}, {.fd = 0, .events = POLLIN}};
	char buffer[16384];
	for (;;) {
		int ready = poll(ends, 2, wait >= 0 ? wait * 1000 : -1);
		if (ready < 0) return fail("poll");
		if (ready == 0) return 0;
		if (ends[0].revents) {
			ssize_t got = read(fd, buffer, sizeof buffer);
			if (got < 0) return errno == ECONNRESET || errno == ECONNREFUSED ? 1 : fail("read");
			if (got == 0 && !udp) return 0;
			if (sendAll(1, buffer, got) < 0) return 1;
		}
		if (ends[1].revents) {
			ssize_t got = read(0, buffer, sizeof buffer);
			if (got <= 0) {
				ends[1].fd = -1;
				if (closeAtEnd) shutdown(fd, SHUT_WR);
			} else if (sendAll(fd, buffer, got) < 0) return errno == EPIPE ? 1 : fail("write");
		}
	}
}

/* connect(2) within -w seconds. */
static int connectTo(int fd, const struct sockaddr *to, socklen_t size)
{
	if (wait < 0) return connect(fd, to, size);
	int flags = fcntl(fd, F_GETFL);
	fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	int result = connect(fd, to, size);
	if (result < 0 && errno == EINPROGRESS) {
		struct pollfd ready = {.fd = fd, .events = POLLOUT};
		int error = ETIMEDOUT;
		socklen_t length = sizeof error;
		if (poll(&ready, 1, wait * 1000) > 0) getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
		errno = error;
		result = error ? -1 : 0;
	}
	fcntl(fd, F_SETFL, flags);
	return result;
}

static int client(const char *host, const char *port)
{
	struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = udp ? SOCK_DGRAM : SOCK_STREAM}, *found;
	int failed = getaddrinfo(host, port, &hints, &found);
	if (failed) {
		fprintf(stderr, "nc: getaddrinfo for host \"%s\" port %s: %s\n", host, port, gai_strerror(failed));
		return 1;
	}
	int fd = socket(AF_INET, hints.ai_socktype, 0);
	if (fd < 0) return fail("socket");
	const char *kind = udp ? "udp" : "tcp";
	if (connectTo(fd, found->ai_addr, found->ai_addrlen) < 0) {
		if (verbose) fprintf(stderr, "nc: connect to %s port %s (%s) failed: %s\n", host, port, kind, strerror(errno));
		close(fd);
		return 1;
	}
	struct servent *service = getservbyport(((struct sockaddr_in *)found->ai_addr)->sin_port, kind);
	if (verbose)
		fprintf(stderr, "Connection to %s %s port [%s/%s] succeeded!\n", host, port, kind, service ? service->s_name : "*");
	int result = scan ? 0 : relay(fd);
	close(fd);
	return result;
}

static int clientOf(const char *path)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	strncpy(at.sun_path, path, sizeof at.sun_path - 1);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at) < 0) return fail(path);
	return relay(fd);
}

/* The socket that waits for others. */
static int listenAt(const char *host, const char *port)
{
	int fd, on = 1;
	if (local) {
		struct sockaddr_un at = {.sun_family = AF_UNIX};
		strncpy(at.sun_path, port, sizeof at.sun_path - 1);
		fd = socket(AF_UNIX, SOCK_STREAM, 0);
		if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) < 0) return -1;
	} else {
		struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
		if (host && !inet_aton(host, &at.sin_addr)) {
			errno = EADDRNOTAVAIL;
			return -1;
		}
		fd = socket(AF_INET, udp ? SOCK_DGRAM : SOCK_STREAM, 0);
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
		if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) < 0) return -1;
		if (verbose) fprintf(stderr, "%s on %s %s\n", udp ? "Bound" : "Listening", host ? host : "0.0.0.0", port);
	}
	return udp || listen(fd, 1) == 0 ? fd : -1;
}

static int server(const char *host, const char *port)
{
	int fd = listenAt(host, port), result;
	if (fd < 0) {
		fprintf(stderr, "nc: %s\n", strerror(errno));
		return 1;
	}
	do {
		struct sockaddr_in from = {0};
		socklen_t size = sizeof from;
		int end = fd;
		if (udp) {
			/* Whoever speaks first is the one. */
			char first[1];
			recvfrom(fd, first, 1, MSG_PEEK, (struct sockaddr *)&from, &size);
			if (connect(fd, (struct sockaddr *)&from, size) < 0) return fail("connect");
		} else if ((end = accept(fd, local ? NULL : (struct sockaddr *)&from, local ? NULL : &size)) < 0) return fail("accept");
		if (verbose && !local)
			fprintf(stderr, "Connection received on %s %d\n", inet_ntoa(from.sin_addr), ntohs(from.sin_port));
		result = relay(end);
		if (end != fd) close(end);
	} while (keep && !udp);
	return result;
}

int main(int argc, char **argv)
{
	const char *given = NULL;
	for (int c; (c = getopt(argc, argv, "luUzvw:Nknp:q:")) != -1;) switch (c) {
		case 'l': listening = 1; break;
		case 'u': udp = 1; break;
		case 'U': local = 1; break;
		case 'z': scan = 1; break;
		case 'v': verbose = 1; break;
		case 'w': wait = atoi(optarg); break;
		case 'N': closeAtEnd = 1; break;
		case 'k': keep = 1; break;
		case 'n': break;
		case 'q': closeAtEnd = 1; break;
		case 'p': given = optarg; break;
		default: fprintf(stderr, "usage: nc [-lkuUzvnN] [-w seconds] [-p port] [host] [port]\n"); return 1;
		}
	char **rest = argv + optind;
	int count = argc - optind;
	if (listening && given) return server(count > 0 ? rest[0] : NULL, given);
	if (listening && count >= 1) return server(count > 1 ? rest[0] : NULL, rest[count - 1]);
	if (local && count == 1) return clientOf(rest[0]);
	if (count < 2) {
		fprintf(stderr, "usage: nc [-lkuUzvnN] [-w seconds] [-p port] [host] [port]\n");
		return 1;
	}
	/* 20-25: one after the other. */
	char *dash = strchr(rest[1], '-');
	if (!dash) return client(rest[0], rest[1]);
	int result = 1;
	for (int port = atoi(rest[1]); port <= atoi(dash + 1); port++) {
		char text[8];
		snprintf(text, sizeof text, "%d", port);
		if (client(rest[0], text) == 0) result = 0;
	}
	return result;
}
