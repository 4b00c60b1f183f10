/**
 * /sys/class/net: what the first namespace's devices are, one value in a file. Follows net/core/net-sysfs.c.
 * Departs from Linux: other namespaces do not show their devices in their own mounts of sysfs.
 */
import { sysfsOf } from '../fs/sysfs/index';
import type { Kernel } from '../types';
import { macText } from './bytes';
import type { DeviceStats, NetDevice } from './device';

/** Text of each attribute. */
const ATTRIBUTES: Readonly<Record<string, (dev: NetDevice) => string | number>> = {
  address: (dev) => macText(dev.mac),
  carrier: (dev) => (dev.carrier ? 1 : 0),
  flags: (dev) => `0x${dev.shownFlags.toString(16)}`,
  ifindex: (dev) => dev.ifindex,
  mtu: (dev) => dev.mtu,
  operstate: (dev) => dev.operstate.toLowerCase(),
  tx_queue_len: (dev) => dev.txQueueLen,
  type: (dev) => dev.type,
};

const STATISTICS: Readonly<Record<string, keyof DeviceStats>> = {
  collisions: 'collisions',
  multicast: 'rxMulticast',
  rx_bytes: 'rxBytes',
  rx_dropped: 'rxDropped',
  rx_errors: 'rxErrors',
  rx_packets: 'rxPackets',
  tx_bytes: 'txBytes',
  tx_dropped: 'txDropped',
  tx_errors: 'txErrors',
  tx_packets: 'txPackets',
};

/** Where its directory is: a card has a place on the bus, others are virtual. */
const placeOf = (dev: NetDevice) =>
  dev.driver.kind === 'virtio_net'
    ? `/devices/pci0000:00/0000:00:03.0/virtio1/net/${dev.name}`
    : `/devices/virtual/net/${dev.name}`;

/** register_netdevice: the device appears. */
export function showDevice(kernel: Kernel, dev: NetDevice): void {
  const sysfs = sysfsOf(kernel);
  const place = placeOf(dev);
  for (const [name, text] of Object.entries(ATTRIBUTES))
    sysfs.create(`${place}/${name}`, { show: () => `${text(dev)}\n` });
  for (const [name, field] of Object.entries(STATISTICS))
    sysfs.create(`${place}/statistics/${name}`, { show: () => `${dev.stats[field]}\n` });
  sysfs.link(`/class/net/${dev.name}`, place);
}

/** unregister_netdevice: it goes. */
export function hideDevice(kernel: Kernel, dev: NetDevice): void {
  const sysfs = sysfsOf(kernel);
  sysfs.remove(`/class/net/${dev.name}`);
  sysfs.remove(placeOf(dev));
}
