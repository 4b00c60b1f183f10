#include <bpf/bpf_endian.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/udp.h>

BPF_ARRAY(dropped, u64, 1);

int filter(struct xdp_md *ctx) {
    void *data = (void *)(long)ctx->data;
    void *data_end = (void *)(long)ctx->data_end;
    struct ethhdr *eth = data;
    struct iphdr *ip = (void *)(eth + 1);
    struct udphdr *udp = (void *)(ip + 1);

    if (ip->protocol != IPPROTO_UDP || udp->dest != bpf_htons(7000)) return XDP_PASS;
    int zero = 0;
    dropped.increment(zero);
    return XDP_DROP;
}
