/* Ethernet frames. */
#ifndef _LINUX_IF_ETHER_H
#define _LINUX_IF_ETHER_H
#include <linux/types.h>
#define ETH_ALEN 6
#define ETH_HLEN 14
#define ETH_DATA_LEN 1500
#define ETH_P_ALL 3
#define ETH_P_IP 0x0800
#define ETH_P_ARP 0x0806
#define ETH_P_IPV6 0x86DD
struct ethhdr {
	unsigned char h_dest[6], h_source[6];
	unsigned short h_proto;
} __attribute__((packed));
#endif
