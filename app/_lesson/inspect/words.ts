/** Trace events in words, and where in the picture of the three layers they happen. Pure. */
import type { KernelEvent, Layer } from '@ringzero/kernel-sim/kernel/events';
import type { Dictionary } from '../../_i18n';
import { fill } from '../../_i18n/define';
import { signalName } from '../pane/signal-names';

export type Words = Dictionary['inspect'];

/** The boxes of the layers map. */
export type Part =
  | 'task'
  | 'syscalls'
  | 'sched'
  | 'mm'
  | 'vfs'
  | 'signals'
  | 'net'
  | 'modules'
  | 'bpf'
  | 'drivers'
  | 'cpu'
  | 'memory'
  | 'timer'
  | 'device';

export const LAYER_OF: Readonly<Record<Part, Layer>> = {
  task: 'ring3',
  syscalls: 'ring0',
  sched: 'ring0',
  mm: 'ring0',
  vfs: 'ring0',
  signals: 'ring0',
  net: 'ring0',
  modules: 'ring0',
  bpf: 'ring0',
  drivers: 'ring0',
  cpu: 'hardware',
  memory: 'hardware',
  timer: 'hardware',
  device: 'hardware',
};

export const hex = (value: number): string => `0x${value.toString(16)}`;

type Type = KernelEvent['type'];
const PARTS: Readonly<Record<Type, Part>> = {
  mode: 'cpu',
  'syscall-enter': 'syscalls',
  'syscall-exit': 'syscalls',
  fault: 'mm',
  switch: 'sched',
  wakeup: 'sched',
  fork: 'sched',
  exec: 'sched',
  exit: 'sched',
  reap: 'sched',
  'signal-send': 'signals',
  'signal-deliver': 'signals',
  vfs: 'vfs',
  device: 'device',
  tty: 'drivers',
  mm: 'mm',
  console: 'drivers',
  migrate: 'sched',
  packet: 'net',
  module: 'modules',
  oops: 'modules',
  bpf: 'bpf',
};

/** The box that an event lights up. */
export function partOf(event: KernelEvent): Part {
  if (event.type === 'mode')
    return event.to === 'ring3'
      ? 'task'
      : event.to === 'hardware'
        ? 'cpu'
        : event.why === 'fault'
          ? 'mm'
          : event.why === 'interrupt'
            ? 'timer'
            : 'syscalls';
  if (event.type === 'device' && /timer|pit|apic/i.test(event.device)) return 'timer';
  return PARTS[event.type];
}

export interface Crossing {
  from: Layer;
  to: Layer;
  label: string;
}

/** The border that an event crosses, if it does. */
export function crossingOf(event: KernelEvent, w: Words): Crossing | null {
  switch (event.type) {
    case 'mode': {
      const labels = {
        syscall: w.crossingSyscall,
        sysret: w.crossingSysret,
        fault: w.crossingFault,
        interrupt: w.crossingInterrupt,
        iret: w.crossingIret,
        io: w.crossingIo,
      };
      return {
        from: event.from,
        to: event.to,
        label: event.detail ? `${labels[event.why]} ${event.detail}` : labels[event.why],
      };
    }
    case 'syscall-enter':
      return { from: 'ring3', to: 'ring0', label: `${w.crossingSyscall} ${event.name}` };
    case 'syscall-exit':
      return { from: 'ring0', to: 'ring3', label: `${w.crossingSysret} ${event.result}` };
    case 'fault':
      return { from: 'ring3', to: 'ring0', label: w.crossingFault };
    case 'device':
      return event.op === 'interrupt'
        ? { from: 'hardware', to: 'ring0', label: w.crossingInterrupt }
        : {
            from: event.op === 'in' ? 'hardware' : 'ring0',
            to: event.op === 'in' ? 'ring0' : 'hardware',
            label: w.crossingIo,
          };
    default:
      return null;
  }
}

/** wait(2) status in words: exit code or signal. */
function statusWords(status: number): string {
  const signal = status & 0x7f;
  return signal === 0 ? `exit ${(status >> 8) & 0xff}` : signalName(signal);
}

function faultWords(event: Extract<KernelEvent, { type: 'fault' }>, w: Words): string {
  const outcomes = {
    'demand-zero': w.outDemandZero,
    'swap-in': w.outSwapIn,
    file: w.outFile,
    'copy-on-write': w.outCow,
    'stack-growth': w.outStack,
    spurious: w.outSpurious,
    signal: fill(w.outSignal, { signal: signalName(event.signal ?? 0) }),
  };
  const outcome = outcomes[event.outcome];
  return event.vector === 14
    ? fill(w.evFault, { address: hex(event.address), outcome })
    : fill(w.evFaultOther, { vector: event.vector, outcome });
}

function deviceWords(event: Extract<KernelEvent, { type: 'device' }>, w: Words): string {
  if (event.op === 'destroyed') return fill(w.evDestroyed, { device: event.device });
  const port = event.port === undefined ? '' : ` ${hex(event.port)}`;
  const value =
    event.value === undefined
      ? ''
      : ` ${hex(event.value)}${event.value >= 32 && event.value < 127 ? ` '${String.fromCharCode(event.value)}'` : ''}`;
  return `${fill(w.evDevice, { device: event.device, op: event.op })}${port}${value}${event.detail ? ` (${event.detail})` : ''}`;
}

/** One event as a line of text. */
export function eventWords(event: KernelEvent, w: Words): string {
  switch (event.type) {
    case 'mode': {
      const names: Readonly<Record<Layer, string>> = { hardware: w.hardware, ring0: w.ring0, ring3: w.ring3 };
      const why = crossingOf(event, w)?.label ?? event.why;
      return fill(w.evMode, { from: names[event.from], to: names[event.to], why });
    }
    case 'syscall-enter':
    case 'syscall-exit':
      return event.text;
    case 'fault':
      return faultWords(event, w);
    case 'switch':
      return fill(w.evSwitch, { prev: event.prev, next: event.next });
    case 'wakeup':
      return fill(w.evWakeup, { target: event.target });
    case 'fork':
      return fill(w.evFork, { child: event.child });
    case 'exec':
      return fill(w.evExec, { path: event.path });
    case 'exit':
      return fill(w.evExit, { status: statusWords(event.status) });
    case 'reap':
      return fill(w.evReap, { child: event.child });
    case 'signal-send':
      return fill(w.evSignalSend, { target: event.target, signal: signalName(event.signal) });
    case 'signal-deliver':
      return fill(w.evSignalDeliver, { signal: signalName(event.signal) });
    case 'vfs':
      return fill(w.evVfs, { op: event.op, path: event.path, fs: event.fs });
    case 'device':
      return deviceWords(event, w);
    case 'tty':
      return fill(w.evTty, { bytes: event.bytes });
    case 'mm':
      return fill(w.evMm, { op: event.op, start: hex(event.start), end: hex(event.end) });
    case 'console':
      return fill(w.evConsole, { text: event.text });
    case 'migrate':
      return fill(w.evMigrate, { target: event.target, to: event.to });
    case 'packet':
      return `${event.dev} ${event.direction} ${event.layer}${event.verdict ? ` ${event.verdict}` : ''}: ${event.summary}`;
    case 'module':
      return fill(w.evModule, { name: event.name, op: event.op });
    case 'oops':
      return fill(w.evOops, { kind: event.kind, symbol: event.symbol || '?' });
    case 'bpf':
      return fill(w.evBpf, { op: event.op, name: event.name, detail: event.detail ?? event.result ?? '' }).trimEnd();
  }
}
