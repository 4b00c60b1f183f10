/* /etc/hosts and what comes before and after it when a name is looked up. */
#ifndef NET_HOSTS_H
#define NET_HOSTS_H
#include <netinet/in.h>
int __hostsLookup(const char *name, struct in_addr *to);
int __hostsReverse(struct in_addr address, char *name, int room);
/* A number, /etc/hosts, then the name server: how many addresses, or a negative EAI_ code. */
int __hostAddresses(const char *name, struct in_addr *to, int room);
#endif
