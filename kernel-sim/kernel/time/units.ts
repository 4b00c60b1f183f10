/**
 * Virtual time in its several coats: instructions (10 ns each), nanoseconds, timespec, clock ticks.
 */
import { INSTRUCTIONS_PER_SECOND, NS_PER_INSTRUCTION } from '../../machine/types';
import { USER_HZ } from '../abi/limits';
import type { TimeSpec } from '../types';

const NS_PER_SECOND = 1_000_000_000;

export function toTimeSpec(instructions: number): TimeSpec {
  const seconds = Math.floor(instructions / INSTRUCTIONS_PER_SECOND);
  return [seconds, Math.floor(instructions - seconds * INSTRUCTIONS_PER_SECOND) * NS_PER_INSTRUCTION];
}

/** Rounded up, so that a sleep is never too short. */
export function fromTimeSpec(sec: number, nsec: number): number {
  return sec * INSTRUCTIONS_PER_SECOND + Math.ceil(nsec / NS_PER_INSTRUCTION);
}

export function addTimeSpec(a: TimeSpec, b: TimeSpec): TimeSpec {
  const nsec = a[1] + b[1];
  return nsec >= NS_PER_SECOND ? [a[0] + b[0] + 1, nsec - NS_PER_SECOND] : [a[0] + b[0], nsec];
}

export function subTimeSpec(a: TimeSpec, b: TimeSpec): TimeSpec {
  const nsec = a[1] - b[1];
  return nsec < 0 ? [a[0] - b[0] - 1, nsec + NS_PER_SECOND] : [a[0] - b[0], nsec];
}

/** Clock ticks of 10 ms, as times(2) and /proc give them. */
export function toTicks(instructions: number): number {
  return Math.floor((instructions * USER_HZ) / INSTRUCTIONS_PER_SECOND);
}
