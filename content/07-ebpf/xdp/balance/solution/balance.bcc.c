#include <bpf/bpf_endian.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/udp.h>

BPF_ARRAY(sent, u64, 2);

int balance(struct xdp_md *ctx) {
    void *data = (void *)(long)ctx->data;
    void *data_end = (void *)(long)ctx->data_end;
    struct ethhdr *eth = data;
    struct iphdr *ip = (void *)(eth + 1);
    struct udphdr *udp = (void *)(ip + 1);

    if ((void *)(udp + 1) > data_end) return XDP_PASS;
    if (ip->protocol != IPPROTO_UDP) return XDP_PASS;
    if (udp->dest != bpf_htons(8000)) return XDP_PASS;
    int which = bpf_ntohs(udp->source) & 1;
    udp->dest = bpf_htons(8001 + which);
    udp->check = 0;
    sent.increment(which);
    return XDP_PASS;
}
