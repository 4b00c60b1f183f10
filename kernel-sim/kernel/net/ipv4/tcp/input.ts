/**
 * What a segment does to a connection, step by step as RFC 9293 3.10.7 tells it, with RFC 5961's challenge ACKs and RFC 7323's
 * timestamps. Follows net/ipv4/tcp_input.c (tcp_rcv_state_process, tcp_validate_incoming, tcp_ack, tcp_data_queue).
 */
import { ECONNREFUSED, ECONNRESET, EPIPE } from '../../../errno';
import { enterRecovery, grow, leaveRecovery, partialAck, sampleRtt, timeout } from './congestion';
import { retransmitFirst, scheduleAck, sendAck, sendReset, sendSyn, tcpOutput } from './output';
import { ACK, FIN, type Options, RST, type Segment, SYN, URG } from './segment';
import { after, before, distance, plus } from './seq';
import {
  INIT_CWND,
  NEVER,
  TCP_CLOSE,
  TCP_CLOSE_WAIT,
  TCP_CLOSING,
  TCP_ESTABLISHED,
  TCP_FIN_WAIT1,
  TCP_FIN_WAIT2,
  TCP_LAST_ACK,
  TCP_SYN_RECV,
  TCP_SYN_SENT,
  TCP_TIME_WAIT,
  type Tcb,
  type TcpSink,
  TIMEWAIT,
} from './tcb';

const TS_LENGTH = 12;

/** What both ends of a new connection agree on, from the other side's SYN. */
export function takeOptions(tcb: Tcb, options: Options): void {
  const theirs = options.mss ?? 536;
  const limit = tcb.userMss > 0 ? Math.min(tcb.userMss, tcb.advMss) : tcb.advMss;
  tcb.tsOk = tcb.tsOk && options.ts !== null;
  tcb.mss = Math.max(48, Math.min(Math.max(theirs, 88), limit)) - (tcb.tsOk ? TS_LENGTH : 0);
  tcb.tsRecent = options.ts?.value ?? 0;
  tcb.wscaleOk = tcb.wscaleOk && options.wscale !== null;
  tcb.sndWscale = tcb.wscaleOk ? (options.wscale ?? 0) : 0;
  if (!tcb.wscaleOk) tcb.rcvWscale = 0;
  tcb.cwnd = INIT_CWND * tcb.mss;
}

/** The connection is over; timers stop. */
export function closeTcb(tcb: Tcb, error = 0): void {
  tcb.state = TCP_CLOSE;
  if (error !== 0) tcb.error = error;
  tcb.rexmitAt = NEVER;
  tcb.delackAt = NEVER;
  tcb.persistAt = NEVER;
  tcb.keepaliveAt = NEVER;
  tcb.closeAt = NEVER;
  tcb.ackNow = false;
  tcb.early = [];
  tcb.earlyBytes = 0;
  if (error !== 0) tcb.sendQueue.clear();
}

function timeWait(tcb: Tcb, now: number): void {
  tcb.state = TCP_TIME_WAIT;
  tcb.rexmitAt = NEVER;
  tcb.persistAt = NEVER;
  tcb.keepaliveAt = NEVER;
  tcb.closeAt = now + TIMEWAIT;
}

/** One segment that belongs to this connection. Its checksum was right. */
export function tcpInput(tcb: Tcb, seg: Segment, now: number, sink: TcpSink): void {
  if (tcb.state === TCP_CLOSE) return;
  tcb.segmentsIn++;
  tcb.lastReceived = now;
  tcb.keepProbes = 0;
  if (tcb.keepaliveAt !== NEVER) tcb.keepaliveAt = now + tcb.settings.keepIdle;
  if (tcb.state === TCP_SYN_SENT) synSent(tcb, seg, now, sink);
  else synchronised(tcb, seg, now, sink);
}

