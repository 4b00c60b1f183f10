import { beforeEach, describe, expect, it } from 'vitest';
import { assemble, assemblerMissing } from '../conformance/assemble';
import { AddressSpace } from '../conformance/user-process';
import { type Cpu, createCore, Reg, Stop, Vector } from '../index';
import type { Tiers } from '../types';

let tiers: Tiers = 'cold';

const reason = assemblerMissing();
if (reason) console.log(`skipped: ${reason}`);
const CODE = 0x40_0000;
const DATA = 0x60_0000;
const BUS = { portIn: () => 0, portOut: () => {}, mmioRead: () => 0n, mmioWrite: () => {} };

/** Runs `source` in ring 3 with the kernel as host until it stops for another reason than the budget. */
function run(source: string, before?: (cpu: Cpu) => void): { cpu: Cpu; stop: Stop; missing: string[] } {
  const core = createCore({ ramBytes: 16 << 20, cpus: 1, bus: BUS, tiers });
  const space = new AddressSpace(core);
  space.map(CODE, 4);
  space.map(DATA, 6);
  space.map(DATA + 4096, 6);
  space.put(CODE, assemble(source, CODE).bytes);
  const cpu = core.cpus[0];
  cpu.hostTraps = true;
  cpu.cr3 = space.cr3;
  cpu.cr0 = (cpu.cr0 | 0x8001_0000) >>> 0;
  cpu.cpl = 3;
  cpu.rip = BigInt(CODE);
  cpu.rflags = 0x202;
  cpu.setRegNumber(Reg.RSP, DATA + 8000);
  before?.(cpu);
  return { cpu, stop: cpu.run(100_000), missing: [...core.unimplemented.keys()] };
}

const reg = (cpu: Cpu, r: number) => cpu.regNumber(r);

