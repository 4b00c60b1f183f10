/** Machine IR with real registers → encoded instructions in a section: prologue, blocks, epilogues, line marks. */
import type { Assembler } from '../asm/assembler';
import { encode, encodeBranch } from '../asm/encode';
import { type Instruction, imm, type MachineOperand, mem, reg } from '../asm/instruction';
import { RBP, RSP, XMM0 } from '../asm/registers';
import type { Section } from '../asm/section';
import { SHF, STT } from '../elf/constants';
import type { IrFunction } from '../ir';
import { type Frame, layOutFrame } from './frame';
import { fillTemplate } from './inline-asm';
import type { MBlock, MFunction, MInst } from './mir';
import { REAL_NAME } from './roles';
import { ARGUMENT_REGISTERS } from './select-call';
import type { UnitContext } from './selector';

export class Emitter {
  private readonly section: Section;
  private readonly frame: Frame;
  private next: MBlock | undefined;

  constructor(
    private readonly unit: UnitContext,
    private readonly assembler: Assembler,
    private readonly ir: IrFunction,
    private readonly fn: MFunction,
    private readonly serial: { asm: number },
  ) {
    const name = ir.section ?? '.text';
    this.section = unit.builder.section(name, undefined, name === '.text' ? undefined : SHF.ALLOC | SHF.EXECINSTR);
    this.frame = layOutFrame(fn, ir.attributes.interrupt);
  }

  run(): void {
    const { section, ir } = this;
    const { builder } = this.unit;
    section.alignTo(16);
    const symbol = builder.symbol(ir.name);
    if (symbol.place !== undefined) {
      this.unit.diagnostics.push({
        severity: 'error',
        code: 'asm-duplicate-label',
        params: { name: ir.name },
        at: ir.at,
      });
      return;
    }
    symbol.place = section.here();
    symbol.global = ir.global;
    symbol.weak = ir.weak ?? false;
    symbol.keep = true;
    symbol.type = STT.FUNC;
    section.line(ir.at.file, ir.at.line, ir.at.column);
    if (!ir.attributes.naked) this.prologue();
    const { blocks } = this.fn;
    blocks.forEach((block, i) => {
      this.next = blocks[i + 1];
      this.block(block);
    });
    const end = builder.label();
    end.place = section.here();
    symbol.sizeExpression = { value: 0n, plus: end, minus: symbol };
  }

  private op(mnemonic: string, size: Instruction['size'], ...operands: MachineOperand[]): void {
    this.check(encode(this.section, { mnemonic, size, operands }), mnemonic);
  }

  private check(error: string | undefined, mnemonic: string): void {
    if (error !== undefined)
      this.unit.diagnostics.push({
        severity: 'error',
        code: 'backend-internal',
        params: { what: `${mnemonic}: ${error}` },
        at: this.ir.at,
      });
  }

  private prologue(): void {
    const { frame } = this;
    this.op('push', 8, reg(RBP, 8));
    this.op('mov', 8, reg(RBP, 8), reg(RSP, 8));
    for (const r of frame.saved) this.op('push', 8, reg(r, 8));
    if (frame.size > 0) this.op('sub', 8, reg(RSP, 8), imm(frame.size));
    for (const v of frame.savedVector) this.op('movups', 0, mem(RBP, v.offset), reg(v.register, 8));
    if (this.ir.attributes.interrupt !== undefined) this.op('cld', 0);
  }

  private epilogue(): void {
    const { frame } = this;
    for (const v of frame.savedVector) this.op('movups', 0, reg(v.register, 8), mem(RBP, v.offset));
    frame.saved.forEach((r, i) => {
      this.op('mov', 8, reg(r, 8), mem(RBP, -8 * (i + 1)));
    });
    const moved = frame.size > 0 || frame.saved.length > 0 || this.fn.usesAlloca;
    if (moved) this.op('leave', 0);
    else this.op('pop', 8, reg(RBP, 8));
    const { interrupt } = this.ir.attributes;
    if (interrupt === undefined) {
      this.op('ret', 0);
      return;
    }
    if (interrupt.hasErrorCode) this.op('add', 8, reg(RSP, 8), imm(8));
    this.op('iretq', 0);
  }

