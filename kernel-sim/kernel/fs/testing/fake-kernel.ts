/**
 * A small kernel for unit tests of the file side: memory, tasks and wait queues without a processor.
 * User memory is one flat array per kernel; sleeping calls are driven by hand with `Sleeper`.
 */
import type { Core, Mmu, PhysicalMemory } from '../../../machine/types';
import { CAP_FULL, CAP_NONE } from '../../abi/capability';
import { RLIM_INFINITY, RLIM_NLIMITS, RLIMIT_NOFILE } from '../../abi/resource';
import { EBADF, EFAULT, ENAMETOOLONG, ENOTDIR, ESRCH } from '../../errno';
import type { KernelEvent } from '../../events';
import type { FileSystems } from '../../fs-port';
import { isSleeping } from '../../sleeping';
import type {
  BootOptions,
  Cred,
  FrameAllocator,
  FrameUse,
  IoBuffer,
  Kernel,
  Sleep,
  Sleeping,
  Task,
  WaitQueue,
  WakeReason,
} from '../../types';
import { WOKEN } from '../../types';
import { setupFs } from '../setup';
import { fsSyscalls } from '../syscalls/index';
import { utf8Decode, utf8Encode } from '../text';

const USER_BYTES = 1 << 20;
const PAGE = 4096;
/** User addresses below are not mapped, as address 0 is not. */
export const USER_BASE = 0x1000;

class FakeQueue implements WaitQueue {
  readonly waiters: Task[] = [];
  wakes = 0;
  constructor(readonly name: string) {}
  *sleep(what: string, options: { until?: number; interruptible?: boolean } = {}): Sleeping<WakeReason> {
    const until = options.until ?? Number.POSITIVE_INFINITY;
    return yield { queue: this, until, interruptible: options.interruptible ?? true, what };
  }
  wake(): void {
    this.wakes++;
  }
}

class FakeFrames implements FrameAllocator {
  readonly reserved = 1;
  private readonly counts: number[];
  private readonly uses = new Map<number, FrameUse>();
  constructor(
    private readonly ram: Uint8Array,
    readonly total: number,
  ) {
    this.counts = new Array<number>(total).fill(0);
    // Frame 0 is the kernel's own.
    this.counts[0] = 1;
    this.uses.set(0, 'kernel');
  }
  alloc(use: FrameUse): number {
    const frame = this.counts.indexOf(0);
    if (frame < 0) return -1;
    this.counts[frame] = 1;
    this.uses.set(frame, use);
    this.ram.fill(0, frame * PAGE, (frame + 1) * PAGE);
    return frame;
  }
  allocRun(pages: number, use: FrameUse): number {
    if (pages !== 1) throw new Error('the file system tests need no runs');
    return this.alloc(use);
  }
  get(frame: number): void {
    this.counts[frame]++;
  }
  put(frame: number): void {
    if (--this.counts[frame] < 0) throw new Error(`frame ${frame} freed twice`);
  }
  count(frame: number): number {
    return this.counts[frame];
  }
  get free(): number {
    return this.counts.filter((count) => count === 0).length;
  }
  used(use: FrameUse): number {
    return this.counts.filter((count, frame) => count > 0 && this.uses.get(frame) === use).length;
  }
}

class FlatBuffer implements IoBuffer {
  done = 0;
  fault = 0;
  constructor(
    private readonly memory: Uint8Array,
    private readonly at: number,
    private readonly length: number,
    private readonly low: number,
  ) {}
  get remaining(): number {
    return this.length - this.done;
  }
  private room(length: number): number {
    const at = this.at + this.done;
    const n = at < this.low ? 0 : Math.max(0, Math.min(length, this.remaining, this.memory.length - at));
    if (n < Math.min(length, this.remaining)) this.fault = -EFAULT;
    return n;
  }
  put(from: Uint8Array, offset: number, length: number): number {
    const n = this.room(length);
    this.memory.set(from.subarray(offset, offset + n), this.at + this.done);
    this.done += n;
    return n;
  }
  get(to: Uint8Array, offset: number, length: number): number {
    const n = this.room(length);
    to.set(this.memory.subarray(this.at + this.done, this.at + this.done + n), offset);
    this.done += n;
    return n;
  }
}

export const rootCred = (): Cred => userCred(0);
export function userCred(uid: number, groups: number[] = []): Cred {
  return {
    uid,
    euid: uid,
    suid: uid,
    fsuid: uid,
    gid: uid,
    egid: uid,
    sgid: uid,
    fsgid: uid,
    groups,
    capEffective: uid === 0 ? CAP_FULL : CAP_NONE,
  };
}

