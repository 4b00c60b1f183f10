#include "packet.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 6);
} counts SEC(".maps");

PROG
{
	PROGRAM_NEEDS(4);
	__u32 key = p[0] & 7;
	__u64 one = 1, *n = bpf_map_lookup_elem(&counts, &key);
	if (n) {
		*n += p[1];
		return *n;
	}
	return bpf_map_update_elem(&counts, &key, &one, BPF_ANY);
}

LICENSED;
