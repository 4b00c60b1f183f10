/*
 * What programs given to BPF(text=…) begin with (bcc's src/cc/export/helpers.h): tables, and the helpers by the names that
 * bcc has for them. Method calls such as counts.increment(key) are rewritten before this is read (toolchain/bpf/bcc.ts).
 */
#ifndef __BCC_HELPERS__
#define __BCC_HELPERS__

#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_tracing.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s8 s8;
typedef __s16 s16;
typedef __s32 s32;
typedef __s64 s64;
typedef int pid_t;
typedef unsigned int uid_t;
typedef unsigned int gid_t;
typedef unsigned long size_t;
typedef long ssize_t;
typedef unsigned int dev_t;
typedef unsigned short umode_t;
typedef _Bool bool;
#define true 1
#define false 0

#define TASK_COMM_LEN 16
#ifndef __user
#define __user
#endif
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define __inline __attribute__((always_inline)) inline
#define memset(d, c, n) __builtin_memset(d, c, n)
#define memcpy(d, s, n) __builtin_memcpy(d, s, n)

static long (*bpf_trace_printk_)(const char *fmt, __u32 fmt_size, ...) = (void *) 6;
#define bpf_trace_printk(fmt, args...) \
({ \
	char ____fmt[] = fmt; \
	bpf_trace_printk_(____fmt, sizeof(____fmt), ##args); \
})
static long (*bpf_probe_read_)(void *dst, __u32 size, const void *src) = (void *) 4;
#define cursor_advance(cursor, len) ({ void *_t = cursor; cursor += len; _t; })
#define ntohs(x) bpf_ntohs(x)
#define ntohl(x) bpf_ntohl(x)
#define htons(x) bpf_htons(x)
#define htonl(x) bpf_htonl(x)

/* Where a probe's parameter comes from: its memory is the kernel's, and is read by bpf_probe_read_kernel. */
#define __bcc_external(x) asm volatile("%%bcc-external" : "+r"(x))

static inline __attribute__((always_inline)) unsigned int bpf_log2(unsigned int v)
{
	unsigned int r, shift;

	r = (v > 0xFFFF) << 4;
	v >>= r;
	shift = (v > 0xFF) << 3;
	v >>= shift;
	r |= shift;
	shift = (v > 0xF) << 2;
	v >>= shift;
	r |= shift;
	shift = (v > 0x3) << 1;
	v >>= shift;
	r |= shift;
	r |= (v >> 1);
	return r;
}

static inline __attribute__((always_inline)) unsigned int bpf_log2l(unsigned long v)
{
	unsigned int hi = v >> 32;
	if (hi) return bpf_log2(hi) + 32 + 1;
	return bpf_log2(v) + 1;
}

/* Tables. The last argument in use decides which of the numbered macros is meant. */
#define BCC_TYPE_hash BPF_MAP_TYPE_HASH
#define BCC_TYPE_array BPF_MAP_TYPE_ARRAY
#define BCC_TYPE_histogram BPF_MAP_TYPE_ARRAY
#define BCC_TYPE_percpu_hash BPF_MAP_TYPE_PERCPU_HASH
#define BCC_TYPE_percpu_array BPF_MAP_TYPE_PERCPU_ARRAY
#define BCC_TYPE_lru_hash BPF_MAP_TYPE_LRU_HASH
#define BCC_TYPE_lru_percpu_hash BPF_MAP_TYPE_LRU_PERCPU_HASH
#define BCC_TYPE_lpm_trie BPF_MAP_TYPE_LPM_TRIE
#define BCC_TYPE_prog BPF_MAP_TYPE_PROG_ARRAY
#define BCC_TYPE_perf_output BPF_MAP_TYPE_PERF_EVENT_ARRAY
#define BCC_TYPE_perf_array BPF_MAP_TYPE_PERF_EVENT_ARRAY
#define BCC_TYPE_stacktrace BPF_MAP_TYPE_STACK_TRACE
#define BCC_TYPE_cgroup_array BPF_MAP_TYPE_CGROUP_ARRAY

#define BPF_F_TABLE(_table_type, _key_type, _leaf_type, _name, _max_entries, _flags) \
struct { \
	__uint(type, BCC_TYPE_##_table_type); \
	__type(key, _key_type); \
	__type(value, _leaf_type); \
	__uint(max_entries, _max_entries); \
	__uint(map_flags, _flags); \
} _name SEC(".maps")
#define BPF_TABLE(_table_type, _key_type, _leaf_type, _name, _max_entries) \
	BPF_F_TABLE(_table_type, _key_type, _leaf_type, _name, _max_entries, 0)

#define BCC_PICK(_1, _2, _3, _4, NAME, ...) NAME

#define BPF_HASH1(_name) BPF_TABLE(hash, u64, u64, _name, 10240)
#define BPF_HASH2(_name, _key) BPF_TABLE(hash, _key, u64, _name, 10240)
#define BPF_HASH3(_name, _key, _leaf) BPF_TABLE(hash, _key, _leaf, _name, 10240)
#define BPF_HASH4(_name, _key, _leaf, _size) BPF_TABLE(hash, _key, _leaf, _name, _size)
#define BPF_HASH(...) BCC_PICK(__VA_ARGS__, BPF_HASH4, BPF_HASH3, BPF_HASH2, BPF_HASH1)(__VA_ARGS__)

#define BPF_PERCPU_HASH1(_name) BPF_TABLE(percpu_hash, u64, u64, _name, 10240)
#define BPF_PERCPU_HASH2(_name, _key) BPF_TABLE(percpu_hash, _key, u64, _name, 10240)
#define BPF_PERCPU_HASH3(_name, _key, _leaf) BPF_TABLE(percpu_hash, _key, _leaf, _name, 10240)
#define BPF_PERCPU_HASH4(_name, _key, _leaf, _size) BPF_TABLE(percpu_hash, _key, _leaf, _name, _size)
#define BPF_PERCPU_HASH(...) \
	BCC_PICK(__VA_ARGS__, BPF_PERCPU_HASH4, BPF_PERCPU_HASH3, BPF_PERCPU_HASH2, BPF_PERCPU_HASH1)(__VA_ARGS__)

#define BPF_LRU_HASH1(_name) BPF_TABLE(lru_hash, u64, u64, _name, 10240)
#define BPF_LRU_HASH2(_name, _key) BPF_TABLE(lru_hash, _key, u64, _name, 10240)
#define BPF_LRU_HASH3(_name, _key, _leaf) BPF_TABLE(lru_hash, _key, _leaf, _name, 10240)
#define BPF_LRU_HASH4(_name, _key, _leaf, _size) BPF_TABLE(lru_hash, _key, _leaf, _name, _size)
#define BPF_LRU_HASH(...) BCC_PICK(__VA_ARGS__, BPF_LRU_HASH4, BPF_LRU_HASH3, BPF_LRU_HASH2, BPF_LRU_HASH1)(__VA_ARGS__)

#define BPF_ARRAY1(_name) BPF_TABLE(array, int, u64, _name, 10240)
#define BPF_ARRAY2(_name, _leaf) BPF_TABLE(array, int, _leaf, _name, 10240)
#define BPF_ARRAY3(_name, _leaf, _size) BPF_TABLE(array, int, _leaf, _name, _size)
#define BPF_ARRAY(...) BCC_PICK(__VA_ARGS__, , BPF_ARRAY3, BPF_ARRAY2, BPF_ARRAY1)(__VA_ARGS__)

#define BPF_PERCPU_ARRAY1(_name) BPF_TABLE(percpu_array, int, u64, _name, 10240)
#define BPF_PERCPU_ARRAY2(_name, _leaf) BPF_TABLE(percpu_array, int, _leaf, _name, 10240)
#define BPF_PERCPU_ARRAY3(_name, _leaf, _size) BPF_TABLE(percpu_array, int, _leaf, _name, _size)
#define BPF_PERCPU_ARRAY(...) \
	BCC_PICK(__VA_ARGS__, , BPF_PERCPU_ARRAY3, BPF_PERCPU_ARRAY2, BPF_PERCPU_ARRAY1)(__VA_ARGS__)

/* A table whose key is not a plain number is a hash. */
#define BPF_HISTOGRAM1(_name) BPF_TABLE(histogram, int, u64, _name, 64)
#define BPF_HISTOGRAM2(_name, _key) BPF_TABLE(hash, _key, u64, _name, 64)
#define BPF_HISTOGRAM3(_name, _key, _size) BPF_TABLE(hash, _key, u64, _name, _size)
#define BPF_HISTOGRAM(...) BCC_PICK(__VA_ARGS__, , BPF_HISTOGRAM3, BPF_HISTOGRAM2, BPF_HISTOGRAM1)(__VA_ARGS__)

#define BPF_LPM_TRIE1(_name) BPF_F_TABLE(lpm_trie, u64, u64, _name, 10240, BPF_F_NO_PREALLOC)
#define BPF_LPM_TRIE2(_name, _key) BPF_F_TABLE(lpm_trie, _key, u64, _name, 10240, BPF_F_NO_PREALLOC)
#define BPF_LPM_TRIE3(_name, _key, _leaf) BPF_F_TABLE(lpm_trie, _key, _leaf, _name, 10240, BPF_F_NO_PREALLOC)
#define BPF_LPM_TRIE4(_name, _key, _leaf, _size) BPF_F_TABLE(lpm_trie, _key, _leaf, _name, _size, BPF_F_NO_PREALLOC)
#define BPF_LPM_TRIE(...) \
	BCC_PICK(__VA_ARGS__, BPF_LPM_TRIE4, BPF_LPM_TRIE3, BPF_LPM_TRIE2, BPF_LPM_TRIE1)(__VA_ARGS__)

#define BPF_PERF_OUTPUT(_name) BPF_TABLE(perf_output, int, u32, _name, 0)
#define BPF_PERF_ARRAY(_name, _size) BPF_TABLE(perf_array, int, u32, _name, _size)
#define BPF_PROG_ARRAY(_name, _size) BPF_TABLE(prog, u32, u32, _name, _size)
#define BPF_CGROUP_ARRAY(_name, _size) BPF_TABLE(cgroup_array, int, u32, _name, _size)
#define BPF_STACK_TRACE(_name, _size) BPF_TABLE(stacktrace, int, struct bpf_stacktrace, _name, _size)
struct bpf_stacktrace {
	u64 ip[127];
};
/* Size in pages. */
#define BPF_RINGBUF_OUTPUT(_name, _pages) \
struct { \
	__uint(type, BPF_MAP_TYPE_RINGBUF); \
	__uint(max_entries, (_pages) * 4096); \
} _name SEC(".maps")
#define BPF_QUEUE(_name, _leaf, _size) \
struct { \
	__uint(type, BPF_MAP_TYPE_QUEUE); \
	__type(value, _leaf); \
	__uint(max_entries, _size); \
} _name SEC(".maps")
#define BPF_STACK(_name, _leaf, _size) \
struct { \
	__uint(type, BPF_MAP_TYPE_STACK); \
	__type(value, _leaf); \
	__uint(max_entries, _size); \
} _name SEC(".maps")

/* Methods of tables, as the rewriter calls them. */
#define BCC_LOOKUP(t, k) ((typeof((t).value)) bpf_map_lookup_elem(&(t), k))
#define BCC_LOOKUP_OR_TRY_INIT(t, k, v) \
({ \
	typeof((t).value) __leaf = bpf_map_lookup_elem(&(t), k); \
	if (!__leaf) { \
		bpf_map_update_elem(&(t), k, v, BPF_NOEXIST); \
		__leaf = bpf_map_lookup_elem(&(t), k); \
	} \
	__leaf; \
})
#define BCC_LOOKUP_OR_INIT(t, k, v) \
({ \
	typeof((t).value) __found = BCC_LOOKUP_OR_TRY_INIT(t, k, v); \
	if (!__found) return 0; \
	__found; \
})
#define BCC_INCREMENT(t, k, n) \
({ \
	typeof(*(t).key) __key = k; \
	typeof(*(t).value) __zero = 0; \
	typeof((t).value) __count = BCC_LOOKUP_OR_TRY_INIT(t, &__key, &__zero); \
	if (__count) (*__count) += n; \
})
#define BCC_ATOMIC_INCREMENT(t, k, n) \
({ \
	typeof(*(t).key) __key = k; \
	typeof(*(t).value) __zero = 0; \
	typeof((t).value) __count = BCC_LOOKUP_OR_TRY_INIT(t, &__key, &__zero); \
	if (__count) __sync_fetch_and_add(__count, n); \
})

#endif
