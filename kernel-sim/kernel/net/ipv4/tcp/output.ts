/**
 * What a connection sends and when: data within the windows, ACKs, FIN, probes. Follows net/ipv4/tcp_output.c
 * (tcp_write_xmit, tcp_nagle_test, __tcp_select_window) and RFC 9293 3.8.6.
 */
import { timeout, timeSegment } from './congestion';
import { ACK, FIN, type Options, PSH, RST, SYN, URG } from './segment';
import { after, before, distance, plus } from './seq';
import {
  DELACK,
  NEVER,
  TCP_CLOSE,
  TCP_CLOSE_WAIT,
  TCP_CLOSING,
  TCP_ESTABLISHED,
  TCP_FIN_WAIT1,
  TCP_LAST_ACK,
  TCP_SYN_RECV,
  TCP_SYN_SENT,
  type Tcb,
  type TcpSink,
} from './tcb';

const tsValue = (tcb: Tcb, now: number): number => (Math.floor(now / 1000) + tcb.tsOffset) >>> 0;

/** Bytes the other side may send from rcvNxt on. The right edge never moves back, and not by silly steps (RFC 9293 3.8.6.2.2). */
function selectWindow(tcb: Tcb): number {
  const offered = after(tcb.rcvAdv, tcb.rcvNxt) ? distance(tcb.rcvNxt, tcb.rcvAdv) : 0;
  const free = Math.max(0, tcb.capacity - tcb.receiveQueue.length);
  const step = Math.min(tcb.capacity >> 1, tcb.advMss);
  return free >= offered + step || free >= tcb.capacity ? Math.max(free, offered) : offered;
}

function windowField(tcb: Tcb, flags: number): number {
  const window = selectWindow(tcb);
  if (flags & SYN) {
    tcb.rcvAdv = plus(tcb.rcvNxt, Math.min(window, 65535));
    return Math.min(window, 65535);
  }
  const unit = 2 ** tcb.rcvWscale;
  const field = Math.min(65535, Math.ceil(window / unit));
  tcb.rcvAdv = plus(tcb.rcvNxt, field * unit);
  return field;
}

function optionsOf(tcb: Tcb, flags: number, now: number): Options {
  const ts = tcb.tsOk ? { value: tsValue(tcb, now), echo: flags & ACK ? tcb.tsRecent : 0 } : null;
  if (!(flags & SYN)) return { mss: null, wscale: null, sackPermitted: false, ts };
  return { mss: tcb.advMss, wscale: tcb.wscaleOk ? tcb.rcvWscale : null, sackPermitted: false, ts };
}

/** One segment; `length` bytes of the send queue from sequence number `seq` on. */
function transmit(tcb: Tcb, now: number, sink: TcpSink, seq: number, length: number, flags: number): void {
  const window = flags & RST ? 0 : windowField(tcb, flags);
  const urgent = tcb.sndUp !== -1 && after(tcb.sndUp, seq) ? Math.min(65535, distance(seq, tcb.sndUp)) : 0;
  const header = {
    seq,
    ack: flags & ACK ? tcb.rcvNxt : 0,
    flags: urgent > 0 ? flags | URG : flags,
    window,
    urgent,
    options: optionsOf(tcb, flags, now),
  };
  if (flags & ACK) {
    tcb.lastAckSent = tcb.rcvNxt;
    tcb.unacked = 0;
    tcb.ackNow = false;
    tcb.delackAt = NEVER;
  }
  tcb.segmentsOut++;
  sink.transmit(tcb, header, length > 0 ? distance(tcb.queueSeq, seq) : 0, length);
}

/** The first segment of a connection, or its answer. */
export function sendSyn(tcb: Tcb, now: number, sink: TcpSink): void {
  transmit(tcb, now, sink, tcb.iss, 0, tcb.state === TCP_SYN_RECV ? SYN | ACK : SYN);
  if (tcb.timedSeq === -1 && tcb.retries === 0) timeSegment(tcb, tcb.iss, 1, now);
  tcb.sndNxt = plus(tcb.iss, 1);
  tcb.sndMax = tcb.sndNxt;
  tcb.rexmitAt = now + timeout(tcb);
}

export function sendAck(tcb: Tcb, now: number, sink: TcpSink): void {
  transmit(tcb, now, sink, tcb.sndMax, 0, ACK);
}

/** A segment the other side has seen already: it must answer (window probe, keep-alive). */
export function sendProbe(tcb: Tcb, now: number, sink: TcpSink): void {
  transmit(tcb, now, sink, plus(tcb.sndUna, -1), 0, ACK);
}

export function sendReset(tcb: Tcb, now: number, sink: TcpSink): void {
  const flags = tcb.state === TCP_SYN_SENT ? RST : RST | ACK;
  transmit(tcb, now, sink, tcb.sndMax, 0, flags);
}