  private block(block: MBlock): void {
    block.label ??= this.unit.builder.label();
    block.label.place = this.section.here();
    const last = block.insts.length - 1;
    block.insts.forEach((inst, i) => {
      if (inst.at !== undefined) this.section.line(inst.at.file, inst.at.line, inst.at.column);
      this.inst(inst, i === last, block.insts[i + 1]);
    });
  }

  private inst(inst: MInst, last: boolean, following: MInst | undefined): void {
    switch (inst.mnemonic) {
      case 'jmp':
        if (!(last && inst.target === this.next)) this.jump(-1, inst.target!);
        return;
      case 'jcc':
        // jcc next; jmp elsewhere → inverted jcc elsewhere.
        if (inst.target === this.next && following?.mnemonic === 'jmp') {
          if (following.target === this.next) return;
          this.jump(inst.condition! ^ 1, following.target!);
          following.target = this.next;
          return;
        }
        this.jump(inst.condition!, inst.target!);
        return;
      case 'call': {
        const target = inst.operands[0];
        if (target.kind === 'label') encodeBranch(this.section, { op: 'call' }, target.symbol, target.addend);
        return;
      }
      case 'ret':
        this.epilogue();
        return;
      case 'asm':
        this.asm(inst);
        return;
      case 'fzero':
        this.op('pxor', 0, inst.operands[0], inst.operands[0]);
        return;
      case 'va_save':
        this.saveVariadic(inst);
        return;
    }
    if (inst.lock) this.section.bytes.u8(0xf0);
    if (inst.rep) this.section.bytes.u8(0xf3);
    const operands = inst.operands.map((o) => this.resolve(o));
    this.check(
      encode(this.section, { mnemonic: REAL_NAME[inst.mnemonic] ?? inst.mnemonic, size: inst.size, operands }),
      inst.mnemonic,
    );
  }

  private jump(condition: number, to: MBlock): void {
    to.label ??= this.unit.builder.label();
    this.section.jump(condition, to.label, 0);
  }

  /** Slots become rbp-relative memory. */
  private resolve(o: MachineOperand): MachineOperand {
    if (o.kind !== 'mem' || o.slot === undefined) return o;
    return { ...o, base: RBP, displacement: o.displacement + this.fn.slots[o.slot].offset, slot: undefined };
  }

  private asm(inst: MInst): void {
    const plan = inst.asm!;
    const filled = fillTemplate(
      plan,
      inst.operands.map((o) => this.resolve(o)),
      this.serial.asm++,
    );
    if ('wrong' in filled) {
      this.unit.diagnostics.push({
        severity: 'error',
        code: 'asm-bad-reference',
        params: { reference: filled.wrong },
        at: plan.at,
      });
      return;
    }
    this.assembler.section = this.section;
    this.assembler.run(filled.text, plan.at, { fixedPosition: true });
  }

  /** Saves the argument registers for va_arg; the vector ones only when al says that there are some. */
  private saveVariadic(inst: MInst): void {
    const [slot, first] = inst.operands.map((o) => this.resolve(o));
    if (slot.kind !== 'mem' || first.kind !== 'imm') return;
    for (let i = Number(first.value); i < ARGUMENT_REGISTERS.length; i++)
      this.op('mov', 8, mem(slot.base, slot.displacement + i * 8), reg(ARGUMENT_REGISTERS[i], 8));
    if (this.unit.kernel) return;
    const skip = this.unit.builder.label();
    this.op('test', 1, reg(0, 1), reg(0, 1));
    this.section.jump(4, skip, 0);
    for (let i = 0; i < 8; i++) this.op('movaps', 0, mem(slot.base, slot.displacement + 48 + i * 16), reg(XMM0 + i, 8));
    skip.place = this.section.here();
  }
}
