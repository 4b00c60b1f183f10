/**
 * The Internet checksum: ones' complement sum of 16-bit words. Follows RFC 1071 and lib/checksum.c.
 * The sum does not care for byte order, so whole words are added as the host has them and swapped once at the end.
 */

const BLOCK = 16384;

function fold(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return folded;
}

/** Sum of bytes[from…to), folded to 16 bits, not inverted; `start` is the sum of what came before (an even number of bytes). */
export function partialSum(bytes: Uint8Array, from: number, to: number, start = 0): number {
  const absolute = bytes.byteOffset + from;
  if (to - from < 64 || (absolute & 1) !== 0) return slowSum(bytes, from, to, start);
  const words = new Uint16Array(bytes.buffer, absolute, (to - from) >> 1);
  let little = 0;
  for (let block = 0; block < words.length; block += BLOCK) {
    const end = Math.min(words.length, block + BLOCK);
    let sum = 0;
    for (let i = block; i < end; i++) sum += words[i];
    little = fold(little + sum);
  }
  const odd = ((to - from) & 1) !== 0 ? bytes[to - 1] << 8 : 0;
  return fold(start + (((little & 255) << 8) | (little >>> 8)) + odd);
}

function slowSum(bytes: Uint8Array, from: number, to: number, start: number): number {
  let sum = start;
  const even = from + ((to - from) & ~1);
  for (let i = from; i < even; i += 2) {
    sum += (bytes[i] << 8) | bytes[i + 1];
    if (sum > 0x3fffffff) sum = fold(sum);
  }
  if (even < to) sum += bytes[even] << 8;
  return fold(sum);
}

/** What goes into a checksum field; over data that includes a right one it gives 0. */
export function checksum(bytes: Uint8Array, from: number, to: number, start = 0): number {
  return ~partialSum(bytes, from, to, start) & 0xffff;
}

/** The pseudo header of TCP and UDP. */
export function pseudoSum(source: number, target: number, protocol: number, length: number): number {
  return fold((source >>> 16) + (source & 0xffff) + (target >>> 16) + (target & 0xffff) + protocol + length);
}
