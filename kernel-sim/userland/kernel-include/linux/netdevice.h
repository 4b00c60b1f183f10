/* linux/netdevice.h */
#ifndef _LINUX_NETDEVICE_H
#define _LINUX_NETDEVICE_H
#include <linux/skbuff.h>
#include <net/net_namespace.h>

#endif
