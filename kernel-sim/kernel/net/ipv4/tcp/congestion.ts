/**
 * How fast to send, and how long to wait: NewReno and the retransmission timeout.
 * Follows RFC 5681, RFC 6582, RFC 6298; net/ipv4/tcp_cong.c, tcp_input.c: tcp_rtt_estimator.
 */
import { plus } from './seq';
import { NEVER, RTO_MAX, RTO_MIN, type Tcb } from './tcb';

/** A round trip was measured (µs). RFC 6298 2.2, 2.3 with Linux's least timeout. */
export function sampleRtt(tcb: Tcb, sample: number): void {
  const rtt = Math.max(1, sample);
  if (tcb.srtt === 0) {
    tcb.srtt = rtt;
    tcb.rttvar = rtt / 2;
  } else {
    tcb.rttvar += (Math.abs(tcb.srtt - rtt) - tcb.rttvar) / 4;
    tcb.srtt += (rtt - tcb.srtt) / 8;
  }
  tcb.rto = Math.min(RTO_MAX, tcb.srtt + Math.max(RTO_MIN, 4 * tcb.rttvar));
}

/** The timeout with its exponential backoff. */
export const timeout = (tcb: Tcb): number => Math.min(RTO_MAX, tcb.rto * 2 ** Math.min(tcb.retries, 20));

const halfFlight = (tcb: Tcb): number => Math.max((tcb.sndMax - tcb.sndUna) >>> 1, 2 * tcb.mss);

/** New data was acknowledged outside recovery: slow start below ssthresh, then one segment a round trip. */
export function grow(tcb: Tcb, acked: number): void {
  if (tcb.cwnd < tcb.ssthresh) tcb.cwnd += Math.min(acked, 2 * tcb.mss);
  else tcb.cwnd += Math.max(1, Math.floor((tcb.mss * tcb.mss) / tcb.cwnd));
  tcb.cwnd = Math.min(tcb.cwnd, 1 << 26);
}

/** Third duplicate ACK: half the speed, and the lost segment again (RFC 6582 3.2 step 2). */
export function enterRecovery(tcb: Tcb): void {
  tcb.ssthresh = halfFlight(tcb);
  tcb.recover = tcb.sndMax;
  tcb.inRecovery = true;
  tcb.cwnd = tcb.ssthresh + 3 * tcb.mss;
  tcb.timedSeq = -1;
}

export function partialAck(tcb: Tcb, acked: number): void {
  tcb.cwnd = Math.max(tcb.mss, tcb.cwnd - acked + (acked >= tcb.mss ? tcb.mss : 0));
}

export function leaveRecovery(tcb: Tcb): void {
  tcb.inRecovery = false;
  tcb.cwnd = Math.max(2 * tcb.mss, Math.min(tcb.ssthresh, tcb.flight + tcb.mss));
}

/** The retransmission timer ran out: everything in flight counts as lost (RFC 5681 3.1 (4), RFC 6298 5.4–5.6). */
export function onTimeout(tcb: Tcb): void {
  if (tcb.retries === 0) tcb.ssthresh = halfFlight(tcb);
  tcb.cwnd = tcb.mss;
  tcb.inRecovery = false;
  tcb.dupAcks = 0;
  tcb.recover = tcb.sndMax;
  tcb.timedSeq = -1;
  tcb.sndNxt = tcb.sndUna;
}

/** What ss shows for ssthresh: none yet. */
export const ssthreshText = (tcb: Tcb): number => (tcb.ssthresh === NEVER ? 0x7fffffff : tcb.ssthresh);

export const timeSegment = (tcb: Tcb, seq: number, length: number, now: number): void => {
  if (tcb.timedSeq !== -1 || length === 0) return;
  tcb.timedSeq = plus(seq, length);
  tcb.timedAt = now;
};
