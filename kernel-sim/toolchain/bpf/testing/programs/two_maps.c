#include "packet.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, __u32);
	__uint(max_entries, 4);
} first SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 3);
} second SEC(".maps");

PROG
{
	PROGRAM_NEEDS(4);
	__u32 key = p[0] & 3, *index = bpf_map_lookup_elem(&first, &key);
	if (!index) return 1;
	*index = (*index + p[1]) & 3;
	__u64 *value = bpf_map_lookup_elem(&second, index);
	if (!value) return 2;
	*value = *value * 3 + p[2];
	return *value & 0xffff;
}

LICENSED;
