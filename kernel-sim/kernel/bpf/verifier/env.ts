/**
 * One verification: the program, what was learnt of its instructions, the path being walked and those still to be walked.
 * Follows struct bpf_verifier_env (Linux 6.1). A refusal is thrown as `Refused` and caught once, in index.ts: the walk is many
 * functions deep, and a refusal ends all of it.
 */
import { BpfClass } from '../insn';
import type { BpfInsn, BpfMapInfo, Rejection, VerifierStep, VerifyInput } from '../types';
import { disassemble } from './disasm';
import { Log, wholeFrameText } from './log';
import { type Code, MESSAGES, messageText, type Params } from './messages';
import { LIVE_DONE, LIVE_READ, LIVE_READ32, LIVE_READ64, LIVE_WRITTEN, type Reg, Type } from './regs';
import type { State } from './state';

export interface Subprogram {
  start: number;
  end: number;
  /** Deepest stack byte used. */
  stackDepth: number;
  hasTailCall: boolean;
  tailCallReachable: boolean;
  hasLdAbs: boolean;
  isAsyncCallback: boolean;
}

/** A branch put off (struct bpf_verifier_stack_elem). */
export interface Pending {
  readonly state: State;
  readonly insn: number;
  readonly prevInsn: number;
  readonly logLength: number;
  readonly step: number;
}

export interface Recorded {
  readonly state: State;
  hits: number;
  misses: number;
}

export class Refused extends Error {
  constructor(
    readonly errno: number,
    readonly rejection: Rejection,
  ) {
    super(rejection.code);
  }
}

/** What instruction loads and calls have been seen with: two paths must agree, since code is rewritten by it. */
export interface Aux {
  prune: boolean;
  /** Reached by a jump, or by a return: the way here must be remembered. */
  jumpPoint: boolean;
  seen: boolean;
  /** Type of the pointer that this load or store went through; 0 if none yet. */
  pointerType: number;
  /** How a pointer was moved here by a register, for the unprivileged. */
  pointerMath: string;
  /** Map of an ld_imm64 (index into maps) or of a tail call; -1 none, -2 several. */
  map: number;
}

const F_STRICT_ALIGNMENT = 1;
const F_ANY_ALIGNMENT = 2;
const F_TEST_STATE_FREQ = 8;
const F_SLEEPABLE = 16;
export const MAX_STEPS = 20_000;

export class Env {
  readonly insns: BpfInsn[];
  readonly log: Log;
  readonly aux: Aux[];
  readonly subprograms: Subprogram[] = [];
  readonly maps: BpfMapInfo[] = [];
  /** Value that a 64-bit immediate load has in the log. */
  readonly wide = new Map<number, bigint>();
  readonly strict: boolean;
  readonly testStateFreq: boolean;
  readonly sleepable: boolean;
  readonly privileged: boolean;
  state!: State;
  readonly pending: Pending[] = [];
  readonly explored = new Map<number, Recorded[]>();
  insn = 0;
  prevInsn = -1;
  ids = 0;
  processed = 0;
  prevProcessed = 0;
  jumps = 0;
  prevJumps = 0;
  maxStatesPerInsn = 0;
  totalStates = 0;
  peakStates = 0;
  longestMarkRead = 0;
  readonly steps: VerifierStep[] = [];
  readonly keepSteps: boolean;
  stepFrom = -1;
  /** A path put off or a caller is taken up: the next instruction is printed with its whole state. */
  printWhole = false;
  private printedLine = '';

  constructor(readonly input: VerifyInput) {
    this.insns = input.insns.map((insn) => ({ ...insn }));
    this.log = new Log(input.logLevel);
    this.privileged = input.privileged;
    this.keepSteps = input.steps ?? false;
    this.strict = (input.flags & F_STRICT_ALIGNMENT) !== 0 && (input.flags & F_ANY_ALIGNMENT) === 0;
    this.testStateFreq = (input.flags & F_TEST_STATE_FREQ) !== 0;
    this.sleepable = (input.flags & F_SLEEPABLE) !== 0;
    this.aux = this.insns.map(() => ({
      prune: false,
      jumpPoint: false,
      seen: false,
      pointerType: 0,
      pointerMath: '',
      map: -1,
    }));
  }

