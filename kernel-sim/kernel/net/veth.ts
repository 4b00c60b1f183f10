/** Virtual Ethernet pairs: what goes into one comes out of the other, which may be in another namespace. Follows drivers/net/veth.c. */
import { ARPHRD_ETHER, IFF_BROADCAST, IFF_MULTICAST } from '../abi/sockios';
import { type DeviceDriver, NetDevice } from './device';
import { setDeviceFlags } from './devinet';
import type { NetNamespace } from './namespace';

const MTU = 1500;

const driver: DeviceDriver = {
  kind: 'veth',
  xmit(skb, dev) {
    const other = dev.link;
    if (other === null || !other.up) {
      dev.stats.txDropped++;
      return;
    }
    skb.sk = null;
    skb.mark = 0;
    other.ns.stack.dispatch.netifRx(skb, other);
  },
  open: refreshCarrier,
  stop: refreshCarrier,
};

/** A cable carries while both ends are up. */
function refreshCarrier(dev: NetDevice): void {
  const { link } = dev;
  if (link === null) return;
  const on = dev.up && link.up;
  dev.carrier = on;
  link.carrier = on;
}

/** An address of its own (eth_hw_addr_random): locally administered. */
function randomMac(ns: NetNamespace): Uint8Array {
  const mac = new Uint8Array(6);
  ns.kernel.randomBytes(mac);
  mac[0] = (mac[0] & 0xfe) | 2;
  return mac;
}

/** Two devices joined by a cable, both down. */
export function createVethPair(
  ns: NetNamespace,
  name: string,
  peerNs: NetNamespace,
  peerName: string,
): [NetDevice, NetDevice] {
  const options = { mtu: MTU, flags: IFF_BROADCAST | IFF_MULTICAST };
  const peer = new NetDevice(peerName, ARPHRD_ETHER, randomMac(peerNs), driver, options);
  const dev = new NetDevice(name, ARPHRD_ETHER, randomMac(ns), driver, options);
  peerNs.add(peer);
  ns.add(dev);
  dev.link = peer;
  peer.link = dev;
  dev.carrier = false;
  peer.carrier = false;
  return [dev, peer];
}

/** Takes a device away, and the other end of its cable. */
export function deleteDevice(dev: NetDevice): void {
  const { link } = dev;
  take(dev);
  dev.link = null;
  if (link !== null) {
    link.link = null;
    deleteDevice(link);
  }
}

function take(dev: NetDevice): void {
  if (dev.up) setDeviceFlags(dev, dev.flags & ~1);
  dev.ns.fib.removeDevice(dev);
  dev.ns.neighbours.removeDevice(dev);
  dev.ns.remove(dev);
  dev.addresses = [];
}

/** dev_change_net_namespace: down, without addresses, in its new home. */
export function moveDevice(dev: NetDevice, to: NetNamespace): void {
  const { ifindex } = dev;
  take(dev);
  to.add(dev, ifindex);
}

/** `veth0`, `veth1`: the first name that is free. */
export function nextName(ns: NetNamespace, stem: string, taken = ''): string {
  for (let n = 0; ; n++) {
    const name = `${stem}${n}`;
    if (name !== taken && ns.byName(name) === undefined) return name;
  }
}
