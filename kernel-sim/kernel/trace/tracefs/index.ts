/**
 * tracefs: /sys/kernel/tracing. Files of the trace, and a directory for each event. Follows kernel/trace/{trace,trace_events}.c.
 * Only the nop tracer is there: functions are traced by kprobes.
 */

import { POLLIN, POLLRDNORM } from '../../abi/poll';
import { EAGAIN, EFAULT, EINVAL, ENOENT, ERESTARTSYS } from '../../errno';
import { contextOf } from '../../fs/context';
import { BaseInode, BaseSuperBlock } from '../../fs/inode';
import { ProcDirectory, ProcFile, type Show, type Store } from '../../fs/proc/node';
import { utf8Encode } from '../../fs/text';
import type { RunningKernel } from '../../kernel';
import type { FileOperations, FileSystemType, IoBuffer, Kernel, Sleeping, StatFs } from '../../types';
import { INTERRUPTED, S_IFREG } from '../../types';
import type { Tracepoint } from '../tracepoints';
import { kprobeEventsStore, kprobeEventsText } from './kprobe-events';
import { entryLine, type TraceState, traceOf } from './state';

const TRACEFS_MAGIC = 0x74726163;

class TraceSuperBlock extends BaseSuperBlock {
  statfs(): StatFs {
    return { type: TRACEFS_MAGIC, bsize: 4096, blocks: 0, bfree: 0, bavail: 0, files: 0, ffree: 0, namelen: 255 };
  }
}

const own = (kernel: Kernel): RunningKernel => kernel as RunningKernel;
const stateOf = (kernel: Kernel): TraceState => traceOf(own(kernel));

/** A directory whose entries are made when they are asked for, and kept. */
class TraceDirectory extends ProcDirectory {
  private readonly made = new Map<string, BaseInode>();

  constructor(
    sb: BaseSuperBlock,
    private readonly names: () => readonly string[],
    private readonly make: (name: string) => BaseInode | undefined,
  ) {
    super(sb, 0o700);
  }

  find(name: string): BaseInode | undefined {
    if (!this.names().includes(name)) return undefined;
    let inode = this.made.get(name);
    if (!inode) {
      inode = this.make(name);
      if (inode) this.made.set(name, inode);
    }
    return inode;
  }

  *list(): Generator<[string, BaseInode]> {
    for (const name of this.names()) {
      const inode = this.find(name);
      if (inode) yield [name, inode];
    }
  }
}

function traceText(kernel: Kernel): string {
  const { entries, written } = stateOf(kernel);
  const header = `# tracer: nop
#
# entries-in-buffer/entries-written: ${entries.length}/${written}   #P:${kernel.core.cpus.length}
#
#                                _-----=> irqs-off/BH-disabled
#                               / _----=> need-resched
#                              | / _---=> hardirq/softirq
#                              || / _--=> preempt-depth
#                              ||| / _-=> migrate-disable
#                              |||| /     delay
#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
#              | |         |   |||||     |         |
`;
  return header + entries.map(entryLine).join('');
}

const number = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.trim()));

/** trace_pipe: takes entries away; sleeps while there is none. */
const pipeOps: FileOperations = {
  stream: true,
  read(kernel, _task, file, io) {
    const state = stateOf(kernel);
    if (typeof file.private === 'object' && file.private !== null) return drain(state, file, io);
    if (state.entries.length > 0) return drain(state, file, io);
    return file.nonblocking ? -EAGAIN : waitForTrace(state, file, io);
  },
  poll(file, queues) {
    const state = stateOf((file.inode as BaseInode).sb.kernel);
    queues.push(state.queue);
    return state.entries.length > 0 ? POLLIN | POLLRDNORM : 0;
  },
};

function* waitForTrace(state: TraceState, file: { private: unknown }, io: IoBuffer): Sleeping<number> {
  while (state.entries.length === 0)
    if ((yield* state.queue.sleep('tracing_wait_pipe')) === INTERRUPTED) return -ERESTARTSYS;
  return drain(state, file, io);
}

