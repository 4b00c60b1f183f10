/**
 * What happens when C code in ring 0 does what it must not: the report in Linux's format, and the end of who did it.
 * Follows arch/x86/mm/fault.c: show_fault_oops, arch/x86/kernel/dumpstack.c: __die, show_regs, arch/x86/kernel/traps.c,
 * lib/bug.c: report_bug, kernel/watchdog.c, kernel/sched/core.c: __schedule_bug.
 */
import { PfError, Reg, Vector } from '../../machine/types';
import { hex16, signed, TEXT_END, TEXT_START, unsigned } from '../arch/kernel-space';
import { type OopsCause, type RingZeroRun, STACK_BYTES } from '../arch/ring-zero';
import { inUserSpace } from '../mm/uaccess';
import { doExit } from '../sched/exit';
import { UTS } from '../syscalls/uts';
import type { ModuleSystem, RingContext, UserState } from './system';
import { moduleTaintText, TAINT, taintedText } from './taint';
import type { OopsReport } from './types';
import { unwind } from './unwind';

const SIGKILL = 9;
const SIGSEGV = 11;
const BUG_ENTRY = 12;
const BUGFLAG_WARNING = 1;
const BUGFLAG_ONCE = 2;
const BUGFLAG_DONE = 4;
const BUGFLAG_NO_CUT_HERE = 8;
const CODE_BEFORE = 42;
const CODE_LENGTH = 64;
const NON_CANONICAL = 'general protection fault, probably for non-canonical address';

export class Oops {
  latest: OopsReport | null = null;
  readonly all: OopsReport[] = [];
  private count = 0;
  private lastLockup = -1;

  constructor(private readonly system: ModuleSystem) {}

  private say(level: number, text: string): void {
    this.system.kernel.printk(level, text);
  }

  // ---------------------------------------------------------------- exceptions

  /** True: only a warning; the CPU goes on behind the instruction. */
  handle(context: RingContext, cause: OopsCause): boolean {
    const { cpu } = this.system.kernel;
    if (cause.kind === 'export') {
      const present = cause.address < 0 ? 0 : this.userPagePresent(cause.address);
      this.pageFault(context, cause.address, (cause.write ? PfError.WRITE : 0) | present);
      return false;
    }
    const { vector, errorCode, address } = cause;
    switch (vector) {
      case Vector.PF:
        this.pageFault(context, address, errorCode | (address >= 0 ? this.userPagePresent(address) : 0));
        return false;
      case Vector.UD:
        return this.invalidOpcode(context);
      case Vector.GP:
        this.die(context, this.generalProtection(), errorCode, SIGSEGV);
        return false;
      case Vector.DE:
        this.die(context, 'divide error', 0, SIGSEGV);
        return false;
      case Vector.BP:
        cpu.rip = BigInt.asUintN(64, cpu.rip);
        this.die(context, 'int3', 0, SIGSEGV);
        return false;
      case Vector.SS:
        this.die(context, 'stack segment', errorCode, SIGSEGV);
        return false;
      default:
        this.die(context, vector === Vector.AC ? 'alignment check' : `exception ${vector}`, errorCode, SIGSEGV);
        return false;
    }
  }

  /** SMAP and SMEP: the page may be there, but it is the user's. */
  private userPagePresent(address: number): number {
    const { current, core } = this.system.kernel;
    if (!current?.mm || !inUserSpace(address, 1)) return 0;
    const [leaf] = core.mmu.walk(current.mm.cr3, BigInt(address)).slice(-1);
    return leaf?.level === 1 && leaf.value & 1n ? PfError.PRESENT : 0;
  }

