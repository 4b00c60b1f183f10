/* The beginning of a socket (include/net/sock.h: struct sock_common). */
#ifndef _SOCK_H
#define _SOCK_H
#include <linux/in6.h>
#include <linux/types.h>

struct sock_common {
	union {
		__u64 skc_addrpair;
		struct {
			__be32 skc_daddr;
			__be32 skc_rcv_saddr;
		};
	};
	unsigned int skc_hash;
	union {
		__u32 skc_portpair;
		struct {
			__be16 skc_dport;
			__u16 skc_num;
		};
	};
	unsigned short skc_family;
	volatile unsigned char skc_state;
	unsigned char skc_reuse;
	int skc_bound_dev_if;
};

struct sock {
	struct sock_common __sk_common;
};
#define sk_num __sk_common.skc_num
#define sk_dport __sk_common.skc_dport
#define sk_family __sk_common.skc_family
#define sk_state __sk_common.skc_state
#define sk_daddr __sk_common.skc_daddr
#define sk_rcv_saddr __sk_common.skc_rcv_saddr

#ifndef AF_INET
#define AF_INET 2
#define AF_INET6 10
#endif

#endif
