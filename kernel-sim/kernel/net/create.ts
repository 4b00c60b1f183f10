/** socket(2): from domain, type and protocol to a socket. Follows net/socket.c: __sock_create and the families' create. */
import { CAP_NET_RAW } from '../abi/capability';
import * as S from '../abi/socket';
import { EACCES, EAFNOSUPPORT, EINVAL, EPERM, EPROTONOSUPPORT, ESOCKTNOSUPPORT } from '../errno';
import { capable } from '../fs/permission';
import type { Task } from '../types';
import { PingSock } from './ipv4/ping';
import { RawSock } from './ipv4/raw';
import { TcpSock } from './ipv4/tcp-sock';
import { UdpSock } from './ipv4/udp';
import type { NetNamespace } from './namespace';
import { NetlinkSock } from './netlink/sock';
import { PacketSock } from './packet/sock';
import type { Sock } from './sock';
import { pairOf } from './sysctl';
import { UnixSock } from './unix/sock';

type Create = (task: Task, ns: NetNamespace, type: number, protocol: number) => Sock | number;

/** inet_create: which protocol a type means, and who may have it. */
const inet: Create = (task, ns, type, protocol) => {
  if (protocol < 0 || protocol >= S.IPPROTO_MAX) return -EINVAL;
  const fits = (own: number) => protocol === 0 || protocol === own;
  switch (type) {
    case S.SOCK_STREAM:
      return fits(S.IPPROTO_TCP) ? new TcpSock(ns, type, S.IPPROTO_TCP) : -EPROTONOSUPPORT;
    case S.SOCK_DGRAM:
      if (protocol === S.IPPROTO_ICMP) return ping(task, ns);
      return fits(S.IPPROTO_UDP) ? new UdpSock(ns, S.AF_INET, type, S.IPPROTO_UDP) : -EPROTONOSUPPORT;
    case S.SOCK_RAW: {
      if (protocol === 0) return -EPROTONOSUPPORT;
      if (!capable(task.cred, CAP_NET_RAW)) return -EPERM;
      const raw = new RawSock(ns, S.AF_INET, type, protocol);
      raw.start();
      return raw;
    }
    default:
      return -ESOCKTNOSUPPORT;
  }
};

function ping(task: Task, ns: NetNamespace): PingSock | number {
  const [low, high] = pairOf(ns.sysctl, 'ipv4/ping_group_range');
  const groups = [task.cred.egid, ...task.cred.groups];
  if (!groups.some((gid) => gid >= low && gid <= high)) return -EACCES;
  return new PingSock(ns, S.AF_INET, S.SOCK_DGRAM, S.IPPROTO_ICMP);
}

const FAMILIES: Readonly<Record<number, Create>> = {
  [S.AF_INET]: inet,
  [S.AF_UNIX]: (_task, ns, type, protocol) => {
    if (protocol !== 0 && protocol !== S.AF_UNIX) return -EPROTONOSUPPORT;
    // A raw UNIX socket is a datagram socket (unix_create).
    const kind = type === S.SOCK_RAW ? S.SOCK_DGRAM : type;
    if (kind !== S.SOCK_STREAM && kind !== S.SOCK_DGRAM && kind !== S.SOCK_SEQPACKET) return -ESOCKTNOSUPPORT;
    return new UnixSock(ns, kind);
  },
  [S.AF_NETLINK]: (_task, ns, type, protocol) => {
    if (type !== S.SOCK_RAW && type !== S.SOCK_DGRAM) return -ESOCKTNOSUPPORT;
    if (protocol !== 0) return -EPROTONOSUPPORT;
    return new NetlinkSock(ns, type, protocol);
  },
  [S.AF_PACKET]: (task, ns, type, protocol) => {
    if (!capable(task.cred, CAP_NET_RAW)) return -EPERM;
    if (type !== S.SOCK_RAW && type !== S.SOCK_DGRAM) return -ESOCKTNOSUPPORT;
    return new PacketSock(ns, type, protocol);
  },
};

/** -EAFNOSUPPORT for families that are not here: AF_INET6 among them. */
export function createSock(
  task: Task,
  ns: NetNamespace,
  domain: number,
  type: number,
  protocol: number,
): Sock | number {
  if (domain < 0 || domain >= S.AF_MAX) return -EAFNOSUPPORT;
  if (type < 0 || type > S.SOCK_PACKET) return -EINVAL;
  const create = FAMILIES[domain];
  return create === undefined ? -EAFNOSUPPORT : create(task, ns, type, protocol);
}
