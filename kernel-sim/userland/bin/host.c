/* host(1): addresses of a name, or the name of an address. */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

static int reverse(struct in_addr address, const char *text)
{
	struct hostent *found = gethostbyaddr(&address, sizeof address, AF_INET);
	unsigned char *b = (unsigned char *)&address;
	if (!found) {
		printf("Host %d.%d.%d.%d.in-addr.arpa. not found: 3(NXDOMAIN)\n", b[3], b[2], b[1], b[0]);
		return 1;
	}
	(void)text;
	printf("%d.%d.%d.%d.in-addr.arpa domain name pointer %s.\n", b[3], b[2], b[1], b[0], found->h_name);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "Usage: host name|address\n");
		return 1;
	}
	struct in_addr address;
	if (inet_aton(argv[1], &address)) return reverse(address, argv[1]);
	struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *all;
	int error = getaddrinfo(argv[1], NULL, &hints, &all);
	if (error == EAI_AGAIN) {
		printf(";; connection timed out; no servers could be reached\n");
		return 1;
	}
	if (error) {
		printf("Host %s not found: 3(NXDOMAIN)\n", argv[1]);
		return 1;
	}
	for (struct addrinfo *at = all; at; at = at->ai_next)
		printf("%s has address %s\n", argv[1], inet_ntoa(((struct sockaddr_in *)at->ai_addr)->sin_addr));
	freeaddrinfo(all);
	return 0;
}