/** Whole lines as far as they fit; a longer line is given in pieces. */
function drain(state: TraceState, file: { private: unknown }, io: IoBuffer): number {
  let moved = 0;
  let rest = file.private as Uint8Array | null;
  for (;;) {
    if (!rest) {
      const next = state.entries[0];
      if (!next) break;
      const line = utf8Encode(entryLine(next));
      if (moved > 0 && line.length > io.remaining) break;
      state.entries.shift();
      rest = line;
    }
    const part = io.put(rest, 0, Math.min(rest.length, io.remaining));
    if (part === 0) {
      file.private = rest;
      return moved > 0 ? moved : io.remaining === 0 ? 0 : -EFAULT;
    }
    moved += part;
    rest = part < rest.length ? rest.subarray(part) : null;
    if (rest) break;
  }
  file.private = rest;
  return moved;
}

class PipeFile extends BaseInode {
  readonly ops = { setattr: () => -1 };
  readonly fileOps = pipeOps;
  constructor(sb: BaseSuperBlock) {
    super(sb, S_IFREG | 0o440);
  }
}

const file =
  (show: Show, store: Store | null = null, mode = store ? 0o640 : 0o440) =>
  (sb: BaseSuperBlock): BaseInode =>
    new ProcFile(sb, mode, show, store);

const marker: Store = (kernel, _writer, text) => {
  stateOf(kernel).add('.....', `tracing_mark_write: ${text.replace(/\n$/, '')}`);
  return text.length;
};

const TOP: Readonly<Record<string, (sb: BaseSuperBlock) => BaseInode>> = {
  available_events: file((kernel) => {
    const names = [...own(kernel).tracepoints.list()].map(({ system, name }) => `${system}:${name}`);
    return `${names.join('\n')}\n`;
  }),
  available_filter_functions: file((kernel) => `${own(kernel).probes.symbols().join('\n')}\n`),
  available_tracers: file(() => 'nop\n'),
  buffer_size_kb: file(() => '1408\n'),
  current_tracer: file(
    () => 'nop\n',
    (_kernel, _writer, text) => (text.trim() === 'nop' ? text.length : -EINVAL),
  ),
  kprobe_events: file(
    (kernel) => kprobeEventsText(own(kernel)),
    (kernel, _writer, text) => kprobeEventsStore(own(kernel), text),
  ),
  set_event: file(
    (kernel) => {
      const on = [...stateOf(kernel).enabled.keys()].map(({ system, name }) => `${system}:${name}\n`);
      return on.join('');
    },
    (kernel, _writer, text) => setEvents(own(kernel), text),
  ),
  trace: file(traceText, (kernel, _writer, text) => {
    stateOf(kernel).entries = [];
    return text.length;
  }),
  trace_clock: file(() => '[local] global counter uptime perf mono mono_raw boot tai x86-tsc\n'),
  trace_marker: file(() => -EINVAL, marker, 0o220),
  trace_pipe: (sb) => new PipeFile(sb),
  tracing_on: file(
    (kernel) => `${stateOf(kernel).on ? 1 : 0}\n`,
    (kernel, _writer, text) => {
      const value = number(text);
      if (Number.isNaN(value)) return -EINVAL;
      stateOf(kernel).on = value !== 0;
      return text.length;
    },
  ),
};

/** `sched:sched_switch`, `!sched:sched_switch`, `sched:*`. */
function setEvents(kernel: RunningKernel, text: string): number {
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const [system, name = '*'] = word.replace(/^!/, '').split(':');
    const found = [...kernel.tracepoints.list()].filter(
      (point) =>
        (point.system === system || system === '*' || point.name === system) && (name === '*' || point.name === name),
    );
    if (found.length === 0) return -EINVAL;
    for (const point of found) traceOf(kernel).setEnabled(point, !word.startsWith('!'));
  }
  return text.length;
}

