/** ARP: answers who asks for our addresses, and learns. Follows RFC 826 and net/ipv4/arp.c: arp_process. */
import { RTN_LOCAL } from '../../abi/rtnetlink';
import { be16, be32 } from '../bytes';
import type { NetDevice } from '../device';
import type { SkBuff } from '../skbuff';
import { localType } from './fib';

const REQUEST = 1;
const REPLY = 2;

/** Takes a packet of Ethernet type ARP; anything that is not Ethernet and IPv4 is dropped. */
export function arpReceive(skb: SkBuff, dev: NetDevice): void {
  const { bytes, head } = skb;
  const { ns } = dev;
  const wrong =
    skb.length < 28 ||
    be16(bytes, head) !== 1 ||
    be16(bytes, head + 2) !== 0x0800 ||
    bytes[head + 4] !== 6 ||
    bytes[head + 5] !== 4;
  if (wrong || dev.isLoopback) {
    dev.stats.rxDropped++;
    return;
  }
  const op = be16(bytes, head + 6);
  const mac = bytes.slice(head + 8, head + 14);
  const sender = be32(bytes, head + 14);
  const target = be32(bytes, head + 24);
  if (ns.stack.traces) ns.stack.trace(skb, 'arp', 'rx', op === REQUEST ? 'who-has' : 'is-at');
  const forUs = localType(ns, target) === RTN_LOCAL && dev.has(target);
  if (op === REQUEST && forUs) {
    ns.neighbours.heard(dev, sender, mac, sender !== 0);
    ns.neighbours.sendArp(dev, REPLY, mac, target, mac, sender);
  } else if (op === REPLY || op === REQUEST) ns.neighbours.heard(dev, sender, mac, false);
}
