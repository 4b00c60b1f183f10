#include <linux/if_ether.h>
#include <linux/ip.h>

BPF_HASH(out, u32, u64);

int fix(struct xdp_md *ctx) {
    void *data = (void *)(long)ctx->data;
    void *data_end = (void *)(long)ctx->data_end;
    struct ethhdr *eth = data;
    struct iphdr *ip = data + sizeof(*eth);
    if ((void *)(ip + 1) > data_end) return XDP_PASS;
    u32 protocol = ip->protocol;
    if (protocol == 200) out.increment(protocol);
    return XDP_PASS;
}
