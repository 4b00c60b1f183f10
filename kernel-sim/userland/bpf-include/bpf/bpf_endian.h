/* Byte order of the network (libbpf's bpf_endian.h). */
#ifndef __BPF_ENDIAN__
#define __BPF_ENDIAN__

#define bpf_htons(x) (__builtin_constant_p(x) ? __bpf_constant_htons(x) : __builtin_bswap16(x))
#define bpf_ntohs(x) bpf_htons(x)
#define bpf_htonl(x) (__builtin_constant_p(x) ? __bpf_constant_htonl(x) : __builtin_bswap32(x))
#define bpf_ntohl(x) bpf_htonl(x)
#define bpf_cpu_to_be64(x) __builtin_bswap64(x)
#define bpf_be64_to_cpu(x) __builtin_bswap64(x)

#define __bpf_constant_htons(x) ((__u16) ((((x) & 0xff) << 8) | (((x) >> 8) & 0xff)))
#define __bpf_constant_htonl(x) \
	((__u32) ((((x) & 0xffU) << 24) | (((x) & 0xff00U) << 8) | (((x) >> 8) & 0xff00U) | (((x) >> 24) & 0xffU)))

#endif
