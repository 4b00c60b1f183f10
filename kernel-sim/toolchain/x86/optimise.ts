/** The IR clean-ups in order. The given function is left as it was. */
import type { IrFunction } from '../ir';
import { removeDead } from './opt/dead';
import { rotateLoops, simplifyFlow } from './opt/flow';
import { localPass } from './opt/local';

/** A cleaned-up copy of the function. */
export function optimise(given: IrFunction): IrFunction {
  const fn: IrFunction = {
    ...given,
    vregs: [...given.vregs],
    blocks: given.blocks.map((b) => ({ ops: b.ops, end: b.end })),
  };
  simplifyFlow(fn);
  localPass(fn);
  removeDead(fn);
  simplifyFlow(fn);
  rotateLoops(fn);
  localPass(fn);
  removeDead(fn);
  simplifyFlow(fn);
  return fn;
}
