/** Branches, calls, the stack, and the ways into the kernel that need no privilege. */

import type { RecordEmitter } from '../cold/backend';
import { Exit, Flag, Layout, Record, State } from '../cpu/state';
import type { Emitter } from '../emit/emitter';
import { CONDITION_NAMES } from '../emit/flags';
import type { Value } from '../emit/function';
import { enterHot } from '../hot/entry';
import { I32, I64 } from '../wasm/module';
import { host, insn } from './dsl';
import type { Attributes, Definition, Emit } from './types';

const [RCX, RSP, RBP, R11] = [1, 4, 5, 11];
const hex = (n: number) => n.toString(16).toUpperCase().padStart(2, '0');
const CONTROL: Attributes = { control: true, wide: true };
const WIDE: Attributes = { wide: true };

function push(e: Emitter, v: Value, size = 64): void {
  const rsp = e.let(e.sub(e.reg(RSP, 64), e.k(size / 8)));
  e.store(size, e.probe(rsp, size / 8, true, true), 0, v);
  e.setReg(RSP, 64, rsp);
}

/** Value on top of the stack; the caller moves rsp once nothing can fault any more. */
function top(e: Emitter, size = 64): Value {
  return e.let(e.load(size, e.probe(e.reg(RSP, 64), size / 8, false, true)));
}

function drop(e: Emitter, bytes: Value): void {
  e.setReg(RSP, 64, e.add(e.reg(RSP, 64), bytes));
}

const pushOperand: Emit = (e) => push(e, e.get(0), e.row.size);

const popOperand: Emit = (e) => {
  const v = top(e, e.row.size);
  e.touch(0);
  drop(e, e.k(e.row.size / 8));
  e.set(0, v);
};

const leave: Emit = (e) => {
  const rbp = e.let(e.reg(RBP, 64));
  const v = e.let(e.load(64, e.probe(rbp, 8, false, true)));
  e.setReg(RSP, 64, e.add(rbp, e.k(8)));
  e.setReg(RBP, 64, v);
};

/** enter with no nesting: push rbp; mov rbp, rsp; sub rsp, imm16. The decoder refuses nested ones. */
const enter: Emit = (e) => {
  push(e, e.reg(RBP, 64));
  e.setReg(RBP, 64, e.reg(RSP, 64));
  e.setReg(RSP, 64, e.sub(e.reg(RSP, 64), e.imm()));
};

const call: Emit = (e) => {
  push(e, e.nextRip());
  e.jump();
};

const callIndirect: Emit = (e) => {
  const va = e.get(0);
  push(e, e.nextRip());
  e.jumpVa(va);
};

const ret =
  (withBytes: boolean): Emit =>
  (e) => {
    const va = top(e);
    drop(e, withBytes ? e.add(e.k(8), e.imm()) : e.k(8));
    e.jumpVa(va);
  };

const pushf: Emit = (e) => {
  // VM and RF read as 0.
  const rest = e.and(e.state(I32, State.FLAGS_REST), e.k32(~Flag.RF));
  push(e, e.ext(e.or(rest, e.arithmeticFlags())), e.row.size);
};

/** SDM 2B, POPF: IOPL only at CPL 0, IF only where CPL <= IOPL; both are silently kept otherwise. */
const popf: Emit = (e) => {
  const v = e.let(e.wrap(top(e, e.row.size)));
  drop(e, e.k(e.row.size / 8));
  const old = e.let(e.state(I32, State.FLAGS_REST));
  const iopl = e.and(e.shru(old, e.k32(12)), e.k32(3));
  const free = Flag.TF | Flag.DF | Flag.NT | (e.row.size === 16 ? 0 : Flag.AC | Flag.ID);
  const forIf = e.select(e.cmp('leu', e.cpl(), iopl), e.k32(Flag.IF), e.k32(0));
  const forIopl = e.select(e.cpl(), e.k32(0), e.k32(Flag.IOPL));
  const mask = e.let(e.or(e.or(forIf, forIopl), e.k32(free)));
  e.setState(State.FLAGS_REST, e.or(e.and(old, e.xor(mask, e.k32(-1))), e.and(v, mask)));
  e.flagsFull(v);
  e.setState(State.EXIT, e.k32(Exit.RESYNC));
  e.leaveAt(e.nextRip());
};

/** SDM 2B, SYSCALL: rcx and r11 are set here; entering the kernel is the host's or cpu/system.ts's business. */
const syscall: Emit = (e) => {
  const next = e.let(e.nextRip());
  e.setReg(RCX, 64, next);
  const rest = e.and(e.state(I32, State.FLAGS_REST), e.k32(~Flag.RF));
  e.setReg(R11, 64, e.ext(e.or(rest, e.arithmeticFlags())));
  e.setState(State.EXIT, e.k32(Exit.SYSCALL));
  e.leaveAt(next);
};

/** loop, loope, loopne. */
const loop =
  (zero?: boolean): Emit =>
  (e) => {
    const rcx = e.let(e.sub(e.reg(RCX, 64), e.k(1)));
    e.setReg(RCX, 64, rcx);
    const more = e.cmp('ne', rcx, e.k(0));
    e.jump(e.let(zero === undefined ? more : e.and(more, e.condition(zero ? 4 : 5))));
  };

const nothing: Emit = () => {};

