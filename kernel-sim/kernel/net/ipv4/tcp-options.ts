/** TCP_* options and struct tcp_info. Follows net/ipv4/tcp.c: do_tcp_setsockopt, tcp_get_info; include/uapi/linux/tcp.h. */
import * as S from '../../abi/socket';
import { EINVAL, ENOENT, ENOPROTOOPT } from '../../errno';
import { int, intOf } from './inet-sock';
import { ssthreshText } from './tcp/congestion';
import { tcpOutput } from './tcp/output';
import { TCP_CLOSE, TCP_LISTEN } from './tcp/tcb';
import type { TcpSock } from './tcp-sock';

const SECOND = 1e6;

export function setTcpOption(sock: TcpSock, name: number, bytes: Uint8Array): number {
  if (name === S.TCP_CONGESTION) {
    const wanted = new TextDecoder().decode(bytes).replace(/\0.*$/s, '');
    return wanted === 'reno' ? 0 : -ENOENT;
  }
  if (bytes.length < 4) return -EINVAL;
  const value = intOf(bytes) ?? 0;
  const { tcb } = sock;
  const { settings } = tcb;
  switch (name) {
    case S.TCP_NODELAY:
      tcb.nodelay = value !== 0;
      if (tcb.nodelay && tcb.synchronised && !sock.listening) sock.change((now) => tcpOutput(tcb, now, sock));
      return 0;
    case S.TCP_CORK:
      tcb.cork = value !== 0;
      if (!tcb.cork && tcb.synchronised && !sock.listening) sock.change((now) => tcpOutput(tcb, now, sock));
      return 0;
    case S.TCP_MAXSEG:
      if (value !== 0 && (value < 88 || value > 32767)) return -EINVAL;
      tcb.userMss = value;
      return 0;
    case S.TCP_KEEPIDLE:
      if (value < 1 || value > 32767) return -EINVAL;
      settings.keepIdle = value * SECOND;
      sock.keepaliveChanged();
      return 0;
    case S.TCP_KEEPINTVL:
      if (value < 1 || value > 32767) return -EINVAL;
      settings.keepInterval = value * SECOND;
      return 0;
    case S.TCP_KEEPCNT:
      if (value < 1 || value > 127) return -EINVAL;
      settings.keepProbes = value;
      return 0;
    case S.TCP_SYNCNT:
      if (value < 1 || value > 127) return -EINVAL;
      settings.synRetries = value;
      return 0;
    case S.TCP_LINGER2:
      sock.linger2 = value < 0 ? -1 : value > 120 ? 0 : value;
      return 0;
    case S.TCP_DEFER_ACCEPT:
      sock.deferAccept = Math.max(0, value);
      return 0;
    case S.TCP_WINDOW_CLAMP:
      return value === 0 && tcb.state !== TCP_CLOSE ? -EINVAL : 0;
    case S.TCP_QUICKACK:
      sock.quickAck = value ? 1 : 0;
      tcb.quickAcks = value ? 16 : 0;
      return 0;
    case S.TCP_USER_TIMEOUT:
      if (value < 0) return -EINVAL;
      sock.userTimeout = value;
      return 0;
    default:
      return -ENOPROTOOPT;
  }
}

export function getTcpOption(sock: TcpSock, name: number, room: number): Uint8Array | number {
  const { tcb } = sock;
  const { settings } = tcb;
  switch (name) {
    case S.TCP_NODELAY:
      return int(tcb.nodelay ? 1 : 0);
    case S.TCP_CORK:
      return int(tcb.cork ? 1 : 0);
    case S.TCP_MAXSEG:
      return int(tcb.state === TCP_CLOSE || tcb.state === TCP_LISTEN ? tcb.userMss || 536 : tcb.mss);
    case S.TCP_KEEPIDLE:
      return int(settings.keepIdle / SECOND);
    case S.TCP_KEEPINTVL:
      return int(settings.keepInterval / SECOND);
    case S.TCP_KEEPCNT:
      return int(settings.keepProbes);
    case S.TCP_SYNCNT:
      return int(settings.synRetries);
    case S.TCP_LINGER2:
      return int(sock.linger2 || settings.finTimeout / SECOND);
    case S.TCP_DEFER_ACCEPT:
      return int(sock.deferAccept);
    case S.TCP_WINDOW_CLAMP:
      return int(0);
    case S.TCP_QUICKACK:
      return int(sock.quickAck);
    case S.TCP_USER_TIMEOUT:
      return int(sock.userTimeout);
    case S.TCP_INFO:
      return tcpInfo(sock).subarray(0, Math.max(0, room));
    case S.TCP_CONGESTION: {
      const name16 = new Uint8Array(Math.min(16, Math.max(0, room)));
      name16.set(new TextEncoder().encode('reno').subarray(0, name16.length));
      return name16;
    }
    default:
      return -ENOPROTOOPT;
  }
}

/** struct tcp_info, 232 bytes in 6.1. */
export function tcpInfo(sock: TcpSock): Uint8Array {
  const { tcb } = sock;
  const bytes = new Uint8Array(232);
  const view = new DataView(bytes.buffer);
  const u32 = (at: number, value: number) => view.setUint32(at, Math.max(0, Math.floor(value)), true);
  const u64 = (at: number, value: number) => view.setBigUint64(at, BigInt(Math.max(0, Math.floor(value))), true);
  bytes[0] = tcb.state;
  bytes[1] = tcb.inRecovery ? 3 : tcb.retries > 0 ? 4 : 0;
  bytes[2] = Math.min(tcb.retries, 255);
  bytes[5] = (tcb.tsOk ? 1 : 0) | (tcb.wscaleOk ? 4 : 0);
  bytes[6] = tcb.sndWscale | (tcb.rcvWscale << 4);
  u32(8, tcb.rto);
  u32(12, 40000);
  u32(16, tcb.mss);
  u32(20, Math.min(tcb.mss, tcb.advMss));
  if (tcb.state === TCP_LISTEN) {
    u32(24, sock.acceptQueue.length);
    u32(28, sock.backlog);
  } else u32(24, Math.ceil(tcb.flight / Math.max(1, tcb.mss)));
  u32(52, Math.max(0, (sock.ns.stack.micros - tcb.lastReceived) / 1000));
  u32(60, tcb.advMss + 40);
  u32(64, tcb.capacity);
  u32(68, tcb.srtt);
  u32(72, tcb.rttvar);
  u32(76, Math.min(0x7fffffff, Number.isFinite(tcb.ssthresh) ? tcb.ssthresh / tcb.mss : ssthreshText(tcb)));
  u32(80, Math.max(1, tcb.cwnd / Math.max(1, tcb.mss)));
  u32(84, tcb.advMss);
  u32(88, 3);
  u32(96, tcb.capacity);
  u32(100, tcb.retransmits);
  u64(120, tcb.bytesAcked);
  u64(128, tcb.bytesReceived);
  u32(136, tcb.segmentsOut);
  u32(140, tcb.segmentsIn);
  u32(144, Math.max(0, tcb.sendQueue.length - tcb.flight));
  return bytes;
}
