/**
 * Kernel modules as a whole: the kernel's half of memory, what is exported, what is loaded, and the way in and out of ring 0.
 * One object for each kernel; the subjects are in the files beside it.
 */

import { DATA_START, KernelSpace, signed, TEXT_START } from '../arch/kernel-space';
import { CANARY_OFFSET, PERCPU, PERCPU_BYTES, percpuBase } from '../arch/percpu';
import type { ExportResult, OopsCause, RingZero, RingZeroContext, RingZeroRun } from '../arch/ring-zero';
import { callRingZero, STACK_BYTES } from '../arch/ring-zero';
import { SoftIrq } from '../arch/softirq';
import { BUG } from '../bug';
import { ENOMEM } from '../errno';
import type { RunningKernel } from '../kernel';
import { readUser, writeUser } from '../mm/uaccess';
import type { TaskStruct } from '../sched/task';
import { traceModule } from '../trace/more-events';
import { KERNEL_POINTS } from '../trace/points';
import type { Sleeping, WaitQueue } from '../types';
import { LoadError } from './elf';
import { EXPORT_GROUPS } from './exports/index';
import type { ExportRow } from './exports/types';
import { FileMirror } from './file-mirror';
import { formatKernel } from './format';
import { Kallsyms } from './kallsyms';
import type { Layout, Module } from './module';
import { Oops } from './oops';
import { CallArguments, callerOf, VaList } from './regs';
import { Slab } from './slab';
import { taintedText } from './taint';
import { TaskMirror } from './task-mirror';
import { Waiting } from './waiting';

/** Jiffies start five minutes before they wrap 32 bits, so that wrong comparisons show (INITIAL_JIFFIES). */
const INITIAL_JIFFIES = 4294892296;
const INSTRUCTIONS_PER_JIFFY = 400_000;
const DEFAULT_COST = 20;
const TEXT_PAGE = TEXT_START + 0xe00000;
const PROBED_ONLY = TEXT_START + 0xd00000;

export interface Export {
  row: ExportRow;
  address: number;
}

/** Registers of ring 3. */
export interface UserState {
  registers: readonly bigint[];
  rip: number;
  flags: number;
  origAx: number;
}

interface Context extends RingZeroContext {
  depth: number;
  stack: number;
  sp: number;
  /** The user's registers at the entry, for reports; null in interrupts and kernel threads. */
  user: UserState | null;
  /** Stack slots that hold return addresses of ours, for back-traces. */
  readonly links: number[];
}

export class ModuleSystem implements RingZero {
  readonly memory: KernelSpace;
  readonly kallsyms = new Kallsyms();
  readonly slab: Slab;
  readonly modules = new Map<string, Module>();
  readonly softirq: SoftIrq;
  readonly oopses: Oops;
  readonly mirror: TaskMirror;
  readonly waiting: Waiting;
  readonly files: FileMirror;
  /** Ranges of the module area in use. */
  readonly layouts = new Set<Layout>();
  /** Bits of /proc/sys/kernel/tainted. */
  tainted = 0;
  /** kernel.panic_on_oops; a number as sysctl has it. */
  panicOnOops = 0;
  /** Seconds without a rescheduling after which a soft lockup is told twice over (kernel.watchdog_thresh). */
  watchdogThresh = 1;
  readonly exports = new Map<string, Export>();
  private readonly byAddress = new Map<number, Export>();
  private readonly contexts = new WeakMap<TaskStruct, Context>();
  private readonly stacks: number[] = [];
  private dataNext = DATA_START;
  private codeNext = TEXT_PAGE;
  /** Subsystems keep what they need here, by name. */
  private readonly parts = new Map<string, unknown>();

  constructor(readonly kernel: RunningKernel) {
    this.memory = new KernelSpace(kernel.core.ram, kernel.core.mmu, kernel.frames);
    this.slab = new Slab(this.memory, kernel.frames);
    this.softirq = new SoftIrq(kernel);
    this.oopses = new Oops(this);
    this.mirror = new TaskMirror(this);
    this.waiting = new Waiting(this);
    this.files = new FileMirror(this);
    this.placeExports();
    for (const cpu of kernel.core.cpus) this.setupCpu(cpu.index);
  }

