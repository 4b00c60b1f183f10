/** The machine and the second host at its cable; hooks; bad packets. Programs are built by musl-gcc. */
import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../random';
import { bootProgram, proceed, runProgram, type TestRun } from '../testing/machine';
import { musl, program } from '../testing/native';
import { ip, put16 } from './bytes';
import { checksum } from './checksum';
import { XDP_DROP, XDP_PASS } from './device';
import { createNetNamespace, netOf } from './index';
import { writeIpHeader } from './ipv4/header';
import { deferred, NF_ACCEPT, NF_DROP, NF_INET_LOCAL_IN, NF_INET_PRE_ROUTING } from './netfilter';
import { SkBuff } from './skbuff';

const HEAD = `
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
static struct sockaddr_in at(const char *address, int port) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = inet_addr(address)};
  return a;
}
static int dial(const char *address, int port) {
  struct sockaddr_in a = at(address, port);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, (void *)&a, sizeof a) < 0) { printf("connect: %s\\n", strerror(errno)); exit(1); }
  return fd;
}
`;

const build = (name: string, body: string) => program(`${HEAD}int main(void) { ${body} return 0; }`, name);

const GET = build.bind(null, 'get');
const fetch = `
  int fd = dial("10.0.2.3", 80);
  const char *ask = "GET /bytes/300000 HTTP/1.0\\r\\n\\r\\n";
  write(fd, ask, strlen(ask));
  static char buf[65536];
  long total = 0, n, head = -1; unsigned sum = 0;
  while ((n = read(fd, buf, sizeof buf)) > 0) {
    long from = 0;
    if (head < 0) { char *end = memmem(buf, n, "\\r\\n\\r\\n", 4); head = from = end - buf + 4; }
    for (long i = from; i < n; i++) sum = sum * 31 + buf[i];
    total += n - from;
  }
  printf("%ld bytes, sum %u, last %ld\\n", total, sum, n);`;

function expectedSum(): number {
  const line = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-\n';
  let sum = 0;
  for (let i = 0; i < 300000; i++) sum = (Math.imul(sum, 31) + line.charCodeAt(i % 64)) >>> 0;
  return sum;
}

const outcome = (run: TestRun) => ({ stdout: run.stdout, reason: run.reason, panic: run.kernel.panicReport });
const done = (stdout: string) => ({ stdout, reason: 'power-off', panic: null });

describe.skipIf(!musl)('the second host', () => {
  test('serves the web over a clean cable', () => {
    expect(outcome(runProgram(GET(fetch)))).toEqual(done(`300000 bytes, sum ${expectedSum()}, last 0\n`));
  });

  test.each([1, 2, 3])('and over one that loses, doubles and reorders (seed %i)', (seed) => {
    const network = { link: { lossPercent: 5, duplicatePercent: 2, reorderPercent: 10, delayUs: 2000, seed } };
    const run = runProgram(GET(fetch), { network, limit: 20_000_000_000 });
    expect(outcome(run)).toEqual(done(`300000 bytes, sum ${expectedSum()}, last 0\n`));
  });

  test('the same seed gives the same run', () => {
    const network = { link: { lossPercent: 5, reorderPercent: 10, seed: 9 } };
    const [a, b] = [1, 2].map(() => runProgram(GET(fetch), { network, limit: 20_000_000_000 }));
    expect([a.retired, a.stdout]).toEqual([b.retired, b.stdout]);
  });

  test('echoes by TCP and UDP, refuses other ports', () => {
    const echo = build(
      'echo',
      `int fd = dial("10.0.2.3", 7); char buf[100]; write(fd, "hello", 5); printf("%d\\n", (int)read(fd, buf, 100));
       int u = socket(AF_INET, SOCK_DGRAM, 0); struct sockaddr_in a = at("10.0.2.3", 7);
       sendto(u, "datagram", 8, 0, (void *)&a, sizeof a); printf("%d\\n", (int)recv(u, buf, 100, 0));
       a = at("10.0.2.3", 5); connect(u, (void *)&a, sizeof a); send(u, "x", 1, 0); int got = recv(u, buf, 1, 0); printf("%d %d\\n", got, errno);
       dial("10.0.2.3", 81);`,
    );
    expect(runProgram(echo).stdout).toBe('5\n8\n-1 111\nconnect: Connection refused\n');
  });

  test('a neighbour that is not there is unreachable after three questions', () => {
    const run = runProgram(build('nobody', 'dial("10.0.2.77", 80);'), { limit: 2_000_000_000 });
    expect(run.stdout).toBe('connect: Host is unreachable\n');
    expect(run.kernel.now).toBeGreaterThan(300_000_000);
  });

  test('without a card only loopback is there', () => {
    expect(runProgram(build('alone', 'dial("10.0.2.3", 80);'), { network: null }).stdout).toBe(
      'connect: Network unreachable\n',
    );
  });
});