/** 3.10.7.3 */
function synSent(tcb: Tcb, seg: Segment, now: number, sink: TcpSink): void {
  const { flags } = seg;
  const ackOk = (flags & ACK) !== 0 && seg.ack === tcb.sndNxt;
  if ((flags & ACK) !== 0 && !ackOk) {
    // Somebody answers an older SYN. Linux resets that one and goes on.
    if (!(flags & RST)) resetTo(tcb, seg, sink);
    return;
  }
  if (flags & RST) {
    if (ackOk) closeTcb(tcb, ECONNREFUSED);
    return;
  }
  if (!(flags & SYN)) return;
  tcb.irs = seg.seq;
  tcb.rcvNxt = plus(seg.seq, 1);
  tcb.rcvAdv = tcb.rcvNxt;
  takeOptions(tcb, seg.options);
  tcb.sndWnd = seg.window;
  tcb.maxWindow = seg.window;
  tcb.sndWl1 = seg.seq;
  tcb.sndWl2 = seg.ack;
  if (!ackOk) {
    // Both sides open at once.
    tcb.state = TCP_SYN_RECV;
    sendSyn(tcb, now, sink);
    return;
  }
  acknowledgeSyn(tcb, seg, now);
  tcb.ackNow = true;
  tcpOutput(tcb, now, sink);
}

/** Our SYN has arrived: the connection stands. */
function acknowledgeSyn(tcb: Tcb, seg: Segment, now: number): void {
  if (tcb.timedSeq !== -1) sampleRtt(tcb, now - tcb.timedAt);
  tcb.timedSeq = -1;
  tcb.retries = 0;
  tcb.rexmitAt = NEVER;
  tcb.sndUna = plus(tcb.iss, 1);
  tcb.sndWl1 = seg.seq;
  tcb.sndWl2 = seg.ack;
  tcb.state = TCP_ESTABLISHED;
  if (tcb.keepalive) tcb.keepaliveAt = now + tcb.settings.keepIdle;
}

/** A RST that answers a segment which fits nowhere. */
function resetTo(tcb: Tcb, seg: Segment, sink: TcpSink): void {
  const header = {
    seq: seg.ack,
    ack: 0,
    flags: RST,
    window: 0,
    urgent: 0,
    options: { mss: null, wscale: null, sackPermitted: false, ts: null },
  };
  sink.transmit(tcb, header, 0, 0);
}

function synchronised(tcb: Tcb, seg: Segment, now: number, sink: TcpSink): void {
  if (!acceptable(tcb, seg, now, sink)) return;
  if (seg.flags & RST) {
    if (seg.seq !== tcb.rcvNxt) sendAck(tcb, now, sink);
    else reset(tcb);
    return;
  }
  if (seg.flags & SYN) {
    if (tcb.state === TCP_SYN_RECV && seg.seq === tcb.irs) {
      if (!(seg.flags & ACK)) sendSyn(tcb, now, sink);
      else if (seg.ack === tcb.sndNxt) acknowledgeSimultaneous(tcb, seg, now, sink);
    } else sendAck(tcb, now, sink);
    return;
  }
  if (!(seg.flags & ACK)) return;
  if (!acknowledge(tcb, seg, now, sink)) return;
  if (tcb.state === TCP_CLOSE) return;
  takeText(tcb, seg, now, sink);
  // A state that has ended (RST for a reader that is gone) sends no more; TypeScript cannot see that takeText changes it.
  if ((tcb.state as number) !== TCP_CLOSE) tcpOutput(tcb, now, sink);
}

function acknowledgeSimultaneous(tcb: Tcb, seg: Segment, now: number, sink: TcpSink): void {
  acknowledgeSyn(tcb, seg, now);
  tcb.sndWnd = seg.window;
  tcb.ackNow = true;
  tcpOutput(tcb, now, sink);
}

