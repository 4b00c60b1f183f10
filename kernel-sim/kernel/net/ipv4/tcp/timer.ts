/** What a connection does when time passes: retransmission, delayed ACK, window probe, keep-alive, end of waiting. Follows net/ipv4/tcp_timer.c. */
import { ETIMEDOUT } from '../../../errno';
import { onTimeout, timeout } from './congestion';
import { closeTcb } from './input';
import { retransmitFirst, sendAck, sendProbe, sendReset, sendSyn, tcpOutput } from './output';
import { plus } from './seq';
import { NEVER, TCP_CLOSE, TCP_SYN_RECV, TCP_SYN_SENT, type Tcb, type TcpSink } from './tcb';

/** Everything that is due at `now`. */
export function tcpTimers(tcb: Tcb, now: number, sink: TcpSink): void {
  if (tcb.state === TCP_CLOSE) return;
  if (tcb.closeAt <= now) {
    closeTcb(tcb);
    return;
  }
  if (tcb.delackAt <= now) {
    tcb.delackAt = NEVER;
    sendAck(tcb, now, sink);
  }
  if (tcb.rexmitAt <= now) retransmit(tcb, now, sink);
  if (tcb.persistAt <= now) probe(tcb, now, sink);
  if (tcb.keepaliveAt <= now) keepalive(tcb, now, sink);
}

function mostRetries(tcb: Tcb): number {
  if (tcb.state === TCP_SYN_SENT) return tcb.settings.synRetries;
  if (tcb.state === TCP_SYN_RECV) return tcb.settings.synackRetries;
  return tcb.orphan ? tcb.settings.orphanRetries : tcb.settings.retries;
}

function retransmit(tcb: Tcb, now: number, sink: TcpSink): void {
  tcb.rexmitAt = NEVER;
  if (tcb.retries >= mostRetries(tcb)) {
    closeTcb(tcb, ETIMEDOUT);
    return;
  }
  if (tcb.state === TCP_SYN_SENT || tcb.state === TCP_SYN_RECV) {
    tcb.retries++;
    tcb.timedSeq = -1;
    tcb.retransmits++;
    sendSyn(tcb, now, sink);
    return;
  }
  onTimeout(tcb);
  tcb.retries++;
  const before = tcb.sndNxt;
  tcpOutput(tcb, now, sink);
  // The window is shut, or Nagle holds it back: the lost segment goes all the same.
  if (tcb.sndNxt === before && tcb.sndMax !== tcb.sndUna) {
    retransmitFirst(tcb, now, sink);
    const again = Math.min(tcb.mss, (tcb.sndMax - tcb.sndUna) >>> 0);
    tcb.sndNxt = plus(tcb.sndUna, again);
  }
  tcb.rexmitAt = now + timeout(tcb);
}

function probe(tcb: Tcb, now: number, sink: TcpSink): void {
  tcb.persistAt = NEVER;
  if (tcb.sndWnd > 0) {
    tcpOutput(tcb, now, sink);
    if (tcb.persistAt !== NEVER || tcb.sndMax !== tcb.sndUna) return;
  }
  if (tcb.orphan && tcb.persistBackoff >= tcb.settings.orphanRetries) {
    sendReset(tcb, now, sink);
    closeTcb(tcb, ETIMEDOUT);
    return;
  }
  sendProbe(tcb, now, sink);
  tcb.persistBackoff++;
  tcb.persistAt = now + Math.min(tcb.rto * 2 ** Math.min(tcb.persistBackoff, 12), 120e6);
}

function keepalive(tcb: Tcb, now: number, sink: TcpSink): void {
  if (!tcb.keepalive || tcb.state === TCP_SYN_SENT || tcb.state === TCP_SYN_RECV) {
    tcb.keepaliveAt = tcb.keepalive ? now + tcb.settings.keepIdle : NEVER;
    return;
  }
  if (tcb.keepProbes >= tcb.settings.keepProbes) {
    sendReset(tcb, now, sink);
    closeTcb(tcb, ETIMEDOUT);
    return;
  }
  tcb.keepProbes++;
  sendProbe(tcb, now, sink);
  tcb.keepaliveAt = now + tcb.settings.keepInterval;
}
