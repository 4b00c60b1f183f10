/**
 * BPF as a whole: what is loaded, the memory that programs see, and what helpers ask of the kernel. One object for each kernel.
 */
import { DIRECT_MAP } from '../arch/kernel-space';
import { E2BIG, EAGAIN, EBADF, EINVAL, ENOENT, EPERM } from '../errno';
import { type Cgroup, cgroupsOf } from '../fs/cgroup/group';
import { cgroupOfFile } from '../fs/cgroup/index';
import type { RunningKernel } from '../kernel';
import type { NetDevice } from '../net/device';
import type { TaskStruct } from '../sched/task';
import { STACKS_HIGH, userRegs, userRegsAt } from '../trace/user-registers';
import type { Cred, File } from '../types';
import type { Packet } from './attach/packet';
import { BtfTable } from './btf/object';
import { helperTable } from './helpers/index';
import { BpfMemory, type Region } from './interp/memory';
import type { HelperCall } from './interp/program';
import { BpfVm } from './interp/vm';
import { type BpfMapSnapshot, mapSnapshot } from './map-snapshot';
import { CgroupArray, ProgArray } from './maps/holders';
import { type BpfMap, type HeldCgroup, type MapHost, mapOfAddress } from './maps/map';
import type { BpfProgram } from './program';
import type { Rejection } from './types';

/** What the running program was called for: helpers ask it. */
export interface RunState {
  program: BpfProgram;
  packet?: Packet;
  /** Address of the probed function. */
  ip?: number;
  cookie?: bigint;
  /** Set by bpf_override_return. */
  override?: number;
  socket?: { cookie: number; uid: number };
  cgroupId?: bigint;
  /** What the programs of a cgroup have come to so far: bpf_get_retval, bpf_set_retval. */
  cgroupError?: number;
}

/** A group in a CGROUP_ARRAY: it lives on as long as anybody holds it. */
export interface HeldGroup extends HeldCgroup {
  readonly group: Cgroup;
}

export interface BpfLink {
  id: number;
  refs: number;
  readonly kind: string;
  readonly program: BpfProgram;
  /** Takes the program away; the link stays without effect. */
  detach(): void;
  /** Another program in its place; a negative errno. */
  update?(program: BpfProgram): number;
  /** What it is attached to, for people. */
  readonly target: string;
  /** Bytes behind the common part of struct bpf_link_info. */
  info?(): Uint8Array;
  readonly type: number;
}

export class BpfSystem {
  readonly memory = new BpfMemory();
  readonly vm = new BpfVm(this.memory);
  readonly maps = new Map<number, BpfMap>();
  readonly programs = new Map<number, BpfProgram>();
  readonly links = new Map<number, BpfLink>();
  readonly btfs = new BtfTable();
  readonly host: MapHost;
  readonly helpers: ReadonlyMap<number, HelperCall>;
  /** kernel.unprivileged_bpf_disabled: 2 as Debian sets it. */
  unprivilegedDisabled = 2;
  /** Maps that are gone, as they were at their end: programs of a lesson end before anybody looks. Kept while somebody listens. */
  readonly finished: BpfMapSnapshot[] = [];
  /** The last program that the verifier refused, for lessons. */
  lastRejection: { name: string; log: string; rejection: Rejection } | null = null;
  /** Open descriptors of BPF_ENABLE_STATS. */
  statistics = 0;
  private nextMap = 1;
  private nextProgram = 1;
  private nextLink = 1;
  private cpuOverride = -1;
  private readonly running: RunState[] = [];
  private readonly contexts: Region[] = [];

  constructor(readonly kernel: RunningKernel) {
    this.host = this.makeHost();
    this.helpers = helperTable(this);
    this.memory.outside = { read: (hi, lo, to) => this.readOutside(hi, lo, to) };
    this.vm.tailTarget = (_vm, mapLo, _mapHi, index) => this.tailTarget(mapLo, index);
  }

