/* Links, addresses, routes and neighbours by netlink: rtnetlink(7). */
#ifndef _LINUX_RTNETLINK_H
#define _LINUX_RTNETLINK_H
#include <linux/netlink.h>
enum {
	RTM_NEWLINK = 16, RTM_DELLINK, RTM_GETLINK, RTM_SETLINK,
	RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR,
	RTM_NEWROUTE = 24, RTM_DELROUTE, RTM_GETROUTE,
	RTM_NEWNEIGH = 28, RTM_DELNEIGH, RTM_GETNEIGH
};
struct rtattr {
	unsigned short rta_len, rta_type;
};
#define RTA_ALIGN(n) (((n) + 3) & ~3u)
#define RTA_LENGTH(n) (RTA_ALIGN(sizeof(struct rtattr)) + (n))
#define RTA_DATA(a) ((void *)((char *)(a) + RTA_LENGTH(0)))
#define RTA_PAYLOAD(a) ((int)(a)->rta_len - (int)RTA_LENGTH(0))
#define RTA_OK(a, n) \
	((n) >= (int)sizeof(struct rtattr) && (a)->rta_len >= sizeof(struct rtattr) && (a)->rta_len <= (n))
#define RTA_NEXT(a, n) ((n) -= RTA_ALIGN((a)->rta_len), (struct rtattr *)((char *)(a) + RTA_ALIGN((a)->rta_len)))
struct ifinfomsg {
	unsigned char ifi_family, __ifi_pad;
	unsigned short ifi_type;
	int ifi_index;
	unsigned ifi_flags, ifi_change;
};
struct ifaddrmsg {
	unsigned char ifa_family, ifa_prefixlen, ifa_flags, ifa_scope;
	unsigned ifa_index;
};
struct rtmsg {
	unsigned char rtm_family, rtm_dst_len, rtm_src_len, rtm_tos, rtm_table, rtm_protocol, rtm_scope, rtm_type;
	unsigned rtm_flags;
};
struct ndmsg {
	unsigned char ndm_family, ndm_pad1;
	unsigned short ndm_pad2;
	int ndm_ifindex;
	unsigned short ndm_state;
	unsigned char ndm_flags, ndm_type;
};
enum { IFLA_ADDRESS = 1, IFLA_BROADCAST, IFLA_IFNAME, IFLA_MTU, IFLA_LINK, IFLA_QDISC, IFLA_STATS, IFLA_TXQLEN = 13,
	IFLA_OPERSTATE = 16, IFLA_LINKMODE, IFLA_LINKINFO, IFLA_NET_NS_PID, IFLA_STATS64 = 23, IFLA_GROUP = 27, IFLA_NET_NS_FD,
	IFLA_CARRIER = 33, IFLA_LINK_NETNSID = 37 };
enum { IFLA_INFO_KIND = 1, IFLA_INFO_DATA };
#define VETH_INFO_PEER 1
enum { IFA_ADDRESS = 1, IFA_LOCAL, IFA_LABEL, IFA_BROADCAST };
enum { RTA_DST = 1, RTA_SRC, RTA_IIF, RTA_OIF, RTA_GATEWAY, RTA_PRIORITY, RTA_PREFSRC, RTA_TABLE = 15 };
enum { NDA_DST = 1, NDA_LLADDR };
enum { RTN_UNICAST = 1, RTN_LOCAL, RTN_BROADCAST, RTN_MULTICAST = 5, RTN_BLACKHOLE, RTN_UNREACHABLE, RTN_PROHIBIT };
#define RT_TABLE_MAIN 254
#define RT_SCOPE_UNIVERSE 0
#define RT_SCOPE_LINK 253
#define RT_SCOPE_HOST 254
#define RTPROT_KERNEL 2
#define RTPROT_BOOT 3
#endif
