/* Asking a name server. */
#ifndef NET_DNS_H
#define NET_DNS_H
#include <netinet/in.h>
enum { DNS_A = 1, DNS_PTR = 12 };
/* Addresses of a name; how many, or a negative EAI_ code. */
int __dnsLookup(const char *name, struct in_addr *to, int room);
/* The name of an address; 0 or a negative EAI_ code. */
int __dnsReverse(struct in_addr address, char *name, int room);
#endif