  /** State of one subject, made when it is first asked for. */
  part<T>(name: string, make: () => T): T {
    let found = this.parts.get(name) as T | undefined;
    if (found === undefined) {
      found = make();
      this.parts.set(name, found);
    }
    return found;
  }

  // ---------------------------------------------------------------- exported symbols

  private placeExports(): void {
    let codePage = -1;
    for (const { base, rows } of EXPORT_GROUPS) {
      let next = signed(base);
      for (const row of rows) {
        let address: number;
        if (row.percpu !== undefined) address = row.percpu;
        else if (row.data !== undefined) {
          address = this.dataNext;
          this.dataNext += Math.ceil(row.data / 16) * 16;
        } else if (row.code) {
          if (codePage < 0) codePage = this.memory.realText(TEXT_PAGE);
          address = this.codeNext;
          this.codeNext += 32;
          this.memory.ram.write((codePage + (address - TEXT_PAGE)) as never, Uint8Array.from(row.code));
        } else {
          address = next;
          next += functionSize(row.name);
        }
        this.addExport(row, address);
      }
    }
    for (const { row, address } of this.exports.values()) row.init?.(this, address);
    this.placePoints();
  }

  /** Functions that can only be probed have addresses too. */
  private placePoints(): void {
    let next = PROBED_ONLY;
    for (const { name } of KERNEL_POINTS) {
      if (this.kallsyms.find(name)) continue;
      this.kallsyms.add(name, next, functionSize(name), 't');
      next += functionSize(name);
    }
  }

  private addExport(row: ExportRow, address: number): void {
    const entry = { row, address };
    if (this.exports.has(row.name)) BUG(`${row.name} is exported twice`);
    this.exports.set(row.name, entry);
    if (row.run) this.byAddress.set(address, entry);
    const type = row.percpu !== undefined ? 'A' : row.data !== undefined ? 'D' : row.internal ? 't' : 'T';
    const size = row.data ?? (row.code ? 32 : functionSize(row.name));
    this.kallsyms.add(row.name, address, row.percpu !== undefined ? 0 : size, type);
  }

  address(name: string): number {
    return (this.exports.get(name) ?? BUG(`no kernel symbol ${name}`)).address;
  }

  dispatch(address: number): ExportResult | Sleeping<ExportResult> | null {
    const entry = this.byAddress.get(address);
    if (!entry) return null;
    const { kernel } = this;
    const { cpu } = kernel;
    kernel.charge(entry.row.cost ?? DEFAULT_COST);
    const a = cpu.regNumber(7);
    const b = cpu.regNumber(6);
    const c = cpu.regNumber(2);
    const d = cpu.regNumber(1);
    return entry.row.run!(this, a, b, c, d, cpu.regNumber(8), cpu.regNumber(9));
  }

  /**
   * Calls a C function of a module, or one of ours that a table of C's points to: that one traps at once, and faults in it are
   * reported like all others.
   */
  call(address: number, args: readonly number[], via: readonly string[]): Sleeping<number> {
    return callRingZero(this.kernel, address, args, via);
  }

  /** Runs an exported function of ours that answers at once, without a CPU; undefined where there is none. */
  callOwn(address: number, a: number, b: number): number | undefined {
    const result = this.byAddress.get(address)?.row.run?.(this, a, b, 0, 0, 0, 0);
    return typeof result === 'number' ? result : undefined;
  }

  /** The variable arguments of the call being served. */
  varargs(fixed: number): CallArguments {
    return new CallArguments(this.kernel.cpu, this.memory, fixed);
  }

  get caller(): number {
    return callerOf(this.kernel.cpu, this.memory);
  }

  format(format: number, args: { next(): bigint }): Uint8Array {
    return formatKernel(this, this.memory.cstring(format), args);
  }

  vaList(address: number): VaList {
    return new VaList(this.memory, address);
  }