/** `enable` of one event, of a system, of all: 0, 1 or X. */
function enableFile(sb: BaseSuperBlock, points: (kernel: RunningKernel) => Tracepoint[]): BaseInode {
  return new ProcFile(
    sb,
    0o640,
    (kernel) => {
      const list = points(own(kernel));
      const on = list.filter((point) => stateOf(kernel).enabled.has(point)).length;
      return `${on === 0 ? '0' : on === list.length ? '1' : 'X'}\n`;
    },
    (kernel, _writer, text) => {
      const value = number(text);
      if (value !== 0 && value !== 1) return -EINVAL;
      for (const point of points(own(kernel))) stateOf(kernel).setEnabled(point, value === 1);
      return text.length;
    },
  );
}

function eventDirectory(sb: BaseSuperBlock, kernel: RunningKernel, system: string, name: string): BaseInode {
  const point = () => kernel.tracepoints.find(system, name);
  const files: Readonly<Record<string, () => BaseInode>> = {
    enable: () => enableFile(sb, () => [point()].filter((found) => found !== undefined)),
    format: () => new ProcFile(sb, 0o440, () => point()?.formatText() ?? -ENOENT),
    id: () => new ProcFile(sb, 0o440, () => `${point()?.id}\n`),
    filter: () => new ProcFile(sb, 0o640, () => 'none\n'),
    trigger: () => new ProcFile(sb, 0o640, () => '# Available triggers:\n# traceon traceoff\n'),
  };
  return new TraceDirectory(
    sb,
    () => Object.keys(files),
    (file) => files[file]?.(),
  );
}

function systemDirectory(sb: BaseSuperBlock, kernel: RunningKernel, system: string): BaseInode {
  const points = () => [...kernel.tracepoints.list()].filter((point) => point.system === system);
  return new TraceDirectory(
    sb,
    () => ['enable', ...points().map(({ name }) => name)],
    (name) => (name === 'enable' ? enableFile(sb, points) : eventDirectory(sb, kernel, system, name)),
  );
}

function eventsDirectory(sb: BaseSuperBlock, kernel: RunningKernel): BaseInode {
  const systems = () => [...new Set([...kernel.tracepoints.list()].map(({ system }) => system))].sort();
  return new TraceDirectory(
    sb,
    () => ['enable', 'header_event', 'header_page', ...systems()],
    (name) => {
      if (name === 'enable') return enableFile(sb, () => [...kernel.tracepoints.list()]);
      if (name.startsWith('header_')) return new ProcFile(sb, 0o440, () => '');
      return systemDirectory(sb, kernel, name);
    },
  );
}

export function tracefsType(): FileSystemType {
  let only: TraceSuperBlock | null = null;
  const type: FileSystemType = {
    name: 'tracefs',
    nodev: true,
    mount(kernel: Kernel) {
      if (only) return only;
      const sb = new TraceSuperBlock(kernel, type, contextOf(kernel).anonymousDevice());
      sb.root = new TraceDirectory(
        sb,
        () => ['events', ...Object.keys(TOP)],
        (name) => (name === 'events' ? eventsDirectory(sb, own(kernel)) : TOP[name]?.(sb)),
      );
      only = sb;
      return sb;
    },
  };
  return type;
}

/** debugfs: only the place where tracefs used to be. */
export function debugfsType(): FileSystemType {
  const type: FileSystemType = {
    name: 'debugfs',
    nodev: true,
    mount(kernel: Kernel) {
      const sb = new TraceSuperBlock(kernel, type, contextOf(kernel).anonymousDevice());
      sb.root = new TraceDirectory(
        sb,
        () => ['tracing'],
        () =>
          new TraceDirectory(
            sb,
            () => [],
            () => undefined,
          ),
      );
      return sb;
    },
  };
  return type;
}