  // ---------------------------------------------------------------- descriptors: filled in by syscall/objects.ts

  mapFromFd: (fd: number) => BpfMap | number = () => -EINVAL;
  programFromFd: (fd: number) => BpfProgram | number = () => -EINVAL;
  perfEventFromFd: MapHost['perfEventFromFd'] = () => -EINVAL;
  cgroupFromFd: MapHost['cgroupFromFd'] = () => -EINVAL;

  private makeHost(): MapHost {
    const { kernel, memory } = this;
    return {
      memory,
      cpus: kernel.core.cpus.length,
      cpu: () => (this.cpuOverride >= 0 ? this.cpuOverride : kernel.cpu.index),
      page() {
        const frame = kernel.frames.alloc('kernel');
        if (frame < 0) return null;
        return { frame, bytes: kernel.core.ram.bytes.subarray(frame * 4096, frame * 4096 + 4096) };
      },
      freePage: (page) => kernel.frames.put(page.frame),
      newWaitQueue: (name) => kernel.newWaitQueue(name),
      mapFromFd: (fd) => this.mapFromFd(fd),
      programFromFd: (fd) => this.programFromFd(fd),
      perfEventFromFd: (fd) => this.perfEventFromFd(fd),
      cgroupFromFd: (fd) => this.cgroupFromFd(fd),
    };
  }

  /** Does something as if another CPU did it: per-CPU values of others. */
  onCpu<T>(cpu: number, what: () => T): T {
    this.cpuOverride = cpu;
    try {
      return what();
    } finally {
      this.cpuOverride = -1;
    }
  }

  // ---------------------------------------------------------------- objects

  addMap(map: BpfMap): void {
    map.id = this.nextMap++;
    this.maps.set(map.id, map);
  }
  dropMap(map: BpfMap): void {
    if (--map.refs > 0) return;
    this.maps.delete(map.id);
    if (this.kernel.wants('bpf') && this.finished.length < 32) this.finished.push(mapSnapshot(map));
    map.release();
  }

  addProgram(program: BpfProgram): void {
    program.id = this.nextProgram++;
    this.programs.set(program.id, program);
  }
  /** The last reference to a program is gone. */
  freeProgram(program: BpfProgram): void {
    this.programs.delete(program.id);
    for (const map of program.maps) this.dropMap(map);
  }

  addLink(link: BpfLink): void {
    link.id = this.nextLink++;
    this.links.set(link.id, link);
    link.program.get();
  }
  dropLink(link: BpfLink): void {
    if (--link.refs > 0) return;
    this.links.delete(link.id);
    const { id, name } = link.program;
    link.detach();
    this.emit({ op: 'detach', id, name, detail: `${link.kind}:${link.target}` });
    link.program.put();
  }

  private tailTarget(mapLo: number, index: number) {
    const map = this.maps.get(mapOfAddress(mapLo));
    if (!(map instanceof ProgArray)) return null;
    const held = map.at(index >>> 0) as BpfProgram | undefined;
    return held?.code ?? null;
  }

  // ---------------------------------------------------------------- running

  /** Runs a program with a context address; the result is in vm.out. A program that is already running is left out, as in Linux. */
  run(state: RunState, contextLo: number, contextHi: number): boolean {
    const { program } = state;
    if (program.code.active) return false;
    const { vm, kernel } = this;
    const before = vm.steps;
    this.running.push(state);
    try {
      vm.run(program.code, contextLo, contextHi);
    } finally {
      this.running.pop();
    }
    const steps = vm.steps - before;
    kernel.charge(steps);
    program.runs++;
    program.runNs += steps * 10;
    if (kernel.wants('bpf')) this.tellRun(program, steps);
    return true;
  }

  private tellRun(program: BpfProgram, steps: number): void {
    const { id, name } = program;
    this.emit({ op: 'run', id, name, result: this.vm.out.lo, steps });
  }

