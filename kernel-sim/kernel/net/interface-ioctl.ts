/** ioctl(2) about network devices: struct ifreq and struct ifconf. Follows net/core/dev_ioctl.c and net/ipv4/devinet.c. */
import { CAP_NET_ADMIN } from '../abi/capability';
import { AF_INET } from '../abi/socket';
import * as IO from '../abi/sockios';
import { EADDRNOTAVAIL, EAFNOSUPPORT, EBUSY, EFAULT, EINVAL, ENODEV, EPERM } from '../errno';
import { capable } from '../fs/permission';
import type { Kernel, Task } from '../types';
import { be32, maskOf, prefixOf } from './bytes';
import type { InterfaceAddress, NetDevice } from './device';
import { addAddress, removeAddress, setDeviceFlags } from './devinet';
import { sockaddrIn } from './ipv4/sockaddr';
import type { NetNamespace } from './namespace';

/** sizeof(struct ifreq): a name and 24 bytes. */
const IFREQ = 40;

interface Request {
  dev: NetDevice;
  /** The bytes behind the name. */
  data: Uint8Array;
  view: DataView;
}
type Answer = (request: Request) => number;

const firstAddress = (dev: NetDevice): InterfaceAddress | undefined => dev.addresses[0];

/** Answers the address `pick` gives, as a sockaddr. */
const address =
  (pick: (own: InterfaceAddress) => number): Answer =>
  ({ dev, data }) => {
    const own = firstAddress(dev);
    if (own === undefined) return -EADDRNOTAVAIL;
    data.set(sockaddrIn(pick(own), 0));
    return 0;
  };

const GET: Readonly<Record<number, Answer>> = {
  [IO.SIOCGIFFLAGS]: ({ dev, view }) => {
    view.setInt16(0, dev.shownFlags & 0xffff, true);
    return 0;
  },
  [IO.SIOCGIFADDR]: address((own) => own.address),
  [IO.SIOCGIFDSTADDR]: address((own) => own.peer),
  [IO.SIOCGIFBRDADDR]: address((own) => own.broadcast),
  [IO.SIOCGIFNETMASK]: address((own) => maskOf(own.prefix)),
  [IO.SIOCGIFMETRIC]: ({ view }) => {
    view.setInt32(0, 0, true);
    return 0;
  },
  [IO.SIOCGIFMTU]: ({ dev, view }) => {
    view.setInt32(0, dev.mtu, true);
    return 0;
  },
  [IO.SIOCGIFHWADDR]: ({ dev, data, view }) => {
    view.setUint16(0, dev.type, true);
    data.set(dev.mac, 2);
    return 0;
  },
  [IO.SIOCGIFINDEX]: ({ dev, view }) => {
    view.setInt32(0, dev.ifindex, true);
    return 0;
  },
  [IO.SIOCGIFTXQLEN]: ({ dev, view }) => {
    view.setInt32(0, dev.txQueueLen, true);
    return 0;
  },
};

const SET: Readonly<Record<number, Answer>> = {
  [IO.SIOCSIFFLAGS]: ({ dev, view }) => {
    setDeviceFlags(dev, view.getUint16(0, true));
    return 0;
  },
  [IO.SIOCSIFADDR]: ({ dev, data, view }) => {
    if (view.getUint16(0, true) !== AF_INET) return -EAFNOSUPPORT;
    const wanted = be32(data, 4);
    const old = firstAddress(dev);
    if (old !== undefined) removeAddress(dev, old);
    if (wanted === 0) return 0;
    setDeviceFlags(dev, dev.flags | IO.IFF_UP);
    return addAddress(dev, wanted, dev.isLoopback ? 8 : classPrefix(wanted));
  },
  [IO.SIOCSIFNETMASK]: ({ dev, data }) => changeAddress(dev, (own) => [own.address, prefixOf(be32(data, 4))]),
  [IO.SIOCSIFBRDADDR]: ({ dev, data }) => {
    const own = firstAddress(dev);
    if (own === undefined) return -EADDRNOTAVAIL;
    own.broadcast = be32(data, 4);
    return 0;
  },
  [IO.SIOCSIFMTU]: ({ dev, view }) => {
    const mtu = view.getInt32(0, true);
    if (mtu < 68 || mtu > 65536) return -EINVAL;
    dev.mtu = mtu;
    return 0;
  },
  [IO.SIOCSIFHWADDR]: ({ dev, data }) => {
    if (dev.up) return -EBUSY;
    dev.mac = data.slice(2, 8);
    return 0;
  },
};

