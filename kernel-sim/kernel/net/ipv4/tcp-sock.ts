/**
 * A TCP socket: the pure connection of tcp/ with ports, packets, timers and sleeping around it. Follows net/ipv4/tcp.c
 * (tcp_sendmsg, tcp_recvmsg, tcp_poll, tcp_close), tcp_ipv4.c and inet_connection_sock.c.
 * Departs from Linux: close(2) never waits, whatever SO_LINGER says (a time of 0 resets, as there).
 */

import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLPRI, POLLRDHUP, POLLRDNORM, POLLWRNORM } from '../../abi/poll';
import { RTN_BROADCAST } from '../../abi/rtnetlink';
import * as S from '../../abi/socket';
import {
  EADDRINUSE,
  EAFNOSUPPORT,
  EAGAIN,
  EALREADY,
  ECONNABORTED,
  ECONNRESET,
  EFAULT,
  EINPROGRESS,
  EINTR,
  EINVAL,
  EISCONN,
  ENETUNREACH,
  ENOTCONN,
  ERESTARTSYS,
} from '../../errno';
import { objectAddress, probed } from '../../trace/kernel-events';
import { traced, traceRetransmit, traceTcpState } from '../../trace/more-events';
import type { Sleeping, Task } from '../../types';
import { isMulticast, put16 } from '../bytes';
import { checksum, pseudoSum } from '../checksum';
import type { Message } from '../message';
import { SkBuff } from '../skbuff';
import { RCV_SHUTDOWN, SEND_SHUTDOWN, SS_CONNECTED, SS_CONNECTING, SS_UNCONNECTED } from '../sock';
import { setting } from '../sysctl';
import { routeOutput } from './fib';
import { IP_HLEN } from './header';
import { InetSock } from './inet-sock';
import { ipSend } from './output';
import { addressOf, familyOf, portOf, SOCKADDR_IN } from './sockaddr';
import { flowKey } from './tables';
import { closeTcb, tcpInput } from './tcp/input';
import { abortConnection, acceptTcb, closeConnection, connectTcb, finishSending } from './tcp/open';
import { afterRead, tcpOutput } from './tcp/output';
import { headerLength, RST, type Segment, writeHeader } from './tcp/segment';
import {
  DEFAULT_SETTINGS,
  TCP_CLOSE,
  TCP_CLOSE_WAIT,
  TCP_ESTABLISHED,
  TCP_FIN_WAIT1,
  TCP_FIN_WAIT2,
  TCP_LISTEN,
  TCP_SYN_RECV,
  TCP_SYN_SENT,
  TCP_TIME_WAIT,
  Tcb,
  type TcpSettings,
  type TcpSink,
} from './tcp/tcb';
import { tcpTimers } from './tcp/timer';
import { getTcpOption, setTcpOption } from './tcp-options';

/** Linux lets the send buffer grow to tcp_wmem[2]; here it has that size from the start. */
const SEND_CAPACITY = 2 * 1024 * 1024;
const SECOND_US = 1e6;

export class TcpSock extends InetSock implements TcpSink {
  tcb: Tcb;
  /** enum socket_state: what connect(2) has come to. */
  socketState = SS_UNCONNECTED;
  /** Listening: how many may wait to be accepted, those that wait, and those half open. */
  backlog = 0;
  readonly acceptQueue: TcpSock[] = [];
  readonly synQueue = new Set<TcpSock>();
  /** The listening socket that this connection came to, until it is accepted. */
  parent: TcpSock | null = null;
  deferAccept = 0;
  linger2 = 0;
  quickAck = 1;
  userTimeout = 0;
  private key: string | null = null;
  private timer: { cancel(): void } | null = null;
  private timerAt = Number.POSITIVE_INFINITY;
  private lastState = TCP_CLOSE;
  private abandoned = false;

  constructor(ns: InetSock['ns'], type: number, protocol: number) {
    super(ns, S.AF_INET, type, protocol);
    this.tcb = new Tcb(settingsOf(ns.sysctl));
    this.receiveBuffer = 131072;
    this.sendBuffer = 16384;
  }

  get state(): number {
    return this.tcb.state;
  }

  private get opening(): boolean {
    return this.tcb.state === TCP_SYN_SENT || this.tcb.state === TCP_SYN_RECV;
  }

  override get listening(): boolean {
    return this.tcb.state === TCP_LISTEN;
  }

  override get isConnected(): boolean {
    const { state } = this.tcb;
    return state !== TCP_CLOSE && state !== TCP_LISTEN && this.dport !== 0 && state !== TCP_SYN_SENT;
  }

  // ---------------------------------------------------------------- names

