/* The tag of IEEE 802.1Q (include/linux/if_vlan.h). */
#ifndef _LINUX_IF_VLAN_H
#define _LINUX_IF_VLAN_H
#include <linux/types.h>

struct vlan_hdr {
	__be16 h_vlan_TCI;
	__be16 h_vlan_encapsulated_proto;
};

#endif
