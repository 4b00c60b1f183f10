import { expect, test } from 'vitest';
import { createCore } from '../core';
import type { PhysAddr } from '../types';
import { evaluate } from './expression';
import { Memory } from './memory';
import { SourceMap } from './source';
import { machineView, memoryView } from './state';

const bus = { portIn: () => 0, portOut() {}, mmioRead: () => 0n, mmioWrite() {} };

/** xorshift64, printed with its seed by the tests' names. */
function stream(seed: bigint) {
  let x = seed;
  return () => {
    x ^= BigInt.asUintN(64, x << 13n);
    x ^= x >> 7n;
    x ^= BigInt.asUintN(64, x << 17n);
    return x;
  };
}

test('any state of the machine can be looked at: random registers, page tables and code (seed 11)', () => {
  const random = stream(11n);
  const core = createCore({ ramBytes: 1 << 20, cpus: 1, bus, tiers: 'cold' });
  const [cpu] = core.cpus;
  const bytes = new Uint8Array(1 << 20);
  const words = new BigUint64Array(bytes.buffer);
  for (let i = 0; i < words.length; i++) words[i] = i % 3 === 0 ? (random() & 0xff_fffn) | 7n : random();
  core.ram.write(0 as PhysAddr, bytes);
  const memory = new Memory(core, cpu);
  const functions = [{ name: 'f', low: 0, high: 1 << 20, file: 'f.c', line: 1 }];
  const source = new SourceMap(functions, [{ address: 64, file: 'f.c', line: 2 }], (file) => file);
  const shapes = [
    () => random(),
    () => random() & 0xf_ffffn,
    () => BigInt.asUintN(64, -(random() & 0xffffn)),
    () => (1n << 63n) - (random() & 7n),
    () => (1n << 47n) - (random() & 15n),
  ];
  const pick = () => shapes[Number(random() % BigInt(shapes.length))]();
  for (let round = 0; round < 400; round++) {
    cpu.cr0 = round % 2 ? 0x8000_0033 : 0x33;
    cpu.cr3 = Number(random() & 0xf_f000n) as PhysAddr;
    for (let reg = 0; reg < 16; reg++) cpu.setReg(reg, pick());
    cpu.rip = pick();
    cpu.rflags = Number(random() & 0xfffn);
    const view = machineView(cpu, memory, source);
    expect(view.registers).toHaveLength(24);
    expect(view.frames.length).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
    expect(memoryView(memory, Number(BigInt.asIntN(64, pick())), 64).bytes).toHaveLength(64);
  }
}, 30_000);

test('expressions: what is no expression is told, never thrown (seed 3)', () => {
  const random = stream(3n);
  const core = createCore({ ramBytes: 1 << 20, cpus: 1, bus, tiers: 'cold' });
  const [cpu] = core.cpus;
  const symbols = [{ name: 'counter', address: 4096, size: 4 }];
  const scope = { cpu, memory: new Memory(core, cpu), source: new SourceMap([], [], () => null), symbols };
  core.ram.write32(4096 as PhysAddr, 0xffff_fffe);
  cpu.setReg(4, 4080n);
  expect(evaluate('counter', scope)).toEqual({ value: 0xffff_fffen, address: 4096, size: 4 });
  expect(evaluate('&counter + 2 * 8', scope)).toMatchObject({ value: 4112n });
  expect(evaluate('*($rsp + 0x10)', scope)).toMatchObject({ value: 0xffff_fffen });
  expect(evaluate('-1', scope)).toMatchObject({ value: 2n ** 64n - 1n });
  for (const bad of ['', 'x', '$nothing', '1 2', '(1', '&5', '*0xffffffffffff', '+', '0x'])
    expect(evaluate(bad, scope), bad).toHaveProperty('error');
  const parts = ['(', ')', '*', '&', '+', '-', '$rsp', 'counter', '12', '0xff', '$', '#', ' ', '日'];
  for (let round = 0; round < 3000; round++) {
    const text = Array.from({ length: Number(random() % 12n) }, () => parts[Number(random() % 14n)]).join('');
    const found = evaluate(text, scope);
    if (!('error' in found)) expect(found.value).toBeGreaterThanOrEqual(0n);
  }
  expect(evaluate('('.repeat(20_000), scope)).toHaveProperty('error');
});