  override bind(task: Task, given: Uint8Array): number {
    const asked = this.bindTarget(given);
    if (typeof asked === 'number') return asked;
    const { address } = asked;
    const wrong = this.checkBind(task, address, asked.anyPort);
    if (wrong < 0) return wrong;
    if (this.tcb.state !== TCP_CLOSE || this.sport !== 0) return -EINVAL;
    const saddr = addressOf(address);
    if (isMulticast(saddr)) return -EINVAL;
    const error = this.takePort(saddr, portOf(address));
    if (error < 0) return error;
    const refused = this.boundTo(saddr);
    if (refused < 0) {
      this.dropPort();
      this.sport = 0;
      return refused;
    }
    this.boundAddress = saddr !== 0;
    this.boundPort = portOf(address) !== 0;
    return 0;
  }

  private takePort(saddr: number, wanted: number): number {
    const { tcp } = this.ns.inet;
    const free = (port: number) => [...tcp.at(port)].every((other) => !this.conflicts(other, saddr));
    const port =
      wanted === 0 ? this.ephemeral((p) => tcp.at(p).size === 0 || free(p)) : free(wanted) ? wanted : -EADDRINUSE;
    if (port < 0) return port;
    this.sport = port;
    tcp.add(port, this);
    return 0;
  }

  /** inet_csk_bind_conflict. */
  private conflicts(other: TcpSock, saddr: number): boolean {
    if (other === this) return false;
    if (this.boundDevice !== 0 && other.boundDevice !== 0 && this.boundDevice !== other.boundDevice) return false;
    if (this.reuseAddress && other.reuseAddress && other.tcb.state !== TCP_LISTEN) return false;
    const timeWait = other.tcb.state === TCP_TIME_WAIT;
    if (this.reusePort && other.reusePort && (timeWait || this.uid === other.uid)) return false;
    return saddr === 0 || other.saddr === 0 || saddr === other.saddr;
  }

  private hash(): void {
    this.key = flowKey(this.saddr, this.sport, this.daddr, this.dport);
    this.ns.inet.established.set(this.key, this);
  }

  private unhash(): void {
    const { inet } = this.ns;
    if (this.key !== null && inet.established.get(this.key) === this) inet.established.delete(this.key);
    this.key = null;
    const listeners = inet.listeners.get(this.sport);
    listeners?.delete(this);
    if (listeners?.size === 0) inet.listeners.delete(this.sport);
  }

  private dropPort(): void {
    if (this.sport !== 0) this.ns.inet.tcp.remove(this.sport, this);
  }

  // ---------------------------------------------------------------- connect, listen, accept

  override connect(task: Task, address: Uint8Array, nonblocking: boolean): number | Sleeping<number> {
    const probe = probed(this.kernel, 'tcp_v4_connect');
    if (!probe) return this.connectTo(task, address, nonblocking);
    const args = [objectAddress(this.kernel, this), 0, address.length];
    return probe.around(args, () => this.connectTo(task, address, nonblocking));
  }

  /** tcp_v4_connect. */
  private connectTo(task: Task, address: Uint8Array, nonblocking: boolean): number | Sleeping<number> {
    if (address.length < 2) return -EINVAL;
    if (familyOf(address) === S.AF_UNSPEC) return this.disconnect();
    switch (this.socketState) {
      case SS_CONNECTED:
        return -EISCONN;
      case SS_CONNECTING:
        if (!this.opening) return this.connectOutcome();
        return nonblocking ? -EALREADY : this.connectWait();
      default:
        break;
    }
    if (this.tcb.state !== TCP_CLOSE) return -EISCONN;
    const target = this.connectTarget(address);
    if (typeof target === 'number') return target;
    const error = this.startConnect(task, target);
    if (error < 0) return error;
    this.socketState = SS_CONNECTING;
    // On Linux the socket is locked while it connects: the answer is seen later, however quick it was.
    if (nonblocking) return -EINPROGRESS;
    return this.opening ? this.connectWait() : this.connectOutcome();
  }

  private *connectWait(): Sleeping<number> {
    const until = this.kernel.now + this.sendTimeout;
    while (this.opening) {
      const slept = yield* this.sleep(this.writeQueue, 'inet_stream_connect', until);
      if (slept === -EAGAIN) return -EINPROGRESS;
      if (slept < 0) return slept === -EINTR ? -EINTR : -ERESTARTSYS;
    }
    return this.connectOutcome();
  }

  private connectOutcome(): number {
    if (this.tcb.state === TCP_CLOSE) {
      this.socketState = SS_UNCONNECTED;
      this.forgetPeer();
      this.renew();
      return this.takeError() || -ECONNABORTED;
    }
    this.socketState = SS_CONNECTED;
    return 0;
  }

