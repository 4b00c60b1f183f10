/** Pictures of the kernel's parts, drawn to text from small traces: lanes of CPUs, a packet's way, linkage, eBPF, VFS, TLB. */
import type { KernelEvent } from '@ringzero/kernel-sim/kernel/events';
import type { KernelSnapshot } from '@ringzero/kernel-sim/kernel/snapshot';
import type { TraceStep } from '@ringzero/kernel-sim/lab/types';
import type { ComponentType } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { dictionary } from '../../_i18n';
import { kernel } from '../testing/fixtures';
import { BpfPicture, BpfTable, lastState } from './BpfPicture';
import { type BpfMapData, programsAt, readable, readableValue } from './bpf';
import { ModulesPicture, ModulesTable } from './ModulesPicture';
import { kernelAddress, modulesAt } from './modules';
import { NetworkPicture, NetworkTable } from './NetworkPicture';
import { journeyAt, journeysOf } from './network';
import type { PictureProps } from './picture';
import { TimelinePicture, TimelineTable } from './TimelinePicture';
import { TlbPicture, TlbTable } from './TlbPicture';
import { timelineAt } from './timeline';
import { VfsPicture, VfsTable } from './VfsPicture';
import { mountOf, partsOf } from './vfs';

const w = dictionary('en').inspect;
type Body<T> = T extends KernelEvent ? Omit<T, 'at' | 'cpu' | 'pid'> & Partial<Pick<T, 'at' | 'cpu' | 'pid'>> : never;
const steps = (...events: Body<KernelEvent>[]): TraceStep[] =>
  events.map((event, index) => ({ index, event: { at: index * 100, cpu: 0, pid: 2, ...event } as KernelEvent }));

/** The picture in both languages says nothing unfilled; returns the English one. */
function draw(
  Picture: ComponentType<PictureProps>,
  trace: TraceStep[],
  end: KernelSnapshot | null,
  at = trace.length - 1,
) {
  const markup = (['ja', 'en'] as const).map((lang) =>
    renderToStaticMarkup(<Picture steps={trace} at={at} end={end} w={dictionary(lang).inspect} lang={lang} />),
  );
  for (const text of markup) expect(text.replaceAll(/\{\d[\d, ]*\}/g, '')).not.toMatch(/\{\w+\}|undefined|NaN/);
  return markup[1];
}

