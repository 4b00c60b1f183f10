/* net/tcp.h */
#ifndef _NET_TCP_H
#define _NET_TCP_H
#include <linux/tcp.h>

#endif