/** The oldest unacknowledged segment again. */
export function retransmitFirst(tcb: Tcb, now: number, sink: TcpSink): void {
  tcb.retransmits++;
  if (before(tcb.sndUna, tcb.queueSeq)) {
    sendSyn(tcb, now, sink);
    return;
  }
  const sent = distance(tcb.sndUna, tcb.sndMax);
  const data = Math.min(tcb.mss, sent, tcb.sendQueue.length - distance(tcb.queueSeq, tcb.sndUna));
  const reachesEnd = plus(tcb.sndUna, data) === tcb.dataEnd;
  const fin = tcb.finQueued && reachesEnd && sent > data ? FIN : 0;
  if (data === 0 && fin === 0) return;
  transmit(tcb, now, sink, tcb.sndUna, data, ACK | fin | (reachesEnd ? PSH : 0));
}

const MAY_SEND_DATA = new Set([TCP_ESTABLISHED, TCP_CLOSE_WAIT, TCP_FIN_WAIT1, TCP_LAST_ACK, TCP_CLOSING]);

/** Nagle's algorithm and its opposite for small segments; true: this one may go. */
function mayGo(tcb: Tcb, length: number, all: boolean): boolean {
  if (length >= tcb.mss) return true;
  if (tcb.finQueued && all) return true;
  if (!all) return length >= tcb.maxWindow / 2 && length > 0 ? true : tcb.flight === 0;
  if (tcb.cork) return false;
  return tcb.nodelay || tcb.flight === 0;
}

/** Sends all that the windows allow, FIN included; an ACK by itself when one is due. */
export function tcpOutput(tcb: Tcb, now: number, sink: TcpSink): void {
  if (MAY_SEND_DATA.has(tcb.state)) sendData(tcb, now, sink);
  if (tcb.ackNow && tcb.synchronised) sendAck(tcb, now, sink);
}

function sendData(tcb: Tcb, now: number, sink: TcpSink): void {
  const { dataEnd } = tcb;
  for (;;) {
    const waiting = after(dataEnd, tcb.sndNxt) ? distance(tcb.sndNxt, dataEnd) : 0;
    const finDue = tcb.finQueued && !after(tcb.sndNxt, dataEnd);
    if (waiting === 0 && !finDue) break;
    const window = Math.min(tcb.sndWnd, tcb.cwnd);
    const usable = Math.max(0, window - tcb.flight);
    const length = Math.min(waiting, tcb.mss, usable);
    const all = length === waiting;
    // A FIN takes no room when nothing else is left to send.
    if (length === 0 && !(finDue && waiting === 0)) break;
    if (length > 0 && !mayGo(tcb, length, all)) break;
    const fin = finDue && all ? FIN : 0;
    const again = before(tcb.sndNxt, tcb.sndMax);
    if (again) tcb.retransmits++;
    const seq = tcb.sndNxt;
    transmit(tcb, now, sink, seq, length, ACK | fin | (all ? PSH : 0));
    if (!again) timeSegment(tcb, seq, length + (fin ? 1 : 0), now);
    tcb.sndNxt = plus(seq, length + (fin ? 1 : 0));
    if (after(tcb.sndNxt, tcb.sndMax)) tcb.sndMax = tcb.sndNxt;
    if (tcb.rexmitAt === NEVER) tcb.rexmitAt = now + timeout(tcb);
    if (fin) break;
  }
  armPersist(tcb, now);
}

/** The other side's window is shut and nothing is in flight whose ACK would open it: ask from time to time. */
function armPersist(tcb: Tcb, now: number): void {
  const waiting = after(tcb.dataEnd, tcb.sndNxt);
  if (!waiting || tcb.sndMax !== tcb.sndUna || tcb.rexmitAt !== NEVER) {
    if (!waiting || tcb.sndWnd > 0) tcb.persistAt = NEVER;
    return;
  }
  if (tcb.persistAt === NEVER && tcb.state !== TCP_CLOSE)
    tcb.persistAt = now + Math.min(tcb.rto * 2 ** Math.min(tcb.persistBackoff, 12), 120e6);
}

/** Data has come: at once every second full segment, while the connection is young, or when it must; else within 40 ms. */
export function scheduleAck(tcb: Tcb, now: number, bytes: number): void {
  tcb.unacked += bytes;
  if (tcb.unacked >= 2 * Math.min(tcb.mss, tcb.advMss) || tcb.quickAcks > 0) {
    if (tcb.quickAcks > 0) tcb.quickAcks--;
    tcb.ackNow = true;
  } else if (tcb.delackAt === NEVER) tcb.delackAt = now + DELACK;
}

/** The application has read `bytes`: the window may open, and grow. */
export function afterRead(tcb: Tcb, bytes: number, now: number, sink: TcpSink): void {
  tcb.readSinceGrowth += bytes;
  if (tcb.readSinceGrowth * 2 >= tcb.capacity && tcb.capacity < tcb.maxCapacity) {
    tcb.capacity = Math.min(tcb.maxCapacity, tcb.capacity * 2);
    tcb.readSinceGrowth = 0;
  }
  if (!tcb.synchronised || tcb.finReceived) return;
  const offered = after(tcb.rcvAdv, tcb.rcvNxt) ? distance(tcb.rcvNxt, tcb.rcvAdv) : 0;
  const window = selectWindow(tcb);
  if (window >= 2 * offered && window > offered) sendAck(tcb, now, sink);
}