  /** A fresh connection block, with what the options have set. */
  private renew(): void {
    const old = this.tcb;
    this.tcb = new Tcb(old.settings);
    this.tcb.nodelay = old.nodelay;
    this.tcb.userMss = old.userMss;
    this.lastState = TCP_CLOSE;
    this.countedRetransmits = 0;
    this.cancelTimer();
  }

  /** Back to a socket that may connect again. */
  private forgetPeer(): void {
    this.unhash();
    if (!this.boundAddress) this.saddr = 0;
    if (!this.boundPort) {
      this.dropPort();
      this.sport = 0;
    }
    this.daddr = 0;
    this.dport = 0;
    this.shutdown = 0;
  }

  private startConnect(_task: Task, address: Uint8Array): number {
    if (address.length < SOCKADDR_IN) return -EINVAL;
    if (familyOf(address) !== S.AF_INET) return -EAFNOSUPPORT;
    const target = addressOf(address) || 0x7f000001;
    const port = portOf(address);
    const dst = this.route(target);
    if (typeof dst === 'number') return dst;
    if (dst.type === RTN_BROADCAST || isMulticast(target)) return -ENETUNREACH;
    const source = this.saddr || dst.source;
    const { inet, stack, mib } = this.ns;
    if (this.sport === 0) {
      const free = (p: number) => !inet.established.has(flowKey(source, p, target, port)) && this.mayShare(p);
      const chosen = this.ephemeral(free);
      if (chosen < 0) return -99; // EADDRNOTAVAIL
      this.sport = chosen;
      inet.tcp.add(chosen, this);
    } else if (inet.established.has(flowKey(source, this.sport, target, port))) return -99;
    this.saddr = source;
    this.daddr = target;
    this.dport = port;
    this.hash();
    this.tcb.advMss = Math.min(dst.dev.mtu, 65535) - IP_HLEN - 20;
    mib.tcp.ActiveOpens++;
    this.tcb.tsOffset = stack.random32();
    this.prepare();
    probed(this.kernel, 'tcp_connect')?.enter(objectAddress(this.kernel, this));
    stack.softirq.guard(() => {
      connectTcb(this.tcb, stack.random32(), stack.micros, this);
      this.after();
    });
    return 0;
  }

  /** A port in use is good for another connection when nobody listens there or bound it by name. */
  private mayShare(port: number): boolean {
    for (const other of this.ns.inet.tcp.at(port)) if (other.listening || other.boundPort) return false;
    return true;
  }

  /** Buffer sizes chosen before the connection stands. */
  private prepare(): void {
    const { tcb } = this;
    if (this.receiveBufferLocked) {
      tcb.capacity = Math.max(2048, this.receiveBuffer >> 1);
      tcb.maxCapacity = tcb.capacity;
      // A fixed buffer needs no larger scale than it can use (tcp_select_initial_window).
      let scale = 0;
      for (let space = tcb.capacity; space > 65535 && scale < 14; space >>= 1) scale++;
      tcb.rcvWscale = scale;
    }
    tcb.keepalive = this.keepalive !== 0;
    tcb.oobInline = this.oobInline !== 0;
  }

  /** connect with AF_UNSPEC: the connection is thrown away. */
  private disconnect(): number {
    const { stack } = this.ns;
    const stood = this.tcb.synchronised && !this.listening && this.tcb.state !== TCP_TIME_WAIT;
    if (this.listening) this.stopListening();
    else stack.softirq.guard(() => abortConnection(this.tcb, ECONNRESET, stack.micros, this));
    this.renew();
    // The next call hears that its connection is gone.
    this.err = stood ? ECONNRESET : 0;
    this.socketState = SS_UNCONNECTED;
    this.forgetPeer();
    return 0;
  }

  override listen(_task: Task, backlog: number): number {
    const { tcb } = this;
    if (this.socketState !== SS_UNCONNECTED) return -EINVAL;
    if (tcb.state !== TCP_CLOSE && tcb.state !== TCP_LISTEN) return -EINVAL;
    const most = setting(this.ns.sysctl, 'core/somaxconn');
    this.backlog = backlog < 0 || backlog > most ? most : backlog;
    if (tcb.state === TCP_LISTEN) return 0;
    if (this.sport === 0) {
      const error = this.takePort(this.saddr, 0);
      if (error < 0) return error;
    } else {
      // Two may share the address by SO_REUSEADDR, but not both listen.
      for (const other of this.ns.inet.tcp.at(this.sport)) {
        const same = this.saddr === 0 || other.saddr === 0 || this.saddr === other.saddr;
        if (other !== this && other.listening && same && !(this.reusePort && other.reusePort)) return -EADDRINUSE;
      }
    }
    traceTcpState(this, TCP_CLOSE, TCP_LISTEN);
    tcb.state = TCP_LISTEN;
    this.lastState = TCP_LISTEN;
    const { listeners } = this.ns.inet;
    const here = listeners.get(this.sport);
    if (here === undefined) listeners.set(this.sport, new Set([this]));
    else here.add(this);
    return 0;
  }