/** A call that sleeps, stepped by the test. */
export class Sleeper<T> {
  result: T | undefined;
  asleep: Sleep | null = null;
  constructor(private readonly call: Sleeping<T>) {
    this.step(call.next());
  }
  /** Wakes it once. */
  wake(reason: WakeReason = WOKEN): this {
    if (this.asleep !== null) this.step(this.call.next(reason));
    return this;
  }
  private step(step: IteratorResult<Sleep, T>): void {
    this.asleep = step.done === true ? null : step.value;
    if (step.done === true) this.result = step.value;
  }
}

export class FakeKernel {
  readonly user = new Uint8Array(USER_BYTES);
  readonly output: number[] = [];
  readonly signals: [pid: number, signal: number][] = [];
  readonly events: KernelEvent[] = [];
  readonly taskMap = new Map<number, Task>();
  readonly kernel: Kernel;
  readonly fs: FileSystems;
  readonly init: Task;
  now = 0;
  listening = false;
  private heap = USER_BASE;

  constructor(options: Partial<BootOptions> & { frames?: number } = {}) {
    const total = options.frames ?? 512;
    const ram = new Uint8Array(total * PAGE);
    const frames = new FakeFrames(ram, total);
    const core = { ram: fakeMemory(ram), mmu: {} as Mmu } as unknown as Core;
    this.kernel = this.makeKernel(core, frames);
    this.fs = setupFs(this.kernel, {
      core,
      initramfs: new Uint8Array(0),
      seed: 1,
      bootTime: 1_700_000_000,
      stdio: 'console',
      console: this.kernel.console,
      ...options,
    });
    (this.kernel as { vfs: Kernel['vfs'] }).vfs = this.fs.vfs;
    this.init = this.task(1);
    (this.kernel as { init: Task }).init = this.init;
  }

  private makeKernel(core: Core, frames: FrameAllocator): Kernel {
    const self = this;
    let random = 12345;
    const kernel = {
      core,
      frames,
      vfs: null as unknown as Kernel['vfs'],
      init: null as unknown as Task,
      get now() {
        return self.now;
      },
      charge: (n: number) => {
        self.now += n;
      },
      realtime: () => [1_700_000_000 + Math.floor(self.now / 1e8), (self.now % 1e8) * 10] as const,
      bootTime: 1_700_000_000,
      tasks: this.taskMap,
      current: null,
      hostname: { nodename: 'ringzero', domainname: '(none)' },
      newWaitQueue: (name: string) => new FakeQueue(name),
      timer: () => ({ cancel() {} }),
      randomBytes: (into: Uint8Array) => {
        for (let i = 0; i < into.length; i++) {
          random = (random * 1103515245 + 12345) & 0x7fffffff;
          into[i] = random >> 16;
        }
      },
      sendSignal: (target: Task, signal: number) => {
        self.signals.push([target.pid, signal]);
      },
      signalGroup: (pgid: number, signal: number) => {
        const members = [...self.taskMap.values()].filter((task) => task.pgid === pgid);
        for (const task of members) self.signals.push([task.pid, signal]);
        return members.length > 0 ? 0 : -ESRCH;
      },
      userBuffer: (_task: Task, address: number, length: number) =>
        new FlatBuffer(self.user, address, length, USER_BASE),
      kernelBuffer: (bytes: Uint8Array) => new FlatBuffer(bytes, 0, bytes.length, 0),
      copyFromUser: (_task: Task, from: number, to: Uint8Array) => {
        if (from < USER_BASE || from + to.length > USER_BYTES) return -EFAULT;
        to.set(self.user.subarray(from, from + to.length));
        return 0;
      },
      copyToUser: (_task: Task, to: number, from: Uint8Array) => {
        if (to < USER_BASE || to + from.length > USER_BYTES) return -EFAULT;
        self.user.set(from, to);
        return 0;
      },
      strncpyFromUser: (_task: Task, from: number, max: number) => {
        if (from < USER_BASE) return -EFAULT;
        const end = self.user.indexOf(0, from);
        return end - from >= max ? -ENAMETOOLONG : utf8Decode(self.user, from, end);
      },
      printk: () => {},
      log: [],
      console: { write: (bytes: Uint8Array) => self.output.push(...bytes) },
      wants: () => self.listening,
      emit: (event: KernelEvent) => self.events.push(event),
      listen: () => () => {},
    };
    return kernel as unknown as Kernel;
  }

