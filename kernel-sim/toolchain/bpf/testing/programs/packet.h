/* What the programs of this folder begin with. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>

#define PROGRAM_NEEDS(n) \
	unsigned char *p = (void *) (long) ctx->data; \
	if ((void *) p + (n) > (void *) (long) ctx->data_end) return 99
#define PROG SEC("xdp") int prog(struct xdp_md *ctx)
#define LICENSED char LICENSE[] SEC("license") = "GPL"