  override accept(_task: Task, nonblocking: boolean): TcpSock | number | Sleeping<TcpSock | number> {
    probed(this.kernel, 'inet_csk_accept')?.enter(objectAddress(this.kernel, this), nonblocking ? 0x800 : 0, 0, 0);
    if (!this.listening) return -EINVAL;
    const first = this.takeAccepted();
    if (first !== null) return first;
    return nonblocking ? -EAGAIN : this.acceptLater();
  }

  private takeAccepted(): TcpSock | null {
    const child = this.acceptQueue.shift();
    if (child === undefined) return null;
    child.parent = null;
    child.socketState = SS_CONNECTED;
    return child;
  }

  private *acceptLater(): Sleeping<TcpSock | number> {
    const until = this.kernel.now + this.receiveTimeout;
    for (;;) {
      if (!this.listening) return -EINVAL;
      const child = this.takeAccepted();
      if (child !== null) return child;
      // One waiter for each connection: the others sleep on (no thundering herd).
      const slept = yield* this.sleep(this.readQueue, 'inet_csk_accept', until);
      if (slept < 0) return slept;
    }
  }

  private stopListening(): void {
    this.unhash();
    traceTcpState(this, TCP_LISTEN, TCP_CLOSE);
    this.tcb.state = TCP_CLOSE;
    this.lastState = TCP_CLOSE;
    const { stack } = this.ns;
    stack.softirq.guard(() => {
      for (const child of [...this.synQueue, ...this.acceptQueue]) child.abandon();
    });
    this.synQueue.clear();
    this.acceptQueue.length = 0;
  }

  /** A connection that nobody will accept any more. */
  private abandon(): void {
    this.parent = null;
    this.abandoned = true;
    this.tcb.orphan = true;
    if (this.tcb.state === TCP_SYN_RECV) closeTcb(this.tcb);
    else abortConnection(this.tcb, 0, this.ns.stack.micros, this);
    this.after();
  }

  /** A SYN for this listening socket: a half-open connection begins. */
  synReceived(skb: SkBuff, seg: Segment, sport: number): void {
    const { ns } = this;
    const { mib, stack } = ns;
    const halfOpen =
      this.synQueue.size >= Math.max(this.backlog + 1, 1) &&
      this.synQueue.size >= setting(ns.sysctl, 'ipv4/tcp_max_syn_backlog');
    if (this.acceptFull || halfOpen) {
      mib.tcpExt.ListenDrops++;
      if (this.acceptFull) mib.tcpExt.ListenOverflows++;
      return;
    }
    const route = routeOutput(ns, skb.saddr, skb.daddr);
    if (typeof route === 'number') return;
    const child = new TcpSock(ns, this.type, this.protocol);
    child.inherit(this);
    child.saddr = skb.daddr;
    child.sport = this.sport;
    child.daddr = skb.saddr;
    child.dport = sport;
    child.parent = this;
    child.tcb.advMss = Math.min(route.dev.mtu, 65535) - IP_HLEN - 20;
    child.tcb.tsOffset = stack.random32();
    child.prepare();
    child.hash();
    ns.inet.tcp.add(child.sport, child);
    this.synQueue.add(child);
    acceptTcb(child.tcb, seg, stack.random32(), stack.micros, child);
    child.after();
  }

  private inherit(from: TcpSock): void {
    this.reuseAddress = from.reuseAddress;
    this.reusePort = from.reusePort;
    this.keepalive = from.keepalive;
    this.linger = { ...from.linger };
    this.receiveBuffer = from.receiveBuffer;
    this.sendBuffer = from.sendBuffer;
    this.receiveBufferLocked = from.receiveBufferLocked;
    this.sendBufferLocked = from.sendBufferLocked;
    this.receiveTimeout = from.receiveTimeout;
    this.sendTimeout = from.sendTimeout;
    this.ttl = from.ttl;
    this.tos = from.tos;
    this.priority = from.priority;
    this.mark = from.mark;
    this.oobInline = from.oobInline;
    this.uid = from.uid;
    this.cgroup = from.cgroup;
    this.filter = from.filter;
    this.tcb.nodelay = from.tcb.nodelay;
    this.tcb.userMss = from.tcb.userMss;
    this.tcb.settings = { ...from.tcb.settings };
  }

  get acceptFull(): boolean {
    return this.acceptQueue.length > this.backlog;
  }

