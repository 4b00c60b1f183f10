/**
 * CR0.TS and CR0.EM, CR4.OSFXSR and what they make of floating-point instructions: SDM 3A table 2-2 and 2.5, SDM 2's exception
 * lists. x87 and MMX look for themselves (host/x87, host/mmx.ts). SSE rows do not, for a running system has both bits clear: while
 * some restriction holds, the decoder puts the exception in the place of the instruction (decode/code-cache.ts).
 */
import type { Row } from '../rows/types';
import type { HostHandlerName } from './host-names';
import type { Registers } from './registers';
import { State } from './state';

const UD = 6;
const NM = 7;
const CR0_EM = 4;
const CR0_TS = 8;
const CR4_OSFXSR = 0x200;
const NO_OSFXSR = 1;

/** SSE instructions that TypeScript carries out. */
const SSE = new Set<HostHandlerName>([
  'loadMxcsr',
  'storeMxcsr',
  'rcpps',
  'rcpss',
  'rsqrtps',
  'rsqrtss',
  'maskmovdqu',
  'movq2dq',
  'movdq2q',
  'cvtpi2ps',
  'cvtpi2pd',
  'cvtps2pi',
  'cvttps2pi',
  'cvtpd2pi',
  'cvttpd2pi',
]);
const SAVES = new Set<HostHandlerName>(['saveFpu', 'restoreFpu']);

/** The restrictions that hold, as one number; 0 in a running system. A kernel in TypeScript keeps out of this. */
export function restrictionsOf(cpu: Registers): number {
  if (cpu.hostTraps) return 0;
  return (cpu.word(State.CR0) & (CR0_EM | CR0_TS)) | (cpu.word(State.CR4) & CR4_OSFXSR ? 0 : NO_OSFXSR);
}

/** The handler that stands for the instruction under these restrictions, or undefined where it may run. */
export function refusal(
  restrictions: number,
  what: Row | HostHandlerName,
): 'undefined' | 'deviceNotAvailable' | undefined {
  const vector = refusalVector(restrictions, what);
  return vector === UD ? 'undefined' : vector === NM ? 'deviceNotAvailable' : undefined;
}

function refusalVector(restrictions: number, what: Row | HostHandlerName): number {
  if (typeof what === 'string' && SAVES.has(what)) return restrictions & (CR0_EM | CR0_TS) ? NM : 0;
  const isSse = typeof what === 'string' ? SSE.has(what) : what.ops.some((o) => o.kind === 'x');
  if (!isSse || restrictions === 0) return 0;
  return restrictions & (CR0_EM | NO_OSFXSR) ? UD : NM;
}