const PING_SELF = `
  int u = socket(AF_INET, SOCK_DGRAM, 0), v = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in a = at("127.0.0.1", 5000); char buf[100];
  struct timeval soon = {0, 100000};
  bind(u, (void *)&a, sizeof a); setsockopt(u, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
  for (int i = 0; i < 3; i++) { buf[0] = '0' + i; sendto(v, buf, 1, 0, (void *)&a, sizeof a); }
  int n; while ((n = recv(u, buf, 100, 0)) > 0) printf("%.*s ", n, buf);
  printf("end\\n");`;

describe.skipIf(!musl)('hooks', () => {
  const hooked = (hook: (run: TestRun) => void) => {
    const run = bootProgram(build('self', PING_SELF));
    hook(run);
    proceed(run, 400_000_000);
    return run.stdout;
  };

  test('a netfilter hook drops what it likes', () => {
    let seen = 0;
    const stdout = hooked(({ kernel }) => {
      netOf(kernel).initial.netfilter.register({
        hook: NF_INET_LOCAL_IN,
        priority: 0,
        fn: () => (seen++ === 1 ? NF_DROP : NF_ACCEPT),
      });
    });
    expect([stdout, seen]).toEqual(['0 2 end\n', 3]);
  });

  test('hooks run by priority', () => {
    const order: number[] = [];
    hooked(({ kernel }) => {
      for (const priority of [5, -5, 0])
        netOf(kernel).initial.netfilter.register({
          hook: NF_INET_PRE_ROUTING,
          priority,
          fn: () => {
            order.push(priority);
            return NF_ACCEPT;
          },
        });
    });
    expect(order.slice(0, 3)).toEqual([-5, 0, 5]);
  });

  test('a hook may answer later: packets wait and keep their order', () => {
    const stdout = hooked(({ kernel }) => {
      netOf(kernel).initial.netfilter.register({
        hook: NF_INET_LOCAL_IN,
        priority: 0,
        fn: () =>
          deferred(
            (answer: (verdict: number) => void) => void kernel.timer(kernel.now + 50_000, () => answer(NF_ACCEPT)),
          ),
      });
    });
    expect(stdout).toBe('0 1 2 end\n');
  });

  test('XDP drops before anything else sees the frame, or changes it', () => {
    const stdout = hooked(({ kernel }) => {
      netOf(kernel).initial.loopback.xdp = (frame) => {
        const text = frame[frame.length - 1];
        if (text === 0x31) return { action: XDP_DROP };
        const changed = frame.slice();
        changed[changed.length - 1] = 0x41;
        put16(changed, 14 + 20 + 6, 0); // no checksum
        return text === 0x32 ? { action: XDP_PASS, frame: changed } : { action: XDP_PASS };
      };
    });
    expect(stdout).toBe('0 A end\n');
  });

  test('packets are told layer by layer, and the snapshot shows sockets', () => {
    const run = bootProgram(GET(fetch));
    const layers = new Set<string>();
    run.kernel.listen(
      (event) => {
        if (event.type === 'packet') layers.add(`${event.layer}-${event.direction}`);
      },
      ['packet'],
    );
    proceed(run, 300_000);
    const sockets = run.kernel.snapshot().network?.[0].sockets ?? [];
    expect(sockets[0]).toMatchObject({ protocol: 'tcp', remote: '10.0.2.3:80' });
    proceed(run, 400_000_000);
    for (const layer of [
      'socket-tx',
      'tcp-tx',
      'ip-tx',
      'link-tx',
      'link-rx',
      'arp-rx',
      'ip-rx',
      'tcp-rx',
      'socket-rx',
    ])
      expect(layers).toContain(layer);
  });
});

