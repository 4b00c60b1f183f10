/* The IPv4 header. */
#ifndef _NETINET_IP_H
#define _NETINET_IP_H
#include <netinet/in.h>
struct iphdr {
	unsigned int ihl : 4, version : 4;
	uint8_t tos;
	uint16_t tot_len, id, frag_off;
	uint8_t ttl, protocol;
	uint16_t check;
	uint32_t saddr, daddr;
};
#define IP_DF 0x4000
#define IP_MF 0x2000
#define IP_OFFMASK 0x1fff
#define IPTOS_LOWDELAY 0x10
#endif
