#include "packet.h"

struct cell {
	__u64 wide, spare, other;
	__u32 narrow;
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, struct cell);
	__uint(max_entries, 1);
} cells SEC(".maps");

PROG
{
	PROGRAM_NEEDS(4);
	__u32 key = 0;
	struct cell *c = bpf_map_lookup_elem(&cells, &key);
	if (!c) return 0;
	__u64 a = __sync_fetch_and_add(&c->wide, p[0]);
	__u32 b = __sync_fetch_and_sub(&c->narrow, p[1]);
	__u64 d = __sync_lock_test_and_set(&c->spare, p[2]);
	__sync_fetch_and_or(&c->wide, 8);
	__sync_fetch_and_xor(&c->narrow, 5);
	__u64 e = __sync_val_compare_and_swap(&c->other, p[3] & 1, p[2]);
	return a + b * 3 + d * 5 + e * 7;
}

LICENSED;