describe('the timeline', () => {
  const trace = steps(
    { type: 'exec', path: '/bin/a', argv: ['a'] },
    { type: 'switch', prev: 2, next: 3, why: 'preempt', pid: 3 },
    { type: 'switch', prev: 0, next: 2, why: 'block', cpu: 1 },
    { type: 'migrate', target: 2, from: 0, to: 1, cpu: 1 },
    { type: 'syscall-enter', nr: 1, name: 'write', args: [], text: 'write(1', cpu: 1 },
    { type: 'switch', prev: 3, next: 0, why: 'exit', pid: 3 },
    { type: 'wakeup', target: 2, by: 'timer' },
    { type: 'tty', direction: 'out', bytes: 1 },
  );

  test('each CPU has a lane, and a lane says who ran from when to when and why it ended', () => {
    const view = timelineAt(trace, 7, kernel, 1);
    expect(view?.lanes).toEqual([
      {
        cpu: 0,
        segments: [
          { pid: 2, from: 0, to: 100, why: 'preempt' },
          { pid: 3, from: 100, to: 500, why: 'exit' },
          { pid: 0, from: 500, to: 700, why: null },
        ],
      },
      {
        cpu: 1,
        segments: [
          { pid: 0, from: 0, to: 200, why: 'block' },
          { pid: 2, from: 200, to: 700, why: null },
        ],
      },
    ]);
    expect(view).toMatchObject({ calls: [{ cpu: 1 }], wakeups: [{ target: 2 }], moves: [{ pid: 2, from: 0, to: 1 }] });
    expect(view?.tasks.map(({ pid, name, share }) => [pid, name, Math.round(share * 1400)])).toEqual([
      [2, 'a', 600],
      [3, 'sleep', 400],
    ]);
  });

  test('a CPU is idle from when its task went to sleep, though the switch comes later', () => {
    const late = steps(
      { type: 'switch', prev: 0, next: 2, why: 'preempt' },
      { type: 'syscall-enter', nr: 61, name: 'wait4', args: [], text: 'wait4(-1' },
      { type: 'tty', direction: 'out', bytes: 1, pid: 3, cpu: 1 },
      { type: 'switch', prev: 2, next: 4, why: 'block', pid: 4 },
      { type: 'tty', direction: 'out', bytes: 1, pid: 4 },
    );
    expect(timelineAt(late, 4, null, 1)?.lanes[0].segments).toEqual([
      { pid: 2, from: 0, to: 100, why: 'block' },
      { pid: 0, from: 100, to: 300, why: null },
      { pid: 4, from: 300, to: 400, why: null },
    ]);
  });

  test('a task that slept and went on, with nobody else in between, was not running meanwhile', () => {
    const slept = steps(
      { type: 'switch', prev: 0, next: 2, why: 'preempt' },
      { type: 'syscall-enter', nr: 61, name: 'wait4', args: [], text: 'wait4(-1' },
      { type: 'syscall-exit', nr: 61, name: 'wait4', result: 3, text: 'wait4(-1) = 3', at: 90_000 },
      { type: 'tty', direction: 'out', bytes: 1, at: 190_000 },
    );
    expect(timelineAt(slept, 3, null, 1)?.lanes[0].segments).toEqual([
      { pid: 2, from: 0, to: 100, why: 'block' },
      { pid: 0, from: 100, to: 90_000, why: null },
      { pid: 2, from: 90_000, to: 190_000, why: null },
    ]);
  });

  test('zoomed, the window stands around the step and stays inside the trace', () => {
    expect(timelineAt(trace, 3, kernel, 7)).toMatchObject({ from: 250, to: 350, now: 300 });
    expect(timelineAt(trace, 0, kernel, 7)).toMatchObject({ from: 0, to: 100 });
    expect(timelineAt(trace, 7, kernel, 7)).toMatchObject({ from: 600, to: 700 });
    expect(timelineAt([], 0, kernel, 1)).toBe(null);
  });

  test('picture and table say the same', () => {
    expect(draw(TimelinePicture, trace, kernel)).toContain('PID 3 sleep 29 per cent');
    expect(draw(TimelineTable, trace, kernel)).toContain('preempted');
  });
});

describe('the network', () => {
  const packet = (layer: 'udp' | 'ip' | 'link' | 'netfilter', direction: 'tx' | 'rx', id: number, verdict?: string) =>
    ({ type: 'packet', dev: 'lo', direction, layer, id, bytes: 29, summary: `UDP, length ${id}`, verdict }) as const;
  const trace = steps(
    packet('udp', 'tx', 1),
    packet('ip', 'tx', 1),
    packet('link', 'tx', 1),
    packet('link', 'rx', 1),
    packet('netfilter', 'rx', 1, 'DROP'),
    packet('udp', 'tx', 2),
  );
  const end: KernelSnapshot = {
    ...kernel,
    network: [
      {
        namespace: 4026531840,
        devices: [
          {
            index: 1,
            name: 'lo',
            kind: 'loopback',
            mac: '00:00:00:00:00:00',
            mtu: 65536,
            up: true,
            state: 'UNKNOWN',
            addresses: ['127.0.0.1/8'],
            peer: null,
            stats: { rxPackets: 1 },
          },
        ],
        sockets: [
          {
            protocol: 'tcp',
            state: 'ESTAB',
            local: '127.0.0.1:80',
            remote: '127.0.0.1:9',
            receiveQueue: 0,
            sendQueue: 0,
            inode: 7,
            tcp: {
              cwnd: 10,
              ssthresh: null,
              rtt: 120,
              rto: 200000,
              retransmits: 0,
              mss: 1460,
              inFlight: 0,
              sendWindow: 65535,
              receiveWindow: 65535,
            },
          },
        ],
        routes: [],
        arp: [],
      },
    ],
  };

  test('hops of one packet make its journey; a verdict can end it', () => {
    const journeys = journeysOf(trace);
    expect(journeys.map((j) => [j.id, j.hops.length, j.dropped])).toEqual([
      [1, 5, true],
      [2, 1, false],
    ]);
    expect(journeyAt(journeys, 2)?.id).toBe(1);
    expect(journeyAt(journeys, 5)?.id).toBe(2);
    expect(journeyAt(journeys, -1)).toBe(null);
  });

  test('picture and table', () => {
    const picture = draw(NetworkPicture, trace, end, 4);
    expect(picture).toContain('tx udp, tx ip, tx link, rx link, rx netfilter DROP');
    expect(picture).toContain('dropped here');
    expect(picture).toContain('127.0.0.1:80');
    const table = draw(NetworkTable, trace, end);
    for (const words of ['Inside TCP', '127.0.0.1/8', 'rxPackets 1', 'DROP']) expect(table).toContain(words);
    expect(draw(NetworkPicture, [], null)).toContain(w.netNone);
  });
});

