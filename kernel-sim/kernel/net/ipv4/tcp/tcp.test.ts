/** The state machine of TCP by itself: two ends and a channel, no kernel. Names in brackets: RFC sections. */
import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../../random';
import { Channel } from './channel.fixture';
import { tcpInput } from './input';
import { abortConnection, closeConnection, connectTcb, finishSending } from './open';
import { ACK, FIN, headerLength, NO_OPTIONS, parseSegment, RST, type Segment, SYN, writeHeader } from './segment';
import {
  DEFAULT_SETTINGS,
  STATE_NAMES,
  TCP_CLOSE,
  TCP_CLOSE_WAIT,
  TCP_CLOSING,
  TCP_ESTABLISHED,
  TCP_FIN_WAIT1,
  TCP_FIN_WAIT2,
  TCP_LAST_ACK,
  TCP_SYN_RECV,
  TCP_TIME_WAIT,
} from './tcb';

const SECOND = 1e6;
const MINUTE = 60 * SECOND;

function connected(weather = {}): Channel {
  const channel = new Channel(weather);
  channel.connect();
  channel.run(10 * MINUTE, () => channel.a.tcb.state === TCP_ESTABLISHED && channel.b.tcb.state === TCP_ESTABLISHED);
  return channel;
}

const states = ({ a, b }: Channel) => [STATE_NAMES[a.tcb.state], STATE_NAMES[b.tcb.state]];

function bytes(length: number, seed = 1): Uint8Array {
  const made = new Uint8Array(length);
  new SeededRandom(seed).fill(made);
  return made;
}

const segment = (fields: Partial<Segment>): Segment => ({
  seq: 0,
  ack: 0,
  flags: ACK,
  window: 1000,
  urgent: 0,
  options: NO_OPTIONS,
  data: new Uint8Array(0),
  ...fields,
});