export const CONTROL_FLOW: Definition[] = [
  ...CONDITION_NAMES.flatMap((name, cc) => [
    insn(`j${name}`, hex(0x70 + cc), 'Jb', (e) => e.jump(e.condition(cc)), CONTROL),
    insn(`j${name}`, `0F ${hex(0x80 + cc)}`, 'Jz', (e) => e.jump(e.condition(cc)), CONTROL),
  ]),
  insn('jmp', 'EB', 'Jb', (e) => e.jump(), CONTROL),
  insn('jmp', 'E9', 'Jz', (e) => e.jump(), CONTROL),
  insn('jmp', 'FF /4', 'Eq', (e) => e.jumpVa(e.get(0)), CONTROL),
  insn('jrcxz', 'E3', 'Jb', (e) => e.jump(e.let(e.not(e.reg(RCX, 64)))), CONTROL),
  insn('loopne', 'E0', 'Jb', loop(false), CONTROL),
  insn('loope', 'E1', 'Jb', loop(true), CONTROL),
  insn('loop', 'E2', 'Jb', loop(), CONTROL),
  insn('call', 'E8', 'Jz', call, CONTROL),
  insn('call', 'FF /2', 'Eq', callIndirect, CONTROL),
  insn('ret', 'C3', '', ret(false), CONTROL),
  insn('ret', 'C2', 'Iw', ret(true), CONTROL),
  insn('push', '50 +r', 'Zv', pushOperand, WIDE),
  insn('push', 'FF /6', 'Ev', pushOperand, WIDE),
  insn('push', '68', 'Iz', pushOperand, WIDE),
  insn('push', '6A', 'Is', pushOperand, WIDE),
  insn('pop', '58 +r', 'Zv=', popOperand, WIDE),
  insn('pop', '8F /0', 'Ev=', popOperand, WIDE),
  insn('leave', 'C9', '', leave),
  insn('enter', 'C8', 'Iw', enter),
  insn('pushf', '9C', 'v', pushf, WIDE),
  insn('popf', '9D', 'v', popf, { ...WIDE, control: true }),
  insn('syscall', '0F 05', '', syscall, { control: true }),

  insn('nop', '90', '', nothing),
  insn('nop', '0F 1F /r', 'N', nothing),
  insn('nop', '0F 1E /r', 'N', nothing),
  insn('nop', '0F 18 /r', 'N', nothing),
  insn('nop', '0F 19 /r', 'N', nothing),
  ...['1A', '1B', '1C', '1D'].map((opcode) => insn('nop', `0F ${opcode} /r`, 'N', nothing)),
  insn('prefetchw', '0F 0D /r', 'N', nothing),
  insn('fence', '0F AE /5', 'R', nothing),
  insn('fence', '0F AE /6', 'R', nothing),
  insn('fence', '0F AE /7', 'R', nothing),
  insn('clflush', '0F AE /7', 'Mb', (e) => e.touch(0)),

  host('int3', 'CC', '', 'breakpoint'),
  host('int', 'CD', 'Ib', 'interrupt'),
  host('ud2', '0F 0B', '', 'undefined'),
  host('ud1', '0F B9 /r', 'N', 'undefined'),
];

/** Records that are not instructions: they count as none. */
export const INTERNAL: [name: string, emit: (e: RecordEmitter) => void][] = [
  ['start', (e) => e.jumpVa(e.state(I64, State.RIP))],
  /** Code not decoded yet. */
  [
    'link',
    (e) => {
      e.setState(State.EXIT, e.k32(Exit.DECODE));
      e.leave();
    },
  ],
  /** The code that follows lies elsewhere in the same page. */
  ['goto', (e) => e.jumpNear()],
  /** The code that follows lies in another page. */
  ['gotofar', (e) => e.jumpVa(e.branchVa())],
  /** Address of the next record's memory operand, where a segment override or a 32-bit address size makes it unusual. */
  ['address', (e) => e.setState(State.TEMP, e.add(e.ea(), e.readField('S', 64)))],
  ['address32', (e) => e.setState(State.TEMP, e.add(e.zext(e.ea(), 32), e.readField('S', 64)))],
  /** Guards an instruction that reaches into the next page: its second half must be where it was decoded from. */
  [
    'crossing',
    (e) => {
      const next = e.let(e.add(e.state(I64, State.PAGE_BASE), e.k(4096)));
      const slot = e.let(e.and(e.wrap(e.shru(next, e.k(8))), e.k32(0xfff0)));
      const tag = e.cmp('ne', e.load(64, slot, Layout.TLB_CODE), e.or(next, e.state(I64, State.CONTEXT_TAG)));
      const page = e.cmp('ne', e.load32(slot, Layout.TLB_CODE + 8), e.load32(e.record, Record.TARGET));
      e.if(e.or(tag, page), () => {
        e.setState(State.EXIT, e.k32(Exit.CROSSING));
        e.leave();
      });
    },
  ],
  /** The budget ends here. */
  [
    'stop',
    (e) => {
      e.setState(State.EXIT, e.k32(Exit.BUDGET));
      e.leave();
    },
  ],
  /** Goes on at another record of the same block. */
  ['hop', (e) => e.hop(e.load32(e.record, Record.TARGET))],
  /** Code that the hot tier has: see hot/entry.ts. */
  ['hot', enterHot],
  /** TypeScript carries it out. */
  [
    'host',
    (e) => {
      e.setState(State.EXIT, e.k32(Exit.HOST));
      e.leave();
    },
  ],
];
