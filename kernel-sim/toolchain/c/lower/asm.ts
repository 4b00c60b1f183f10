/** Inline asm: C operands as operands of the IR's asm (GCC manual, "Extended Asm"). */
import type { AsmInput, AsmOutput, Operand, VReg } from '../../ir';
import { positionOf } from '../report';
import { evaluate } from '../sema/constants';
import type { AsmOperand, Expression, Statement } from '../tree';
import { type CType, isArray, isRecord } from '../types';
import type { FunctionLowering, Place } from './function';
import { irTypeOf } from './ir-types';
import { load, store } from './places';

type AsmStatement = Extract<Statement, { kind: 'asm' }>;

const asmType = (type: CType): ReturnType<typeof irTypeOf> =>
  isRecord(type) || isArray(type) ? 'i64' : irTypeOf(type);
const memoryOnly = (constraint: string): boolean => /[moV]/.test(constraint) && !/[rqgabcdSDxRlQX0-9]/.test(constraint);

export function asmStatement(f: FunctionLowering, s: AsmStatement): void {
  const after: (() => void)[] = [];
  const outputs = s.outputs.map((operand) => output(f, operand, after));
  const inputs = s.inputs.map((operand) => input(f, operand));
  f.b.emit({
    op: 'asm',
    template: s.template,
    volatile: s.volatile,
    outputs,
    inputs,
    clobbers: s.clobbers,
    at: positionOf(s.at),
  });
  for (const step of after) step();
}

function output(f: FunctionLowering, operand: AsmOperand, after: (() => void)[]): AsmOutput {
  const constraint = operand.constraint.replace(/[=+&%]/g, '');
  const made = {
    name: operand.name,
    constraint,
    earlyClobber: operand.constraint.includes('&'),
    readWrite: operand.constraint.startsWith('+'),
    type: asmType(operand.value.type),
    register: pinned(operand.value),
  };
  const place = f.place(operand.value);
  if (place.kind === 'register') return { ...made, place: { vreg: place.vreg } };
  if (memoryOnly(constraint)) return { ...made, place: { address: place.address } };
  // Memory that is to be a register in between.
  const vreg = f.b.vreg(made.type);
  if (made.readWrite) f.b.copy(made.type, vreg, load(f, place));
  after.push(() => store(f, place, vreg));
  return { ...made, place: { vreg } };
}

/** The register that a variable was declared to live in. */
function pinned(e: Expression): string | undefined {
  if (e.kind === 'variable') return e.variable.register;
  return e.kind === 'cast' && e.implicit ? pinned(e.operand) : undefined;
}

function input(f: FunctionLowering, operand: AsmOperand): AsmInput {
  const { constraint, value: e } = operand;
  const made = {
    name: operand.name,
    constraint: constraint.replace(/[%&]/g, ''),
    type: asmType(e.type),
    register: pinned(e),
  };
  if (memoryOnly(constraint)) {
    const place: Place = f.place(e);
    if (place.kind === 'memory') return { ...made, value: { address: place.address } };
  }
  if (!/[rqgabcdSDxRlQX0-9]/.test(constraint) || /[is]/.test(constraint)) {
    const constant = evaluate(e);
    if (constant?.kind === 'address') {
      const { of, offset } = constant;
      const symbol =
        of.kind === 'function'
          ? f.module.functionSymbol(of)
          : of.kind === 'variable'
            ? f.module.variableSymbol(of)
            : f.module.stringSymbol(of);
      return { ...made, value: { symbol, offset } };
    }
    if (constant?.kind === 'integer') return { ...made, value: { imm: BigInt.asIntN(64, constant.value) } };
  }
  const value: Operand | VReg = f.value(e);
  return { ...made, value };
}