  private pageFault(context: RingContext, address: number, error: number): void {
    const guard = context.stack - 4096;
    if (address >= guard && address < context.stack) {
      const range = `(stack is ${hex16(context.stack)}..${hex16(context.stack + STACK_BYTES)})`;
      this.say(0, `BUG: TASK stack guard page was hit at ${hex16(address)} ${range}`);
      this.die(context, 'stack guard page', error, SIGSEGV, address);
      return;
    }
    const { kernel } = this.system;
    if (error & PfError.FETCH) {
      const uid = kernel.current?.cred.uid ?? 0;
      if (address >= 0 && error & PfError.PRESENT)
        this.say(2, `unable to execute userspace code (SMEP?) (uid: ${uid})`);
      else if (error & PfError.PRESENT)
        this.say(2, `kernel tried to execute NX-protected page - exploit attempt? (uid: ${uid})`);
    }
    if (address >= 0 && address < 4096) this.say(1, `BUG: kernel NULL pointer dereference, address: ${hex16(address)}`);
    else this.say(1, `BUG: unable to handle page fault for address: ${hex16(address)}`);
    const what = error & PfError.FETCH ? 'instruction fetch' : error & PfError.WRITE ? 'write access' : 'read access';
    this.say(1, `#PF: supervisor ${what} in kernel mode`);
    const code = error.toString(16).padStart(4, '0');
    this.say(
      1,
      `#PF: error_code(0x${code}) - ${error & PfError.PRESENT ? 'permissions violation' : 'not-present page'}`,
    );
    this.say(6, this.pageTables(address));
    this.die(context, 'Oops', error, SIGKILL, address);
  }

  private pageTables(address: number): string {
    const { current, core } = this.system.kernel;
    if (address >= 0) {
      const steps = current?.mm ? core.mmu.walk(current.mm.cr3, BigInt(address)) : [];
      const values = steps.map(({ value }) => value.toString(16));
      const names = ['P4D', 'PUD', 'PMD', 'PTE'];
      let text = `PGD ${values[0] ?? '0'} P4D ${values[0] ?? '0'} `;
      for (let i = 1; i < values.length; i++) text += `${names[i]} ${values[i]} `;
      return text;
    }
    return this.system.memory
      .walk(address)
      .map(({ name, value }) => `${name} ${value.toString(16)} `)
      .join('');
  }

  /** An address that the registers and the instruction hint at. */
  private generalProtection(): string {
    const { cpu } = this.system.kernel;
    for (let reg = 0; reg < 16; reg++) {
      const value = BigInt.asUintN(64, cpu.getReg(reg));
      const canonical = BigInt.asUintN(64, BigInt.asIntN(48, value)) === value;
      if (!canonical) return `${NON_CANONICAL} 0x${value.toString(16)}`;
    }
    return 'general protection fault';
  }

  // ---------------------------------------------------------------- BUG and WARN

  private invalidOpcode(context: RingContext): boolean {
    const { cpu } = this.system.kernel;
    const { memory } = this.system;
    const at = signed(cpu.rip);
    const ud2 = memory.translate(at, false) >= 0 && memory.u16(at) === 0x0b0f;
    const bug = ud2 ? this.findBug(at) : null;
    if (!bug) {
      this.die(context, 'invalid opcode', 0, SIGSEGV);
      return false;
    }
    if (!(bug.flags & BUGFLAG_WARNING)) {
      this.say(2, '------------[ cut here ]------------');
      this.say(2, `kernel BUG at ${bug.file}:${bug.line}!`);
      this.die(context, 'invalid opcode', 0, SIGSEGV);
      return false;
    }
    cpu.rip += 2n;
    if (bug.flags & BUGFLAG_ONCE) {
      if (bug.flags & BUGFLAG_DONE) return true;
      const address = bug.entry + 10;
      const pa = memory.translate(address, false);
      memory.ram.write16(pa as never, bug.flags | BUGFLAG_DONE);
    }
    if (!(bug.flags & BUGFLAG_NO_CUT_HERE)) this.say(4, '------------[ cut here ]------------');
    this.warning(context, `${bug.file}:${bug.line}`, at);
    return true;
  }

  private findBug(at: number): { file: string; line: number; flags: number; entry: number } | null {
    const { memory } = this.system;
    const module = this.system.moduleAt(at);
    if (!module) return null;
    const { address, count } = module.bugTable;
    for (let i = 0; i < count; i++) {
      const entry = address + i * BUG_ENTRY;
      if (entry + memory.i32(entry) !== at) continue;
      const file = this.system.text(entry + 4 + memory.i32(entry + 4));
      return { file, line: memory.u16(entry + 8), flags: memory.u16(entry + 10), entry };
    }
    return null;
  }

