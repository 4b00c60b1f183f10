/* net/ip.h */
#ifndef _NET_IP_H
#define _NET_IP_H
#include <linux/ip.h>

#endif