  // ---------------------------------------------------------------- packets

  /** TcpSink: a segment of this connection goes down to IP. */
  transmit(_tcb: Tcb, header: Omit<Segment, 'data'>, offset: number, length: number): void {
    const { ns } = this;
    const size = headerLength(header.options);
    const skb = SkBuff.alloc(size + length);
    writeHeader(skb.bytes, skb.head, this.sport, this.dport, header);
    if (length > 0) this.tcb.sendQueue.copy(offset, length, skb.bytes, skb.head + size);
    this.sendSegment(skb);
    ns.mib.tcp.OutSegs++;
    if (header.flags & RST) ns.mib.tcp.OutRsts++;
  }

  private sendSegment(skb: SkBuff): void {
    const { ns } = this;
    const dst = this.route(this.daddr);
    if (typeof dst === 'number') {
      ns.mib.ip.OutNoRoutes++;
      return;
    }
    const { bytes, head, tail } = skb;
    put16(bytes, head + 16, checksum(bytes, head, tail, pseudoSum(this.saddr, this.daddr, S.IPPROTO_TCP, tail - head)));
    skb.sk = this;
    skb.priority = this.priority;
    skb.mark = this.mark;
    if (ns.stack.traces) ns.stack.trace(skb, 'tcp', 'tx', `TCP ${this.sport} > ${this.dport}, ${skb.length} bytes`);
    const options = {
      saddr: this.saddr,
      daddr: this.daddr,
      protocol: S.IPPROTO_TCP,
      ttl: this.effectiveTtl,
      tos: this.tos,
      df: true,
    };
    ipSend(ns, skb, dst, options);
  }

  /** A segment for this connection. */
  segment(seg: Segment): void {
    const { tcb } = this;
    if (tcb.state === TCP_SYN_RECV && this.parent !== null && this.parent.acceptFull) {
      // The last ACK of the handshake is dropped: the other side sends again.
      this.ns.mib.tcpExt.ListenOverflows++;
      return;
    }
    tcpInput(tcb, seg, this.ns.stack.micros, this);
    this.after();
  }

  /** An ICMP error about this connection: hard while it opens, else only kept in mind. */
  icmpError(errno: number): void {
    if (this.tcb.state !== TCP_SYN_SENT && this.tcb.state !== TCP_SYN_RECV) return;
    closeTcb(this.tcb, errno);
    this.after();
  }

  /** After anything that may have changed the connection: state, sleepers, timer. */
  private after(): void {
    const { tcb, ns } = this;
    if (tcb.state !== this.lastState) this.stateChanged(this.lastState, tcb.state);
    if (tcb.receiveQueue.length > 0 || tcb.finReceived || tcb.urgentByte !== -1) this.readQueue.wake();
    if (this.writable) this.writeQueue.wake();
    this.armTimer();
    if (tcb.retransmits > this.countedRetransmits) traceRetransmit(this, tcb.state);
    ns.mib.tcp.RetransSegs += tcb.retransmits - this.countedRetransmits;
    this.countedRetransmits = tcb.retransmits;
  }
  private countedRetransmits = 0;

  private stateChanged(from: number, to: number): void {
    traceTcpState(this, from, to);
    this.lastState = to;
    const { mib } = this.ns;
    const counts = (state: number) => state === TCP_ESTABLISHED || state === TCP_CLOSE_WAIT;
    if (counts(to) && !counts(from)) mib.tcp.CurrEstab++;
    if (counts(from) && !counts(to)) mib.tcp.CurrEstab--;
    if (from === TCP_SYN_RECV && to !== TCP_CLOSE && this.parent !== null) this.childReady(this.parent);
    if (to === TCP_CLOSE) this.closed(from);
    this.wakeAll();
  }

  private childReady(parent: TcpSock): void {
    parent.synQueue.delete(this);
    parent.acceptQueue.push(this);
    this.ns.mib.tcp.PassiveOpens++;
    parent.readQueue.wake();
  }

  private closed(from: number): void {
    const { tcb, ns } = this;
    if (from === TCP_SYN_SENT || from === TCP_SYN_RECV) ns.mib.tcp.AttemptFails++;
    if (tcb.error !== 0 && counted(from)) ns.mib.tcp.EstabResets++;
    if (tcb.error !== 0) this.err = tcb.error;
    this.shutdown = RCV_SHUTDOWN | SEND_SHUTDOWN;
    this.unhash();
    this.parent?.synQueue.delete(this);
    if (this.parent !== null && from === TCP_SYN_RECV) this.abandoned = true;
    if (this.file === null && (tcb.orphan || this.abandoned)) {
      this.dropPort();
    }
  }