describe('modules', () => {
  const linkage = {
    name: 'hello',
    sections: [{ name: '.text', address: -1072693248, size: 64 }],
    relocations: [
      { section: '.text', offset: 4, type: 'R_X86_64_PLT32', symbol: '_printk', value: -2129649184, addend: -4 },
      { section: '.text', offset: 24, type: 'R_X86_64_PLT32', symbol: '_printk', value: -2129649184, addend: -4 },
    ],
    imports: [{ name: '_printk', address: -2129649184, from: 'vmlinux' }],
  };
  const oops = {
    kind: 'page fault',
    pid: 2,
    comm: 'insmod',
    address: 0,
    symbol: 'hello_init',
    module: 'hello',
    offset: 5,
    file: 'hello.c',
    line: 9,
    trace: [{ text: 'do_one_initcall', reliable: true, file: null, line: null }],
  };
  const trace = steps(
    { type: 'module', op: 'coming', ...linkage },
    { type: 'module', op: 'live', ...linkage },
    { type: 'oops', ...oops },
    { type: 'module', op: 'gone', ...linkage },
  );

  test('come, live and go; addresses are 64 bits', () => {
    expect(kernelAddress(-1072693248)).toBe('0xffffffffc0100000');
    expect([0, 1, 3].map((at) => modulesAt(trace, at, kernel)[0].state)).toEqual(['coming', 'live', 'gone']);
  });

  test('picture and table show what was linked, and the line of an oops', () => {
    const picture = draw(ModulesPicture, trace, kernel);
    for (const words of ['_printk', 'vmlinux', '0xffffffffc0100000', '×2', 'hello.c:9', 'Oops: page fault', 'removed'])
      expect(picture).toContain(words);
    const table = draw(ModulesTable, trace, kernel);
    for (const words of ['R_X86_64_PLT32', '.text+0x18', '_printk-4', 'hello.c:9']) expect(table).toContain(words);
  });
});