describe('opening and closing', () => {
  test('three segments open a connection, and both sides agree on options', () => {
    const channel = connected();
    expect(states(channel)).toEqual(['ESTABLISHED', 'ESTABLISHED']);
    expect(channel.carried).toBe(3);
    expect([channel.a.tcb.tsOk, channel.a.tcb.wscaleOk, channel.a.tcb.mss]).toEqual([true, true, 1448]);
  });

  test('who closes first waits in TIME-WAIT for a minute', () => {
    const channel = connected();
    finishSending(channel.a.tcb, channel.now, channel.a);
    channel.run(channel.now + SECOND);
    expect(states(channel)).toEqual(['FIN-WAIT-2', 'CLOSE-WAIT']);
    finishSending(channel.b.tcb, channel.now, channel.b);
    channel.run(channel.now + SECOND);
    expect(states(channel)).toEqual(['TIME-WAIT', 'CLOSED']);
    channel.run(channel.now + MINUTE);
    expect(states(channel)).toEqual(['CLOSED', 'CLOSED']);
  });

  test('both close at once', () => {
    const channel = connected();
    finishSending(channel.a.tcb, channel.now, channel.a);
    finishSending(channel.b.tcb, channel.now, channel.b);
    expect([channel.a.tcb.state, channel.b.tcb.state]).toEqual([TCP_FIN_WAIT1, TCP_FIN_WAIT1]);
    channel.run(channel.now + 600);
    expect([channel.a.tcb.state, channel.b.tcb.state]).toEqual([TCP_CLOSING, TCP_CLOSING]);
    channel.run(channel.now + SECOND);
    expect([channel.a.tcb.state, channel.b.tcb.state]).toEqual([TCP_TIME_WAIT, TCP_TIME_WAIT]);
  });

  test('both open at once [3.5, figure 7]', () => {
    const channel = new Channel();
    channel.b.listening = false;
    connectTcb(channel.a.tcb, 100, 0, channel.a);
    connectTcb(channel.b.tcb, 300, 0, channel.b);
    channel.run(600);
    expect([channel.a.tcb.state, channel.b.tcb.state]).toEqual([TCP_SYN_RECV, TCP_SYN_RECV]);
    channel.run(SECOND);
    expect(states(channel)).toEqual(['ESTABLISHED', 'ESTABLISHED']);
  });

  test('a SYN that nobody answers goes out seven times, ever later, and gives ETIMEDOUT', () => {
    const channel = new Channel();
    channel.lose = () => true;
    channel.connect();
    channel.run(10 * MINUTE);
    expect(channel.a.sent).toHaveLength(1 + DEFAULT_SETTINGS.synRetries);
    expect([channel.a.tcb.state, channel.a.tcb.error]).toEqual([TCP_CLOSE, 110]);
    expect(channel.now).toBe(10 * MINUTE);
  });

  test('RST in answer to a SYN is ECONNREFUSED, later ECONNRESET, in CLOSE-WAIT EPIPE', () => {
    const refused = new Channel();
    refused.connect();
    tcpInput(refused.a.tcb, segment({ flags: RST | ACK, ack: 1001 }), 1, refused.a);
    expect(refused.a.tcb.error).toBe(111);
    const open = connected();
    tcpInput(open.a.tcb, segment({ flags: RST, seq: open.a.tcb.rcvNxt }), open.now, open.a);
    expect(open.a.tcb.error).toBe(104);
    const half = connected();
    finishSending(half.b.tcb, half.now, half.b);
    half.run(half.now + SECOND);
    tcpInput(half.a.tcb, segment({ flags: RST, seq: half.a.tcb.rcvNxt }), half.now, half.a);
    expect(half.a.tcb.error).toBe(32);
  });

  test('a RST or SYN beside the mark is challenged, not obeyed [RFC 5961]', () => {
    const { a, now } = connected();
    const { tcb } = a;
    tcpInput(tcb, segment({ flags: RST, seq: tcb.rcvNxt + 10 }), now, a);
    tcpInput(tcb, segment({ flags: SYN, seq: tcb.rcvNxt }), now, a);
    expect(tcb.state).toBe(TCP_ESTABLISHED);
    expect(a.sent.slice(-2).map((seg) => seg.flags)).toEqual([ACK, ACK]);
  });

  test('closing with unread data resets', () => {
    const channel = connected();
    channel.b.reads = false;
    channel.a.write(bytes(100));
    channel.run(channel.now + SECOND);
    closeConnection(channel.b.tcb, channel.now, channel.b, false);
    channel.run(channel.now + SECOND);
    expect([channel.b.tcb.state, channel.a.tcb.state, channel.a.tcb.error]).toEqual([TCP_CLOSE, TCP_CLOSE, 104]);
  });

  test('data for a socket that is gone is answered with RST', () => {
    const channel = connected();
    closeConnection(channel.b.tcb, channel.now, channel.b, false);
    channel.run(channel.now + SECOND);
    expect(channel.a.tcb.state).toBe(TCP_CLOSE_WAIT);
    channel.a.write(bytes(10));
    channel.run(channel.now + SECOND);
    expect(channel.a.tcb.error).toBe(32);
  });

  test('an aborted connection is gone at both ends', () => {
    const channel = connected();
    abortConnection(channel.a.tcb, 0, channel.now, channel.a);
    channel.run(channel.now + SECOND);
    expect([channel.a.tcb.state, channel.b.tcb.state, channel.b.tcb.error]).toEqual([TCP_CLOSE, TCP_CLOSE, 104]);
  });

  test('a lost last ACK: the FIN comes again and is answered from TIME-WAIT', () => {
    const channel = connected();
    finishSending(channel.a.tcb, channel.now, channel.a);
    channel.run(channel.now + SECOND);
    let lost = 0;
    channel.lose = (from, seg) => from === channel.a && (seg.flags & ACK) !== 0 && lost++ === 0;
    finishSending(channel.b.tcb, channel.now, channel.b);
    channel.run(channel.now + 10_000);
    expect([channel.a.tcb.state, channel.b.tcb.state]).toEqual([TCP_TIME_WAIT, TCP_LAST_ACK]);
    channel.run(channel.now + SECOND);
    expect([channel.a.tcb.state, channel.b.tcb.state]).toEqual([TCP_TIME_WAIT, TCP_CLOSE]);
  });
});

