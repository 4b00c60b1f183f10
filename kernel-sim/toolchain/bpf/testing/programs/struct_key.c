#include "packet.h"

struct flow {
	__u32 from, to;
	__u64 proto;
};
struct stat {
	__u64 packets, bytes;
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, struct flow);
	__type(value, struct stat);
	__uint(max_entries, 64);
} flows SEC(".maps");

PROG
{
	PROGRAM_NEEDS(8);
	struct flow k = { .from = p[0] & 1, .to = p[1] & 1, .proto = p[2] & 1 };
	struct stat fresh = { 1, p[3] }, *s = bpf_map_lookup_elem(&flows, &k);
	if (!s) {
		bpf_map_update_elem(&flows, &k, &fresh, BPF_NOEXIST);
		return 1;
	}
	__sync_fetch_and_add(&s->packets, 1);
	s->bytes += p[3];
	if (s->packets > 3) bpf_map_delete_elem(&flows, &k);
	return 2;
}

LICENSED;
