/* linux/if_ether.h */
#ifndef _LINUX_IF_ETHER_H
#define _LINUX_IF_ETHER_H
#include <linux/skbuff.h>

#endif