describe('data', () => {
  test('arrives, and small segments wait for the ACK of the one before (Nagle)', () => {
    const channel = connected();
    for (let i = 0; i < 10; i++) channel.a.write(bytes(10, i + 1));
    const segments = () => channel.a.sent.filter((seg) => seg.data.length > 0).length;
    expect(segments()).toBe(1);
    channel.run(channel.now + SECOND);
    expect([segments(), channel.b.text.length]).toEqual([2, 100]);
  });

  test('TCP_NODELAY sends each at once', () => {
    const channel = connected();
    channel.a.tcb.nodelay = true;
    for (let i = 0; i < 10; i++) channel.a.write(bytes(10, i + 1));
    expect(channel.a.sent.filter((seg) => seg.data.length > 0)).toHaveLength(10);
  });

  test('slow start doubles what is in flight', () => {
    const channel = connected({ delay: 50_000 });
    channel.a.write(bytes(400_000));
    expect(channel.a.tcb.flight).toBe(10 * channel.a.tcb.mss);
    channel.run(channel.now + 101_000);
    expect(channel.a.tcb.flight).toBeGreaterThan(15 * channel.a.tcb.mss);
  });

  test('one lost segment among many is sent again before the timer, at half the speed', () => {
    const channel = connected({ delay: 10_000 });
    let count = 0;
    channel.lose = (from, seg) => from === channel.a && seg.data.length > 0 && ++count === 5;
    channel.a.write(bytes(60_000));
    const { retries } = channel.a.tcb;
    channel.run(channel.now + 300_000);
    expect(channel.b.text.length).toBe(60_000);
    expect([retries, channel.a.tcb.retransmits]).toEqual([0, 1]);
    expect(channel.a.tcb.ssthresh).toBeLessThan(10 * channel.a.tcb.mss);
  });

  test('a lost segment with nothing behind it waits for the timeout, which doubles', () => {
    const channel = connected();
    channel.lose = (from, seg) => from === channel.a && seg.data.length > 0;
    const start = channel.now;
    channel.a.write(bytes(10));
    const times: number[] = [];
    for (let i = 0; i < 4; i++) {
      const before = channel.a.tcb.retries;
      channel.run(start + MINUTE, () => channel.a.tcb.retries > before);
      times.push(channel.now - start);
    }
    const gaps = times.map((time, i) => time - (times[i - 1] ?? 0));
    expect(gaps[1] / gaps[0]).toBeCloseTo(2, 1);
    expect(gaps[3] / gaps[2]).toBeCloseTo(2, 1);
    channel.lose = () => false;
    channel.run(start + 10 * MINUTE, () => channel.b.text.length === 10);
    expect(channel.b.text.length).toBe(10);
  });

  test('a shut window is probed until it opens', () => {
    const channel = connected();
    channel.b.reads = false;
    channel.b.tcb.capacity = 4000;
    channel.b.tcb.maxCapacity = 4000;
    channel.a.write(bytes(100_000));
    channel.run(channel.now + 10 * SECOND);
    expect(channel.b.tcb.receiveQueue.length).toBeLessThan(70_000);
    expect(channel.a.tcb.sendQueue.length).toBeGreaterThan(0);
    expect(channel.a.tcb.persistAt).toBeLessThan(Number.POSITIVE_INFINITY);
    channel.b.reads = true;
    channel.b.read();
    channel.run(channel.now + 10 * MINUTE, () => channel.b.text.length === 100_000);
    expect(channel.b.text).toEqual(bytes(100_000));
  });

  test('one ACK for two full segments once the connection is no longer young', () => {
    const channel = connected();
    channel.a.write(bytes(200_000));
    channel.run(channel.now + SECOND);
    const before = channel.b.sent.length;
    const data = channel.a.sent.length;
    channel.a.write(bytes(144_800));
    channel.run(channel.now + SECOND);
    expect((channel.b.sent.length - before) / (channel.a.sent.length - data)).toBeLessThan(0.7);
  });

  test('the urgent byte stands aside', () => {
    const channel = connected();
    channel.b.reads = false;
    channel.a.tcb.sendQueue.push(Uint8Array.of(1, 2, 3));
    channel.a.tcb.sndUp = channel.a.tcb.dataEnd;
    channel.a.write(new Uint8Array(0));
    channel.run(channel.now + SECOND);
    expect([channel.b.tcb.urgentByte, channel.b.tcb.receiveQueue.length]).toEqual([3, 2]);
  });

  test('keep-alive: a silent other side is given up after nine probes', () => {
    const channel = connected();
    const { tcb } = channel.a;
    tcb.keepalive = true;
    tcb.keepaliveAt = channel.now + tcb.settings.keepIdle;
    channel.lose = () => true;
    channel.run(channel.now + 3 * 60 * MINUTE, () => tcb.state === TCP_CLOSE);
    expect([tcb.state, tcb.error, channel.a.sent.length]).toEqual([TCP_CLOSE, 110, 2 + 9 + 1]);
  });
});

