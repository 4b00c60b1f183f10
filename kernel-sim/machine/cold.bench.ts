/**
 * Speed of the cold tier in million instructions a second: `npx tsx kernel-sim/machine/cold.bench.ts`.
 * A tight loop, a loop of 5,000 random instructions (65 % register, 25 % memory, 10 % branches), and a context-switch loop.
 */
import { performance } from 'node:perf_hooks';
import { Random } from './conformance/random';
import { AddressSpace } from './conformance/user-process';
import { CONTEXT_BYTES, type Core, type Cpu, createCore, type PhysAddr, Reg } from './index';

const CODE = 0x40_0000;
const DATA = 0x60_0000;
const DATA_PAGES = 16;
const BUS = { portIn: () => 0, portOut: () => {}, mmioRead: () => 0n, mmioWrite: () => {} };

function machine(code: Uint8Array): { core: Core; cpu: Cpu; space: AddressSpace } {
  const core = createCore({ ramBytes: 32 << 20, cpus: 1, bus: BUS });
  const space = new AddressSpace(core);
  for (let at = 0; at < code.length + 4096; at += 4096) space.map(CODE + at, 4);
  for (let i = 0; i < DATA_PAGES; i++) space.map(DATA + i * 4096, 6, true);
  space.put(CODE, code);
  const cpu = core.cpus[0];
  cpu.hostTraps = true;
  cpu.cr3 = space.cr3;
  cpu.cr0 = (cpu.cr0 | 0x8001_0000) >>> 0;
  cpu.cpl = 3;
  cpu.rip = BigInt(CODE);
  for (const r of [Reg.RBX, Reg.RBP, Reg.RSI]) cpu.setReg(r, BigInt(DATA + r * 4096));
  cpu.setReg(Reg.RSP, BigInt(DATA + DATA_PAGES * 4096 - 256));
  cpu.setReg(Reg.R12, 8n);
  return { core, cpu, space };
}

/** Median of several measurements of `chunk()` → instructions done. */
function mips(chunk: () => number): string {
  const until = performance.now() + 1500;
  while (performance.now() < until) chunk();
  const rates: number[] = [];
  for (let k = 0; k < 7; k++) {
    const begin = performance.now();
    let done = 0;
    while (performance.now() - begin < 150) done += chunk();
    rates.push(done / (performance.now() - begin) / 1000);
  }
  rates.sort((a, b) => a - b);
  return `${rates[3].toFixed(0)} (best ${rates[6].toFixed(0)})`;
}

const chunkOf = (cpu: Cpu) => () => {
  cpu.run(100_000);
  return cpu.lastRetired;
};

/** What gcc makes of a small array loop. */
function tightLoop(): Uint8Array {
  return new Uint8Array([
    0x8b,
    0x04,
    0x8b, // mov eax, [rbx+rcx*4]
    0x48,
    0x01,
    0xd0, // add rax, rdx
    0x48,
    0x31,
    0xc2, // xor rdx, rax
    0x48,
    0xc1,
    0xe0,
    0x03, // shl rax, 3
    0x89,
    0x04,
    0x8e, // mov [rsi+rcx*4], eax
    0x48,
    0x8d,
    0x7f,
    0x01, // lea rdi, [rdi+1]
    0x48,
    0x83,
    0xc1,
    0x01, // add rcx, 1
    0x81,
    0xe1,
    0xff,
    0x03,
    0x00,
    0x00, // and ecx, 0x3ff
    0x4c,
    0x39,
    0xc7, // cmp rdi, r8
    0x75,
    0xdd, // jne
    0xeb,
    0xdb, // jmp
  ]);
}

