import { beforeEach, describe, expect, it } from 'vitest';
import { assemble, assemblerMissing } from '../conformance/assemble';
import { type BusPort, type Core, type Cpu, createCore, type PhysAddr, Reg, Stop } from '../index';
import type { Tiers } from '../types';

let tiers: Tiers = 'cold';

const reason = assemblerMissing();
if (reason) console.log(`skipped: ${reason}`);
const ORIGIN = 0x10_0000;
const RAM = 8 << 20;

/** GDT (0x08 code 0, 0x10 data 0, 0x18 data 3, 0x20 code 3, 0x28 TSS), IDT, TSS and identity paging, in assembly as a learner would. */
const PRELUDE = `
  jmp main
  .balign 8
gdt: .quad 0, 0x00af9a000000ffff, 0x00cf92000000ffff, 0x00cff2000000ffff, 0x00affa000000ffff
tssd: .quad 0, 0
gdtr: .word 55
  .quad gdt
idtr: .word 4095
  .quad 0x200000
tss: .long 0
  .quad 0x308000, 0, 0
  .quad 0
  .quad 0x30a000, 0, 0, 0, 0, 0, 0
  .quad 0
  .long 0
# gate(vector in rdi, handler in rsi, type|dpl byte in dl, ist in cl)
gate:
  shl $4, %rdi
  add $0x200000, %rdi
  mov %si, (%rdi)
  movw $8, 2(%rdi)
  mov %cl, 4(%rdi)
  mov %dl, 5(%rdi)
  shr $16, %rsi
  mov %si, 6(%rdi)
  shr $16, %rsi
  mov %esi, 8(%rdi)
  movl $0, 12(%rdi)
  ret
setup:
  lgdt gdtr(%rip)
  lidt idtr(%rip)
  push $8
  lea 1f(%rip), %rax
  push %rax
  lretq
1: mov $0x10, %eax
  mov %eax, %ss
  lea tss(%rip), %rax
  lea tssd(%rip), %rbx
  movw $103, (%rbx)
  mov %ax, 2(%rbx)
  shr $16, %rax
  mov %al, 4(%rbx)
  movb $0x89, 5(%rbx)
  movb $0, 6(%rbx)
  mov %ah, 7(%rbx)
  movq $0, 8(%rbx)
  mov $0x28, %ax
  ltr %ax
  # identity map of the first 8 MiB by 2 MiB pages, user-accessible
  movq $0x401007, 0x400000
  movq $0x402007, 0x401000
  movq $0x87, 0x402000
  movq $0x200087, 0x402008
  movq $0x400087, 0x402010
  movq $0x600087, 0x402018
  mov $0x400000, %eax
  mov %rax, %cr3
  mov %cr0, %rax
  or $0x80010000, %eax
  mov %rax, %cr0
  ret
.macro setgate v, h, t=0x8e, i=0
  mov $\\v, %edi
  lea \\h(%rip), %rsi
  mov $\\t, %dl
  mov $\\i, %cl
  call gate
.endm
main:
  mov $0x300000, %esp
  call setup
`;

interface Port {
  port: number;
  size: number;
  value: number;
  retired: number;
}

class Machine {
  readonly out: Port[] = [];
  readonly mmio: string[] = [];
  readonly core: Core;
  readonly cpu: Cpu;
  readonly symbols: Map<string, number>;

  constructor(source: string, prelude = PRELUDE) {
    const bus: BusPort = {
      portIn: (_cpu, port, size) => (port === 0x60 ? 0x1234_5678 : size),
      portOut: (cpu, port, size, value) => {
        this.out.push({ port, size, value, retired: this.core.cpus[cpu].retired });
        if (port === 0xf4) this.core.requestStop(cpu);
      },
      mmioRead: (_cpu, pa, size) => {
        this.mmio.push(`r${size}@${pa.toString(16)}`);
        return 0x1122_3344_5566_7788n;
      },
      mmioWrite: (_cpu, pa, size, value) => {
        this.mmio.push(`w${size}@${pa.toString(16)}=${value.toString(16)}`);
      },
    };
    this.core = createCore({ ramBytes: RAM, cpus: 1, bus, tiers });
    const { bytes, symbols } = assemble(prelude + source, ORIGIN);
    this.symbols = symbols;
    this.core.ram.write(ORIGIN as PhysAddr, bytes);
    this.cpu = this.core.cpus[0];
    this.cpu.rip = BigInt(ORIGIN);
  }

  run(max = 100_000): Stop {
    return this.cpu.run(max);
  }

  reg(r: number): number {
    return this.cpu.regNumber(r);
  }

  at(label: string): number {
    return this.core.ram.read32((this.symbols.get(label) ?? -1) as PhysAddr);
  }
}