/** First check: timestamps (PAWS), then the sequence number. False: answered and done with. */
function acceptable(tcb: Tcb, seg: Segment, now: number, sink: TcpSink): boolean {
  const { options, flags } = seg;
  if (tcb.tsOk && options.ts !== null && !(flags & (RST | SYN)) && before(options.ts.value, tcb.tsRecent)) {
    sendAck(tcb, now, sink);
    return false;
  }
  const end = plus(seg.seq, seg.data.length + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0));
  if (tcb.state === TCP_SYN_RECV && flags & SYN && seg.seq === tcb.irs) return true;
  const edge = after(tcb.rcvAdv, tcb.rcvNxt) ? tcb.rcvAdv : tcb.rcvNxt;
  if (!before(end, tcb.rcvNxt) && !after(seg.seq, edge)) return true;
  if (!(flags & RST)) {
    if (tcb.state === TCP_TIME_WAIT && flags & FIN) tcb.closeAt = now + TIMEWAIT;
    sendAck(tcb, now, sink);
  }
  return false;
}

function reset(tcb: Tcb): void {
  if (tcb.state === TCP_TIME_WAIT) return; // RFC 1337
  const error = tcb.state === TCP_CLOSE_WAIT ? EPIPE : tcb.state === TCP_SYN_RECV ? ECONNREFUSED : ECONNRESET;
  tcb.receiveQueue.clear();
  closeTcb(tcb, error);
}

/** Fifth check: the ACK field. False: the segment is done with. */
function acknowledge(tcb: Tcb, seg: Segment, now: number, sink: TcpSink): boolean {
  if (tcb.state === TCP_SYN_RECV) {
    if (!after(seg.ack, tcb.sndUna) || after(seg.ack, tcb.sndMax)) {
      resetTo(tcb, seg, sink);
      return false;
    }
    acknowledgeSyn(tcb, seg, now);
    tcb.sndWnd = seg.window << tcb.sndWscale;
    tcb.maxWindow = tcb.sndWnd;
    tcb.queueSeq = tcb.sndUna;
  }
  if (after(seg.ack, tcb.sndMax)) {
    sendAck(tcb, now, sink);
    return false;
  }
  const { ts } = seg.options;
  if (tcb.tsOk && ts !== null && !after(seg.seq, tcb.lastAckSent) && !before(ts.value, tcb.tsRecent))
    tcb.tsRecent = ts.value;
  const window = seg.window << tcb.sndWscale;
  if (after(seg.ack, tcb.sndUna)) newAck(tcb, seg, now, sink);
  else if (seg.ack === tcb.sndUna) sameAck(tcb, seg, window, now, sink);
  updateWindow(tcb, seg, window);
  return closeStates(tcb, seg, now);
}

function updateWindow(tcb: Tcb, seg: Segment, window: number): void {
  if (before(seg.ack, tcb.sndUna)) return;
  const newer = after(seg.seq, tcb.sndWl1) || (seg.seq === tcb.sndWl1 && !before(seg.ack, tcb.sndWl2));
  if (!newer) return;
  tcb.sndWnd = window;
  tcb.maxWindow = Math.max(tcb.maxWindow, window);
  tcb.sndWl1 = seg.seq;
  tcb.sndWl2 = seg.ack;
  if (window > 0) {
    tcb.persistAt = NEVER;
    tcb.persistBackoff = 0;
  }
}

/** Data has arrived at the other side. */
function newAck(tcb: Tcb, seg: Segment, now: number, sink: TcpSink): void {
  const acked = distance(tcb.sndUna, seg.ack);
  const timed = tcb.timedSeq !== -1 && !before(seg.ack, tcb.timedSeq);
  if (timed) {
    sampleRtt(tcb, now - tcb.timedAt);
    tcb.timedSeq = -1;
  } else if (tcb.retries > 0 && tcb.tsOk && seg.options.ts !== null && seg.options.ts.echo !== 0) {
    const sample = ((Math.floor(now / 1000) + tcb.tsOffset - seg.options.ts.echo) >>> 0) * 1000;
    if (sample < 600e6) sampleRtt(tcb, sample);
  }
  tcb.sndUna = seg.ack;
  tcb.bytesAcked += acked;
  const fromQueue = Math.min(tcb.sendQueue.length, after(seg.ack, tcb.queueSeq) ? distance(tcb.queueSeq, seg.ack) : 0);
  tcb.sendQueue.drop(fromQueue);
  tcb.queueSeq = plus(tcb.queueSeq, fromQueue);
  if (before(tcb.sndNxt, tcb.sndUna)) tcb.sndNxt = tcb.sndUna;
  if (tcb.sndUp !== -1 && !before(tcb.sndUna, tcb.sndUp)) tcb.sndUp = -1;
  tcb.retries = 0;
  tcb.rexmitAt = tcb.sndUna === tcb.sndMax ? NEVER : now + timeout(tcb);
  if (!tcb.inRecovery) {
    tcb.dupAcks = 0;
    grow(tcb, acked);
  } else if (!before(seg.ack, tcb.recover)) {
    tcb.dupAcks = 0;
    leaveRecovery(tcb);
  } else {
    retransmitFirst(tcb, now, sink);
    partialAck(tcb, acked);
  }
}

