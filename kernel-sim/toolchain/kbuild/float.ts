/**
 * The kernel is compiled with -mno-sse -mno-80387: gcc refuses floating point in arguments and results, and calls
 * soft-float functions that nobody defines for the rest. Both are errors at the line that does it.
 */
import type { Diagnostic, SourcePosition } from '../diagnostics';
import type { IrFunction, IrModule, IrOp } from '../ir';

/** libgcc's function for what the machine may not do. */
const SOFT_FLOAT: Readonly<Partial<Record<IrOp['op'], string>>> = {
  fadd: '__adddf3',
  fsub: '__subdf3',
  fmul: '__muldf3',
  fdiv: '__divdf3',
  fneg: '__negdf2',
  fsqrt: 'sqrt',
  fcmp: '__ltdf2',
  sitof: '__floatsidf',
  uitof: '__floatunsidf',
  ftosi: '__fixdfsi',
  ftoui: '__fixunsdfsi',
  fext: '__extendsfdf2',
  ftrunc: '__truncdfsf2',
};

/** The first use of floating point in each function. */
export function floatingPoint(module: IrModule): Diagnostic[] {
  return module.functions.flatMap((fn) => firstIn(fn) ?? []);
}

function firstIn(fn: IrFunction): Diagnostic | undefined {
  const error = (code: string, params: Diagnostic['params'], at: SourcePosition | undefined): Diagnostic => ({
    severity: 'error',
    code,
    params,
    at: at ?? fn.at,
  });
  if (fn.params.some((p) => p.kind === 'sse')) return error('module-sse', { what: 'argument' }, fn.at);
  for (const block of fn.blocks) {
    for (const op of block.ops) {
      if (op.op === 'call') {
        if (op.args.some((a) => a.kind === 'sse')) return error('module-sse', { what: 'argument' }, op.at);
        if (op.results.some((r) => isFloat(r.type))) return error('module-sse', { what: 'return' }, op.at);
      }
      const name = SOFT_FLOAT[op.op];
      if (name !== undefined) return error('module-float', { name }, op.at);
    }
    const { end } = block;
    if (end.op === 'fbranch') return error('module-float', { name: '__ltdf2' }, end.at);
    if (end.op === 'return' && end.values.some((v) => isFloat(v.type)))
      return error('module-sse', { what: 'return' }, end.at);
  }
  return undefined;
}

const isFloat = (type: string): boolean => type === 'f32' || type === 'f64';
