/* net/udp.h */
#ifndef _NET_UDP_H
#define _NET_UDP_H
#include <linux/udp.h>

#endif