/** The same ACK again: the third in a row means that a segment was lost (RFC 5681 3.2). */
function sameAck(tcb: Tcb, seg: Segment, window: number, now: number, sink: TcpSink): void {
  const duplicate = seg.data.length === 0 && !(seg.flags & FIN) && tcb.sndMax !== tcb.sndUna && window === tcb.sndWnd;
  if (!duplicate) return;
  tcb.dupAcks++;
  if (tcb.inRecovery) tcb.cwnd += tcb.mss;
  else if (tcb.dupAcks === 3 && !before(tcb.sndUna, tcb.recover)) {
    enterRecovery(tcb);
    retransmitFirst(tcb, now, sink);
  } else if (tcb.dupAcks === 3 && tcb.recover === 0) {
    enterRecovery(tcb);
    retransmitFirst(tcb, now, sink);
  }
}

/** Our FIN has arrived: the states of closing move on. */
function closeStates(tcb: Tcb, seg: Segment, now: number): boolean {
  const finAcked = tcb.finQueued && tcb.sendQueue.length === 0 && after(tcb.sndUna, tcb.dataEnd);
  if (!finAcked) return true;
  if (tcb.state === TCP_FIN_WAIT1) {
    tcb.state = TCP_FIN_WAIT2;
    if (tcb.orphan) tcb.closeAt = now + tcb.settings.finTimeout;
  } else if (tcb.state === TCP_CLOSING) {
    timeWait(tcb, now);
    return false;
  } else if (tcb.state === TCP_LAST_ACK) {
    closeTcb(tcb);
    return false;
  } else if (tcb.state === TCP_TIME_WAIT && seg.flags & FIN) tcb.closeAt = now + TIMEWAIT;
  return true;
}

const MAY_RECEIVE = new Set([TCP_ESTABLISHED, TCP_FIN_WAIT1, TCP_FIN_WAIT2]);

/** Seventh and eighth: the text and the FIN. */
function takeText(tcb: Tcb, seg: Segment, now: number, sink: TcpSink): void {
  const fin = (seg.flags & FIN) !== 0;
  if (seg.data.length === 0 && !fin) return;
  if (!MAY_RECEIVE.has(tcb.state)) {
    // Old data, or a FIN that we have: say so again.
    if (before(seg.seq, tcb.rcvNxt)) tcb.ackNow = true;
    if (tcb.state === TCP_TIME_WAIT) tcb.closeAt = now + TIMEWAIT;
    return;
  }
  if (tcb.readerGone && seg.data.length > 0 && after(plus(seg.seq, seg.data.length), tcb.rcvNxt)) {
    sendReset(tcb, now, sink);
    closeTcb(tcb, ECONNRESET);
    return;
  }
  if (seg.flags & URG) noteUrgent(tcb, seg);
  let { seq, data } = seg;
  let keepFin = fin;
  if (before(seq, tcb.rcvNxt)) {
    const old = distance(seq, tcb.rcvNxt);
    if (old > data.length || (old === data.length && !fin)) {
      tcb.ackNow = true;
      return;
    }
    data = data.subarray(old);
    seq = tcb.rcvNxt;
    tcb.ackNow = true;
  }
  const edge = after(tcb.rcvAdv, tcb.rcvNxt) ? tcb.rcvAdv : tcb.rcvNxt;
  const room = after(edge, seq) ? distance(seq, edge) : 0;
  if (data.length > room) {
    data = data.subarray(0, room);
    keepFin = false;
    tcb.ackNow = true;
    if (data.length === 0) return;
  }
  if (seq === tcb.rcvNxt) {
    const inOrder = tcb.early.length === 0;
    append(tcb, data, keepFin, now);
    if (!inOrder) {
      mergeEarly(tcb, now);
      tcb.ackNow = true;
    } else scheduleAck(tcb, now, data.length);
    if (keepFin) tcb.ackNow = true;
  } else {
    insertEarly(tcb, { seq, data, fin: keepFin });
    // An ACK for each segment out of order is what makes the sender retransmit fast: not to be merged with others.
    sendAck(tcb, now, sink);
  }
}

