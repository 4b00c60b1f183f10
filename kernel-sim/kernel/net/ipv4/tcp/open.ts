/** How a connection begins and how the application ends it. Follows net/ipv4/tcp.c: tcp_connect, tcp_close_state, tcp_disconnect. */
import { closeTcb, takeOptions } from './input';
import { sendReset, sendSyn, tcpOutput } from './output';
import type { Segment } from './segment';
import { plus } from './seq';
import {
  TCP_CLOSE,
  TCP_CLOSE_WAIT,
  TCP_ESTABLISHED,
  TCP_FIN_WAIT1,
  TCP_FIN_WAIT2,
  TCP_LAST_ACK,
  TCP_SYN_RECV,
  TCP_SYN_SENT,
  TCP_TIME_WAIT,
  type Tcb,
  type TcpSink,
} from './tcb';

function start(tcb: Tcb, iss: number): void {
  tcb.iss = iss >>> 0;
  tcb.sndUna = tcb.iss;
  tcb.sndNxt = tcb.iss;
  tcb.sndMax = tcb.iss;
  tcb.queueSeq = plus(iss, 1);
  tcb.tsOk = tcb.settings.timestamps;
  tcb.wscaleOk = tcb.settings.windowScaling;
  tcb.recover = tcb.iss;
}

/** Active open. */
export function connectTcb(tcb: Tcb, iss: number, now: number, sink: TcpSink): void {
  start(tcb, iss);
  tcb.cwnd = tcb.advMss;
  tcb.state = TCP_SYN_SENT;
  sendSyn(tcb, now, sink);
}

/** Passive open: `syn` came to a listening socket. */
export function acceptTcb(tcb: Tcb, syn: Segment, iss: number, now: number, sink: TcpSink): void {
  start(tcb, iss);
  tcb.irs = syn.seq;
  tcb.rcvNxt = plus(syn.seq, 1);
  tcb.rcvAdv = tcb.rcvNxt;
  takeOptions(tcb, syn.options);
  tcb.sndWnd = syn.window;
  tcb.maxWindow = syn.window;
  tcb.sndWl1 = syn.seq;
  tcb.state = TCP_SYN_RECV;
  sendSyn(tcb, now, sink);
}

/** The application sends no more: FIN after the data. False: there is no connection. */
export function finishSending(tcb: Tcb, now: number, sink: TcpSink): boolean {
  if (tcb.finQueued) return true;
  switch (tcb.state) {
    case TCP_SYN_RECV:
    case TCP_ESTABLISHED:
      tcb.finQueued = true;
      tcb.state = TCP_FIN_WAIT1;
      break;
    case TCP_CLOSE_WAIT:
      tcb.finQueued = true;
      tcb.state = TCP_LAST_ACK;
      break;
    default:
      return false;
  }
  tcpOutput(tcb, now, sink);
  return true;
}

/** The socket is gone. Data nobody read: RST instead of FIN (RFC 2525 2.17). */
export function closeConnection(tcb: Tcb, now: number, sink: TcpSink, abort: boolean): void {
  tcb.orphan = true;
  tcb.readerGone = true;
  const unread = tcb.receiveQueue.length > 0;
  tcb.receiveQueue.clear();
  if (tcb.state === TCP_CLOSE || tcb.state === TCP_TIME_WAIT) return;
  if (tcb.state === TCP_SYN_SENT) {
    closeTcb(tcb);
    return;
  }
  if (abort || unread) {
    sendReset(tcb, now, sink);
    closeTcb(tcb);
    return;
  }
  finishSending(tcb, now, sink);
  if (tcb.state === TCP_FIN_WAIT2) tcb.closeAt = now + tcb.settings.finTimeout;
}

/** Ends it at once. */
export function abortConnection(tcb: Tcb, error: number, now: number, sink: TcpSink): void {
  if (tcb.synchronised && tcb.state !== TCP_TIME_WAIT) sendReset(tcb, now, sink);
  closeTcb(tcb, error);
}
