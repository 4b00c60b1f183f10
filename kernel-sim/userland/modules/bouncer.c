// SPDX-License-Identifier: GPL-2.0
/* A packet filter: drops ICMP that comes in. */
#include <linux/ip.h>
#include <linux/module.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/skbuff.h>
#include <net/net_namespace.h>

static int protocol = 1;
module_param(protocol, int, 0644);
MODULE_PARM_DESC(protocol, "number of the IP protocol that may not come in");
static int dropped;
module_param(dropped, int, 0444);

static unsigned int look(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct iphdr *ip = ip_hdr(skb);

	if (ip->protocol != protocol)
		return NF_ACCEPT;
	dropped++;
	pr_info("bouncer: %pI4 -> %pI4, protocol %u, %u bytes: dropped\n", &ip->saddr, &ip->daddr, ip->protocol, ntohs(ip->tot_len));
	return NF_DROP;
}

static const struct nf_hook_ops hook = {
	.hook = look,
	.pf = NFPROTO_IPV4,
	.hooknum = NF_INET_LOCAL_IN,
	.priority = NF_IP_PRI_FIRST,
};

static int __init bouncer_init(void)
{
	return nf_register_net_hook(&init_net, &hook);
}

static void __exit bouncer_exit(void)
{
	nf_unregister_net_hook(&init_net, &hook);
	pr_info("bouncer: %d packet(s) dropped\n", dropped);
}

module_init(bouncer_init);
module_exit(bouncer_exit);
MODULE_LICENSE("GPL");
MODULE_AUTHOR("Ring Zero");
MODULE_DESCRIPTION("Drops packets of one protocol");