  /** Shows bytes as a context for as long as `what` runs. */
  withContext<T>(bytes: Uint8Array, what: (lo: number, hi: number) => T): T {
    const region = this.contexts.pop() ?? this.memory.add('ctx', bytes, false);
    region.show(bytes);
    try {
      return what(region.base, region.high);
    } finally {
      this.contexts.push(region);
    }
  }

  /** What is attached where, by target and program. */
  readonly attachments = new Map<string, { program: number; name: string; target: string }>();

  emit(detail: Omit<import('../events').EventOf<'bpf'>, 'type' | 'at' | 'cpu' | 'pid'>): void {
    const { kernel } = this;
    const { op, id, name, detail: target } = detail;
    if (op === 'attach' && target) this.attachments.set(`${target}#${id}`, { program: id, name, target });
    if (op === 'detach' && target) this.attachments.delete(`${target}#${id}`);
    if (!kernel.wants('bpf')) return;
    kernel.emit({ type: 'bpf', at: kernel.now, cpu: kernel.cpu.index, pid: kernel.current?.pid ?? 0, ...detail });
  }

  mapChanged(map: BpfMap, _key: Uint8Array): void {
    if (this.kernel.wants('bpf')) this.emit({ op: 'map-update', id: map.id, name: map.name });
  }

  private get state(): RunState | undefined {
    return this.running.at(-1);
  }
  get packet(): Packet | undefined {
    return this.state?.packet;
  }
  packetStart(length: number): Uint8Array | null {
    return this.packet?.read(0, length) ?? null;
  }
  overrideReturn(value: number): void {
    if (this.state) this.state.override = value;
  }
  functionAddress(): number {
    return this.state?.ip ?? 0;
  }
  attachCookie(): bigint {
    return this.state?.cookie ?? 0n;
  }
  socketCookie(): number {
    return this.state?.socket?.cookie ?? 0;
  }
  socketUid(): number {
    return this.state?.socket?.uid ?? 65534;
  }

  // ---------------------------------------------------------------- what helpers ask of the kernel

  readUser(address: number, to: Uint8Array): boolean {
    const { current, core } = this.kernel;
    if (!current?.mm) return false;
    return core.mmu.copyFromUser(current.mm.cr3, address, to, 0, to.length) === to.length;
  }
  writeUser(address: number, from: Uint8Array): boolean {
    const { current, core } = this.kernel;
    if (!current?.mm) return false;
    return core.mmu.copyToUser(current.mm.cr3, address, from, 0, from.length) === from.length;
  }

  /** Kernel memory that is no region: saved registers, and what C code of modules sees in guest RAM. */
  private readOutside(hi: number, lo: number, to: Uint8Array): boolean {
    if (hi === STACKS_HIGH) return this.readSavedRegs(lo, to);
    const address = hi * 2 ** 32 + lo;
    return address >= DIRECT_MAP && address < 0 && this.readKernel(address, to);
  }

  private readSavedRegs(lo: number, to: Uint8Array): boolean {
    const place = userRegsAt(lo);
    const { current } = this.kernel;
    if (!place || !current || place.pid !== current.pid) return false;
    const bytes = userRegs(this.kernel);
    if (place.offset + to.length > bytes.length) return false;
    to.set(bytes.subarray(place.offset, place.offset + to.length));
    return true;
  }

  private readKernel(address: number, to: Uint8Array): boolean {
    try {
      to.set(this.kernel.modules.memory.bytes(address, to.length));
      return true;
    } catch {
      return false;
    }
  }

  /** Whose doing this is: in a context switch the task that goes. */
  get current(): { pid: number; tgid: number; comm: string; cred: Cred } | null {
    const { subject } = this.kernel.tracepoints;
    return subject === undefined ? this.kernel.current : subject;
  }

  currentTaskAddress(): number {
    const { kernel } = this;
    const task = this.current as TaskStruct | null;
    return kernel.modules.mirror.sync(task ?? kernel.modules.mirror.idle);
  }

