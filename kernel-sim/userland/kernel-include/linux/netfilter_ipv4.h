/* linux/netfilter_ipv4.h */
#ifndef _LINUX_NETFILTER_IPV4_H
#define _LINUX_NETFILTER_IPV4_H
#include <linux/netfilter.h>

#define NF_IP_PRI_FIRST (-2147483647 - 1)
#define NF_IP_PRI_FILTER 0
#define NF_IP_PRI_LAST 2147483647

#endif
