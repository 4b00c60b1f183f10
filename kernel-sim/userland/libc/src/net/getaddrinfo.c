/* getaddrinfo(3), getnameinfo(3): IPv4 alone. */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "dns.h"
#include "hosts.h"

enum { ADDRESSES = 8 };

static const struct {
	int type, protocol;
	const char *name;
} kinds[] = {{SOCK_STREAM, IPPROTO_TCP, "tcp"}, {SOCK_DGRAM, IPPROTO_UDP, "udp"}, {SOCK_RAW, 0, NULL}};

/* The port of a service, in network order; −1: not known. */
static int portOf(const char *service, const char *protocol, int numericOnly)
{
	char *end;
	if (!service) return 0;
	unsigned long number = strtoul(service, &end, 10);
	if (*service && !*end) return number > 65535 ? -1 : htons((uint16_t)number);
	if (numericOnly || !protocol) return -1;
	struct servent *known = getservbyname(service, protocol);
	return known ? known->s_port : -1;
}

static struct addrinfo *make(struct in_addr address, int port, int type, int protocol)
{
	struct addrinfo *info = calloc(1, sizeof *info + sizeof(struct sockaddr_in));
	if (!info) return NULL;
	struct sockaddr_in *at = (struct sockaddr_in *)(info + 1);
	*at = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = (in_port_t)port, .sin_addr = address};
	*info = (struct addrinfo){.ai_family = AF_INET, .ai_socktype = type, .ai_protocol = protocol,
		.ai_addrlen = sizeof *at, .ai_addr = (struct sockaddr *)at};
	return info;
}

int getaddrinfo(const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **result)
{
	static const struct addrinfo none;
	if (!hints) hints = &none;
	if (!host && !service) return EAI_NONAME;
	if (hints->ai_family != AF_UNSPEC && hints->ai_family != AF_INET) return EAI_FAMILY;
	struct in_addr addresses[ADDRESSES] = {{htonl(hints->ai_flags & AI_PASSIVE ? INADDR_ANY : INADDR_LOOPBACK)}};
	int count = 1;
	if (host && hints->ai_flags & AI_NUMERICHOST) count = inet_aton(host, addresses) ? 1 : EAI_NONAME;
	else if (host) count = __hostAddresses(host, addresses, ADDRESSES);
	if (count < 0) return count;
	struct addrinfo *first = NULL, **next = &first;
	int known = 0;
	for (int i = 0; i < count; i++)
		for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
			if (hints->ai_socktype && hints->ai_socktype != kinds[k].type) continue;
			if (hints->ai_protocol && kinds[k].protocol && hints->ai_protocol != kinds[k].protocol) continue;
			int port = portOf(service, kinds[k].name, hints->ai_flags & AI_NUMERICSERV);
			known = 1;
			if (port < 0) continue;
			int protocol = kinds[k].protocol ? kinds[k].protocol : hints->ai_protocol;
			if (!(*next = make(addresses[i], port, kinds[k].type, protocol))) {
				freeaddrinfo(first);
				return EAI_MEMORY;
			}
			next = &(*next)->ai_next;
		}
	if (!first) return known ? EAI_SERVICE : EAI_SOCKTYPE;
	if (hints->ai_flags & AI_CANONNAME) first->ai_canonname = strdup(host ? host : "localhost");
	*result = first;
	return 0;
}

void freeaddrinfo(struct addrinfo *info)
{
	while (info) {
		struct addrinfo *next = info->ai_next;
		free(info->ai_canonname);
		free(info);
		info = next;
	}
}

int getnameinfo(const struct sockaddr *address, socklen_t size, char *host, socklen_t hostSize, char *service,
	socklen_t serviceSize, int flags)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)address;
	if (size < sizeof *in || in->sin_family != AF_INET) return EAI_FAMILY;
	if (host && hostSize) {
		char name[NI_MAXHOST];
		int found = !(flags & NI_NUMERICHOST)
			&& (__hostsReverse(in->sin_addr, name, sizeof name) || __dnsReverse(in->sin_addr, name, sizeof name) == 0);
		if (!found && flags & NI_NAMEREQD) return EAI_NONAME;
		if (!found) inet_ntop(AF_INET, &in->sin_addr, name, sizeof name);
		if (snprintf(host, hostSize, "%s", name) >= (int)hostSize) return EAI_OVERFLOW;
	}
	if (service && serviceSize) {
		struct servent *known = flags & NI_NUMERICSERV ? NULL : getservbyport(in->sin_port, flags & NI_DGRAM ? "udp" : "tcp");
		int length = known ? snprintf(service, serviceSize, "%s", known->s_name)
		                   : snprintf(service, serviceSize, "%d", ntohs(in->sin_port));
		if (length >= (int)serviceSize) return EAI_OVERFLOW;
	}
	return 0;
}

const char *gai_strerror(int code)
{
	switch (code) {
	case 0: return "Success";
	case EAI_BADFLAGS: return "Bad value for ai_flags";
	case EAI_NONAME: return "Name or service not known";
	case EAI_AGAIN: return "Temporary failure in name resolution";
	case EAI_FAIL: return "Non-recoverable failure in name resolution";
	case EAI_NODATA: return "No address associated with hostname";
	case EAI_FAMILY: return "ai_family not supported";
	case EAI_SOCKTYPE: return "ai_socktype not supported";
	case EAI_SERVICE: return "Servname not supported for ai_socktype";
	case EAI_MEMORY: return "Memory allocation failure";
	case EAI_SYSTEM: return "System error";
	case EAI_OVERFLOW: return "Argument buffer overflow";
	default: return "Unknown error";
	}
}
