/* Ethernet. */
#ifndef _NETINET_IF_ETHER_H
#define _NETINET_IF_ETHER_H
#include <linux/if_ether.h>
#endif
