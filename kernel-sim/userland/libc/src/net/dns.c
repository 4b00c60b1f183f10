/*
 * A small resolver: one question by UDP to the first name server of /etc/resolv.conf, asked again when no answer comes.
 * RFC 1035; no search list, no TCP, no other kinds of records than A and PTR.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "dns.h"

enum { HEADER = 12, PACKET = 512, TRIES = 2, TIMEOUT_MS = 5000 };

static struct in_addr nameServer(void)
{
	struct in_addr server = {htonl(INADDR_LOOPBACK)};
	char line[256];
	FILE *file = fopen("/etc/resolv.conf", "re");
	while (file && fgets(line, sizeof line, file)) {
		char *at = line + 10;
		if (strncmp(line, "nameserver", 10) || !isspace((unsigned char)*at)) continue;
		while (isspace((unsigned char)*at)) at++;
		if (inet_aton(at, &server)) break;
	}
	if (file) fclose(file);
	return server;
}

/* "www.test" as 3 www 4 test 0; bytes used, or 0 when it is no name. */
static int encode(const char *name, unsigned char *to)
{
	int used = 0;
	while (*name) {
		size_t length = strcspn(name, ".");
		if (length == 0 || length > 63 || used + length > 250) return 0;
		to[used++] = (unsigned char)length;
		memcpy(to + used, name, length);
		used += (int)length;
		name += length;
		if (*name == '.') name++;
	}
	to[used++] = 0;
	return used;
}

/* Where the name at `at` ends; its text goes to `to`. −1: nonsense. */
static int decode(const unsigned char *packet, int size, int at, char *to, int room)
{
	int end = -1, used = 0;
	for (int hops = 0; hops < 64; hops++) {
		if (at >= size) return -1;
		int length = packet[at];
		if (length == 0) {
			if (end < 0) end = at + 1;
			if (room) to[used ? used - 1 : 0] = 0;
			return end;
		}
		if ((length & 0xc0) == 0xc0) {
			if (at + 1 >= size) return -1;
			if (end < 0) end = at + 2;
			at = (length & 0x3f) << 8 | packet[at + 1];
			continue;
		}
		if (length > 63 || at + 1 + length > size) return -1;
		if (room) {
			if (used + length + 1 >= room) return -1;
			memcpy(to + used, packet + at + 1, (size_t)length);
			used += length;
			to[used++] = '.';
		}
		at += 1 + length;
	}
	return -1;
}

/* Sends the question until an answer to it comes; its size, or an EAI_ code. */
static int ask(unsigned char *packet, int size, unsigned char *answer)
{
	struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(53), .sin_addr = nameServer()};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0) return EAI_SYSTEM;
	int got = EAI_AGAIN;
	if (connect(fd, (struct sockaddr *)&server, sizeof server) == 0)
		for (int try = 0; try < TRIES && got < 0; try++) {
			if (send(fd, packet, (size_t)size, 0) < 0) break;
			struct pollfd ready = {.fd = fd, .events = POLLIN};
			while (poll(&ready, 1, TIMEOUT_MS) > 0) {
				int length = (int)recv(fd, answer, PACKET, 0);
				if (length < 0) break;
				if (length >= HEADER && answer[0] == packet[0] && answer[1] == packet[1] && (answer[2] & 0x80)) {
					got = length;
					break;
				}
			}
		}
	close(fd);
	return got;
}

/* Asks for `type`; calls `take` with each record of that type. */
static int query(const char *name, int type, int (*take)(const unsigned char *, int, int, int, void *), void *to)
{
	static unsigned short id;
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	id = (unsigned short)(id * 31 + now.tv_nsec / 64 + getpid());
	unsigned char packet[PACKET] = {(unsigned char)(id >> 8), (unsigned char)id, 1, 0, 0, 1}, answer[PACKET];
	int used = encode(name, packet + HEADER);
	if (!used) return EAI_NONAME;
	unsigned char tail[4] = {0, (unsigned char)type, 0, 1};
	memcpy(packet + HEADER + used, tail, 4);
	int size = ask(packet, HEADER + used + 4, answer);
	if (size < 0) return size;
	int code = answer[3] & 15;
	if (code) return code == 3 ? EAI_NONAME : code == 2 ? EAI_AGAIN : EAI_FAIL;
	int at = decode(answer, size, HEADER, NULL, 0);
	int found = 0;
	at += 4;
	for (int i = answer[6] << 8 | answer[7]; i > 0 && at > 4; i--) {
		at = decode(answer, size, at, NULL, 0);
		if (at < 0 || at + 10 > size) break;
		int kind = answer[at] << 8 | answer[at + 1], length = answer[at + 8] << 8 | answer[at + 9];
		at += 10;
		if (at + length > size) break;
		if (kind == type) found += take(answer, size, at, length, to);
		at += length;
	}
	return found ? found : EAI_NODATA;
}

struct addresses {
	struct in_addr *list;
	int room, count;
};

static int takeAddress(const unsigned char *packet, int size, int at, int length, void *to)
{
	struct addresses *all = to;
	(void)size;
	if (length != 4 || all->count == all->room) return 0;
	memcpy(&all->list[all->count++], packet + at, 4);
	return 1;
}

int __dnsLookup(const char *name, struct in_addr *to, int room)
{
	struct addresses all = {to, room, 0};
	return query(name, DNS_A, takeAddress, &all);
}

struct text {
	char *bytes;
	int room;
};

static int takeName(const unsigned char *packet, int size, int at, int length, void *to)
{
	struct text *text = to;
	(void)length;
	return decode(packet, size, at, text->bytes, text->room) > 0;
}

int __dnsReverse(struct in_addr address, char *name, int room)
{
	unsigned char *b = (unsigned char *)&address;
	char question[40];
	snprintf(question, sizeof question, "%d.%d.%d.%d.in-addr.arpa", b[3], b[2], b[1], b[0]);
	struct text text = {name, room};
	int found = query(question, DNS_PTR, takeName, &text);
	return found < 0 ? found : 0;
}
