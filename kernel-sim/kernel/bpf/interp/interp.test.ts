/** The interpreter beside plain BigInt arithmetic, and its second lock. */
import { expect, test } from 'vitest';
import type { BpfInsn } from '../types';
import { div, high, mod, mul, sar, sdiv, shl, shr, smod } from './arithmetic';
import { BpfMemory, REGION_BASE } from './memory';
import { Program } from './program';
import { BpfVm } from './vm';

const SEED = 20_260_101;

function* random(seed: number): Generator<bigint> {
  let state = BigInt(seed);
  for (;;) {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    const kind = Number(state >> 61n);
    const value = BigInt.asUintN(64, state ^ (state >> 29n));
    if (kind < 2) yield value & 0xffn;
    else if (kind < 4) yield value & 0xffff_ffffn;
    else if (kind === 4) yield BigInt.asUintN(64, -(value & 0xffn));
    else if (kind === 5) yield 1n << (value & 63n);
    else yield value;
  }
}

const lo = (value: bigint) => Number(BigInt.asIntN(32, value));
const hi = (value: bigint) => Number(BigInt.asIntN(32, value >> 32n));
const whole = (low: number) => BigInt.asUintN(64, (BigInt(high()) << 32n) | BigInt(low >>> 0));
const signed = (value: bigint) => BigInt.asIntN(64, value);

test(`64-bit arithmetic on halves agrees with BigInt (seed ${SEED})`, () => {
  const numbers = random(SEED);
  for (let i = 0; i < 20_000; i++) {
    const a = numbers.next().value as bigint;
    const b = numbers.next().value as bigint;
    const halves = [lo(a), hi(a), lo(b), hi(b)] as const;
    const by = Number(b & 63n);
    const got = {
      mul: whole(mul(...halves)),
      div: whole(div(...halves)),
      mod: whole(mod(...halves)),
      sdiv: whole(sdiv(...halves)),
      smod: whole(smod(...halves)),
      shl: whole(shl(lo(a), hi(a), by)),
      shr: whole(shr(lo(a), hi(a), by)),
      sar: whole(sar(lo(a), hi(a), by)),
    };
    expect({ a, b, ...got }).toEqual({
      a,
      b,
      mul: BigInt.asUintN(64, a * b),
      div: b === 0n ? 0n : a / b,
      mod: b === 0n ? a : a % b,
      sdiv: BigInt.asUintN(64, b === 0n ? 0n : signed(a) / signed(b)),
      smod: BigInt.asUintN(64, b === 0n ? a : signed(a) % signed(b)),
      shl: BigInt.asUintN(64, a << BigInt(by)),
      shr: a >> BigInt(by),
      sar: BigInt.asUintN(64, signed(a) >> BigInt(by)),
    });
  }
});

const insn = (code: number, dst: number, src: number, off: number, imm: number): BpfInsn => ({
  code,
  dst,
  src,
  off,
  imm,
});

function run(insns: BpfInsn[], bytes = new Uint8Array(8)) {
  const memory = new BpfMemory();
  const region = memory.add('memory', bytes);
  const vm = new BpfVm(memory);
  const program = new Program(
    'test',
    insns,
    () => ({ lo: 0, hi: 0 }),
    () => undefined,
  );
  vm.run(program, REGION_BASE, region.high);
  return vm.out.lo;
}

test('an access outside its region is a report, not a wrong byte', () => {
  expect(run([insn(0x79, 0, 1, 0, 0), insn(0x95, 0, 0, 0, 0)])).toBe(0);
  for (const off of [1, 8, -1, 4096])
    expect(() => run([insn(0x79, 0, 1, off, 0), insn(0x95, 0, 0, 0, 0)])).toThrow(/load of 8 bytes/);
  expect(() => run([insn(0x7b, 10, 1, 0, 0), insn(0x95, 0, 0, 0, 0)])).not.toThrow();
  expect(() => run([insn(0x7b, 10, 1, -8 * 8 * 512, 0), insn(0x95, 0, 0, 0, 0)])).toThrow(/store of 8 bytes/);
});
