/* net/net_namespace.h */
#ifndef _NET_NET_NAMESPACE_H
#define _NET_NET_NAMESPACE_H
#include <linux/types.h>
#include <generated/structs.h>
extern struct net init_net;

#endif