  task(pid: number, cred: Cred = rootCred(), parent?: Task): Task {
    const task = {
      pid,
      tgid: pid,
      children: new Set<Task>(),
      group: [] as Task[],
      pgid: pid,
      sid: pid,
      state: 'R',
      wchan: '',
      comm: 'test',
      cmdline: ['test'],
      exePath: '/bin/test',
      cred,
      mm: null,
      files: this.fs.newFiles(),
      fs: this.fs.newFs(),
      tty: null,
      exitStatus: 0,
      nice: 0,
      cpu: 0,
      startTime: 0,
      userTime: 0,
      systemTime: 0,
      minorFaults: 0,
      majorFaults: 0,
      syscalls: 0,
      signalPending: false,
      rlimits: Array.from({ length: RLIM_NLIMITS }, (_, i): [number, number] =>
        i === RLIMIT_NOFILE ? [1024, 4096] : [RLIM_INFINITY, RLIM_INFINITY],
      ),
    } as unknown as Task;
    task.parent = parent ?? task;
    task.group = [task];
    this.taskMap.set(pid, task);
    return task;
  }

  /** Bytes put into user memory; their address. */
  put(bytes: Uint8Array | string): number {
    const data = typeof bytes === 'string' ? utf8Encode(`${bytes}\0`) : bytes;
    const address = this.heap;
    this.user.set(data, address);
    this.heap += (data.length + 15) & ~15;
    return address;
  }

  /** Room in user memory; its address. */
  room(length: number): number {
    return this.put(new Uint8Array(length));
  }

  text(address: number, length: number): string {
    return utf8Decode(this.user, address, address + length);
  }

  view(address: number, length: number): DataView {
    return new DataView(this.user.buffer, address, length);
  }

  /** A system call by name; strings are put into user memory first. Must not sleep. */
  call(task: Task, name: string, ...args: (number | string)[]): number {
    const result = this.start(task, name, ...args);
    if (typeof result !== 'number') throw new Error(`${name} sleeps`);
    return result;
  }

  /** A system call that may sleep. */
  start(task: Task, name: string, ...args: (number | string)[]): number | Sleeper<number> {
    const row = fsSyscalls.find((each) => each.name === name);
    if (row === undefined) throw new Error(`no system call ${name}`);
    const heap = this.heap;
    const [a, b, c, d, e, f] = args.map((value) => (typeof value === 'string' ? this.put(value) : value));
    const result = row.handler(this.kernel, task, a, b ?? 0, c ?? 0, d ?? 0, e ?? 0, f ?? 0);
    if (!isSleeping(result)) {
      this.heap = heap;
      return result;
    }
    const sleeper = new Sleeper(result);
    return sleeper.asleep === null && sleeper.result !== undefined ? sleeper.result : sleeper;
  }

  /** write(2) of a text. */
  write(task: Task, fd: number, text: string): number {
    const bytes = utf8Encode(text);
    return this.call(task, 'write', fd, this.put(bytes), bytes.length);
  }

  /** read(2) of up to `max` bytes as text, or the negative errno. */
  read(task: Task, fd: number, max = 65536): string | number {
    const at = this.room(max);
    const n = this.call(task, 'read', fd, at, max);
    return n < 0 ? n : this.text(at, n);
  }

  /** Whole content of a file. */
  cat(task: Task, path: string): string | number {
    const fd = this.call(task, 'open', path, 0, 0);
    if (fd < 0) return fd;
    let text = '';
    for (;;) {
      const heap = this.heap;
      const part = this.read(task, fd, 4096);
      this.heap = heap;
      if (typeof part === 'number') return part;
      if (part === '') break;
      text += part;
    }
    this.call(task, 'close', fd);
    return text;
  }

  /** Names in an open directory. */
  names(task: Task, fd: number): string[] {
    const file = task.files.get(fd);
    const entries = file === undefined ? -EBADF : (file.ops.iterate?.(this.kernel, task, file) ?? -ENOTDIR);
    return Array.isArray(entries) ? entries.map((entry) => entry.name) : [];
  }

  /** What has been written to the console since the last call. */
  screen(): string {
    return utf8Decode(Uint8Array.from(this.output.splice(0)));
  }
}

function fakeMemory(ram: Uint8Array): PhysicalMemory {
  return {
    size: ram.length,
    bytes: ram,
    write: (pa: number, from: Uint8Array) => ram.set(from, pa),
    fill: (pa: number, length: number, value: number) => {
      ram.fill(value, pa, pa + length);
    },
  } as unknown as PhysicalMemory;
}