describe.skipIf(reason !== '').each<Tiers>(['cold', 'hot'])('bare metal, %s', (which) => {
  beforeEach(() => {
    tiers = which;
  });

  it('delivers int n through the IDT and returns with iretq', () => {
    const m = new Machine(`
      setgate 0x30, handler
      mov $1, %eax
      int $0x30
      add $100, %eax
      hlt
    handler: add $10, %eax
      iretq`);
    expect(m.run()).toBe(Stop.HALT);
    expect(m.reg(Reg.RAX)).toBe(111);
    expect(m.cpu.getReg(Reg.RSP)).toBe(0x30_0000n);
  });

  it('pushes the error code of a page fault and sets CR2', () => {
    const m = new Machine(`
      setgate 14, handler
      mov $0x7f0000123456, %rbx
      movl $5, (%rbx)
      hlt
    handler: pop %r8
      mov %cr2, %r9
      mov (%rsp), %r10
      lea after(%rip), %r11
      hlt
    after:`);
    expect(m.run()).toBe(Stop.HALT);
    expect(m.reg(Reg.R8)).toBe(2);
    expect(m.cpu.getReg(Reg.R9)).toBe(0x7f00_0012_3456n);
  });

  it('enters ring 3, comes back by syscall, and returns by sysret', () => {
    const m = new Machine(`
      mov $0xc0000082, %ecx
      lea entry(%rip), %rax
      xor %edx, %edx
      wrmsr
      mov $0xc0000081, %ecx
      xor %eax, %eax
      mov $0x00100008, %edx
      wrmsr
      mov $0xc0000084, %ecx
      mov $0x200, %eax
      xor %edx, %edx
      wrmsr
      lea user(%rip), %rcx
      mov $0x202, %r11d
      sysretq
    user: mov %cs, %r12d
      mov $7, %edi
      syscall
      mov $9, %edi
      syscall
    entry: mov %cs, %r13d
      mov %ss, %r14d
      pushfq
      pop %r15
      cmp $9, %edi
      je 1f
      sysretq
    1: hlt`);
    expect(m.run()).toBe(Stop.HALT);
    expect(m.reg(Reg.R12)).toBe(0x23);
    expect(m.reg(Reg.R13)).toBe(0x08);
    expect(m.reg(Reg.R14)).toBe(0x10);
    expect(m.reg(Reg.R15) & 0x200).toBe(0);
    expect(m.cpu.cpl).toBe(0);
  });

  it('switches to rsp0 for an exception in ring 3, and reports a privileged instruction as #GP(0)', () => {
    const m = new Machine(`
      setgate 13, handler
      push $0x1b
      push $0x2f0000
      push $0x202
      push $0x23
      lea user(%rip), %rax
      push %rax
      iretq
    user: cli
    handler: mov %rsp, %r8
      pop %r9
      pop %r10
      pop %r11
      pop %r12
      pop %r13
      lea user(%rip), %r14
      hlt`);
    expect(m.run()).toBe(Stop.HALT);
    expect(m.reg(Reg.R8)).toBe(0x30_8000 - 48);
    expect(m.reg(Reg.R9)).toBe(0);
    expect(m.reg(Reg.R10)).toBe(m.reg(Reg.R14));
    expect(m.reg(Reg.R11)).toBe(0x23);
    expect(m.reg(Reg.R13)).toBe(0x2f_0000);
  });

  it('uses the interrupt stack table', () => {
    const m = new Machine(`
      setgate 6, handler, 0x8e, 1
      ud2
    handler: mov %rsp, %r8
      hlt`);
    expect(m.run()).toBe(Stop.HALT);
    expect(m.reg(Reg.R8)).toBe(0x30_a000 - 40);
  });

  it('makes a double fault of a missing gate, and shuts down when that is missing too', () => {
    const m = new Machine(`
      setgate 8, handler
      ud2
    handler: pop %r8
      mov $0xdf, %r9d
      hlt`);
    expect(m.run()).toBe(Stop.HALT);
    expect(m.reg(Reg.R9)).toBe(0xdf);
    const dead = new Machine('ud2');
    expect(dead.run()).toBe(Stop.TRIPLE_FAULT);
    expect(dead.run()).toBe(Stop.TRIPLE_FAULT);
  });

  it('takes an external interrupt after hlt, not in the shadow of sti', () => {
    const m = new Machine(`
      setgate 0x20, handler
      sti
      hlt
      mov $2, %ebx
      hlt
    handler: mov $1, %eax
      iretq`);
    while (m.cpu.rflags % 1024 < 512) m.run(1);
    expect(m.cpu.interruptible).toBe(false);
    expect(m.run()).toBe(Stop.HALT);
    expect(m.cpu.halted).toBe(true);
    expect(m.cpu.interruptible).toBe(true);
    expect(m.cpu.interrupt(0x20)).toBeUndefined();
    expect(m.cpu.interruptible).toBe(false);
    expect(m.run()).toBe(Stop.HALT);
    expect([m.reg(Reg.RAX), m.reg(Reg.RBX)]).toEqual([1, 2]);
  });

  it('does port input and output of all sizes with the exact count of instructions', () => {
    const m = new Machine(
      `
      mov $0x11223344, %eax
      out %al, $0x80
      out %ax, $0x81
      mov $0x3f8, %dx
      out %eax, %dx
      mov $-1, %rax
      in $0x60, %al
      mov %rax, %r8
      in $0x60, %ax
      mov %rax, %r9
      in $0x60, %eax
      out %al, $0xf4
      mov $1, %ebx
      hlt`,
      '',
    );
    expect(m.run()).toBe(Stop.DEVICE);
    expect(m.out.map((o) => [o.port, o.size, o.value, o.retired])).toEqual([
      [0x80, 1, 0x44, 1],
      [0x81, 2, 0x3344, 2],
      [0x3f8, 4, 0x1122_3344, 4],
      [0xf4, 1, 0x78, 11],
    ]);
    expect(m.cpu.getReg(Reg.R8)).toBe(0xffff_ffff_ffff_ff78n);
    expect(m.cpu.getReg(Reg.R9)).toBe(0xffff_ffff_ffff_5678n);
    expect(m.reg(Reg.RBX)).toBe(0);
    expect(m.run()).toBe(Stop.HALT);
    expect(m.reg(Reg.RBX)).toBe(1);
  });

  it('sends accesses outside RAM to the bus, each once', () => {
    const m = new Machine(
      `
      mov $0xfee00000, %eax
      mov (%rax), %ebx
      movl $5, 4(%rax)
      addw $1, 8(%rax)
      mov 0x10(%rax), %rcx
      hlt`,
      '',
    );
    expect(m.run()).toBe(Stop.HALT);
    expect(m.mmio).toEqual([
      'r4@fee00000',
      'r4@fee00004',
      'w4@fee00004=5',
      'r2@fee00008',
      'w2@fee00008=7789',
      'r8@fee00010',
    ]);
    expect(m.reg(Reg.RBX)).toBe(0x5566_7788);
    expect(m.cpu.retired).toBe(6);
  });

  it('sees its own edits of page tables at once', () => {
    const m = new Machine(`
      # map 0x800000 (4 KiB pages) to 0x500000, read, then point it at 0x501000
      movq $0x403007, 0x402020
      movq $0x500007, 0x403000
      movl $111, 0x500000
      movl $222, 0x501000
      mov 0x800000, %eax
      movq $0x501007, 0x403000
      mov 0x800000, %ebx
      mov 0x403000, %rcx
      hlt`);
    expect(m.run()).toBe(Stop.HALT);
    expect([m.reg(Reg.RAX), m.reg(Reg.RBX)]).toEqual([111, 222]);
    expect(m.reg(Reg.RCX) & 0x60).toBe(0x20);
  });

  it('runs code that rewrites itself, ahead and behind', () => {
    const m = new Machine(`
      xor %ecx, %ecx
    1: movb $0x90, patched+0(%rip)
    patched: .byte 0xf4      # hlt, becomes nop before it is reached
      incl value+1(%rip)
    value: mov $5, %eax
      add %eax, %edx
      inc %ecx
      cmp $3, %ecx
      jne 1b
      hlt`);
    expect(m.run()).toBe(Stop.HALT);
    expect([m.reg(Reg.RCX), m.reg(Reg.RAX), m.reg(Reg.RDX)]).toEqual([3, 8, 6 + 7 + 8]);
  });

  it('steps with TF', () => {
    const m = new Machine(`
      setgate 1, handler
      xor %ebx, %ebx
      pushfq
      orl $0x100, (%rsp)
      popfq
      nop
      nop
      nop
      hlt
    handler: inc %ebx
      cmp $3, %ebx
      jne 1f
      andl $~0x100, 16(%rsp)
    1: iretq`);
    expect(m.run()).toBe(Stop.HALT);
    expect(m.reg(Reg.RBX)).toBe(3);
  });

  it('ends a fault that faults for ever with the budget', () => {
    const m = new Machine(`
      setgate 6, bad
    bad: ud2`);
    m.run(1000);
    expect(m.run(1000)).toBe(Stop.BUDGET);
    expect(m.cpu.lastRetired).toBe(1000);
  });

  it('refuses control-register and MSR nonsense with #GP', () => {
    for (const bad of [
      'mov $0x123, %ecx; rdmsr',
      'mov $1, %rax; shl $63, %rax; mov %rax, %cr4',
      'xor %eax, %eax; mov %rax, %cr0',
    ]) {
      const m = new Machine(`
        setgate 13, handler
        ${bad}
        hlt
      handler: mov $0x13, %r15d
        hlt`);
      expect(m.run()).toBe(Stop.HALT);
      expect(m.reg(Reg.R15), bad).toBe(0x13);
    }
  });
});
