/** The instruction table: every encoding the processor knows. Decoder, both tiers, disassembly and documentation derive from it. */
import { ALU } from './alu';
import { BITS } from './bits';
import { CONTROL_FLOW } from './control';
import { MMX } from './mmx';
import { MOVE } from './move';
import { MULDIV } from './muldiv';
import { SHIFT } from './shift';
import { SSE_FLOAT } from './sse-float';
import { SSE_INTEGER } from './sse-integer';
import { SSE_MOVE } from './sse-move';
import { STRING } from './string';
import { SYSTEM } from './system';
import type { Definition } from './types';
import { X87 } from './x87';

export const DEFINITIONS: readonly Definition[] = [
  ...ALU,
  ...SHIFT,
  ...MOVE,
  ...BITS,
  ...MULDIV,
  ...CONTROL_FLOW,
  ...STRING,
  ...SSE_MOVE,
  ...SSE_FLOAT,
  ...SSE_INTEGER,
  ...SYSTEM,
  ...X87,
  ...MMX,
];