describe('bad packets are dropped and counted, never more', () => {
  const fresh = () => {
    const run = bootProgram(new Uint8Array(0));
    const stack = netOf(run.kernel);
    const eth0 = stack.initial.byName('eth0');
    if (eth0 === undefined) throw new Error('no eth0');
    const give = (packet: Uint8Array, type = 0x0800) => {
      const frame = new Uint8Array(14 + packet.length);
      frame.set(eth0.mac);
      frame.set([2, 0, 0, 0, 0, 1], 6);
      put16(frame, 12, type);
      frame.set(packet, 14);
      stack.dispatch.netifRx(new SkBuff(frame, 0, frame.length), eth0);
    };
    return { run, mib: stack.initial.mib, ns: stack.initial, give };
  };
  const packet = (payload: Uint8Array, fields: Partial<Parameters<typeof writeIpHeader>[3]> = {}) => {
    const bytes = new Uint8Array(20 + payload.length);
    const all = {
      tos: 0,
      id: 1,
      fragment: 0,
      ttl: 64,
      protocol: 17,
      saddr: ip('10.0.2.9'),
      daddr: ip('10.0.2.15'),
      ...fields,
    };
    writeIpHeader(bytes, 0, bytes.length, all);
    bytes.set(payload, 20);
    return bytes;
  };

  test('wrong header checksum, version, length', () => {
    const { give, mib } = fresh();
    const broken = packet(new Uint8Array(20));
    broken[10] ^= 1;
    give(broken);
    const six = packet(new Uint8Array(20));
    six[0] = 0x65;
    give(six);
    const long = packet(new Uint8Array(20));
    put16(long, 2, 9999);
    give(long);
    const tiny = packet(new Uint8Array(20));
    tiny[0] = 0x43;
    give(tiny);
    give(new Uint8Array(10));
    expect([mib.ip.InReceives, mib.ip.InHdrErrors]).toEqual([5, 5]);
  });

  test('UDP, TCP and ICMP with wrong checksums or lengths', () => {
    const { give, mib } = fresh();
    give(packet(Uint8Array.of(0, 1, 0, 2, 0, 200, 0, 0)));
    give(packet(Uint8Array.of(0, 1, 0, 2, 0, 8, 0x12, 0x34)));
    give(packet(new Uint8Array(4)));
    expect([mib.udp.InErrors, mib.udp.InCsumErrors]).toEqual([3, 1]);
    give(packet(new Uint8Array(20).fill(0x55), { protocol: 6 }));
    give(packet(new Uint8Array(3), { protocol: 6 }));
    give(packet(Uint8Array.from([...new Uint8Array(12), 0xf0, 2, 0, 0, 0, 0, 0, 0]), { protocol: 6 }));
    expect(mib.tcp.InErrs).toBe(3);
    give(packet(Uint8Array.of(8, 0, 1, 1, 0, 0, 0, 0), { protocol: 1 }));
    give(packet(new Uint8Array(2), { protocol: 1 }));
    const error = Uint8Array.of(3, 3, 0, 0, 0, 0, 0, 0, 0x4f, 1, 2);
    put16(error, 2, checksum(error, 0, error.length));
    give(packet(error, { protocol: 1 }));
    expect(mib.icmp.InErrors).toBe(3);
  });

  test('land: a packet from ourselves to ourselves, and other martians', () => {
    const { give, mib } = fresh();
    give(packet(new Uint8Array(20), { saddr: ip('10.0.2.15') }));
    give(packet(new Uint8Array(20), { saddr: ip('127.0.0.1') }));
    give(packet(new Uint8Array(20), { daddr: ip('127.0.0.1') }));
    give(packet(new Uint8Array(20), { saddr: ip('224.0.0.1') }));
    give(packet(new Uint8Array(20), { daddr: ip('1.2.3.4') }));
    expect([mib.ip.InAddrErrors, mib.ip.InDelivers]).toEqual([5, 0]);
  });

  test('teardrop: fragments that overlap, reach too far, or never end', () => {
    const { give, mib, ns, run } = fresh();
    give(packet(new Uint8Array(32), { fragment: 0x2000, id: 7 }));
    give(packet(new Uint8Array(16), { fragment: 2, id: 7 }));
    expect(mib.ip.ReasmFails).toBe(1);
    give(packet(new Uint8Array(100), { fragment: 0x1fff, id: 8 }));
    give(packet(new Uint8Array(7), { fragment: 0x2000, id: 9 }));
    expect([mib.ip.ReasmFails, ns.fragments.count]).toEqual([3, 0]);
    for (let id = 100; id < 200; id++) give(packet(new Uint8Array(64), { fragment: 0x2000, id }));
    expect(ns.fragments.count).toBe(100);
    run.kernel.timers.runDue(run.kernel.now + 4_000_000_000);
    expect([ns.fragments.count, mib.ip.ReasmTimeout]).toEqual([0, 100]);
  });

  test('fragments in any order become the packet again', () => {
    const { give, mib } = fresh();
    const whole = new Uint8Array(4000);
    put16(whole, 2, 9);
    put16(whole, 4, 4000);
    const pieces = [0, 1480, 2960].map((at) => ({ at, data: whole.subarray(at, Math.min(at + 1480, 4000)) }));
    for (const { at, data } of pieces.reverse())
      give(packet(data, { id: 5, fragment: (at / 8) | (at + data.length < 4000 ? 0x2000 : 0) }));
    expect([mib.ip.ReasmOKs, mib.udp.NoPorts, mib.icmp.OutDestUnreachs]).toEqual([1, 1, 1]);
  });

  test('random bytes as frames and as payloads of every protocol (seed 3)', () => {
    const { give, run } = fresh();
    const random = new SeededRandom(3);
    for (let i = 0; i < 3000; i++) {
      const payload = new Uint8Array(random.next32() % 120);
      random.fill(payload);
      const kind = random.next32() % 4;
      if (kind === 0) give(payload, [0x0800, 0x0806, 0x86dd, random.next32() & 0xffff][random.next32() % 4]);
      else
        give(
          packet(payload, {
            protocol: [1, 6, 17][kind - 1],
            id: random.next32() & 0xffff,
            fragment: random.next32() % 5 === 0 ? random.next32() & 0x3fff : 0,
          }),
        );
    }
    run.kernel.run(100_000_000);
    expect(run.kernel.panicReport).toBeNull();
  });
});

