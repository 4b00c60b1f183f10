/** SOL_SOCKET options, the same for all families. Follows net/core/sock.c: sock_setsockopt, sock_getsockopt. */
import { CAP_NET_ADMIN, CAP_NET_RAW } from '../abi/capability';
import * as S from '../abi/socket';
import { EDOM, EINVAL, ENODEV, ENOENT, ENOPROTOOPT, EPERM } from '../errno';
import { capable } from '../fs/permission';
import type { Task } from '../types';
import { int } from './ipv4/inet-sock';
import { TcpSock } from './ipv4/tcp-sock';
import type { Sock } from './sock';
import { seconds } from './sock';
import { setting } from './sysctl';

/** SOCK_MIN_SNDBUF, SOCK_MIN_RCVBUF. */
const MIN_SNDBUF = 4608;
const MIN_RCVBUF = 2304;

type NumberField =
  | 'reuseAddress'
  | 'reusePort'
  | 'broadcast'
  | 'keepalive'
  | 'oobInline'
  | 'debug'
  | 'dontRoute'
  | 'noCheck'
  | 'priority'
  | 'mark'
  | 'passCred'
  | 'timestamp';

/** Options that are one number; `flag`: only 0 and 1. */
const FIELDS: Readonly<Record<number, { field: NumberField; flag: boolean }>> = {
  [S.SO_DEBUG]: { field: 'debug', flag: true },
  [S.SO_REUSEADDR]: { field: 'reuseAddress', flag: true },
  [S.SO_REUSEPORT]: { field: 'reusePort', flag: true },
  [S.SO_BROADCAST]: { field: 'broadcast', flag: true },
  [S.SO_DONTROUTE]: { field: 'dontRoute', flag: true },
  [S.SO_KEEPALIVE]: { field: 'keepalive', flag: true },
  [S.SO_OOBINLINE]: { field: 'oobInline', flag: true },
  [S.SO_NO_CHECK]: { field: 'noCheck', flag: true },
  [S.SO_PASSCRED]: { field: 'passCred', flag: true },
  [S.SO_TIMESTAMP]: { field: 'timestamp', flag: true },
  [S.SO_PRIORITY]: { field: 'priority', flag: false },
  [S.SO_MARK]: { field: 'mark', flag: false },
};

/** Set by getsockopt only. */
const READ_ONLY = new Set([S.SO_TYPE, S.SO_PROTOCOL, S.SO_DOMAIN, S.SO_ERROR, S.SO_ACCEPTCONN]);

export function setSocketOption(task: Task, sock: Sock, name: number, bytes: Uint8Array): number {
  if (name === S.SO_BINDTODEVICE) return bindToDevice(task, sock, bytes);
  if (bytes.length < 4) return -EINVAL;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const value = view.getInt32(0, true);
  const known = FIELDS[name];
  if (known !== undefined) return setField(task, sock, name, known, value);
  if (READ_ONLY.has(name)) return -ENOPROTOOPT;
  switch (name) {
    case S.SO_SNDBUF:
    case S.SO_SNDBUFFORCE:
      if (name === S.SO_SNDBUFFORCE && !capable(task.cred, CAP_NET_ADMIN)) return -EPERM;
      sock.sendBuffer = doubled(
        value,
        name === S.SO_SNDBUF ? setting(sock.ns.sysctl, 'core/wmem_max') : 2 ** 30,
        MIN_SNDBUF,
      );
      sock.sendBufferLocked = true;
      sock.writeQueue.wake();
      return 0;
    case S.SO_RCVBUF:
    case S.SO_RCVBUFFORCE:
      if (name === S.SO_RCVBUFFORCE && !capable(task.cred, CAP_NET_ADMIN)) return -EPERM;
      sock.receiveBuffer = doubled(
        value,
        name === S.SO_RCVBUF ? setting(sock.ns.sysctl, 'core/rmem_max') : 2 ** 30,
        MIN_RCVBUF,
      );
      sock.receiveBufferLocked = true;
      return 0;
    case S.SO_LINGER:
      if (bytes.length < 8) return -EINVAL;
      sock.linger = value ? { on: 1, seconds: view.getInt32(4, true) } : { on: 0, seconds: sock.linger.seconds };
      return 0;
    case S.SO_RCVLOWAT:
      sock.receiveLow = value < 0 ? 0x7fffffff : value || 1;
      return 0;
    case S.SO_RCVTIMEO:
    case S.SO_SNDTIMEO:
      return setTimeLimit(sock, name, view);
    case S.SO_DETACH_FILTER:
      if (sock.filter === null) return -ENOENT;
      sock.filter = null;
      return 0;
    default:
      return -ENOPROTOOPT;
  }
}