  symbol(address: bigint, withOffset: boolean): string {
    return this.kernel.modules.kallsyms.describe(Number(BigInt.asIntN(64, address)), withOffset);
  }

  currentCgroupId(): bigint {
    const task = this.current as TaskStruct | null;
    return this.state?.cgroupId ?? task?.cgroup?.id ?? 1n;
  }
  /** bpf_get_current_ancestor_cgroup_id: 0 where its group is not that deep. */
  ancestorCgroupId(level: number): bigint {
    const task = this.current as TaskStruct | null;
    if (level === 0) return 1n;
    return task?.cgroup?.ancestorAt(level)?.id ?? 0n;
  }
  /** bpf_get_retval and bpf_set_retval. */
  get retval(): number {
    return this.state?.cgroupError ?? 0;
  }
  set retval(value: number) {
    if (this.state) this.state.cgroupError = value;
  }
  /** The cgroup behind an open directory of cgroup2; installed with that file system. */
  cgroupOf: (file: File) => Cgroup | number = (file) => {
    const group = cgroupOfFile(file);
    return !group ? -EBADF : group.dead ? -ENOENT : group;
  };
  /** A network device by number; installed by the network side. */
  findDevice: (ifindex: number) => NetDevice | undefined = () => undefined;
  /** bpf_current_task_under_cgroup: 1, 0, or an error. */
  underCgroup(mapLo: number, index: number): number {
    const map = this.maps.get(mapOfAddress(mapLo));
    if (!(map instanceof CgroupArray)) return -EINVAL;
    if (index >= map.maxEntries) return -E2BIG;
    const held = map.at(index) as HeldGroup | undefined;
    if (!held) return -EAGAIN;
    const task = this.current as TaskStruct | null;
    return task && cgroupsOf(this.kernel).of(task).isUnder(held.group) ? 1 : 0;
  }
  /** Sends a copy of a packet; installed by the network side. */
  cloneRedirect: (frame: Uint8Array, ifindex: number, flags: number) => number = () => -EINVAL;
  fibLookup: (vm: BpfVm) => number = () => -EINVAL;
  tracePrintk: (text: string) => void = () => {};

  /** Instruction addresses, innermost first. */
  callChain(user: boolean): bigint[] {
    const { cpu, current } = this.kernel;
    if (!user) return this.state?.ip ? [BigInt.asUintN(64, BigInt(this.state.ip))] : [];
    if (!current?.mm) return [];
    const chain = [cpu.rip];
    let frame = cpu.getReg(5);
    const two = new Uint8Array(16);
    const view = new DataView(two.buffer);
    for (let depth = 0; depth < 126; depth++) {
      if (frame === 0n || frame >= 0x8000_0000_0000n || !this.readUser(Number(frame), two)) break;
      const next = view.getBigUint64(0, true);
      const back = view.getBigUint64(8, true);
      if (back === 0n) break;
      chain.push(back);
      if (next <= frame) break;
      frame = next;
    }
    return chain;
  }

  /** bpf_send_signal and bpf_send_signal_thread. */
  sendSignal(signal: number, _process: boolean): number {
    const { kernel } = this;
    const task = kernel.current as TaskStruct | null;
    if (signal < 0 || signal > 64) return -EINVAL;
    if (!task || task === kernel.init) return -EPERM;
    if (signal !== 0) kernel.sendSignal(task, signal);
    return 0;
  }
}

const systems = new WeakMap<RunningKernel, BpfSystem>();

/** The kernel's BPF, made when it is first asked for. */
export function bpfOf(kernel: RunningKernel): BpfSystem {
  let system = systems.get(kernel);
  if (!system) {
    system = new BpfSystem(kernel);
    systems.set(kernel, system);
  }
  return system;
}

/** Is BPF in use? Asking does not begin it. */
export const bpfIfAny = (kernel: RunningKernel): BpfSystem | undefined => systems.get(kernel);
