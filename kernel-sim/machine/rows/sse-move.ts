/** SSE and SSE2 data movement: loads, stores, merges, lane moves, masks. */
import { host, insn } from './dsl';
import type { Definition, Emit } from './types';

const UNALIGNED = { unaligned: true };

const mov: Emit = (e) => e.set(0, e.get(1));

/** The source goes to the low lane, the rest of the register becomes 0. */
const zeroExtend: Emit = (e) => {
  const v = e.get(1);
  e.writeVector('D', 128, e.withLane('i64', e.k128(0n, 0n), 0, v));
};

const highOfSource: Emit = (e) => e.set(0, e.lane('i64', e.readVector('S', 128), 1));
const setHigh: Emit = (e) => {
  const v = e.get(1);
  e.writeVector('D', 128, e.withLane('i64', e.readVector('D', 128), 1, v));
};

const mask =
  (op: 'i8x16Bitmask' | 'i32x4Bitmask' | 'i64x2Bitmask'): Emit =>
  (e) =>
    e.set(0, e.ext(e.simd(op, e.get(1))));

export const SSE_MOVE: Definition[] = [
  insn('movups', 'NP 0F 10 /r', 'Vx=,Wx', mov, UNALIGNED),
  insn('movups', 'NP 0F 11 /r', 'Wx=,Vx', mov, UNALIGNED),
  insn('movupd', '66 0F 10 /r', 'Vx=,Wx', mov, UNALIGNED),
  insn('movupd', '66 0F 11 /r', 'Wx=,Vx', mov, UNALIGNED),
  insn('movaps', 'NP 0F 28 /r', 'Vx=,Wx', mov),
  insn('movaps', 'NP 0F 29 /r', 'Wx=,Vx', mov),
  insn('movapd', '66 0F 28 /r', 'Vx=,Wx', mov),
  insn('movapd', '66 0F 29 /r', 'Wx=,Vx', mov),
  insn('movdqa', '66 0F 6F /r', 'Vx=,Wx', mov),
  insn('movdqa', '66 0F 7F /r', 'Wx=,Vx', mov),
  insn('movdqu', 'F3 0F 6F /r', 'Vx=,Wx', mov, UNALIGNED),
  insn('movdqu', 'F3 0F 7F /r', 'Wx=,Vx', mov, UNALIGNED),
  insn('movntps', 'NP 0F 2B /r', 'Mx=,Vx', mov),
  insn('movntpd', '66 0F 2B /r', 'Mx=,Vx', mov),
  insn('movntdq', '66 0F E7 /r', 'Mx=,Vx', mov),

  host('maskmovdqu', '66 0F F7 /r', 'Vx,Ux', 'maskmovdqu'),

  insn('movss', 'F3 0F 10 /r', 'Vd=,Ud', mov),
  insn('movssload', 'F3 0F 10 /r', 'Vx=,Md', zeroExtend),
  insn('movss', 'F3 0F 11 /r', 'Wd=,Vd', mov),
  insn('movsd', 'F2 0F 10 /r', 'Vq=,Uq', mov),
  insn('movsdload', 'F2 0F 10 /r', 'Vx=,Mq', zeroExtend),
  insn('movsd', 'F2 0F 11 /r', 'Wq=,Vq', mov),
  insn('movd', '66 0F 6E /r', 'Vx=,Ey', zeroExtend),
  insn('movd', '66 0F 7E /r', 'Ey=,Vy', mov),
  insn('movq', 'F3 0F 7E /r', 'Vx=,Wq', zeroExtend),
  insn('movq', '66 0F D6 /r', 'Ux=,Vq', zeroExtend),
  insn('movqstore', '66 0F D6 /r', 'Mq=,Vq', mov),

  insn('movhlps', 'NP 0F 12 /r', 'Vq=,Uq', highOfSource),
  ...[
    ['NP', 's'],
    ['66', 'd'],
  ].flatMap(([prefix, kind]) => [
    insn(`movlp${kind}`, `${prefix} 0F 12 /r`, 'Vq=,Mq', mov),
    insn(`movlp${kind}`, `${prefix} 0F 13 /r`, 'Mq=,Vq', mov),
    insn(`movhp${kind}`, `${prefix} 0F 16 /r`, 'Vx+,Mq', setHigh),
    insn(`movhp${kind}`, `${prefix} 0F 17 /r`, 'Mq=,Vq', highOfSource),
  ]),
  insn('movlhps', 'NP 0F 16 /r', 'Vx+,Uq', setHigh),

  insn('movmskps', 'NP 0F 50 /r', 'Gd=,Ux', mask('i32x4Bitmask')),
  insn('movmskpd', '66 0F 50 /r', 'Gd=,Ux', mask('i64x2Bitmask')),
  insn('pmovmskb', '66 0F D7 /r', 'Gd=,Ux', mask('i8x16Bitmask')),
];
