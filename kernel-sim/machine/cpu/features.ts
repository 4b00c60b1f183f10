/**
 * CR0.TS and CR0.EM, CR4.OSFXSR and what they make of floating-point instructions: SDM 3A table 2-2 and 2.5, SDM 2's exception
 * lists. x87 and MMX look for themselves (host/x87, host/mmx.ts); SSE rows do not, for a running system has both bits clear.
 */
import type { Row } from '../rows/types';
import { HOST_HANDLERS, type HostHandlerName } from './host-names';
import type { Registers } from './registers';
import { State } from './state';

const UD = 6;
const NM = 7;
const CR0_EM = 4;
const CR0_TS = 8;
const CR4_OSFXSR = 0x200;

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

export const featuresLimited = (cpu: Registers): boolean =>
  (cpu.word(State.CR0) & (CR0_EM | CR0_TS)) !== 0 || (cpu.word(State.CR4) & CR4_OSFXSR) === 0;

/** The exception that the instruction raises before it looks at its operands, or 0. `host`: number of its handler, if it has one. */
export function featureFault(cpu: Registers, row: Row, host: number): number {
  const cr0 = cpu.word(State.CR0);
  const name = row.mnemonic === 'host' ? HOST_HANDLERS[host] : undefined;
  if (name !== undefined && SAVES.has(name)) return cr0 & (CR0_EM | CR0_TS) ? NM : 0;
  const isSse = name === undefined ? row.ops.some((o) => o.kind === 'x') : SSE.has(name);
  if (!isSse) return 0;
  if (cr0 & CR0_EM || !(cpu.word(State.CR4) & CR4_OSFXSR)) return UD;
  return cr0 & CR0_TS ? NM : 0;
}