function append(tcb: Tcb, data: Uint8Array, fin: boolean, now: number): void {
  let text = data;
  if (tcb.rcvUp !== -1 && !tcb.oobInline) text = cutUrgent(tcb, data);
  tcb.receiveQueue.push(text);
  tcb.rcvNxt = plus(tcb.rcvNxt, data.length);
  tcb.bytesReceived += data.length;
  if (fin) takeFin(tcb, now);
}

function takeFin(tcb: Tcb, now: number): void {
  tcb.rcvNxt = plus(tcb.rcvNxt, 1);
  tcb.finReceived = true;
  if (tcb.state === TCP_ESTABLISHED) tcb.state = TCP_CLOSE_WAIT;
  else if (tcb.state === TCP_FIN_WAIT1) tcb.state = TCP_CLOSING;
  else if (tcb.state === TCP_FIN_WAIT2) timeWait(tcb, now);
}

function insertEarly(tcb: Tcb, piece: Early): void {
  if (tcb.earlyBytes + piece.data.length > 2 * tcb.capacity || tcb.early.length >= 4096) return;
  let at = tcb.early.length;
  while (at > 0 && after(tcb.early[at - 1].seq, piece.seq)) at--;
  const twin = tcb.early[at - 1];
  if (twin !== undefined && twin.seq === piece.seq && twin.data.length >= piece.data.length) {
    if (piece.fin && twin.data.length === piece.data.length) twin.fin = true;
    return;
  }
  tcb.early.splice(at, 0, piece);
  tcb.earlyBytes += piece.data.length;
}

/** What came early and fits now. */
function mergeEarly(tcb: Tcb, now: number): void {
  while (tcb.early.length > 0 && !after(tcb.early[0].seq, tcb.rcvNxt) && !tcb.finReceived) {
    const piece = tcb.early.shift() as Early;
    tcb.earlyBytes -= piece.data.length;
    const old = distance(piece.seq, tcb.rcvNxt);
    if (old < piece.data.length || (old === piece.data.length && piece.fin))
      append(tcb, piece.data.subarray(Math.min(old, piece.data.length)), piece.fin, now);
  }
}

type Early = Tcb['early'][number];

/** The urgent pointer is the byte after the urgent one, as BSD and Linux read RFC 793. */
function noteUrgent(tcb: Tcb, seg: Segment): void {
  const end = plus(seg.seq, seg.urgent);
  if (before(end, tcb.rcvNxt) || (tcb.rcvUp !== -1 && !after(end, tcb.rcvUp))) return;
  tcb.rcvUp = end;
  tcb.urgentByte = -1;
}

function cutUrgent(tcb: Tcb, data: Uint8Array): Uint8Array {
  const at = (tcb.rcvUp - 1 - tcb.rcvNxt) | 0;
  if (at < 0 || at >= data.length || tcb.urgentByte !== -1) return data;
  tcb.urgentByte = data[at];
  const rest = new Uint8Array(data.length - 1);
  rest.set(data.subarray(0, at));
  rest.set(data.subarray(at + 1), at);
  return rest;
}
