/** The IR clean-ups in order. The given function is left as it was. */
import type { IrFunction } from '../ir';
import { removeDead } from './opt/dead';
import { rotateLoops, simplifyFlow } from './opt/flow';
import { hoistInvariants } from './opt/hoist';
import { inlineCalls } from './opt/inline';
import { localPass } from './opt/local';

const NOTHING: ReadonlyMap<string, IrFunction> = new Map();

/**
 * A cleaned-up copy of the function; calls of `inlinable` functions are expanded. `plainAddresses` is for machines whose
 * memory operands are a register and a constant.
 */
export function optimise(
  given: IrFunction,
  inlinable: ReadonlyMap<string, IrFunction> = NOTHING,
  plainAddresses = false,
): IrFunction {
  const fn: IrFunction = {
    ...given,
    vregs: [...given.vregs],
    blocks: given.blocks.map((b) => ({ ops: b.ops, end: b.end })),
  };
  inlineCalls(fn, inlinable);
  simplifyFlow(fn);
  localPass(fn, plainAddresses);
  removeDead(fn);
  simplifyFlow(fn);
  rotateLoops(fn);
  localPass(fn, plainAddresses);
  removeDead(fn);
  simplifyFlow(fn);
  hoistInvariants(fn);
  simplifyFlow(fn);
  return fn;
}