  get regs(): Reg[] {
    return this.state.regs;
  }

  newId(): number {
    return ++this.ids;
  }

  /** Prints the lines of a refusal and ends the verification. */
  fail(code: Code, params: Params = {}): never {
    const message = MESSAGES[code];
    const text = messageText(code, params);
    if (text !== '') this.log.write(`${text}\n`, true);
    const state = this.state as State | undefined;
    throw new Refused(-message[0], {
      code,
      params,
      insn: this.insn,
      state: state && state.frames.length > 0 ? wholeFrameText(state.frame) : '',
    });
  }

  /** `; source line`, once per line (verbose_linfo). */
  sourceLine(insn: number, prefix = '; '): void {
    const line = this.input.line?.(insn);
    if (!line) return;
    const key = `${line.file}:${line.line}:${line.text}`;
    if (key === this.printedLine) return;
    this.printedLine = key;
    this.log.write(`${prefix}${line.text.trim()}\n`);
  }

  text(insn: number): string {
    return disassemble(this.insns[insn], this.wide.get(insn) ?? 0n);
  }

  /** Index of the subprogram that starts at an instruction, or -1. */
  subprogramAt(insn: number): number {
    return this.subprograms.findIndex((sub) => sub.start === insn);
  }

  /** Register read as a source operand (check_reg_arg, SRC_OP). */
  readReg(regno: number): Reg {
    if (regno > 10) this.fail('bad-register', { reg: regno });
    this.log.scratchReg(regno);
    const reg = this.regs[regno];
    if (reg.type === Type.NOT_INIT) this.fail('uninit-reg', { reg: regno });
    if (regno === 10) return reg;
    this.markRead(reg, reads64(this.insns[this.insn], reg) ? LIVE_READ64 : LIVE_READ32);
    return reg;
  }

  /** Register about to be written; its value is left to the caller (DST_OP_NO_MARK). */
  writeReg(regno: number): Reg {
    if (regno > 10) this.fail('bad-register', { reg: regno });
    this.log.scratchReg(regno);
    if (regno === 10) this.fail('frame-pointer-read-only');
    const reg = this.regs[regno];
    reg.live |= LIVE_WRITTEN;
    return reg;
  }

  /** Tells the states this path came through that the register's value mattered (mark_reg_read). */
  markRead(reg: Reg, flag: number, before = 0): void {
    let state = reg;
    let { parent } = reg;
    // The first step looks at the current state's own write mark, later ones at the parents'.
    let walked = before;
    while (parent) {
      if (state.live & LIVE_WRITTEN) break;
      if (parent.live & LIVE_DONE) break;
      if ((parent.live & LIVE_READ) === flag || parent.live & LIVE_READ64) break;
      parent.live |= flag;
      if (flag === LIVE_READ64) parent.live &= ~LIVE_READ32;
      state = parent;
      parent = state.parent;
      walked++;
    }
    if (walked > this.longestMarkRead) this.longestMarkRead = walked;
  }

  /** The number nobody knows; for the unprivileged, one whose precision matters from the start. */
  markUnknown(reg: Reg): void {
    reg.markUnknown(!this.privileged);
  }
}

/** Does the instruction read all 64 bits of this source register (is_reg64)? */
function reads64(insn: BpfInsn, reg: Reg): boolean {
  const klass = insn.code & 7;
  const op = insn.code & 0xf0;
  if (klass === BpfClass.JMP) return !(op === 0x80 && insn.src === 1);
  if (klass === BpfClass.JMP32) return false;
  if (klass === BpfClass.ALU) return op === 0xd0 && insn.imm === 64;
  if (klass === BpfClass.STX) return reg.type !== Type.SCALAR || (insn.code & 0x18) === 0x18;
  return true;
}

/** Is it a pointer, for one who may not see addresses (is_pointer_value)? */
export const hidesPointer = (env: Env, reg: Reg): boolean => !env.privileged && reg.type !== Type.SCALAR;
