#include "packet.h"
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/in.h>
#include <linux/tcp.h>
#include <linux/udp.h>

struct tag {
	__u16 tci, proto;
};

PROG
{
	void *data = (void *) (long) ctx->data, *end = (void *) (long) ctx->data_end;
	struct ethhdr *eth = data;
	if ((void *) (eth + 1) > end) return 0;
	__u16 proto = eth->h_proto;
	void *next = eth + 1;
#pragma unroll
	for (int i = 0; i < 2; i++) {
		struct tag *tag = next;
		if (proto != bpf_htons(ETH_P_8021Q)) break;
		if ((void *) (tag + 1) > end) return 1;
		proto = tag->proto;
		next = tag + 1;
	}
	return bpf_ntohs(proto) + (next - data);
}

LICENSED;