/** `count` random instructions of the kinds compilers emit most, closed by a jump. */
function randomLoop(count: number): Uint8Array {
  const random = new Random(7);
  const out: number[] = [];
  const free = [0, 1, 2, 7, 8, 9, 10, 11];
  const reg = () => random.pick(free);
  const rex = (r: number, m: number, w = 8) => 0x40 | w | ((r & 8) >> 1) | ((m & 8) >> 3);
  const rr = (op: number[], r: number, m: number, w = 8) =>
    out.push(rex(r, m, w), ...op, 0xc0 | ((r & 7) << 3) | (m & 7));
  const rm = (op: number[], r: number, w = 8) =>
    out.push(rex(r, 0, w), ...op, 0x40 | ((r & 7) << 3) | random.pick([3, 5, 6]), random.below(15) * 8);
  for (let i = 0; i < count; i++) {
    const kind = random.below(100);
    const w = random.pick([0, 8]);
    if (kind < 10) out.push(0x70 | random.pick([2, 3, 4, 5, 8, 9, 12, 13, 14, 15]), 0);
    else if (kind < 28) rm([random.pick([0x8b, 0x8b, 0x03, 0x33, 0x3b])], reg(), w);
    else if (kind < 35) rm([random.pick([0x89, 0x89, 0x88])], reg(), w);
    else if (kind < 55) rr([random.pick([0x89, 0x01, 0x29, 0x31, 0x21, 0x39, 0x85])], reg(), reg(), w);
    else if (kind < 70)
      out.push(rex(0, reg(), w), 0x83, 0xc0 | (random.pick([0, 4, 5, 7]) << 3) | 1, random.below(100));
    else if (kind < 80)
      out.push(rex(0, 1, w), 0xc1, 0xc0 | (random.pick([4, 5, 7]) << 3) | random.pick([0, 1, 2]), 1 + random.below(28));
    else if (kind < 90)
      out.push(0x48, 0x8d, 0x44 | (random.pick([0, 1, 2]) << 3), 0x20 | random.pick([3, 5, 6]), random.below(100));
    else rr([0x0f, random.pick([0xb6, 0xb7, 0xaf])], reg(), reg(), w);
  }
  const back = -(out.length + 5);
  out.push(0xe9, back & 255, (back >> 8) & 255, (back >> 16) & 255, (back >> 24) & 255);
  return new Uint8Array(out);
}

const created = performance.now();
const first = machine(tightLoop());
first.cpu.run(1_000_000);
console.log(`computer made and first million instructions: ${(performance.now() - created).toFixed(0)} ms`);
console.log(`tight loop: ${mips(chunkOf(first.cpu))}`);
for (const count of [1000, 5000])
  console.log(`random loop of ${count}: ${mips(chunkOf(machine(randomLoop(count)).cpu))}`);

/** Two address spaces in turn, 2,000 instructions each. */
function contextSwitches(): void {
  const { core, cpu, space } = machine(tightLoop());
  const other = new AddressSpace(core, 0x180_0000);
  const pages = [CODE, CODE + 4096, ...Array.from({ length: DATA_PAGES }, (_, i) => DATA + i * 4096)];
  for (const va of pages)
    other.map(va, va < DATA ? 4 : 6, false, core.mmu.translate(space.cr3, va, 'read') as PhysAddr);
  const contexts = [new Uint8Array(CONTEXT_BYTES), new Uint8Array(CONTEXT_BYTES)];
  for (const c of contexts) cpu.saveContext(c);
  const roots = [space.cr3, other.cr3];
  const loop = (n: number, length: number) => {
    const begin = performance.now();
    for (let i = 0; i < n; i++) {
      cpu.loadContext(contexts[i & 1]);
      cpu.cr3 = roots[i & 1];
      cpu.run(length);
      cpu.saveContext(contexts[i & 1]);
    }
    return ((performance.now() - begin) / n) * 1000;
  };
  loop(20_000, 2000);
  const long = loop(20_000, 2000);
  const short = loop(20_000, 20);
  console.log(`context switch with 20 instructions: ${short.toFixed(2)} µs, with 2,000: ${long.toFixed(2)} µs`);
}
contextSwitches();
