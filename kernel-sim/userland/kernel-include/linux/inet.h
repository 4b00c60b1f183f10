/* linux/inet.h */
#ifndef _LINUX_INET_H
#define _LINUX_INET_H
#include <asm/byteorder.h>
#include <linux/in.h>
__be32 in_aton(const char *str);

#endif
