/* The header of IPv4 (include/uapi/linux/ip.h). */
#ifndef _LINUX_IP_H
#define _LINUX_IP_H
#include <linux/types.h>

#define IPTOS_TOS_MASK 0x1E
#define IPTOS_TOS(tos) ((tos) & IPTOS_TOS_MASK)
#define IPTOS_LOWDELAY 0x10
#define IPTOS_THROUGHPUT 0x08
#define IPTOS_RELIABILITY 0x04
#define IPTOS_MINCOST 0x02
#define IPVERSION 4
#define MAXTTL 255
#define IPDEFTTL 64

struct iphdr {
	__u8 ihl:4,
		version:4;
	__u8 tos;
	__be16 tot_len;
	__be16 id;
	__be16 frag_off;
	__u8 ttl;
	__u8 protocol;
	__sum16 check;
	__be32 saddr;
	__be32 daddr;
};

#endif
