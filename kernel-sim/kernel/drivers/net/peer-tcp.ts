/** TCP at the other end of the cable: connections made of the same pure parts as the kernel's, and the services behind them. */
import { be16, put16 } from '../../net/bytes';
import { checksum, pseudoSum } from '../../net/checksum';
import { tcpInput } from '../../net/ipv4/tcp/input';
import { acceptTcb, closeConnection, finishSending } from '../../net/ipv4/tcp/open';
import { afterRead, tcpOutput } from '../../net/ipv4/tcp/output';
import {
  ACK,
  FIN,
  headerLength,
  NO_OPTIONS,
  parseSegment,
  RST,
  type Segment,
  SYN,
  writeHeader,
} from '../../net/ipv4/tcp/segment';
import { plus } from '../../net/ipv4/tcp/seq';
import { TCP_CLOSE, Tcb, type TcpSink } from '../../net/ipv4/tcp/tcb';
import { tcpTimers } from '../../net/ipv4/tcp/timer';
import type { NetworkOptions } from '../../types';
import type { LinkClock } from './link';
import { httpAnswer } from './peer-http';

const MSS = 1460;
/** Instructions to the microsecond. */
const MICROSECOND = 100;

/** What a service does with what it hears. */
type Service = (heard: Uint8Array, connection: Connection) => void;

const SERVICES: Readonly<Record<number, Service>> = {
  7: (heard, connection) => connection.write(heard),
  9: () => {},
  19: (_heard, connection) => connection.write(CHARGEN),
  80: (heard, connection) => http(heard, connection),
};

/** RFC 864: lines of the printable characters. */
const CHARGEN = new TextEncoder().encode(
  Array.from(
    { length: 95 },
    (_, line) => `${Array.from({ length: 72 }, (_, i) => String.fromCharCode(32 + ((line + i) % 95))).join('')}\r\n`,
  ).join(''),
);

function http(heard: Uint8Array, connection: Connection): void {
  connection.request += new TextDecoder('latin1').decode(heard);
  for (;;) {
    const answer = httpAnswer(connection.request, connection.options);
    if (answer === null) return;
    connection.request = connection.request.slice(answer.used);
    connection.write(answer.bytes);
    if (answer.close) connection.finish();
  }
}

class Connection implements TcpSink {
  readonly tcb = new Tcb();
  request = '';
  private timerAt = Number.POSITIVE_INFINITY;

  constructor(
    private readonly owner: PeerTcp,
    readonly key: string,
    readonly local: number,
    readonly localPort: number,
    readonly remote: number,
    readonly remotePort: number,
    private readonly service: Service,
    readonly options: NetworkOptions,
  ) {
    this.tcb.advMss = MSS;
  }

  get now(): number {
    return this.owner.clock.now() / MICROSECOND;
  }

  transmit(_tcb: Tcb, header: Omit<Segment, 'data'>, offset: number, length: number): void {
    const size = headerLength(header.options);
    const bytes = new Uint8Array(size + length);
    writeHeader(bytes, 0, this.localPort, this.remotePort, header);
    if (length > 0) this.tcb.sendQueue.copy(offset, length, bytes, size);
    this.owner.send(this.local, this.remote, bytes);
  }

  open(syn: Segment, iss: number): void {
    acceptTcb(this.tcb, syn, iss, this.now, this);
    this.after();
  }

  segment(seg: Segment): void {
    tcpInput(this.tcb, seg, this.now, this);
    this.serve();
    this.after();
  }

  /** Hands what has come to the service; the other side's FIN ends it. */
  private serve(): void {
    const { tcb } = this;
    const waiting = tcb.receiveQueue.length;
    if (waiting > 0) {
      const heard = new Uint8Array(waiting);
      tcb.receiveQueue.copy(0, waiting, heard, 0);
      tcb.receiveQueue.drop(waiting);
      afterRead(tcb, waiting, this.now, this);
      this.service(heard, this);
    } else if (
      this.localPort === 19 &&
      tcb.synchronised &&
      tcb.sendQueue.length === 0 &&
      !tcb.finQueued &&
      !tcb.finReceived
    )
      this.service(new Uint8Array(0), this);
    if (tcb.finReceived && !tcb.finQueued) this.finish();
  }

  write(bytes: Uint8Array): void {
    if (this.tcb.finQueued || this.tcb.state === TCP_CLOSE) return;
    this.tcb.sendQueue.push(bytes.slice());
    tcpOutput(this.tcb, this.now, this);
  }

  finish(): void {
    finishSending(this.tcb, this.now, this);
  }

  abort(): void {
    closeConnection(this.tcb, this.now, this, true);
    this.after();
  }

  private after(): void {
    if (this.tcb.state === TCP_CLOSE) {
      this.owner.forget(this);
      return;
    }
    const next = this.tcb.nextTimer;
    if (next >= this.timerAt || !Number.isFinite(next)) return;
    this.timerAt = next;
    const { clock } = this.owner;
    clock.at(Math.max(clock.now() + 1, Math.ceil(next * MICROSECOND)), () => {
      if (this.timerAt !== next) return;
      this.timerAt = Number.POSITIVE_INFINITY;
      tcpTimers(this.tcb, this.now, this);
      this.after();
    });
  }
}

export class PeerTcp {
  private readonly connections = new Map<string, Connection>();
  private iss = 0x10000;

  constructor(
    readonly clock: LinkClock,
    private readonly sendIp: (source: number, target: number, segment: Uint8Array) => void,
    private readonly options: NetworkOptions,
  ) {}

  /** Seals a segment and hands it to IP. */
  send(source: number, target: number, bytes: Uint8Array): void {
    put16(bytes, 16, 0);
    put16(bytes, 16, checksum(bytes, 0, bytes.length, pseudoSum(source, target, 6, bytes.length)));
    this.sendIp(source, target, bytes);
  }

  forget(connection: Connection): void {
    if (this.connections.get(connection.key) === connection) this.connections.delete(connection.key);
  }

  receive(source: number, target: number, body: Uint8Array): void {
    const seg = parseSegment(body, 0, body.length);
    if (seg === null) return;
    const [sport, dport] = [be16(body, 0), be16(body, 2)];
    const key = `${source}:${sport}:${target}:${dport}`;
    const known = this.connections.get(key);
    const isNew = (seg.flags & (SYN | ACK | RST)) === SYN;
    if (known !== undefined && !(isNew && known.tcb.finReceived)) {
      known.segment({ ...seg, data: seg.data.slice() });
      return;
    }
    const service = SERVICES[dport];
    if (service === undefined || !isNew) {
      if (!(seg.flags & RST)) this.reset(source, target, sport, dport, seg);
      return;
    }
    const connection = new Connection(this, key, target, dport, source, sport, service, this.options);
    this.connections.set(key, connection);
    this.iss = plus(this.iss, 64000);
    connection.open(seg, this.iss);
  }

  private reset(source: number, target: number, sport: number, dport: number, seg: Segment): void {
    const acked = (seg.flags & ACK) !== 0;
    const length = seg.data.length + (seg.flags & SYN ? 1 : 0) + (seg.flags & FIN ? 1 : 0);
    const bytes = new Uint8Array(20);
    writeHeader(bytes, 0, dport, sport, {
      seq: acked ? seg.ack : 0,
      ack: acked ? 0 : plus(seg.seq, length),
      flags: acked ? RST : RST | ACK,
      window: 0,
      urgent: 0,
      options: NO_OPTIONS,
    });
    this.send(target, source, bytes);
  }
}
