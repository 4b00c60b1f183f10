#include <linux/init.h>
#include <linux/ip.h>
#include <linux/module.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/skbuff.h>
#include <linux/udp.h>
#include <net/net_namespace.h>

static unsigned int look(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	return NF_ACCEPT;
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
}

module_init(bouncer_init);
module_exit(bouncer_exit);
MODULE_LICENSE("GPL");
