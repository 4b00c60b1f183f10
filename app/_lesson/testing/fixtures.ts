/** A small recorded run for tests of pictures and of the pane: sh forks, the child becomes echo, writes, ends and is collected. */
import type { KernelEvent } from '@ringzero/kernel-sim/kernel/events';
import type {
  AddressSpaceSnapshot,
  BareSnapshot,
  KernelSnapshot,
  RegistersSnapshot,
  TaskSnapshot,
} from '@ringzero/kernel-sim/kernel/snapshot';
import type { RunReport, TraceStep } from '@ringzero/kernel-sim/lab/types';

type Body<T> = T extends KernelEvent ? Omit<T, 'at' | 'cpu'> : never;

const EVENTS: readonly Body<KernelEvent>[] = [
  { pid: 1, type: 'exec', path: '/bin/sh', argv: ['sh'] },
  { pid: 1, type: 'syscall-enter', nr: 57, name: 'fork', args: [], text: 'fork()' },
  { pid: 1, type: 'fork', child: 2, flags: 17 },
  { pid: 1, type: 'syscall-exit', nr: 57, name: 'fork', result: 2, text: 'fork() = 2' },
  { pid: 1, type: 'syscall-enter', nr: 61, name: 'wait4', args: [-1, 0, 0, 0], text: 'wait4(-1' },
  { pid: 1, type: 'switch', prev: 1, next: 2, why: 'block' },
  { pid: 2, type: 'exec', path: '/bin/echo', argv: ['echo', 'hi'] },
  { pid: 2, type: 'fault', vector: 14, errorCode: 4, address: 0x401000, ip: 0x401000, outcome: 'file' },
  { pid: 2, type: 'mode', from: 'ring3', to: 'ring0', why: 'syscall' },
  { pid: 2, type: 'syscall-enter', nr: 1, name: 'write', args: [1, 0x7fff0000, 3], text: 'write(1, "hi\\n", 3' },
  { pid: 2, type: 'vfs', op: 'write', fs: 'devtmpfs', path: '/dev/console', bytes: 3 },
  { pid: 2, type: 'tty', direction: 'out', bytes: 3 },
  { pid: 2, type: 'device', device: 'uart', op: 'out', port: 0x3f8, value: 0x68 },
  { pid: 2, type: 'syscall-exit', nr: 1, name: 'write', result: 3, text: 'write(1, "hi\\n", 3) = 3' },
  { pid: 2, type: 'mode', from: 'ring0', to: 'ring3', why: 'sysret' },
  { pid: 2, type: 'syscall-exit', nr: 3, name: 'close', result: -9, text: 'close(7) = -1 EBADF (Bad file descriptor)' },
  { pid: 2, type: 'syscall-enter', nr: 231, name: 'exit_group', args: [0], text: 'exit_group(0' },
  { pid: 2, type: 'exit', status: 0, core: false },
  { pid: 1, type: 'switch', prev: 2, next: 1, why: 'exit' },
  { pid: 1, type: 'reap', child: 2, status: 0 },
];

export const trace: readonly TraceStep[] = EVENTS.map((event, index) => ({
  index,
  event: { at: 1_000 + index * 120, cpu: 0, ...event } as KernelEvent,
}));

const task = (part: Partial<TaskSnapshot> & Pick<TaskSnapshot, 'pid' | 'ppid' | 'comm'>): TaskSnapshot => ({
  tgid: part.pid,
  pgid: part.pid,
  sid: 1,
  uid: 0,
  euid: 0,
  gid: 0,
  egid: 0,
  cmdline: [part.comm],
  state: 'S',
  waitingFor: '',
  tty: 'console',
  exitStatus: null,
  nice: 0,
  cpu: 0,
  userTime: 1_200,
  systemTime: 800,
  minorFaults: 12,
  majorFaults: 0,
  syscalls: 9,
  fds: [{ fd: 0, path: '/dev/console', kind: 'tty', flags: 2, pos: 0, cloexec: false }],
  pendingSignals: [],
  blockedSignals: [],
  threads: [part.pid],
  ...part,
});

export const registers: RegistersSnapshot = {
  cpu: 0,
  pid: 2,
  layer: 'ring3',
  cpl: 3,
  gpr: Array.from({ length: 16 }, (_, n) => `0x${(n * 4096).toString(16)}`),
  rip: '0x401020',
  rflags: '0x202',
  cr2: '0x0',
  cr3: '0x1000',
  where: { function: 'main', file: 'main.c', line: 4 },
};

