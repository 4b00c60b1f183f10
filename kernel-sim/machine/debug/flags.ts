/** RFLAGS by name (SDM 1, 3.4.3), in the order in which debuggers show them. */
export interface FlagBit {
  name: string;
  bit: number;
}

export const FLAG_BITS: readonly FlagBit[] = [
  { name: 'CF', bit: 0 },
  { name: 'PF', bit: 2 },
  { name: 'AF', bit: 4 },
  { name: 'ZF', bit: 6 },
  { name: 'SF', bit: 7 },
  { name: 'TF', bit: 8 },
  { name: 'IF', bit: 9 },
  { name: 'DF', bit: 10 },
  { name: 'OF', bit: 11 },
  { name: 'NT', bit: 14 },
  { name: 'RF', bit: 16 },
  { name: 'AC', bit: 18 },
  { name: 'ID', bit: 21 },
];
/** Those that are always shown, set or not. */
export const ARITHMETIC = ['CF', 'PF', 'AF', 'ZF', 'SF', 'OF', 'IF', 'DF'];

export const flagNames = (rflags: number): string[] =>
  FLAG_BITS.filter(({ bit }) => (rflags >>> bit) & 1).map(({ name }) => name);

/** `[ ZF PF IF ]`, as gdb shows eflags. */
export const flagText = (rflags: number): string => `[ ${[...flagNames(rflags), ''].join(' ')}]`;
