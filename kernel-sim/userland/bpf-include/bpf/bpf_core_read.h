/*
 * Reading kernel memory field by field (libbpf's bpf_core_read.h). Nothing is relocated here: the headers that a program
 * is compiled with are those of the kernel it runs in.
 */
#ifndef __BPF_CORE_READ_H__
#define __BPF_CORE_READ_H__

#include <bpf/bpf_helpers.h>

#define bpf_core_read(dst, sz, src) bpf_probe_read_kernel(dst, sz, (const void *) (src))
#define bpf_core_read_user(dst, sz, src) bpf_probe_read_user(dst, sz, (const void *) (src))
#define bpf_core_read_str(dst, sz, src) bpf_probe_read_kernel_str(dst, sz, (const void *) (src))
#define bpf_core_read_user_str(dst, sz, src) bpf_probe_read_user_str(dst, sz, (const void *) (src))

#define ___core_field(src, field) \
({ \
	typeof((src)->field) ___r; \
	bpf_probe_read_kernel(&___r, sizeof(___r), &(src)->field); \
	___r; \
})
#define ___core_read1(src, a) ___core_field(src, a)
#define ___core_read2(src, a, b) ___core_field(___core_field(src, a), b)
#define ___core_read3(src, a, b, c) ___core_field(___core_read2(src, a, b), c)
#define ___core_read4(src, a, b, c, d) ___core_field(___core_read3(src, a, b, c), d)
#define ___core_read5(src, a, b, c, d, e) ___core_field(___core_read4(src, a, b, c, d), e)

#define BPF_CORE_READ(src, args...) ___bpf_apply(___core_read, ___bpf_narg(args))(src, ##args)
#define BPF_CORE_READ_INTO(dst, src, args...) ({ *(dst) = BPF_CORE_READ(src, ##args); 0L; })
#define BPF_PROBE_READ(src, args...) BPF_CORE_READ(src, ##args)

#endif
