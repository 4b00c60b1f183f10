/**
 * A C program with many places that matter a little: 20,000 lines in 400 functions that call each other by a table. What runs once is the
 * interpreter's, and no region is worth much.
 */
import { Random } from '../../conformance/random';

const FUNCTIONS = 400;
const LINES = 45;

/** Source of `many.h`, for kernels.c and guest32.c with -DMANY. The same seed gives the same text. */
export function manySource(seed = 7): string {
  const random = new Random(seed);
  const name = (v: number) => `x[${v}]`;
  const line = (): string => {
    const [a, b, c] = [random.below(8), random.below(8), random.below(8)].map(name);
    const k = 1 + random.below(30);
    return [
      `  ${a} = ${b} * ${k * 2 + 1}u + ${c};`,
      `  ${a} ^= ${b} >> ${k} | ${c} << ${32 - k};`,
      `  if (${b} & ${1 << (k % 16)}u) ${a} += ${c}; else ${a} -= ${k}u;`,
      `  for (u32 i = 0; i < ${1 + (k % 5)}u; i++) ${a} = ${a} * 5 + (${b} ^ i);`,
      `  store[(${a} >> 3) & 4095] += ${b}; ${c} ^= store[${b} & 4095];`,
      `  switch (${b} & 3) { case 0: ${a} += 3; break; case 1: ${a} ^= ${c}; break; case 2: ${a} <<= 1; break; default: ${a} = ~${a}; }`,
    ][random.below(6)];
  };
  const one = (n: number) => {
    const body = Array.from({ length: LINES }, line).join('\n');
    return `static u32 f${n}(u32 a, u32 b) {\n  u32 x[8] = {a, b, a ^ b, a + b, ${n}u, 5u, 7u, b - a};\n${body}\n  return x[${n % 8}] ^ x[${(n + 3) % 8}];\n}`;
  };
  const all = Array.from({ length: FUNCTIONS }, (_, n) => one(n));
  const table = Array.from({ length: FUNCTIONS }, (_, n) => `f${n}`).join(', ');
  return `static u32 store[4096];
${all.join('\n')}
static u32 (*const table[])(u32, u32) = {${table}};
static u32 many(void) {
  u32 h = 1;
  for (u32 i = 0; i < 60000; i++) h = table[(h >> 7) % ${FUNCTIONS}u](h, i) + i;
  return h;
}
static u32 (*const chosen[])(void) = {many};
`;
}
