#include "packet.h"
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/in.h>
#include <linux/tcp.h>
#include <linux/udp.h>

struct backend {
	__u8 mac[ETH_ALEN];
	__u32 packets;
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, struct backend);
	__uint(max_entries, 4);
} backends SEC(".maps");

static __always_inline __u32 hash(__u32 x)
{
	x ^= x >> 16;
	x *= 0x85ebca6b;
	x ^= x >> 13;
	x *= 0xc2b2ae35;
	return x ^ x >> 16;
}

PROG
{
	void *data = (void *) (long) ctx->data, *end = (void *) (long) ctx->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = data + sizeof *eth;
	struct udphdr *udp = (void *) (ip + 1);
	if ((void *) (udp + 1) > end || ip->ihl != 5 || ip->protocol != IPPROTO_UDP) return XDP_PASS;
	__u32 index = hash(ip->saddr ^ udp->source) % 4;
	struct backend *to = bpf_map_lookup_elem(&backends, &index);
	if (!to) return XDP_ABORTED;
	ip->daddr = bpf_htonl(0x0a000001 + index);
	__builtin_memcpy(eth->h_dest, to->mac, ETH_ALEN);
	to->packets++;
	return XDP_TX;
}

LICENSED;
