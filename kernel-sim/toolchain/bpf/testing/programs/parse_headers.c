#include "packet.h"
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/in.h>
#include <linux/tcp.h>
#include <linux/udp.h>

PROG
{
	void *data = (void *) (long) ctx->data, *end = (void *) (long) ctx->data_end;
	struct ethhdr *eth = data;
	if ((void *) (eth + 1) > end) return XDP_ABORTED;
	if (eth->h_proto != bpf_htons(ETH_P_IP)) return XDP_PASS;
	struct iphdr *ip = (void *) (eth + 1);
	if ((void *) (ip + 1) > end) return XDP_ABORTED;
	if (ip->ihl < 5) return XDP_DROP;
	void *next = (void *) ip + ip->ihl * 4;
	if (ip->protocol == IPPROTO_TCP) {
		struct tcphdr *tcp = next;
		if ((void *) (tcp + 1) > end) return XDP_ABORTED;
		if (tcp->syn && !tcp->ack) return XDP_DROP;
		return bpf_ntohs(tcp->dest) == 80 ? XDP_TX : XDP_PASS;
	}
	if (ip->protocol == IPPROTO_UDP) {
		struct udphdr *udp = next;
		if ((void *) (udp + 1) > end) return XDP_ABORTED;
		return bpf_ntohs(udp->dest);
	}
	return XDP_PASS;
}

LICENSED;