describe('namespaces', () => {
  test('a veth pair joins two namespaces, each with its own routes and ports', async () => {
    const { addAddress, setDeviceFlags } = await import('./devinet');
    const { createVethPair } = await import('./veth');
    const run = bootProgram(new Uint8Array(0));
    const { initial, softirq } = netOf(run.kernel);
    const other = createNetNamespace(run.kernel);
    const [near, far] = createVethPair(initial, 'veth0', other, 'eth0');
    for (const [dev, address] of [
      [near, '192.168.9.1'],
      [far, '192.168.9.2'],
    ] as const) {
      setDeviceFlags(dev, dev.flags | 1);
      addAddress(dev, ip(address), 24);
    }
    const { PingSock } = await import('./ipv4/ping');
    const sock = new PingSock(initial, 2, 2, 1);
    const echo = Uint8Array.of(8, 0, 0, 0, 0, 0, 0, 1);
    const { newMessage } = await import('./socket');
    const { sockaddrIn } = await import('./ipv4/sockaddr');
    const message = newMessage(run.kernel.kernelBuffer(echo), 0);
    message.name = sockaddrIn(ip('192.168.9.2'), 0);
    softirq.guard(() => sock.send(run.kernel.init, message));
    expect(sock.queue.length).toBe(1);
    expect([other.mib.icmp.InEchos, initial.mib.icmp.InEchoReps]).toEqual([1, 1]);
    expect(other.fib.match(ip('10.0.2.3'))).toBeUndefined();
  });
});