  /** __warn: the kernel goes on. */
  warning(context: RingContext, where: string, caller: number): void {
    const { kernel, kallsyms } = this.system;
    const pid = kernel.current?.pid ?? 0;
    this.say(4, `WARNING: CPU: ${kernel.cpu.index} PID: ${pid} at ${where} ${kallsyms.describe(caller)}`);
    this.modulesLinkedIn();
    this.system.taint(TAINT.WARN);
    this.showRegs(caller);
    this.callTrace(context);
    this.say(4, '---[ end trace 0000000000000000 ]---');
    this.record(context, 'WARNING', caller, 0);
  }

  /** BUG() of a kernel function. */
  bug(context: RingContext, where: string, caller: number): void {
    this.say(2, '------------[ cut here ]------------');
    this.say(2, `kernel BUG at ${where}!`);
    void caller;
    this.die(context, 'invalid opcode', 0, SIGSEGV);
  }

  /** For inspectors: a report that is no oops. */
  note(kind: string, caller: number, address: number): void {
    this.record(this.system.context(), kind, caller, address);
  }

  // ---------------------------------------------------------------- die

  private die(context: RingContext, what: string, error: number, signal: number, address?: number): void {
    const { kernel } = this.system;
    const rip = signed(kernel.cpu.rip);
    this.count++;
    const code = (error & 0xffff).toString(16).padStart(4, '0');
    this.say(4, `${what}: ${code} [#${this.count}] PREEMPT SMP NOPTI`);
    this.record(context, what === 'Oops' ? 'page fault' : what, rip, address ?? 0);
    this.showRegs(rip, address);
    this.callTrace(context);
    this.modulesLinkedIn();
    if (what === 'Oops') this.say(4, `CR2: ${hex16(address ?? 0)}`);
    this.say(4, '---[ end trace 0000000000000000 ]---');
    this.system.taint(TAINT.DIE);
    this.showRip(rip);
    this.registers(address);
    if (context.interrupt) kernel.panic('Fatal exception in interrupt');
    if (this.system.panicOnOops) kernel.panic('Fatal exception');
    this.kill(context, signal);
  }

  /** make_task_dead. Locks stay held; the module stays. */
  private kill(context: RingContext, signal: number): void {
    const { kernel } = this.system;
    const task = context.task!;
    if (this.system.preemptCount > 0) {
      const count = this.system.preemptCount;
      this.say(6, `note: ${task.comm}[${task.pid}] exited with preempt_count ${count}`);
      this.system.changePreemptCount(-count);
    }
    context.depth = 0;
    context.sp = 0;
    this.system.releaseStack(context);
    task.ringZero = null;
    kernel.sched.forget(task);
    doExit(kernel, task, signal);
  }

  // ---------------------------------------------------------------- the parts of a report

  private head(): string {
    const { kernel, tainted } = this.system;
    const { current, cpu } = kernel;
    const comm = current?.comm ?? `swapper/${cpu.index}`;
    const [number, ...rest] = UTS.version.split(' ');
    const build = rest.slice(rest.indexOf('Debian'), rest.indexOf('Debian') + 2).join(' ');
    return `CPU: ${cpu.index} PID: ${current?.pid ?? 0} Comm: ${comm} ${taintedText(tainted)} ${UTS.release} ${number}  ${build}`;
  }

  private showRegs(rip: number, address?: number): void {
    this.say(4, this.head());
    this.say(4, 'Hardware name: Ring Zero simulated x86-64 computer');
    this.showRip(rip);
    this.registers(address);
  }

  private showRip(rip: number): void {
    const { kallsyms } = this.system;
    this.say(4, `RIP: 0010:${kallsyms.describe(rip)}`);
    this.say(4, `Code: ${this.code(rip)}`);
  }

  private code(rip: number): string {
    const { memory } = this.system;
    // The kernel's own functions are not machine code here.
    const ours = rip >= TEXT_START && rip < TEXT_END;
    if (ours || memory.translate(rip, false) < 0)
      return `Unable to access opcode bytes at 0x${unsigned(rip - CODE_BEFORE).toString(16)}.`;
    const parts: string[] = [];
    for (let at = rip - CODE_BEFORE; at < rip - CODE_BEFORE + CODE_LENGTH; at++) {
      if (memory.translate(at, false) < 0) continue;
      const byte = memory.u8(at).toString(16).padStart(2, '0');
      parts.push(at === rip ? `<${byte}>` : byte);
    }
    return parts.join(' ');
  }