function changeAddress(dev: NetDevice, to: (own: InterfaceAddress) => [address: number, prefix: number]): number {
  const own = firstAddress(dev);
  if (own === undefined) return -EADDRNOTAVAIL;
  const [wanted, prefix] = to(own);
  removeAddress(dev, own);
  return addAddress(dev, wanted, prefix);
}

/** The mask of the address's class, as SIOCSIFADDR takes it. */
function classPrefix(wanted: number): number {
  if (wanted >>> 31 === 0) return 8;
  return wanted >>> 30 === 2 ? 16 : 24;
}

/** `otherwise`: the answer to what is no request about devices. */
export function interfaceIoctl(
  kernel: Kernel,
  task: Task,
  ns: NetNamespace,
  command: number,
  arg: number,
  otherwise: number,
): number {
  if (command === IO.SIOCGIFCONF) return list(kernel, task, ns, arg);
  if (command !== IO.SIOCGIFNAME && !(command in GET) && !(command in SET)) return otherwise;
  const bytes = new Uint8Array(IFREQ);
  if (kernel.copyFromUser(task, arg, bytes) < 0) return -EFAULT;
  const data = bytes.subarray(IO.IFNAMSIZ);
  const view = new DataView(bytes.buffer, IO.IFNAMSIZ);
  if (command === IO.SIOCGIFNAME) {
    const named = ns.byIndex(view.getInt32(0, true));
    if (named === undefined) return -ENODEV;
    bytes.fill(0, 0, IO.IFNAMSIZ).set(new TextEncoder().encode(named.name));
    return kernel.copyToUser(task, arg, bytes);
  }
  const end = bytes.indexOf(0);
  const name = String.fromCharCode(...bytes.subarray(0, Math.min(end < 0 ? 15 : end, 15)));
  if (command in SET && !capable(task.cred, CAP_NET_ADMIN)) return -EPERM;
  const dev = ns.byName(name);
  if (dev === undefined) return -ENODEV;
  const result = (GET[command] ?? SET[command])({ dev, data, view });
  if (result < 0) return result;
  return command in GET ? kernel.copyToUser(task, arg, bytes) : 0;
}

/** SIOCGIFCONF: all devices with an address. */
function list(kernel: Kernel, task: Task, ns: NetNamespace, arg: number): number {
  const head = new Uint8Array(16);
  if (kernel.copyFromUser(task, arg, head) < 0) return -EFAULT;
  const view = new DataView(head.buffer);
  const room = view.getInt32(0, true);
  const to = Number(view.getBigUint64(8, true));
  const rows = ns.devices.filter((dev) => dev.addresses.length > 0);
  const count = to === 0 ? rows.length : Math.min(rows.length, Math.floor(room / IFREQ));
  if (to !== 0) {
    const bytes = new Uint8Array(count * IFREQ);
    rows.slice(0, count).forEach((dev, i) => {
      bytes.set(new TextEncoder().encode(dev.name), i * IFREQ);
      bytes.set(sockaddrIn(dev.addresses[0].address, 0), i * IFREQ + IO.IFNAMSIZ);
    });
    if (kernel.copyToUser(task, to, bytes) < 0) return -EFAULT;
  }
  view.setInt32(0, count * IFREQ, true);
  return kernel.copyToUser(task, arg, head);
}