  private get writable(): boolean {
    return (
      this.sendRoom >= Math.min(this.sendCapacity >> 1, 2048) || this.err !== 0 || (this.shutdown & SEND_SHUTDOWN) !== 0
    );
  }

  private get sendCapacity(): number {
    return this.sendBufferLocked ? this.sendBuffer >> 1 : SEND_CAPACITY;
  }
  private get sendRoom(): number {
    return Math.max(0, this.sendCapacity - this.tcb.sendQueue.length);
  }

  /** One timer for all that the connection waits for; it is moved only when it would come too late. */
  private armTimer(): void {
    const next = this.tcb.nextTimer;
    if (next >= this.timerAt) {
      if (next === Number.POSITIVE_INFINITY && this.timer !== null) this.cancelTimer();
      return;
    }
    this.cancelTimer();
    if (next === Number.POSITIVE_INFINITY) return;
    this.timerAt = next;
    this.timer = this.kernel.timer(Math.ceil(next * 100), () => this.timeOut());
  }

  private cancelTimer(): void {
    this.timer?.cancel();
    this.timer = null;
    this.timerAt = Number.POSITIVE_INFINITY;
  }

  private timeOut(): void {
    this.timer = null;
    this.timerAt = Number.POSITIVE_INFINITY;
    const { stack, mib } = this.ns;
    stack.softirq.guard(() => {
      const due = this.tcb.rexmitAt <= stack.micros;
      tcpTimers(this.tcb, stack.micros, this);
      if (due) mib.tcpExt.TCPTimeouts++;
      this.after();
    });
  }

  /** Runs `change` on the connection and sees to what follows from it. */
  change(change: (now: number) => void): void {
    const { stack } = this.ns;
    stack.softirq.guard(() => {
      change(stack.micros);
      this.after();
    });
  }

  // ---------------------------------------------------------------- data

  override send(task: Task, message: Message): number | Sleeping<number> {
    const probe = probed(this.kernel, 'tcp_sendmsg');
    if (!probe) return this.sendMessage(task, message);
    const args = [objectAddress(this.kernel, this), objectAddress(this.kernel, message), message.io.remaining];
    return probe.around(args, () => this.sendMessage(task, message));
  }

  /** tcp_sendmsg. */
  private sendMessage(task: Task, message: Message): number | Sleeping<number> {
    const ready = this.sendable(task, message);
    if (ready < 0) return ready;
    if (ready === 0) return message.flags & S.MSG_DONTWAIT ? -EAGAIN : this.sendLater(task, message);
    const error = this.push(message);
    if (error < 0) return error;
    if (message.io.remaining === 0) return message.io.done;
    if (message.flags & S.MSG_DONTWAIT) return message.io.done > 0 ? message.io.done : -EAGAIN;
    return this.sendLater(task, message);
  }

  /** 1: data may go; 0: the connection is not open yet; else an error. */
  private sendable(task: Task, { flags }: Message): number {
    const { state } = this.tcb;
    if (this.err !== 0) {
      const error = this.takeError();
      // tcp_sendmsg turns a broken connection into EPIPE once it has been told of.
      return error === -32 ? this.broken(task, (flags & S.MSG_NOSIGNAL) !== 0) : error;
    }
    if (this.shutdown & SEND_SHUTDOWN) return this.broken(task, (flags & S.MSG_NOSIGNAL) !== 0);
    if (state === TCP_SYN_SENT || state === TCP_SYN_RECV) return 0;
    if (state === TCP_ESTABLISHED || state === TCP_CLOSE_WAIT) return 1;
    return this.broken(task, (flags & S.MSG_NOSIGNAL) !== 0);
  }

  /** Takes what fits. 0 or -EFAULT when nothing could be read. */
  private push({ io, flags }: Message): number {
    const { tcb } = this;
    const before = io.done;
    const room = this.sendRoom;
    if (room === 0) return 0;
    tcb.sendQueue.fill(io, room);
    if (io.fault !== 0 && io.done === before) return io.done > 0 ? io.done : -EFAULT;
    if (flags & S.MSG_OOB && io.remaining === 0) tcb.sndUp = tcb.dataEnd;
    const { stack } = this.ns;
    if (stack.traces) this.traceSocket('tx', io.done - before);
    const corked = tcb.cork;
    if (flags & S.MSG_MORE) tcb.cork = true;
    this.change((now) => tcpOutput(tcb, now, this));
    tcb.cork = corked;
    return 0;
  }

  private traceSocket(direction: 'tx' | 'rx', bytes: number): void {
    const skb = new SkBuff(new Uint8Array(0), 0, 0);
    skb.tail = bytes;
    this.ns.stack.trace(skb, 'socket', direction, `TCP port ${this.sport}, ${bytes} bytes`);
  }