  private registers(address?: number): void {
    const { kernel } = this.system;
    const { cpu } = kernel;
    const r = (reg: number) => BigInt.asUintN(64, cpu.getReg(reg)).toString(16).padStart(16, '0');
    const { RAX, RBX, RCX, RDX, RSI, RDI, RBP, RSP, R8, R9, R10, R11, R12, R13, R14, R15 } = Reg;
    const flags = (cpu.rflags >>> 0).toString(16).padStart(8, '0');
    this.say(4, `RSP: 0018:${r(RSP)} EFLAGS: ${flags}`);
    this.say(4, `RAX: ${r(RAX)} RBX: ${r(RBX)} RCX: ${r(RCX)}`);
    this.say(4, `RDX: ${r(RDX)} RSI: ${r(RSI)} RDI: ${r(RDI)}`);
    this.say(4, `RBP: ${r(RBP)} R08: ${r(R8)} R09: ${r(R9)}`);
    this.say(4, `R10: ${r(R10)} R11: ${r(R11)} R12: ${r(R12)}`);
    this.say(4, `R13: ${r(R13)} R14: ${r(R14)} R15: ${r(R15)}`);
    const fs = cpu.fsBase.toString(16).padStart(16, '0');
    const gs = this.system.gsBase.toString(16).padStart(16, '0');
    this.say(4, `FS:  ${fs}(0000) GS:${gs}(0000) knlGS:0000000000000000`);
    this.say(4, `CS:  0010 DS: 0000 ES: 0000 CR0: ${(cpu.cr0 >>> 0).toString(16).padStart(16, '0')}`);
    const cr2 = hex16(address ?? signed(cpu.fault.address));
    const cr3 = (kernel.current?.mm?.cr3 ?? this.system.memory.root).toString(16).padStart(16, '0');
    this.say(4, `CR2: ${cr2} CR3: ${cr3} CR4: ${(cpu.cr4 >>> 0).toString(16).padStart(16, '0')}`);
  }

  callTrace(context: RingContext): void {
    const tag = context.interrupt ? 'IRQ' : 'TASK';
    this.say(4, 'Call Trace:');
    this.say(4, ` <${tag}>`);
    for (const { address, reliable } of unwind(this.system, context))
      this.say(4, ` ${reliable ? '' : '? '}${this.system.kallsyms.describe(address)}`);
    if (context.user && !context.interrupt) this.userRegisters(context.user);
    this.say(4, ` </${tag}>`);
  }

  /** show_regs_if_on_stack: where user mode will go on. */
  private userRegisters({ registers, rip, flags, origAx }: UserState): void {
    const hex = (value: bigint) => value.toString(16).padStart(16, '0');
    const r = (reg: number) => hex(registers[reg]);
    const code = new Uint8Array(CODE_LENGTH);
    const known = this.system.copyFromUser(code, rip - CODE_BEFORE) === 0;
    const bytes = [...code].map((byte, i) => {
      const text = byte.toString(16).padStart(2, '0');
      return i === CODE_BEFORE ? `<${text}>` : text;
    });
    const { RBX, RCX, RDX, RSI, RDI, RBP, RSP, R8, R9, R10, R11, R12, R13, R14, R15 } = Reg;
    this.say(4, `RIP: 0033:0x${rip.toString(16)}`);
    this.say(
      4,
      known
        ? `Code: ${bytes.join(' ')}`
        : `Code: Unable to access opcode bytes at 0x${(rip - CODE_BEFORE).toString(16)}.`,
    );
    this.say(
      4,
      `RSP: 002b:${r(RSP)} EFLAGS: ${flags.toString(16).padStart(8, '0')} ORIG_RAX: ${hex(BigInt.asUintN(64, BigInt(origAx)))}`,
    );
    this.say(4, `RAX: ffffffffffffffda RBX: ${r(RBX)} RCX: ${r(RCX)}`);
    this.say(4, `RDX: ${r(RDX)} RSI: ${r(RSI)} RDI: ${r(RDI)}`);
    this.say(4, `RBP: ${r(RBP)} R08: ${r(R8)} R09: ${r(R9)}`);
    this.say(4, `R10: ${r(R10)} R11: ${r(R11)} R12: ${r(R12)}`);
    this.say(4, `R13: ${r(R13)} R14: ${r(R14)} R15: ${r(R15)}`);
  }

