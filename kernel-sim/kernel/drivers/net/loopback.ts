/** `lo`: what is sent comes back. Follows drivers/net/loopback.c. */
import { ARPHRD_LOOPBACK, IFF_LOOPBACK } from '../../abi/sockios';
import { NetDevice } from '../../net/device';
import type { NetNamespace } from '../../net/namespace';

/** Its MTU is large, so that few packets carry much. */
const MTU = 65536;

export function createLoopback(ns: NetNamespace): NetDevice {
  const driver = {
    kind: 'loopback',
    xmit: (skb: Parameters<NetDevice['driver']['xmit']>[0], dev: NetDevice) => ns.stack.dispatch.netifRx(skb, dev),
  };
  const dev = new NetDevice('lo', ARPHRD_LOOPBACK, new Uint8Array(6), driver, { mtu: MTU, flags: IFF_LOOPBACK });
  ns.add(dev);
  ns.loopback = dev;
  return dev;
}