export const kernel: KernelSnapshot = {
  at: 4_000,
  tasks: [
    task({ pid: 1, ppid: 0, comm: 'sh', waitingFor: 'do_wait' }),
    task({ pid: 3, ppid: 1, comm: 'sleep', state: 'Z' }),
  ],
  cpus: [registers],
  memory: {
    totalFrames: 16_384,
    freeFrames: 12_000,
    kernelFrames: 800,
    pageCacheFrames: 900,
    anonFrames: 300,
    pageTableFrames: 24,
  },
  mounts: [{ source: 'proc', target: '/proc', type: 'proc', options: 'rw' }],
  syscallCounts: { write: 3, fork: 1 },
  unimplemented: {},
};

export const space: AddressSpaceSnapshot = {
  pid: 2,
  cr3: 0x1000,
  brk: { start: 0x404000, end: 0x405000 },
  vmas: [
    { start: 0x400000, end: 0x402000, perms: 'r-xp', offset: 0, name: '/bin/echo', resident: 2 },
    { start: 0x403000, end: 0x405000, perms: 'rw-p', offset: 0x3000, name: '[heap]', resident: 1 },
    { start: 0x7ffffffde000, end: 0x7ffffffff000, perms: 'rw-p', offset: 0, name: '[stack]', resident: 1 },
  ],
  pages: [
    {
      va: 0x400000,
      frame: 700,
      writable: false,
      user: true,
      accessed: true,
      dirty: false,
      noExecute: false,
      sharers: [1, 2],
    },
    {
      va: 0x401000,
      frame: 701,
      writable: false,
      user: true,
      accessed: true,
      dirty: false,
      noExecute: false,
      sharers: [2],
    },
    {
      va: 0x403000,
      frame: 702,
      writable: true,
      user: true,
      accessed: true,
      dirty: true,
      noExecute: true,
      sharers: [2],
    },
    {
      va: 0x7fffffffe000,
      frame: 703,
      writable: true,
      user: true,
      accessed: true,
      dirty: true,
      noExecute: true,
      sharers: [2],
    },
  ],
};

const LINES = ['Hello from ring 0', '', 'Temperature 72'];
const attributes = Array.from({ length: 80 * 25 }, (_, n) => (n < 80 ? 0x1f : n >= 160 && n < 240 ? 0x0c : 0x07));

export const bare = {
  at: 9_000,
  cpus: [{ ...registers, layer: 'ring0', cpl: 0 }],
  vga: { text: Array.from({ length: 25 }, (_, n) => (LINES[n] ?? '').padEnd(80)), attributes, cursor: 240 },
  serial: 'Hello\n',
  devices: [
    { name: 'uart', state: { baud: 115200, written: 6, lost: 0 } },
    { name: 'nvm', state: { state: 'destroyed', writes: 3 } },
  ],
  interrupts: { 32: 4 },
  idt: { base: 0, limit: 0, gates: [] },
  shutDown: 'halted',
} as const satisfies BareSnapshot;

/** A finished run of an exercise, passed or failed. */
export function report(exerciseId: string, passed: boolean, part: Partial<RunReport['view']> = {}): RunReport {
  return {
    record: {
      version: 1,
      simHash: 's',
      toolHash: 't',
      exerciseId,
      exerciseHash: 'h',
      cpus: 1,
      seed: 1,
      inputs: [],
      submission: { kind: 'code', files: [{ path: 'main.c', text: 'int main(void) { return 0; }\n' }] },
    },
    digest: '0'.repeat(64),
    passed,
    checks: [
      { id: 'ends', ok: true, code: 'ok' },
      passed
        ? { id: 'sent', ok: true, code: 'ok' }
        : {
            id: 'sent',
            ok: false,
            code: 'only-some',
            params: { got: 'Hel' },
            show: { line: 3, file: 'main.c', step: 12 },
          },
    ],
    view: {
      diagnostics: [],
      stdout: 'hi\n',
      stderr: '',
      console: 'hi\n',
      reason: 'exit',
      exit: { code: 0, signal: null },
      retired: 4_321,
      trace,
      snapshot: kernel,
      bare: null,
      addressSpaces: [space],
      where: null,
      ...part,
    },
  };
}
