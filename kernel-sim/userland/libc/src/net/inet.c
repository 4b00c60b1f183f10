/* Network byte order, and addresses as text: inet(3), inet_pton(3), inet_ntop(3). */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint16_t htons(uint16_t n) { return (uint16_t)(n << 8 | n >> 8); }
uint16_t ntohs(uint16_t n) { return htons(n); }
uint32_t htonl(uint32_t n) { return n << 24 | (n & 0xff00) << 8 | (n >> 8 & 0xff00) | n >> 24; }
uint32_t ntohl(uint32_t n) { return htonl(n); }

/* One to four numbers, decimal, octal or hexadecimal; the last fills what is left. */
int inet_aton(const char *text, struct in_addr *to)
{
	unsigned long part[4];
	int count = 0;
	for (;;) {
		char *end;
		if (*text < '0' || *text > '9') return 0;
		part[count++] = strtoul(text, &end, 0);
		text = end;
		if (*text != '.') break;
		if (count == 4) return 0;
		text++;
	}
	if (*text && *text != ' ' && *text != '\t' && *text != '\n') return 0;
	static const unsigned long most[] = {0xffffffff, 0xffffff, 0xffff, 0xff};
	uint32_t address = 0;
	for (int i = 0; i < count - 1; i++) {
		if (part[i] > 255) return 0;
		address |= (uint32_t)(part[i] << (24 - 8 * i));
	}
	if (part[count - 1] > most[count - 1]) return 0;
	if (to) to->s_addr = htonl(address | (uint32_t)part[count - 1]);
	return 1;
}

in_addr_t inet_addr(const char *text)
{
	struct in_addr address;
	return inet_aton(text, &address) ? address.s_addr : INADDR_NONE;
}

char *inet_ntoa(struct in_addr address)
{
	static char text[INET_ADDRSTRLEN];
	return (char *)inet_ntop(AF_INET, &address, text, sizeof text);
}

/* Exactly four decimal numbers without leading zeros. */
static int parseDotted(const char *text, unsigned char *to)
{
	for (int i = 0; i < 4; i++) {
		int value = 0, digits = 0;
		while (*text >= '0' && *text <= '9') {
			if (digits && !value) return 0;
			value = value * 10 + *text++ - '0';
			digits++;
			if (value > 255 || digits > 3) return 0;
		}
		if (!digits || *text++ != (i < 3 ? '.' : 0)) return 0;
		to[i] = (unsigned char)value;
	}
	return 1;
}

int inet_pton(int family, const char *text, void *to)
{
	if (family != AF_INET) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	unsigned char bytes[4];
	if (!parseDotted(text, bytes)) return 0;
	memcpy(to, bytes, 4);
	return 1;
}

const char *inet_ntop(int family, const void *from, char *text, socklen_t size)
{
	const unsigned char *b = from;
	if (family != AF_INET) {
		errno = EAFNOSUPPORT;
		return NULL;
	}
	char whole[INET_ADDRSTRLEN];
	if (snprintf(whole, sizeof whole, "%d.%d.%d.%d", b[0], b[1], b[2], b[3]) >= (int)size) {
		errno = ENOSPC;
		return NULL;
	}
	return strcpy(text, whole);
}
