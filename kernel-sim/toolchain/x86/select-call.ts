/**
 * Calls, parameters and results by the System V AMD64 ABI 3.2: six integer and eight vector registers, the rest on the
 * stack in eightbytes; pieces of one group go together.
 */
import { imm, mem, reg } from '../asm/instruction';
import { R8, R9, R10, R11, RAX, RBP, RCX, RDI, RDX, RSI, RSP, XMM0 } from '../asm/registers';
import type { Address, ArgPiece, IrCall, IrFunction, IrTerminator, ParamPiece } from '../ir';
import type { MInst } from './mir';
import { copyBlock, loadInto } from './select-memory';
import { BYTES, isFloat, type Selector } from './selector';

export const ARGUMENT_REGISTERS: readonly number[] = [RDI, RSI, RDX, RCX, R8, R9];
const VECTOR_ARGUMENTS = 8;
const CALLER_SAVED: readonly number[] = [
  RAX,
  RCX,
  RDX,
  RSI,
  RDI,
  R8,
  R9,
  R10,
  R11,
  ...Array.from({ length: 16 }, (_, i) => XMM0 + i),
];

interface Placed {
  /** Register number, or -1 when on the stack. */
  register: number;
  stackOffset: number;
}

/** Assigns registers and stack offsets to pieces in order. */
function assign(
  pieces: readonly { kind: ArgPiece['kind'] | ParamPiece['kind']; group?: number; size?: number; align?: number }[],
): { placed: Placed[]; general: number; vector: number; stack: number } {
  const placed: Placed[] = [];
  let general = 0;
  let vector = 0;
  let stack = 0;
  const onStack = (size: number, align: number): Placed => {
    stack = Math.ceil(stack / align) * align;
    const at = stack;
    stack += Math.ceil(size / 8) * 8;
    return { register: -1, stackOffset: at };
  };
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i];
    if (piece.kind === 'memory') {
      placed.push(onStack(piece.size ?? 8, Math.max(8, Math.min(piece.align ?? 8, 16))));
      continue;
    }
    let end = i + 1;
    if (piece.group !== undefined)
      while (end < pieces.length && pieces[end].group === piece.group && pieces[end].kind !== 'memory') end++;
    const members = pieces.slice(i, end);
    const needGeneral = members.filter((m) => m.kind === 'int').length;
    const needVector = members.length - needGeneral;
    const fits = general + needGeneral <= ARGUMENT_REGISTERS.length && vector + needVector <= VECTOR_ARGUMENTS;
    for (const member of members) {
      if (!fits) placed.push(onStack(8, 8));
      else if (member.kind === 'int') placed.push({ register: ARGUMENT_REGISTERS[general++], stackOffset: 0 });
      else placed.push({ register: XMM0 + vector++, stackOffset: 0 });
    }
    i = end - 1;
  }
  return { placed, general, vector, stack };
}

/** `made` holds arguments that are addresses to be computed here. */
export function selectCall(s: Selector, op: IrCall, made: ReadonlyMap<number, Address> = new Map()): void {
  s.out.calls = true;
  const { placed, vector, stack } = assign(op.args);
  const area = Math.ceil(stack / 16) * 16;
  if (area > 0) s.emit('sub', 8, reg(RSP, 8), imm(area));
  op.args.forEach((arg, i) => {
    if (placed[i].register >= 0) return;
    const address = arg.kind === 'int' && typeof arg.value === 'number' ? made.get(arg.value) : undefined;
    if (address !== undefined)
      s.emit('lea', 8, reg(s.register((arg as { value: number }).value), 8), s.memory(address));
    stackArgument(s, arg, placed[i].stackOffset);
  });
  let target = -1;
  if ('vreg' in op.target) target = s.register(op.target.vreg);
  const uses: number[] = [];
  op.args.forEach((arg, i) => {
    const { register } = placed[i];
    if (register < 0) return;
    uses.push(register);
    if (arg.kind === 'sse') s.copy(register, s.register(arg.value), 8, true);
    else if (arg.kind === 'int') {
      const address = typeof arg.value === 'number' ? made.get(arg.value) : undefined;
      if (address !== undefined) s.emit('lea', 8, reg(register, 8), s.memory(address));
      else if (typeof arg.value === 'number') s.copy(register, s.register(arg.value), BYTES[arg.type]);
      else s.constant(register, arg.value.imm, arg.type);
    }
  });
  if (op.variadic) {
    s.emit('mov', 4, reg(RAX, 4), imm(vector));
    uses.push(RAX);
  }
  const call =
    target >= 0
      ? s.emit('icall', 8, reg(target, 8))
      : s.emit('call', 0, {
          kind: 'label',
          symbol: s.unit.builder.symbol((op.target as { symbol: string }).symbol),
          addend: 0,
        });
  call.uses = uses;
  call.defs = CALLER_SAVED;
  if (area > 0 && !op.noreturn) s.emit('add', 8, reg(RSP, 8), imm(area));
  const results = resultRegisters(op.results);
  op.results.forEach((r, i) => {
    s.copy(s.register(r.vreg), results[i], BYTES[r.type], isFloat(r.type));
  });
}

