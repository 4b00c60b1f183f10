/** Sequence numbers: 32 bits that wrap around. Follows include/net/tcp.h: before, after. */
export const before = (a: number, b: number): boolean => ((a - b) | 0) < 0;
export const after = (a: number, b: number): boolean => ((a - b) | 0) > 0;
/** b − a, for a not after b. */
export const distance = (a: number, b: number): number => (b - a) >>> 0;
export const plus = (a: number, n: number): number => (a + n) >>> 0;
