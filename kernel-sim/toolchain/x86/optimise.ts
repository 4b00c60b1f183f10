/** The IR clean-ups in order. */
import type { IrFunction } from '../ir';

export function optimise(fn: IrFunction): IrFunction {
  return fn;
}