/** Twice what was asked for, as the kernel counts its own overhead. */
function doubled(value: number, max: number, min: number): number {
  return Math.max(Math.min(value >>> 0, max) * 2, min);
}

function setField(
  task: Task,
  sock: Sock,
  name: number,
  { field, flag }: { field: NumberField; flag: boolean },
  value: number,
): number {
  if (name === S.SO_MARK && !capable(task.cred, CAP_NET_ADMIN) && !capable(task.cred, CAP_NET_RAW)) return -EPERM;
  if (name === S.SO_PRIORITY && (value < 0 || value > 6) && !capable(task.cred, CAP_NET_ADMIN)) return -EPERM;
  sock[field] = flag ? (value ? 1 : 0) : value;
  if (sock instanceof TcpSock) {
    if (name === S.SO_KEEPALIVE) sock.keepaliveChanged();
    if (name === S.SO_OOBINLINE) sock.tcb.oobInline = value !== 0;
  }
  return 0;
}

/** struct timeval; 0: for ever; a negative time: not at all (sock_set_timeout). */
function setTimeLimit(sock: Sock, name: number, view: DataView): number {
  if (view.byteLength < 16) return -EINVAL;
  const sec = Number(view.getBigInt64(0, true));
  const usec = Number(view.getBigInt64(8, true));
  if (usec < 0 || usec >= 1_000_000) return -EDOM;
  const time = sec < 0 ? 0 : sec === 0 && usec === 0 ? Number.POSITIVE_INFINITY : seconds(sec) + usec * 100;
  if (name === S.SO_RCVTIMEO) sock.receiveTimeout = time;
  else sock.sendTimeout = time;
  return 0;
}

function bindToDevice(task: Task, sock: Sock, bytes: Uint8Array): number {
  if (sock.boundDevice !== 0 && !capable(task.cred, CAP_NET_RAW)) return -EPERM;
  const end = bytes.indexOf(0);
  const name = String.fromCharCode(...bytes.subarray(0, Math.min(end < 0 ? bytes.length : end, 15)));
  if (name === '') {
    sock.boundDevice = 0;
    return 0;
  }
  const dev = sock.ns.byName(name);
  if (dev === undefined) return -ENODEV;
  sock.boundDevice = dev.ifindex;
  return 0;
}

function timeval(time: number): Uint8Array {
  const bytes = new Uint8Array(16);
  if (!Number.isFinite(time)) return bytes;
  const view = new DataView(bytes.buffer);
  view.setBigInt64(0, BigInt(Math.floor(time / seconds(1))), true);
  view.setBigInt64(8, BigInt(Math.floor((time % seconds(1)) / 100)), true);
  return bytes;
}

/** The value's bytes, at most `room` of them are copied by the caller. */
export function getSocketOption(sock: Sock, name: number): Uint8Array | number {
  const known = FIELDS[name];
  if (known !== undefined) return int(sock[known.field]);
  switch (name) {
    case S.SO_TYPE:
      return int(sock.type);
    case S.SO_PROTOCOL:
      return int(sock.protocol);
    case S.SO_DOMAIN:
      return int(sock.family);
    case S.SO_ERROR:
      return int(-sock.takeError());
    case S.SO_ACCEPTCONN:
      return int(sock.listening ? 1 : 0);
    case S.SO_SNDBUF:
      return int(sock.sendBuffer);
    case S.SO_RCVBUF:
      return int(sock.receiveBuffer);
    case S.SO_RCVLOWAT:
      return int(sock.receiveLow);
    case S.SO_SNDLOWAT:
      return int(1);
    case S.SO_LINGER: {
      const bytes = new Uint8Array(8);
      bytes.set(int(sock.linger.on));
      bytes.set(int(sock.linger.seconds), 4);
      return bytes;
    }
    case S.SO_RCVTIMEO:
      return timeval(sock.receiveTimeout);
    case S.SO_SNDTIMEO:
      return timeval(sock.sendTimeout);
    case S.SO_BINDTODEVICE: {
      const dev = sock.ns.byIndex(sock.boundDevice);
      return dev === undefined ? new Uint8Array(0) : new TextEncoder().encode(`${dev.name}\0`);
    }
    default:
      return -ENOPROTOOPT;
  }
}
