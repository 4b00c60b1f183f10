/** What a debugger looks at in a session: whose instructions count, and their source. */
import { type DataSymbol, Gate, HELD, Memory, SourceMap, type Subject } from '../machine/debug';
import type { LessonTlbState } from '../machine/tlb/lesson';
import type { Core, Cpu } from '../machine/types';
import { type DebugInfo, dataSymbols, fileBytes } from '../toolchain';
import { BareSession } from './bare';
import { LinuxSession } from './linux';
import type { Session } from './session';

/** The program of a run (tgid 2), code of modules in ring 0, or everything on a machine without a kernel. */
export type Focus = 'program' | 'module' | 'bare';

const PROGRAM_PID = 2;

export interface Program {
  debug?: DebugInfo;
  elf?: Uint8Array;
  /** Names of the files that the person has before them. */
  files: readonly string[];
}

export class DebugTarget implements Subject {
  readonly gate: Gate;
  readonly shared: boolean;
  readonly core: Core;
  source: SourceMap;
  readonly symbols: readonly DataSymbol[];
  /** Called when other code is loaded than before. */
  onSource: () => void = () => {};
  private loaded = '';

  constructor(
    readonly session: Session,
    private readonly focus: Focus,
    private readonly program: Program,
  ) {
    const bare = session instanceof BareSession;
    this.core = bare ? session.machine.core : (session as LinuxSession).booted.core;
    this.gate = new Gate(this.core, bare);
    this.shared = focus === 'module';
    if (session instanceof LinuxSession) session.booted.held = () => this.gate.paused;
    this.symbols = program.elf && focus !== 'module' ? dataSymbols(program.elf) : [];
    const { functions = [], lines = [] } = focus === 'module' ? {} : (program.debug ?? {});
    this.source = new SourceMap(functions, lines, this.ownFile);
  }

  private readonly ownFile = (file: string): string | null =>
    this.program.files.find((f) => file === f || file.endsWith(`/${f}`)) ?? null;

  /** Code as it is in the program's file: it need not be in memory yet. */
  readonly codeAt = (address: number, length: number): Uint8Array =>
    this.program.elf ? fileBytes(this.program.elf, address, length) : new Uint8Array();

  who(cpu: Cpu): number | null {
    if (this.focus === 'bare') return 0;
    const task = (this.session as LinuxSession).booted.running(cpu.index);
    if (this.focus === 'module') return cpu.cpl === 0 ? (task?.pid ?? 0) : null;
    return task?.tgid === PROGRAM_PID && cpu.cpl === 3 ? task.pid : null;
  }

  refresh(): void {
    if (this.focus !== 'module' || !(this.session instanceof LinuxSession)) return;
    const { booted } = this.session;
    if (booted.modulesLoaded === this.loaded) return;
    this.loaded = booted.modulesLoaded;
    const { functions, lines } = booted.moduleSymbols();
    this.source = new SourceMap(functions, lines, this.ownFile);
    this.onSource();
  }

  readonly memoryOf = (cpu: Cpu): Memory => {
    let memory = this.memories.get(cpu);
    if (!memory) {
      memory = new Memory(this.core, cpu);
      this.memories.set(cpu, memory);
    }
    return memory;
  };
  private readonly memories = new Map<Cpu, Memory>();

  /** The TLB of the lessons, where the run has it switched on. */
  tlb(cpu: number): LessonTlbState | null {
    if (!(this.session instanceof LinuxSession)) return null;
    const kernel = this.session.booted as { tlb?: { state(cpu: number): LessonTlbState } | null };
    return kernel.tlb?.state(cpu) ?? null;
  }

  /** Lets the session go on for at most `max`; true: nothing more can happen. */
  advance(step: (max: number) => unknown, max: number): boolean {
    try {
      return step(max) === true || this.session.end !== null;
    } catch (thrown) {
      if (thrown !== HELD) throw thrown;
      return false;
    }
  }
}