  /** ptr_to_id: the same address always gives the same number, which says nothing of the address. */
  hashPointer(address: number): number {
    const value = BigInt.asUintN(64, BigInt(address)) ^ 0x5bd1_e995_9e37_79b9n;
    const mixed = BigInt.asUintN(64, value * 0x9e37_79b9_7f4a_7c15n);
    return Number((mixed >> 32n) ^ ((mixed >> 7n) & 0xffff_ffffn)) >>> 0;
  }

  // ---------------------------------------------------------------- taint, text, per-CPU data

  taint(bit: number): void {
    this.tainted |= 1 << bit;
  }
  hasTaint(bit: number): boolean {
    return ((this.tainted >> bit) & 1) === 1;
  }
  taintedText(): string {
    return taintedText(this.tainted);
  }

  /** copy_from_user for the current task: how many bytes could not be had. */
  copyFromUser(into: Uint8Array, from: number): number {
    const task = this.kernel.current;
    if (!task?.mm) return into.length;
    return into.length - readUser(task.mm, from, into, 0, into.length, this.kernel.faultContext(task));
  }
  copyToUser(to: number, bytes: Uint8Array): number {
    const task = this.kernel.current;
    if (!task?.mm) return bytes.length;
    return bytes.length - writeUser(task.mm, to, bytes, 0, bytes.length, this.kernel.faultContext(task));
  }

  /** A C string of the kernel's as text. */
  text(address: number): string {
    return this.memory.text(address);
  }
  /** Appended signatures are not checked against a key here; without one a module is unsigned. */
  isSigned(_bytes: Uint8Array): boolean {
    return false;
  }

  private percpuNext: number = PERCPU.MODULES;
  /** Room in every CPU's area for a module's own variables; the offset. Never given back. */
  allocPercpu(size: number, image: Uint8Array): number {
    const offset = this.percpuNext;
    if (offset + size > PERCPU_BYTES) throw new LoadError(ENOMEM, 'Could not allocate percpu data');
    this.percpuNext = Math.ceil((offset + size) / 64) * 64;
    for (const cpu of this.kernel.core.cpus) this.memory.setBytes(percpuBase(cpu.index) + offset, image);
    return offset;
  }

  /** Somebody waits for a module to come or go. */
  private changedQueue: WaitQueue | null = null;
  get changed(): WaitQueue {
    this.changedQueue ??= this.kernel.newWaitQueue('module');
    return this.changedQueue;
  }
  /** For pictures and checks. */
  announce(what: 'coming' | 'live' | 'going' | 'gone', module: Module): void {
    const { kernel } = this;
    traceModule(kernel, what, module);
    if (!kernel.wants('module')) return;
    const { name, relocations, imports } = module;
    const sections = module.sections.map(({ name: section, address, size }) => ({ name: section, address, size }));
    const detail =
      what === 'coming' ? { sections, relocations, imports } : { sections: [], relocations: [], imports: [] };
    const pid = kernel.current?.pid ?? 0;
    kernel.emit({ type: 'module', at: kernel.now, cpu: kernel.cpu.index, pid, op: what, name, ...detail });
  }

  moduleAt(address: number): Module | undefined {
    for (const module of this.modules.values()) if (module.contains(address)) return module;
    return undefined;
  }

  // ---------------------------------------------------------------- ring 0

  private setupCpu(cpu: number): void {
    const base = percpuBase(cpu);
    this.memory.setU64(base + CANARY_OFFSET, 0x6b1f_93d2_70c4_5e00n + (BigInt(cpu) << 16n));
    this.memory.setU32(base + PERCPU.cpu_number, cpu);
    this.memory.setI64(base + PERCPU.this_cpu_off, base);
    this.memory.setI64(base + PERCPU.fixed_percpu_data, base);
  }

  get percpu(): number {
    return percpuBase(this.kernel.cpu.index);
  }
  get gsBase(): bigint {
    return BigInt.asUintN(64, BigInt(this.percpu));
  }

  get jiffies(): number {
    return INITIAL_JIFFIES + Math.floor(this.kernel.now / INSTRUCTIONS_PER_JIFFY);
  }
  /** The moment at which jiffies will be `value`. */
  timeOfJiffies(value: number): number {
    return (value - INITIAL_JIFFIES) * INSTRUCTIONS_PER_JIFFY;
  }