describe('eBPF', () => {
  const map: BpfMapData = {
    id: 1,
    type: 6,
    name: 'hits',
    keySize: 4,
    valueSize: 4,
    maxEntries: 1,
    entries: [{ key: '00000000', value: '03000000000000000500000000000000' }],
    truncated: false,
  };
  const end: KernelSnapshot = {
    ...kernel,
    bpf: {
      programs: [{ id: 4, type: 2, name: 'count', tag: 'ab', insns: 12, runs: 8, verified: 20, maps: [1] }],
      maps: [map],
      finished: [],
      attachments: [{ program: 4, name: 'count', target: 'kprobe:vfs_read' }],
      rejection: {
        name: 'bad',
        log: '0: R1=ctx(off=0,imm=0) R10=fp0\n0: (61) r0 = *(u32 *)(r2 +0)\nR2 !read_ok\n',
        code: 'uninit-reg',
        params: { reg: 2 },
        insn: 0,
      },
      trace: [],
    },
  };

  test('bytes are read as numbers, names and structures', () => {
    expect(readable('2a000000')).toBe('42');
    expect(readable('ffffffffffffffff')).toBe('18446744073709551615');
    expect(readable('73680000000000000000000000000000')).toBe('"sh"');
    expect(readable('0100000002000000ffffffff')).toBe('{1, 2, 4294967295}');
    expect(readableValue(map, map.entries[0].value)).toBe('cpu0: 3, cpu1: 5');
  });

  test('a program whose owner has ended is still seen, with where it hung and how often it ran', () => {
    const trace = steps(
      { type: 'bpf', op: 'load', id: 9, name: 'trace' },
      { type: 'bpf', op: 'attach', id: 9, name: 'trace', detail: 'kprobe:f' },
      { type: 'bpf', op: 'run', id: 9, name: 'trace', result: 0, steps: 4 },
      { type: 'bpf', op: 'detach', id: 9, name: 'trace', detail: 'kprobe:f' },
    );
    expect(programsAt(trace, 1, undefined)).toMatchObject([{ id: 9, hooks: [{ target: 'kprobe:f', attached: true }] }]);
    expect(programsAt(trace, 3, undefined)).toMatchObject([{ runs: 1, hooks: [{ attached: false }], snapshot: null }]);
    expect(draw(BpfPicture, trace, kernel)).toContain('detached');
    expect(draw(BpfTable, trace, kernel)).toContain('kprobe:f (detached)');
    expect(draw(BpfPicture, [], kernel)).toContain(w.bpfNone);
  });

  test('picture and table: hook, program, map, refusal', () => {
    for (const Picture of [BpfPicture, BpfTable]) {
      const text = draw(Picture, [], end);
      for (const words of ['kprobe:vfs_read', 'count', 'cpu0: 3', 'R2 !read_ok', 'The verifier refused bad'])
        expect(text).toContain(words);
    }
    expect(lastState(end.bpf?.rejection?.log ?? '')).toBe('R1=ctx(off=0,imm=0) R10=fp0');
  });
});

describe('the VFS', () => {
  const mount = (target: string, type: string) => ({ source: type, target, type, options: 'rw' });
  const mounts = [
    mount('/', 'rootfs'),
    mount('/dev', 'devtmpfs'),
    mount('/dev/pts', 'devpts'),
    mount('/devel', 'ext2'),
  ];
  const trace = steps({ type: 'vfs', op: 'write', fs: 'devpts', path: '/dev/pts/0', bytes: 3 });

  test('each name lies in the mount that is nearest above it', () => {
    expect(partsOf('/dev/pts/0', mounts).map((p) => [p.name, p.mount?.type, p.crossed])).toEqual([
      ['/', 'rootfs', false],
      ['dev', 'devtmpfs', true],
      ['pts', 'devpts', true],
      ['0', 'devpts', false],
    ]);
    expect(mountOf('/develop', mounts)?.type).toBe('rootfs');
  });

  test('picture and table', () => {
    const picture = draw(VfsPicture, trace, { ...kernel, mounts });
    for (const words of ['from here another mount (devpts)', 'write 3', 'in memory']) expect(picture).toContain(words);
    expect(draw(VfsTable, trace, { ...kernel, mounts })).toContain('/dev/pts/0');
    expect(draw(VfsPicture, [], kernel)).toContain(w.vfsNone);
  });
});

test('the TLB: entries by set, the newest last, and misses', () => {
  const end: KernelSnapshot = {
    ...kernel,
    tlb: [
      {
        cpu: 0,
        entries: [[{ page: 0x400, large: false }], [], [{ page: 2, large: true }]],
        code: [[{ page: 0x401, large: false }]],
        misses: { load: 12, store: 3, fetch: 4 },
        flushes: 1,
      },
    ],
  };
  expect(draw(TlbPicture, [], end)).toContain('misses: 12 loads, 3 stores, 4 fetches; flushed 1 times');
  const table = draw(TlbTable, [], end);
  for (const words of ['0x000000400000', '0x000000401000']) expect(table).toContain(words);
});