  private *sendLater(task: Task, message: Message): Sleeping<number> {
    const { io } = message;
    const until = this.sendDeadline(message);
    for (;;) {
      const ready = this.sendable(task, message);
      if (ready < 0) return io.done > 0 ? io.done : ready;
      if (ready > 0) {
        const error = this.push(message);
        if (error < 0) return io.done > 0 ? io.done : error;
        if (io.remaining === 0 || io.fault !== 0) return io.done;
      }
      if (ready === 0 || this.sendRoom === 0) {
        const slept = yield* this.sleep(this.writeQueue, 'sk_stream_wait_memory', until);
        if (slept < 0) return io.done > 0 ? io.done : slept;
      }
    }
  }

  override receive(task: Task, message: Message): number | Sleeping<number> {
    return traced(
      this.kernel,
      'tcp_recvmsg',
      () => [
        objectAddress(this.kernel, this),
        objectAddress(this.kernel, message),
        message.io.remaining,
        message.flags,
      ],
      () => this.receiveMessage(task, message),
    );
  }

  /** tcp_recvmsg. */
  private receiveMessage(_task: Task, message: Message): number | Sleeping<number> {
    if (message.flags & S.MSG_OOB) return this.receiveUrgent(message);
    if (this.listening || (this.tcb.state === TCP_CLOSE && this.dport === 0 && this.err === 0 && this.shutdown === 0))
      return -ENOTCONN;
    const got = this.take(message);
    if (got !== null) return got;
    if (message.flags & S.MSG_DONTWAIT) return message.io.done > 0 ? message.io.done : -EAGAIN;
    return this.receiveLater(message);
  }

  /** What recv can give now; null: it must wait. */
  private take(message: Message): number | null {
    const { tcb } = this;
    const { io, flags } = message;
    const peek = (flags & S.MSG_PEEK) !== 0;
    const target = flags & S.MSG_WAITALL ? io.remaining + io.done : Math.min(this.receiveLow, io.remaining + io.done);
    if (io.remaining === 0) return io.done;
    if (tcb.receiveQueue.length > 0) {
      const enough = !peek || tcb.receiveQueue.length >= target || tcb.finReceived || this.err !== 0;
      if (!enough) return null;
      const moved = flags & S.MSG_TRUNC ? this.skip(io.remaining) : tcb.receiveQueue.read(io, io.remaining, peek);
      if (moved === 0) return io.done > 0 ? io.done : -EFAULT;
      if (!peek) {
        const { stack } = this.ns;
        if (stack.traces) this.traceSocket('rx', moved);
        this.change((now) => afterRead(tcb, moved, now, this));
      }
      if (flags & S.MSG_TRUNC) return moved;
      if (io.done >= target || io.fault !== 0 || peek) return io.done;
    }
    if (io.done > 0 && (tcb.finReceived || this.err !== 0 || tcb.state === TCP_CLOSE)) return io.done;
    if (tcb.finReceived) return io.done;
    if (this.err !== 0) return this.takeError();
    if (this.shutdown & RCV_SHUTDOWN) return io.done;
    if (tcb.state === TCP_CLOSE) return this.dport === 0 ? -ENOTCONN : io.done;
    return null;
  }

  private skip(most: number): number {
    const { receiveQueue } = this.tcb;
    const n = Math.min(most, receiveQueue.length);
    receiveQueue.drop(n);
    return n;
  }

  private *receiveLater(message: Message): Sleeping<number> {
    const { io } = message;
    const until = this.receiveDeadline(message);
    for (;;) {
      const slept = yield* this.sleep(this.readQueue, 'sk_wait_data', until);
      const got = this.take(message);
      if (got !== null) return got;
      if (slept < 0) return io.done > 0 ? io.done : slept;
    }
  }

  private receiveUrgent(message: Message): number {
    const { tcb } = this;
    if (tcb.oobInline || tcb.rcvUp === -1) return -EINVAL;
    if (tcb.urgentByte === -1) return tcb.finReceived ? 0 : -EAGAIN;
    message.outFlags |= S.MSG_OOB;
    if (message.io.put(Uint8Array.of(tcb.urgentByte), 0, 1) < 1) return -EFAULT;
    if (!(message.flags & S.MSG_PEEK)) {
      tcb.urgentByte = -1;
      tcb.rcvUp = -1;
    }
    return 1;
  }

  // ---------------------------------------------------------------- the end