describe.skipIf(reason !== '').each<Tiers>(['cold', 'hot'])('user mode with the kernel as host, %s', (which) => {
  beforeEach(() => {
    tiers = which;
  });

  it('syscall leaves rip in rcx and rflags in r11, and does not switch mode', () => {
    const { cpu, stop } = run('stc; mov $60, %eax; syscall; after:');
    expect(stop).toBe(Stop.SYSCALL);
    expect(cpu.getReg(Reg.RCX)).toBe(cpu.rip);
    expect(cpu.ripNumber).toBe(CODE + 8);
    expect(reg(cpu, Reg.R11)).toBe(0x203);
    expect(cpu.cpl).toBe(3);
    expect(cpu.retired).toBe(3);
  });

  it('popf keeps IF and IOPL in ring 3 without a fault', () => {
    const { cpu } = run('pushq $0x3ad5; popfq; pushfq; pop %rax; pushq $0; popfq; pushfq; pop %rbx; ud2');
    expect(reg(cpu, Reg.RAX)).toBe((0xad5 & ~0x28) | 0x202);
    expect(reg(cpu, Reg.RBX)).toBe(0x202);
  });

  it.each([
    ['cli', Vector.GP],
    ['hlt', Vector.GP],
    ['in $0x60, %al', Vector.GP],
    ['mov %cr3, %rax', Vector.GP],
    ['rdmsr', Vector.GP],
    ['int $0x31', Vector.GP],
    ['ud2', Vector.UD],
    ['xor %ecx, %ecx; div %ecx', Vector.DE],
    ['movaps 1(%rsp), %xmm0', Vector.GP],
    ['mov $0x1234567890abcdef, %rax; mov (%rax), %rax', Vector.GP],
    ['mov $0x1234567890abcdef, %rsp; push %rax', Vector.SS],
  ])('%s raises vector %i', (source, vector) => {
    const { cpu, stop, missing } = run(source);
    expect(stop).toBe(Stop.EXCEPTION);
    expect(cpu.fault.vector).toBe(vector);
    expect(missing).toEqual([]);
  });

  it('int3 and int $0x80 come back after the instruction', () => {
    for (const [source, vector, length] of [
      ['int3', 3, 1],
      ['int $0x80', 0x80, 2],
    ] as const) {
      const { cpu, stop } = run(source);
      expect([stop, cpu.fault.vector, cpu.ripNumber]).toEqual([Stop.EXCEPTION, vector, CODE + length]);
    }
  });

  it('single-steps with TF: #DB after each instruction', () => {
    const { cpu, stop } = run('nop; nop; ud2', (c) => {
      c.rflags = 0x302;
    });
    expect([stop, cpu.fault.vector, cpu.ripNumber, cpu.retired]).toEqual([Stop.EXCEPTION, Vector.DB, CODE + 1, 1]);
  });

  it('adds segment bases and cuts addresses to 32 bits', () => {
    const { cpu } = run(
      `mov $${DATA}, %ebx; movl $11, 0x10(%rbx); movl $22, 0x110(%rbx); movl $33, 0x118(%rbx)
       mov %fs:0x10, %eax
       mov $8, %edx
       mov %gs:0x10(%rdx), %ecx
       mov %gs:(%rdx,%rdx,2), %esi
       mov $0x100000000, %rdi
       add %rbx, %rdi
       mov 0x10(%edi), %r8d
       lea 0x10(%edi), %r9
       ud2`,
      (c) => {
        c.fsBase = BigInt(DATA);
        c.gsBase = BigInt(DATA + 0x100);
      },
    );
    expect([Reg.RAX, Reg.RCX, Reg.RSI, Reg.R8, Reg.R9].map((r) => reg(cpu, r))).toEqual([11, 33, 33, 11, DATA + 0x10]);
  });

  it('cpuid names the processor and announces what is there', () => {
    const { cpu } = run(
      'xor %eax, %eax; cpuid; mov %ebx, %esi; mov $1, %eax; cpuid; mov %edx, %edi; mov %ecx, %r8d; ud2',
    );
    expect(reg(cpu, Reg.RSI)).toBe(0x756e_6547); // "Genu"
    expect((reg(cpu, Reg.RDI) >>> 26) & 1).toBe(1); // SSE2
    expect((reg(cpu, Reg.R8) >>> 0) & 0x1000_0201).toBe(0); // no AVX, SSSE3, SSE3
  });

  it('fxsave and fxrstor keep vector and x87 registers', () => {
    const { cpu, missing } = run(
      `mov $${DATA}, %ebx
       mov $0x1122334455667788, %rax
       movq %rax, %xmm9
       fldpi
       fxsave (%rbx)
       pxor %xmm9, %xmm9
       fninit
       fxrstor (%rbx)
       movq %xmm9, %rcx
       fistpl 0x300(%rbx)
       mov 0x300(%rbx), %edx
       ud2`,
    );
    expect(missing).toEqual([]);
    expect(cpu.getReg(Reg.RCX)).toBe(0x1122_3344_5566_7788n);
    expect(reg(cpu, Reg.RDX)).toBe(3);
  });

  it('rounds as MXCSR says and keeps its flags; a reserved bit is #GP', () => {
    const up = run(`
      movl $0x5f80, -8(%rsp)
      ldmxcsr -8(%rsp)
      mov $1, %eax
      cvtsi2sd %eax, %xmm0
      mov $3, %eax
      cvtsi2sd %eax, %xmm1
      divsd %xmm1, %xmm0
      stmxcsr -4(%rsp)
      mov -4(%rsp), %ecx
      movq %xmm0, %rax
      ud2`);
    expect(up.cpu.getReg(Reg.RAX)).toBe(0x3fd5_5555_5555_5556n);
    expect(up.cpu.regLow(Reg.RCX)).toBe(0x5fa0);
    const { cpu, stop } = run('movl $0x11f80, -8(%rsp); ldmxcsr -8(%rsp)');
    expect([stop, cpu.fault.vector]).toEqual([Stop.EXCEPTION, Vector.GP]);
  });

  it('contexts move whole', () => {
    const { cpu } = run('mov $7, %eax; movq %rax, %xmm3; stc; ud2');
    const saved = new Uint8Array(1024);
    cpu.saveContext(saved);
    const { cpu: other } = run('ud2');
    other.loadContext(saved);
    expect([other.regLow(Reg.RAX), other.rip, other.rflags & 1, other.cpl]).toEqual([7, cpu.rip, 1, 3]);
  });
});
