/**
 * sigset_t: 64 signals as the bits of one bigint, bit n − 1 for signal n. Follows include/linux/signal.h.
 */
import {
  SIGBUS,
  SIGCHLD,
  SIGCONT,
  SIGFPE,
  SIGILL,
  SIGKILL,
  SIGSEGV,
  SIGSTOP,
  SIGSYS,
  SIGTRAP,
  SIGTSTP,
  SIGTTIN,
  SIGTTOU,
  SIGURG,
  SIGWINCH,
} from '../abi/signal';

export type SigSet = bigint;
export const EMPTY_SET: SigSet = 0n;
const BITS: readonly bigint[] = Array.from({ length: 65 }, (_, n) => (n === 0 ? 0n : 1n << BigInt(n - 1)));

/** The set of one signal. */
export function sigmask(signal: number): SigSet {
  return BITS[signal];
}

export function sigsetOf(...signals: number[]): SigSet {
  return signals.reduce((set, signal) => set | BITS[signal], EMPTY_SET);
}

export function hasSignal(set: SigSet, signal: number): boolean {
  return (set & BITS[signal]) !== 0n;
}

/** Lowest signal of the set, 0 for the empty one. */
export function firstSignal(set: SigSet): number {
  for (let signal = 1; signal <= 64; signal++) if (set & BITS[signal]) return signal;
  return 0;
}

export function signalsOf(set: SigSet): number[] {
  const list: number[] = [];
  for (let signal = 1; signal <= 64; signal++) if (set & BITS[signal]) list.push(signal);
  return list;
}

/** Never blocked, caught or ignored. */
export const UNBLOCKABLE = sigsetOf(SIGKILL, SIGSTOP);
/** Raised by the instruction itself: delivered before all others. */
export const SYNCHRONOUS = sigsetOf(SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGSYS);
export const STOP_SIGNALS = sigsetOf(SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU);
/** Default action: nothing. */
export const IGNORED_BY_DEFAULT = sigsetOf(SIGCONT, SIGCHLD, SIGWINCH, SIGURG);
