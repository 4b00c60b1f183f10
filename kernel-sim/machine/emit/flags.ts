/**
 * Lazy flags. After an arithmetic instruction only its first operand `a`, its result `r` and a kind are kept, both shifted up so
 * that the sign is bit 63 whatever the operand size: one set of condition rules serves all sizes.
 *
 * FLAG_OP: bits 0-7 kind, bits 8-15 the shift, bit 31 "SF although r is zero" (only popf and sahf can make that).
 */

export const FlagKind = {
  /** r = a - b; a logic result is r - 0. */
  SUB: 0,
  /** r = a + b. */
  ADD: 1,
  /** `a` holds CF, AF and OF at their places in RFLAGS; ZF, SF and PF come from r. */
  EXPLICIT: 2,
  /** `a` holds all six; r is made to agree on ZF (and, with bit 31, on SF). */
  FULL: 3,
} as const;

/** Condition codes as encoded in jcc, setcc, cmovcc (SDM 1, appendix B). Odd ones are the negations. */
export const Condition = { O: 0, B: 2, Z: 4, BE: 6, S: 8, P: 10, L: 12, LE: 14 } as const;
export const CONDITION_NAMES = [
  'o',
  'no',
  'b',
  'ae',
  'e',
  'ne',
  'be',
  'a',
  's',
  'ns',
  'p',
  'np',
  'l',
  'ge',
  'le',
  'g',
] as const;
