/* asm/byteorder.h */
#ifndef _ASM_BYTEORDER_H
#define _ASM_BYTEORDER_H
#include <linux/types.h>

#define ntohs(x) ((__u16) __builtin_bswap16((__u16) (x)))
#define htons(x) ((__be16) __builtin_bswap16((__u16) (x)))
#define ntohl(x) ((__u32) __builtin_bswap32((__u32) (x)))
#define htonl(x) ((__be32) __builtin_bswap32((__u32) (x)))
#define be16_to_cpu(x) ntohs(x)
#define be32_to_cpu(x) ntohl(x)
#define cpu_to_be16(x) htons(x)
#define cpu_to_be32(x) htonl(x)
#define be64_to_cpu(x) ((__u64) __builtin_bswap64(x))
#define cpu_to_be64(x) ((__be64) __builtin_bswap64(x))
#define le16_to_cpu(x) ((__u16) (x))
#define le32_to_cpu(x) ((__u32) (x))
#define le64_to_cpu(x) ((__u64) (x))
#define cpu_to_le16(x) ((__le16) (x))
#define cpu_to_le32(x) ((__le32) (x))
#define cpu_to_le64(x) ((__le64) (x))

#endif
