/* linux/skbuff.h */
#ifndef _LINUX_SKBUFF_H
#define _LINUX_SKBUFF_H
#include <asm/byteorder.h>
#include <linux/types.h>
#include <generated/structs.h>

static inline unsigned char *skb_network_header(const struct sk_buff *skb) { return skb->head + skb->network_header; }
static inline unsigned char *skb_transport_header(const struct sk_buff *skb) { return skb->head + skb->transport_header; }
static inline unsigned char *skb_mac_header(const struct sk_buff *skb) { return skb->head + skb->mac_header; }
static inline unsigned int skb_headlen(const struct sk_buff *skb) { return skb->len - skb->data_len; }

#endif