function stackArgument(s: Selector, arg: ArgPiece, offset: number): void {
  const to = mem(RSP, offset);
  if (arg.kind === 'memory') copyBlock(s, to, mem(s.register(arg.address)), arg.size);
  else if (arg.kind === 'sse') s.emit(arg.type === 'f32' ? 'movss' : 'movsd', 0, to, reg(s.register(arg.value), 8));
  else if (typeof arg.value !== 'number')
    s.emit(
      'mov',
      8,
      to,
      s.source({ imm: arg.type === 'i64' ? arg.value.imm : BigInt.asIntN(32, arg.value.imm) }, 'i64', 8),
    );
  else if (arg.type === 'i64') s.emit('mov', 8, to, reg(s.register(arg.value), 8));
  else s.emit('mov', 4, to, reg(s.register(arg.value), 4));
}

function resultRegisters(values: readonly { type: import('../ir').IrType }[]): number[] {
  let general = 0;
  let vector = 0;
  return values.map((v) => (isFloat(v.type) ? XMM0 + vector++ : general++ === 0 ? RAX : RDX));
}

export function selectReturn(s: Selector, end: Extract<IrTerminator, { op: 'return' }>): void {
  const registers = resultRegisters(end.values);
  // An aggregate's second half may sit in rax's neighbour: copy through fresh registers is not needed, both are only written here.
  end.values.forEach((v, i) => {
    s.copy(registers[i], s.register(v.vreg), BYTES[v.type], isFloat(v.type));
  });
  const inst: MInst = { mnemonic: 'ret', size: 0, operands: [], roles: '', uses: registers, at: s.at };
  s.sink.push(inst);
}

/** Moves incoming arguments into their virtual registers; sets up the register save area of variadic functions. */
export function selectParameters(s: Selector, fn: IrFunction): void {
  if (fn.attributes.interrupt !== undefined) {
    interruptParameters(s, fn);
    return;
  }
  const { placed, general, vector, stack } = assign(fn.params);
  if (fn.variadic) {
    const area = s.out.slots.length;
    s.out.slots.push({ size: 176, align: 16, offset: 0 });
    s.variadic = { area, general, vector, stack };
    const save: MInst = {
      mnemonic: 'va_save',
      size: 0,
      operands: [{ kind: 'mem', base: -1, index: -1, scale: 1, displacement: 0, slot: area }, imm(general)],
      roles: '--',
      uses: [
        RAX,
        ...ARGUMENT_REGISTERS.slice(general),
        ...Array.from({ length: VECTOR_ARGUMENTS }, (_, i) => XMM0 + i),
      ],
    };
    s.sink.push(save);
  }
  fn.params.forEach((p, i) => {
    const at = placed[i];
    const to = s.register(p.vreg);
    if (p.kind === 'memory') return;
    if (at.register >= 0) s.copy(to, at.register, BYTES[p.type], p.kind === 'sse');
  });
  fn.params.forEach((p, i) => {
    const at = placed[i];
    const to = s.register(p.vreg);
    if (p.kind === 'memory') s.emit('lea', 8, reg(to, 8), mem(RBP, 16 + at.stackOffset));
    else if (at.register < 0) loadInto(s, to, p.type, mem(RBP, 16 + at.stackOffset));
  });
}

/** GCC's interrupt attribute: the frame's address, then the error code. Both lie above the saved rbp. */
function interruptParameters(s: Selector, fn: IrFunction): void {
  const skip = fn.attributes.interrupt?.hasErrorCode ? 8 : 0;
  const [frame, code] = fn.params;
  if (frame !== undefined) s.emit('lea', 8, reg(s.register(frame.vreg), 8), mem(RBP, 8 + skip));
  if (code !== undefined) s.emit('mov', 8, reg(s.register(code.vreg), 8), mem(RBP, 8));
}
