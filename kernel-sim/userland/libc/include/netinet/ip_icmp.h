/* ICMP. */
#ifndef _NETINET_IP_ICMP_H
#define _NETINET_IP_ICMP_H
#include <netinet/ip.h>
struct icmphdr {
	uint8_t type, code;
	uint16_t checksum;
	union {
		struct {
			uint16_t id, sequence;
		} echo;
		uint32_t gateway;
	} un;
};
#define ICMP_ECHOREPLY 0
#define ICMP_DEST_UNREACH 3
#define ICMP_ECHO 8
#define ICMP_TIME_EXCEEDED 11
#define ICMP_NET_UNREACH 0
#define ICMP_HOST_UNREACH 1
#define ICMP_PROT_UNREACH 2
#define ICMP_PORT_UNREACH 3
#endif
