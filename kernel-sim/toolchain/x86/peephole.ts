/** Clean-ups on machine IR after register allocation. */
import type { MFunction } from './mir';

export function peephole(_fn: MFunction): void {}