  override shut(how: number): number {
    const { tcb } = this;
    if (this.socketState === SS_CONNECTING && tcb.state !== TCP_SYN_SENT && tcb.state !== TCP_SYN_RECV)
      this.socketState = SS_CONNECTED;
    // In TIME_WAIT Linux has only a stub of the connection left; the socket itself is closed.
    if (tcb.state === TCP_CLOSE || tcb.state === TCP_TIME_WAIT) return -ENOTCONN;
    if (tcb.state === TCP_LISTEN) {
      if (how !== S.SHUT_WR) {
        this.stopListening();
        this.socketState = SS_UNCONNECTED;
        this.wakeAll();
      }
      return 0;
    }
    if (tcb.state === TCP_SYN_SENT) {
      this.disconnect();
      this.err = ECONNRESET;
      this.wakeAll();
      return 0;
    }
    this.shutdown |= how + 1;
    if (how !== S.SHUT_RD) this.change((now) => finishSending(tcb, now, this));
    this.wakeAll();
    return 0;
  }

  release(): void {
    const { tcb } = this;
    this.file = null;
    if (this.listening) {
      this.stopListening();
      this.dropPort();
      return;
    }
    const abort = this.linger.on !== 0 && this.linger.seconds === 0;
    if (tcb.receiveQueue.length > 0) this.ns.mib.tcpExt.TCPAbortOnClose++;
    tcb.settings = {
      ...tcb.settings,
      finTimeout: this.linger2 > 0 ? this.linger2 * SECOND_US : tcb.settings.finTimeout,
    };
    if (tcb.state !== TCP_CLOSE) this.change((now) => closeConnection(tcb, now, this, abort));
    else this.unhash();
    if (tcb.state === TCP_CLOSE) this.dropPort();
  }

  poll(): number {
    const { tcb } = this;
    if (this.listening) return this.acceptQueue.length > 0 ? POLLIN | POLLRDNORM : 0;
    let mask = 0;
    const closed = tcb.state === TCP_CLOSE;
    const fin = tcb.finReceived || (this.shutdown & RCV_SHUTDOWN) !== 0;
    if ((fin && (this.shutdown & SEND_SHUTDOWN) !== 0) || closed) mask |= POLLHUP;
    if (fin) mask |= POLLIN | POLLRDNORM | POLLRDHUP;
    if (closed && (this.shutdown & RCV_SHUTDOWN) !== 0) mask |= POLLIN | POLLRDNORM | POLLRDHUP;
    if (tcb.state !== TCP_SYN_SENT && tcb.state !== TCP_SYN_RECV) {
      if (tcb.receiveQueue.length >= this.receiveLow) mask |= POLLIN | POLLRDNORM;
      if (this.shutdown & SEND_SHUTDOWN || closed || this.sendRoom > this.sendCapacity / 3)
        mask |= POLLOUT | POLLWRNORM;
      if (tcb.urgentByte !== -1) mask |= POLLPRI;
    }
    if (this.err !== 0) mask |= POLLERR;
    return mask;
  }

  override readable(): number {
    return this.listening ? -EINVAL : this.tcb.receiveQueue.length;
  }
  override unsent(): number {
    return this.listening ? -EINVAL : this.tcb.sendQueue.length;
  }

  override setOption(task: Task, level: number, name: number, value: Uint8Array): number {
    return level === S.SOL_TCP ? setTcpOption(this, name, value) : super.setOption(task, level, name, value);
  }
  override getOption(task: Task, level: number, name: number, room: number): Uint8Array | number {
    return level === S.SOL_TCP ? getTcpOption(this, name, room) : super.getOption(task, level, name, room);
  }

  /** SO_KEEPALIVE was changed. */
  keepaliveChanged(): void {
    const { tcb } = this;
    tcb.keepalive = this.keepalive !== 0;
    if (!tcb.synchronised || tcb.state === TCP_LISTEN) return;
    this.change((now) => {
      tcb.keepaliveAt = tcb.keepalive ? now + tcb.settings.keepIdle : Number.POSITIVE_INFINITY;
    });
  }
}

const counted = (state: number): boolean =>
  state === TCP_ESTABLISHED || state === TCP_CLOSE_WAIT || state === TCP_FIN_WAIT1 || state === TCP_FIN_WAIT2;

function settingsOf(sysctl: Record<string, number | string>): TcpSettings {
  const at = (name: string) => setting(sysctl, `ipv4/tcp_${name}`);
  return {
    ...DEFAULT_SETTINGS,
    timestamps: at('timestamps') !== 0,
    windowScaling: at('window_scaling') !== 0,
    synRetries: at('syn_retries'),
    synackRetries: at('synack_retries'),
    retries: at('retries2'),
    orphanRetries: at('orphan_retries') || 8,
    finTimeout: at('fin_timeout') * SECOND_US,
    keepIdle: at('keepalive_time') * SECOND_US,
    keepInterval: at('keepalive_intvl') * SECOND_US,
    keepProbes: at('keepalive_probes'),
  };
}
