/* Names of services, protocols and hosts from /etc/services, /etc/protocols, /etc/hosts: getservbyname(3), gethostbyname(3). */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "dns.h"
#include "hosts.h"

int h_errno;
static char line[512];
static char *noAliases[1];

/* The next line's words, comments left out; how many. */
static int words(FILE *file, char **to, int room)
{
	while (fgets(line, sizeof line, file)) {
		line[strcspn(line, "#\n")] = 0;
		char *rest = line, *word;
		int count = 0;
		while (count < room && (word = strsep(&rest, " \t")))
			if (*word) to[count++] = word;
		if (count) return count;
	}
	return 0;
}

static struct servent *findService(const char *name, int port, const char *protocol)
{
	static struct servent found;
	char *part[16];
	int count;
	FILE *file = fopen("/etc/services", "re");
	struct servent *result = NULL;
	while (file && !result && (count = words(file, part, 16)) >= 2) {
		char *slash = strchr(part[1], '/');
		if (!slash) continue;
		*slash = 0;
		if (protocol && strcmp(slash + 1, protocol)) continue;
		int same = !name && port == htons((uint16_t)atoi(part[1]));
		for (int i = 0; name && i < count; i++) same |= i != 1 && !strcmp(part[i], name);
		if (!same) continue;
		found = (struct servent){part[0], noAliases, htons((uint16_t)atoi(part[1])), slash + 1};
		result = &found;
	}
	if (file) fclose(file);
	return result;
}

struct servent *getservbyname(const char *name, const char *protocol) { return findService(name, 0, protocol); }
struct servent *getservbyport(int port, const char *protocol) { return findService(NULL, port, protocol); }

struct protoent *getprotobyname(const char *name)
{
	static struct protoent found;
	char *part[8];
	int count;
	FILE *file = fopen("/etc/protocols", "re");
	struct protoent *result = NULL;
	while (file && !result && (count = words(file, part, 8)) >= 2)
		if (!strcmp(part[0], name) || (count > 2 && !strcmp(part[2], name))) {
			found = (struct protoent){part[0], noAliases, atoi(part[1])};
			result = &found;
		}
	if (file) fclose(file);
	return result;
}

int __hostsLookup(const char *name, struct in_addr *to)
{
	char *part[16];
	int count, found = 0;
	FILE *file = fopen("/etc/hosts", "re");
	while (file && !found && (count = words(file, part, 16)) >= 2)
		for (int i = 1; i < count && !found; i++) found = !strcasecmp(part[i], name) && inet_pton(AF_INET, part[0], to) == 1;
	if (file) fclose(file);
	return found;
}

int __hostsReverse(struct in_addr address, char *name, int room)
{
	char *part[16];
	int count, found = 0;
	struct in_addr here;
	FILE *file = fopen("/etc/hosts", "re");
	while (file && !found && (count = words(file, part, 16)) >= 2)
		if (inet_pton(AF_INET, part[0], &here) == 1 && here.s_addr == address.s_addr) {
			snprintf(name, (size_t)room, "%s", part[1]);
			found = 1;
		}
	if (file) fclose(file);
	return found;
}

int __hostAddresses(const char *name, struct in_addr *to, int room)
{
	if (inet_aton(name, to)) return 1;
	if (__hostsLookup(name, to)) return 1;
	return __dnsLookup(name, to, room);
}

struct hostent *gethostbyname(const char *name)
{
	enum { ROOM = 8 };
	static struct in_addr addresses[ROOM];
	static char *list[ROOM + 1];
	static char own[256];
	static struct hostent found;
	int count = __hostAddresses(name, addresses, ROOM);
	if (count < 0) {
		h_errno = count == EAI_AGAIN ? TRY_AGAIN : count == EAI_NODATA ? NO_DATA : HOST_NOT_FOUND;
		return NULL;
	}
	for (int i = 0; i < count; i++) list[i] = (char *)&addresses[i];
	list[count] = NULL;
	snprintf(own, sizeof own, "%s", name);
	found = (struct hostent){own, noAliases, AF_INET, 4, list};
	return &found;
}

struct hostent *gethostbyaddr(const void *address, socklen_t size, int family)
{
	static struct in_addr own;
	static char *list[2] = {(char *)&own};
	static char name[256];
	static struct hostent found;
	if (family != AF_INET || size < 4) {
		h_errno = NO_RECOVERY;
		return NULL;
	}
	memcpy(&own, address, 4);
	if (!__hostsReverse(own, name, sizeof name) && __dnsReverse(own, name, sizeof name) < 0) {
		h_errno = HOST_NOT_FOUND;
		return NULL;
	}
	found = (struct hostent){name, noAliases, AF_INET, 4, list};
	return &found;
}

const char *hstrerror(int code)
{
	static const char *const texts[] = {"Resolver Error 0 (no error)", "Unknown host", "Host name lookup failure",
		"Unknown server error", "No address associated with name"};
	return code >= 0 && code <= 4 ? texts[code] : "Unknown resolver error";
}

void herror(const char *what) { fprintf(stderr, "%s: %s\n", what, hstrerror(h_errno)); }