  /** preempt_count() of the present CPU, without the inverted need-resched bit. */
  get preemptCount(): number {
    return this.memory.u32(this.percpu + PERCPU.__preempt_count) & 0x7fff_ffff;
  }
  changePreemptCount(by: number): void {
    const at = this.percpu + PERCPU.__preempt_count;
    this.memory.setU32(at, this.memory.u32(at) + by);
  }
  get inInterrupt(): boolean {
    return this.softirq.active;
  }

  /** `current` of C code: the task whose work is done, or who was interrupted. */
  get current(): TaskStruct | null {
    if (this.softirq.active && this.softirq.task !== undefined) return this.softirq.task;
    return this.kernel.current;
  }

  private readonly interruptContext: Context = {
    task: null,
    depth: 0,
    stack: 0,
    sp: 0,
    interrupt: true,
    user: null,
    links: [],
  };

  context(): Context {
    if (this.softirq.active) return this.interruptContext;
    const task = this.kernel.current ?? BUG('ring 0 without a task');
    let context = this.contexts.get(task);
    if (!context) {
      context = { task, depth: 0, stack: 0, sp: 0, interrupt: false, user: null, links: [] };
      this.contexts.set(task, context);
    }
    return context;
  }

  load(context: RingZeroContext): void {
    const { sched, cpu } = this.kernel;
    const { rq } = sched;
    const owner = context.task ?? this.mirror.idle;
    if (rq.loaded !== owner) {
      if (rq.loaded) cpu.saveContext(rq.loaded.context);
      if (sched.several) sched.fetch(owner);
      cpu.loadContext(owner.context);
      rq.loaded = owner;
    }
    cpu.cr3 = this.memory.root;
    rq.loadedMm = null;
  }

  prepare(context: RingZeroContext): void {
    const { memory } = this;
    const base = this.percpu;
    memory.setI64(this.address('jiffies'), this.jiffies);
    memory.setI64(base + PERCPU.current_task, this.mirror.addressOf(this.current));
    memory.setI64(base + PERCPU.cpu_current_top_of_stack, context.stack + STACK_BYTES);
    if (this.kernel.cpu.cpl === 0) this.kernel.cpu.gsBase = this.gsBase;
  }

  stackTop(context: RingZeroContext): number {
    context.stack = this.stacks.pop() ?? this.slab.vmalloc(STACK_BYTES);
    if (context.stack === 0) this.kernel.panic('no memory for a kernel stack');
    (context as Context).links.length = 0;
    const { cpu } = this.kernel;
    const inUser = context.task?.mm && cpu.cpl === 3;
    (context as Context).user = inUser
      ? {
          registers: Array.from({ length: 16 }, (_, reg) => BigInt.asUintN(64, cpu.getReg(reg))),
          rip: cpu.ripNumber,
          flags: cpu.rflags >>> 0,
          origAx: context.task!.origAx,
        }
      : null;
    if (this.current) this.mirror.sync(this.current);
    return context.stack + STACK_BYTES;
  }

  releaseStack(context: RingZeroContext): void {
    if (context.stack !== 0) this.stacks.push(context.stack);
    context.stack = 0;
  }

  oops(context: RingZeroContext, cause: OopsCause): boolean {
    return this.oopses.handle(context as Context, cause);
  }

  watchdog(context: RingZeroContext, run: RingZeroRun): void {
    this.oopses.watchdog(context as Context, run);
  }

  returnAddress(name: string): number {
    return this.address(name) + returnOffset(name);
  }
}

export type RingContext = Context;

/** Linux's functions are of all sizes: ours get one by their name. */
function functionSize(name: string): number {
  return 0x20 + (hash(name) % 24) * 0x10;
}
function returnOffset(name: string): number {
  return 0x15 + (hash(`${name}+`) % Math.max(1, functionSize(name) - 0x1a));
}
function hash(text: string): number {
  let value = 0;
  for (let i = 0; i < text.length; i++) value = (value * 31 + text.charCodeAt(i)) & 0xffffff;
  return value;
}
