/** Random x87 sequences: a few loads, then arithmetic, comparisons and stores, then everything stored so that the oracle sees it. */
import { type Case, CODE_BASE, WINDOW_AT } from './case';
import { Random } from './random';

/** Register forms [opcode, first ModRM byte] of two operands, and plain ones. */
const BINARY = [
  [0xd8, 0xc0],
  [0xd8, 0xc8],
  [0xd8, 0xe0],
  [0xd8, 0xe8],
  [0xd8, 0xf0],
  [0xd8, 0xf8],
  [0xdc, 0xc0],
  [0xdc, 0xc8],
  [0xdc, 0xe0],
  [0xdc, 0xe8],
  [0xdc, 0xf0],
  [0xdc, 0xf8],
  [0xd9, 0xc8],
  [0xd8, 0xd0],
  [0xdd, 0xe0],
  [0xdb, 0xe8],
  [0xdb, 0xf0],
  [0xda, 0xc0],
  [0xdb, 0xc8],
  [0xdd, 0xd0],
];
const PLAIN = [
  [0xd9, 0xe0],
  [0xd9, 0xe1],
  [0xd9, 0xe4],
  [0xd9, 0xe5],
  [0xd9, 0xfa],
  [0xd9, 0xfc],
];
const CONSTANTS = [0xe8, 0xe9, 0xea, 0xeb, 0xec, 0xed, 0xee];
/** Memory forms [opcode, digit]: operand of ST(0), stores without pop. */
const MEMORY = [
  [0xd8, 0],
  [0xd8, 1],
  [0xd8, 4],
  [0xd8, 5],
  [0xd8, 6],
  [0xd8, 7],
  [0xdc, 0],
  [0xdc, 1],
  [0xdc, 4],
  [0xdc, 6],
  [0xdc, 7],
  [0xda, 0],
  [0xda, 1],
  [0xda, 6],
  [0xde, 0],
  [0xde, 4],
  [0xd8, 2],
  [0xdc, 2],
  [0xd9, 2],
  [0xdd, 2],
  [0xdb, 2],
  [0xdf, 2],
];
const LOADS = [
  [0xd9, 0],
  [0xdd, 0],
  [0xdd, 0],
  [0xdb, 0],
  [0xdf, 0],
  [0xdf, 5],
];
const CONTROL_WORDS = [0x37f, 0x37f, 0x27f, 0x07f, 0x77f, 0xb7f, 0xf7f];

export function generateX87Case(seed: number): Case {
  const random = new Random(seed);
  const bytes: number[] = [];
  const offset = random.below(1000);
  const memory = (opcode: number, digit: number, at: number) => {
    bytes.push(opcode, (digit << 3) | 5);
    const value = at - (CODE_BASE + offset + bytes.length + 4);
    for (let i = 0; i < 4; i++) bytes.push((value >> (i * 8)) & 255);
  };
  const place = () => WINDOW_AT + random.below(60) * 8;
  const status = (n: number) => memory(0xdd, 7, WINDOW_AT + 1000 + n * 2);
  // mov word [place], control; fldcw
  const word = random.pick(CONTROL_WORDS);
  bytes.push(
    0x66,
    0xc7,
    0x04,
    0x25,
    ...[0, 8, 16, 24].map((s) => ((WINDOW_AT + 990) >> s) & 255),
    word & 255,
    word >> 8,
  );
  memory(0xd9, 5, WINDOW_AT + 990);
  const loads = 2 + random.below(3);
  for (let i = 0; i < loads; i++) {
    if (random.chance(20)) bytes.push(0xd9, random.pick(CONSTANTS));
    else {
      const [opcode, digit] = random.pick(LOADS);
      memory(opcode, digit, place());
    }
  }
  for (let i = 0; i < 4; i++) {
    const kind = random.below(3);
    const [opcode, second] = random.pick(kind === 0 ? PLAIN : kind === 1 ? BINARY : MEMORY);
    if (kind === 0) bytes.push(opcode, second);
    else if (kind === 1) bytes.push(opcode, second + random.below(loads));
    else memory(opcode, second, second === 2 && opcode >= 0xd9 && opcode !== 0xdc ? WINDOW_AT + 520 + i * 8 : place());
    if (i === 3) status(0);
  }
  for (let i = 0; i < loads; i++) memory(0xdb, 7, WINDOW_AT + 600 + i * 16);
  bytes.push(0xcc);
  return {
    code: new Uint8Array(bytes),
    offset,
    stateSeed: random.next(),
    undefinedFlags: 0,
    undefinedStatus: 0,
    approximate: false,
  };
}
