#include "packet.h"
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/in.h>
#include <linux/tcp.h>
#include <linux/udp.h>

PROG
{
	void *data = (void *) (long) ctx->data, *end = (void *) (long) ctx->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);
	if ((void *) (ip + 1) > end) return XDP_ABORTED;
	ip->ttl--;
	ip->check = 0;
	__u16 *words = (void *) ip;
	__u32 sum = 0;
	for (int i = 0; i < sizeof *ip / 2; i++) sum += words[i];
	sum = (sum & 0xffff) + (sum >> 16);
	ip->check = ~(sum + (sum >> 16));
	return XDP_TX;
}

LICENSED;