  modulesLinkedIn(): void {
    const names = [...this.system.modules.values()].reverse().map((module) => {
      const state = module.state === 'coming' ? '+' : module.state === 'going' ? '-' : '';
      const flags = moduleTaintText(module.taints) + state;
      return flags === '' ? module.name : `${module.name}(${flags})`;
    });
    this.say(4, `Modules linked in: ${names.join(' ')}`);
  }

  private record(context: RingContext, kind: string, rip: number, address: number): void {
    const { system } = this;
    const place = (at: number, exact: boolean) => {
      // A return address belongs to the line of the call before it.
      const found = system.moduleAt(at)?.lines?.find(exact ? at : at - 1) ?? null;
      return { file: found?.file ?? null, line: found?.line ?? null };
    };
    const { kernel } = system;
    const symbol = system.kallsyms.lookup(rip);
    const frames = unwind(system, context);
    let where = place(rip, true);
    // A kernel function that was given a bad pointer: the caller's line is the interesting one.
    if (where.line === null) {
      const caller = frames.find((frame) => system.moduleAt(frame.address)?.lines);
      if (caller) where = place(caller.address, false);
    }
    this.latest = {
      kind,
      pid: kernel.current?.pid ?? 0,
      comm: kernel.current?.comm ?? 'swapper/0',
      address,
      symbol: symbol?.symbol.name ?? hex16(rip),
      module: symbol?.symbol.module ?? '',
      offset: symbol?.offset ?? 0,
      ...where,
      trace: frames.map((frame) => ({
        text: system.kallsyms.describe(frame.address),
        reliable: frame.reliable,
        ...place(frame.address, false),
      })),
    };
    this.all.push(this.latest);
    if (kernel.wants('oops')) kernel.emit({ type: 'oops', at: kernel.now, cpu: kernel.cpu.index, ...this.latest });
  }

  // ---------------------------------------------------------------- not faults, but bugs all the same

  /** __schedule_bug: something wants to sleep where that is not allowed. */
  schedulingWhileAtomic(what: string): void {
    const { kernel } = this.system;
    const { current, cpu } = kernel;
    const count = this.system.preemptCount || (this.system.inInterrupt ? 0x100 : 0);
    const comm = current?.comm ?? `swapper/${cpu.index}`;
    const hex = count.toString(16).padStart(8, '0');
    this.say(3, `BUG: scheduling while atomic: ${comm}/${current?.pid ?? 0}/0x${hex}`);
    this.modulesLinkedIn();
    this.say(4, this.head());
    this.callTrace(this.system.context());
    this.system.taint(TAINT.WARN);
    this.record(this.system.context(), `scheduling while atomic: ${what}`, signed(cpu.rip), 0);
  }

  /** dump_stack(). */
  dumpStack(): void {
    this.say(4, this.head());
    this.say(4, 'Hardware name: Ring Zero simulated x86-64 computer');
    this.callTrace(this.system.context());
  }

  /** watchdog_timer_fn: this CPU has not gone through the scheduler for twice the threshold. */
  watchdog(context: RingContext, run: RingZeroRun): void {
    const { kernel } = this.system;
    const limit = this.system.watchdogThresh * 2;
    if (limit === 0) return;
    const stuck = Math.floor((kernel.now - run.since) / 1e8);
    if (stuck < limit) {
      this.lastLockup = -1;
      return;
    }
    if (this.lastLockup >= 0 && stuck < this.lastLockup + limit) return;
    this.lastLockup = stuck;
    const comm = kernel.current?.comm ?? `swapper/${kernel.cpu.index}`;
    this.say(
      0,
      `watchdog: BUG: soft lockup - CPU#${kernel.cpu.index} stuck for ${stuck}s! [${comm}:${kernel.current?.pid ?? 0}]`,
    );
    this.modulesLinkedIn();
    const rip = signed(kernel.cpu.rip);
    this.showRegs(rip);
    this.callTrace(context);
    this.system.taint(TAINT.SOFTLOCKUP);
    this.record(context, 'soft lockup', rip, 0);
  }
}