describe('a lossy channel (property)', () => {
  const seeds = Array.from({ length: 12 }, (_, i) => i + 1);
  test.each(seeds)('1 MB over 5 % loss, duplicates and reordering arrives intact (seed %i)', (seed) => {
    const channel = connected({ delay: 2000, loss: 5, duplicate: 2, reorder: 10, seed });
    const sent = bytes(1 << 20, seed);
    channel.a.write(sent.slice());
    finishSending(channel.a.tcb, channel.now, channel.a);
    channel.run(60 * MINUTE, () => channel.b.tcb.finReceived && channel.b.text.length >= sent.length);
    expect(channel.b.tcb.finReceived).toBe(true);
    expect(Buffer.compare(channel.b.text, sent)).toBe(0);
  });

  test.each(seeds)('both ways at once, then both ends close (seed %i)', (seed) => {
    const channel = connected({ delay: 1000, loss: 8, duplicate: 5, reorder: 20, seed: seed + 100 });
    const [out, back] = [bytes(100_000, seed), bytes(80_000, seed + 1)];
    channel.a.write(out.slice());
    channel.b.write(back.slice());
    finishSending(channel.a.tcb, channel.now, channel.a);
    finishSending(channel.b.tcb, channel.now, channel.b);
    const over = ({ tcb }: Channel['a']) => tcb.state === TCP_CLOSE || tcb.state === TCP_TIME_WAIT;
    channel.run(60 * MINUTE, () => over(channel.a) && over(channel.b));
    expect([channel.b.text, channel.a.text].map((text, i) => Buffer.compare(text, [out, back][i]))).toEqual([0, 0]);
    expect([channel.a.tcb.error, channel.b.tcb.error]).toEqual([0, 0]);
  });

  test.each(seeds)('random segments never break the state machine (seed %i)', (seed) => {
    const random = new SeededRandom(seed);
    const pick = (n: number) => random.next32() % n;
    const channel = connected();
    const { a } = channel;
    for (let i = 0; i < 3000; i++) {
      const near = (value: number) => (pick(4) === 0 ? random.next32() : (value + pick(3000) - 1500) >>> 0);
      const ts = pick(2) === 0 ? null : { value: near(a.tcb.tsRecent), echo: random.next32() };
      const seg = segment({
        seq: near(a.tcb.rcvNxt),
        ack: near(a.tcb.sndNxt),
        flags: pick(64) & ~(pick(50) === 0 ? 0 : RST | FIN),
        window: pick(65536),
        urgent: pick(3000),
        options: { ...NO_OPTIONS, ts },
        data: bytes(pick(2000), i + 1),
      });
      channel.now += pick(100_000);
      tcpInput(a.tcb, seg, channel.now, a);
      if (pick(5) === 0) a.write(bytes(pick(5000), i));
      a.read();
      expect(a.tcb.flight).toBeLessThan(2 ** 31);
      expect(a.tcb.earlyBytes).toBe(a.tcb.early.reduce((sum, piece) => sum + piece.data.length, 0));
    }
    expect([TCP_ESTABLISHED, TCP_CLOSE, TCP_CLOSE_WAIT, TCP_FIN_WAIT1, TCP_FIN_WAIT2]).toContain(a.tcb.state);
  });
});

describe('segments as bytes', () => {
  test('what is written is read', () => {
    const options = { mss: 1460, wscale: 7, sackPermitted: false, ts: { value: 1, echo: 2 } };
    const seg = { seq: 0xfffffff0, ack: 5, flags: SYN | ACK, window: 65535, urgent: 3, options };
    const length = headerLength(options);
    const wire = new Uint8Array(length + 4);
    writeHeader(wire, 0, 80, 90, seg);
    wire.set([1, 2, 3, 4], length);
    expect(parseSegment(wire, 0, wire.length)).toEqual({ ...seg, data: Uint8Array.of(1, 2, 3, 4) });
  });

  test('cut headers, wild offsets and lying options are survived', () => {
    const random = new SeededRandom(7);
    for (let i = 0; i < 5000; i++) {
      const wire = new Uint8Array(random.next32() % 70);
      random.fill(wire);
      const seg = parseSegment(wire, 0, wire.length);
      if (seg !== null) expect(seg.data.length).toBeLessThanOrEqual(wire.length - 20);
    }
    const wire = new Uint8Array(24);
    writeHeader(wire, 0, 1, 2, segment({ flags: SYN, options: { ...NO_OPTIONS, mss: 1460 } }));
    wire[21] = 200;
    expect(parseSegment(wire, 0, 24)?.options.mss).toBeNull();
    wire[21] = 0;
    expect(parseSegment(wire, 0, 24)?.options.mss).toBeNull();
  });
});
