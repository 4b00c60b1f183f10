/**
 * The state of one TCP connection: RFC 9293's transmission control block with what congestion control, timers and options add.
 * Follows include/linux/tcp.h: tcp_sock. The verbs are in input.ts, output.ts, timer.ts and open.ts: they change a Tcb and tell a
 * TcpSink what is to be sent. Nothing here knows sockets, packets or the kernel; times are microseconds of any clock.
 */
import { ByteQueue } from './bytequeue';
import type { Segment } from './segment';

export const TCP_ESTABLISHED = 1;
export const TCP_SYN_SENT = 2;
export const TCP_SYN_RECV = 3;
export const TCP_FIN_WAIT1 = 4;
export const TCP_FIN_WAIT2 = 5;
export const TCP_TIME_WAIT = 6;
export const TCP_CLOSE = 7;
export const TCP_CLOSE_WAIT = 8;
export const TCP_LAST_ACK = 9;
export const TCP_LISTEN = 10;
export const TCP_CLOSING = 11;

export const STATE_NAMES: readonly string[] = [
  '',
  'ESTABLISHED',
  'SYN-SENT',
  'SYN-RECV',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'TIME-WAIT',
  'CLOSED',
  'CLOSE-WAIT',
  'LAST-ACK',
  'LISTEN',
  'CLOSING',
];

/** What is to be sent: the header, and which bytes of the send queue follow it. */
export interface TcpSink {
  transmit(tcb: Tcb, header: Omit<Segment, 'data'>, offset: number, length: number): void;
}

/** Settings that a connection takes from its socket and the system (net.ipv4.tcp_*). */
export interface TcpSettings {
  timestamps: boolean;
  windowScaling: boolean;
  synRetries: number;
  synackRetries: number;
  retries: number;
  orphanRetries: number;
  finTimeout: number;
  keepIdle: number;
  keepInterval: number;
  keepProbes: number;
}

const SECOND = 1e6;
export const DEFAULT_SETTINGS: TcpSettings = {
  timestamps: true,
  windowScaling: true,
  synRetries: 6,
  synackRetries: 5,
  retries: 15,
  orphanRetries: 8,
  finTimeout: 60 * SECOND,
  keepIdle: 7200 * SECOND,
  keepInterval: 75 * SECOND,
  keepProbes: 9,
};

export const NEVER = Number.POSITIVE_INFINITY;
/** include/net/tcp.h: TCP_TIMEOUT_INIT, TCP_RTO_MIN, TCP_RTO_MAX, TCP_DELACK_MIN, TCP_TIMEWAIT_LEN, TCP_INIT_CWND. */
export const RTO_INIT = 1 * SECOND;
export const RTO_MIN = 0.2 * SECOND;
export const RTO_MAX = 120 * SECOND;
export const DELACK = 0.04 * SECOND;
export const TIMEWAIT = 60 * SECOND;
export const INIT_CWND = 10;
const QUICK_ACKS = 16;
/** Window that a new connection offers, and how far it may grow (tcp_rmem[2] / 2). */
export const INIT_WINDOW = 65535;
export const MAX_WINDOW = 3 * 1024 * 1024;

/** A piece that came before its turn. */
export interface Early {
  seq: number;
  data: Uint8Array;
  fin: boolean;
}

export class Tcb {
  state = TCP_CLOSE;
  settings: TcpSettings;

  // ---- sending: SND.UNA and its kin
  iss = 0;
  sndUna = 0;
  sndNxt = 0;
  /** Highest sequence number ever sent: after a timeout sndNxt goes back to sndUna. */
  sndMax = 0;
  sndWnd = 0;
  sndWl1 = 0;
  sndWl2 = 0;
  /** Largest window the other side has offered. */
  maxWindow = 0;
  /** Data that is not yet acknowledged, from sequence number `queueSeq` on. */
  readonly sendQueue = new ByteQueue();
  queueSeq = 0;
  /** The application has closed its side: a FIN follows the data. */
  finQueued = false;
  /** Sequence number after the urgent byte, −1: none. */
  sndUp = -1;

  // ---- receiving
  irs = 0;
  rcvNxt = 0;
  /** Right edge of the window that was last offered. */
  rcvAdv = 0;
  readonly receiveQueue = new ByteQueue();
  /** Sorted by seq. */
  early: Early[] = [];
  earlyBytes = 0;
  /** Room for received bytes; grows while the application keeps up, unless SO_RCVBUF fixed it. */
  capacity = INIT_WINDOW;
  maxCapacity = MAX_WINDOW;
  /** Bytes the application has read since the capacity was last looked at. */
  readSinceGrowth = 0;
  /** The other side's FIN has been taken. */
  finReceived = false;
  /** Nobody will read any more: data that comes is answered with RST. */
  readerGone = false;
  /** Urgent byte: where it ends in the stream, and the byte while it waits; −1: none. */
  rcvUp = -1;
  urgentByte = -1;
  oobInline = false;

  // ---- options
  /** Payload that fits one segment to the other side, options already taken off. */
  mss = 536;
  /** What we tell the other side. */
  advMss = 1460;
  wscaleOk = false;
  sndWscale = 0;
  rcvWscale = 7;
  tsOk = false;
  tsRecent = 0;
  /** ts value = microseconds / 1000 + this. */
  tsOffset = 0;
  lastAckSent = 0;

  // ---- round-trip time (RFC 6298)
  srtt = 0;
  rttvar = 0;
  rto = RTO_INIT;
  /** Timeouts in a row. */
  retries = 0;
  /** One segment is timed at once: its end, and when it was sent. */
  timedSeq = -1;
  timedAt = 0;

  // ---- congestion control (RFC 5681, 6582), in bytes
  cwnd = 0;
  ssthresh = NEVER;
  dupAcks = 0;
  inRecovery = false;
  recover = 0;

  // ---- acknowledging
  /** Full segments received since the last ACK. */
  unacked = 0;
  quickAcks = QUICK_ACKS;
  ackNow = false;

  // ---- timers: when each is due
  rexmitAt = NEVER;
  delackAt = NEVER;
  persistAt = NEVER;
  persistBackoff = 0;
  keepaliveAt = NEVER;
  keepProbes = 0;
  /** TIME_WAIT's end, or the end of waiting in FIN_WAIT2. */
  closeAt = NEVER;
  lastReceived = 0;

  // ---- settings of the socket
  nodelay = false;
  cork = false;
  keepalive = false;
  /** Largest segment asked for by TCP_MAXSEG; 0: none. */
  userMss = 0;
  /** The socket is closed: nobody is left to tell. */
  orphan = false;

  // ---- what happened
  /** Errno that ended the connection, positive. */
  error = 0;
  segmentsOut = 0;
  segmentsIn = 0;
  retransmits = 0;
  bytesAcked = 0;
  bytesReceived = 0;

  constructor(settings: TcpSettings = DEFAULT_SETTINGS) {
    this.settings = settings;
  }

  get flight(): number {
    return (this.sndNxt - this.sndUna) >>> 0;
  }

  /** Where the FIN is, or would be. */
  get dataEnd(): number {
    return (this.queueSeq + this.sendQueue.length) >>> 0;
  }

  /** When something is to be done, whatever it is. */
  get nextTimer(): number {
    return Math.min(this.rexmitAt, this.delackAt, this.persistAt, this.keepaliveAt, this.closeAt);
  }

  get synchronised(): boolean {
    return this.state !== TCP_CLOSE && this.state !== TCP_SYN_SENT && this.state !== TCP_SYN_RECV;
  }
}
