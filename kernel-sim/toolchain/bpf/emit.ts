/**
 * The ELF file as clang writes it for eBPF: a section for each kind of program, `license`, `.maps`, data, SHT_REL
 * relocations whose addends stand in the instructions, `.BTF` and `.BTF.ext`.
 */
import { ByteBuffer } from '../elf/bytes';
import { SHF, SHT, STB, STT } from '../elf/constants';
import { type ObjectFile, type ObjectSection, type ObjectSymbol, writeObject } from '../elf/object';
import type { IrData, IrModule } from '../ir';
import { type BpfInsn, EM_BPF, encodeInsns, R_BPF } from './isa';
import type { LaidOut } from './layout';

/** A function with its code. */
export interface Compiled extends LaidOut {
  name: string;
  section: string;
  global: boolean;
  weak: boolean;
}

/** Where things came to lie, for BTF. */
export interface Placement {
  /** Section → functions in it with their byte offsets. */
  functions: { section: string; offset: number; of: Compiled }[];
  data: { section: string; offset: number; of: IrData }[];
}

class Section {
  readonly bytes = new ByteBuffer(256);
  align = 1;
  zeros = 0;
  readonly relocations: ObjectSection['relocations'] = [];

  constructor(
    readonly name: string,
    readonly type: number,
    readonly flags: number,
    readonly index: number,
  ) {}
}

export class BpfObject {
  private readonly sections: Section[] = [];
  private readonly symbols: ObjectSymbol[] = [];
  private readonly symbolIndex = new Map<string, number>();
  private readonly placeOf = new Map<string, { section: number; offset: number }>();
  readonly placement: Placement = { functions: [], data: [] };

  constructor(
    private readonly module: IrModule,
    private readonly functions: readonly Compiled[],
  ) {}

  /** Lays code and data out and relates them; `extra` adds the sections that describe them. */
  build(extra: (placement: Placement) => { name: string; data: Uint8Array; align: number }[]): Uint8Array {
    this.section('.text', SHT.PROGBITS, SHF.ALLOC | SHF.EXECINSTR).align = 8;
    const code = this.placeFunctions();
    for (const data of this.module.data) this.placeData(data);
    for (const { fn, insns, section, offset } of code) this.relocate(fn, insns, section, offset);
    for (const data of this.module.data) this.relocateData(data);
    for (const { name, data, align } of extra(this.placement)) {
      const section = this.section(name, SHT.PROGBITS, 0);
      section.align = align;
      section.bytes.raw(data);
    }
    return writeObject(this.finish(), { machine: EM_BPF, rel: true });
  }

  private section(name: string, type: number, flags: number): Section {
    const known = this.sections.find((s) => s.name === name);
    if (known) return known;
    const made = new Section(name, type, flags, this.sections.length);
    this.sections.push(made);
    return made;
  }

  private placeFunctions() {
    return this.functions.map((fn) => {
      const section = this.section(fn.section, SHT.PROGBITS, SHF.ALLOC | SHF.EXECINSTR);
      section.align = 8;
      const offset = section.bytes.length;
      const insns = fn.insns.map((insn) => ({ ...insn }));
      section.bytes.fill(insns.length * 8);
      const binding = fn.weak ? STB.WEAK : fn.global ? STB.GLOBAL : STB.LOCAL;
      this.define(fn.name, binding, STT.FUNC, section.index, offset, insns.length * 8);
      this.placement.functions.push({ section: fn.section, offset, of: fn });
      return { fn, insns, section, offset };
    });
  }

  private placeData(data: IrData): void {
    const zero = data.bytes === undefined && data.relocations.length === 0;
    const name = data.section ?? (data.readonly ? '.rodata' : zero ? '.bss' : '.data');
    const nobits = name === '.bss' || name.startsWith('.bss.');
    const section = this.section(
      name,
      nobits ? SHT.NOBITS : SHT.PROGBITS,
      SHF.ALLOC | (data.readonly && data.section === undefined ? 0 : SHF.WRITE),
    );
    section.align = Math.max(section.align, data.align);
    let offset: number;
    if (nobits) {
      offset = Math.ceil(section.zeros / data.align) * data.align;
      section.zeros = offset + data.size;
    } else {
      section.bytes.align(data.align);
      offset = section.bytes.length;
      const bytes = data.bytes ?? new Uint8Array(0);
      section.bytes.raw(bytes.subarray(0, data.size));
      section.bytes.fill(data.size - Math.min(bytes.length, data.size));
    }
    this.placement.data.push({ section: name, offset, of: data });
    this.placeOf.set(data.name, { section: section.index, offset });
    if (data.name.startsWith('.L')) return;
    const binding = data.weak ? STB.WEAK : data.global ? STB.GLOBAL : STB.LOCAL;
    this.define(data.name, binding, STT.OBJECT, section.index, offset, data.size);
  }

  private define(name: string, binding: number, type: number, section: number, value: number, size: number): void {
    this.symbolIndex.set(name, this.symbols.length);
    this.symbols.push({ name, binding, type, visibility: 0, section, value, size });
  }

  /** The symbol to relocate against, and what is to be added: private names go by their section. */
  private target(name: string): { symbol: number; addend: number } {
    const known = this.symbolIndex.get(name);
    if (known !== undefined) return { symbol: known, addend: 0 };
    const place = this.placeOf.get(name);
    if (place) {
      const key = `section ${place.section}`;
      let symbol = this.symbolIndex.get(key);
      if (symbol === undefined) {
        symbol = this.symbols.length;
        this.symbolIndex.set(key, symbol);
        const { section } = place;
        this.symbols.push({
          name: '',
          binding: STB.LOCAL,
          type: STT.SECTION,
          visibility: 0,
          section,
          value: 0,
          size: 0,
        });
      }
      return { symbol, addend: place.offset };
    }
    const symbol = this.symbols.length;
    this.symbolIndex.set(name, symbol);
    this.symbols.push({
      name,
      binding: this.module.weakReferences?.includes(name) ? STB.WEAK : STB.GLOBAL,
      type: STT.NOTYPE,
      visibility: 0,
      section: 'undefined',
      value: 0,
      size: 0,
    });
    return { symbol, addend: 0 };
  }

  private relocate(fn: Compiled, insns: BpfInsn[], section: Section, offset: number): void {
    for (const reference of fn.references) {
      const { symbol, addend } = this.target(reference.symbol);
      if (addend !== 0) insns[reference.index].imm += addend;
      section.relocations.push({
        offset: offset + reference.index * 8,
        type: reference.call ? R_BPF.CALL32 : R_BPF.IMM64,
        symbol,
        addend: 0,
      });
    }
    for (const [i, byte] of encodeInsns(insns).entries()) section.bytes.setU8(offset + i, byte);
  }

  private relocateData(data: IrData): void {
    const place = this.placeOf.get(data.name);
    if (!place) return;
    const section = this.sections[place.section];
    for (const r of data.relocations) {
      const { symbol, addend } = this.target(r.symbol);
      const at = place.offset + r.offset;
      section.bytes.setU64(at, BigInt(r.addend + addend));
      section.relocations.push({ offset: at, type: R_BPF.ABS64, symbol, addend: 0 });
    }
  }

  private finish(): ObjectFile {
    const file: ObjectSymbol = {
      name: this.module.file.slice(this.module.file.lastIndexOf('/') + 1),
      binding: STB.LOCAL,
      type: STT.FILE,
      visibility: 0,
      section: 'absolute',
      value: 0,
      size: 0,
    };
    return {
      sections: this.sections.map((s) => ({
        name: s.name,
        type: s.type,
        flags: s.flags,
        align: s.align,
        entrySize: 0,
        data: s.bytes.take(),
        size: s.type === SHT.NOBITS ? s.zeros : s.bytes.length,
        relocations: s.relocations,
      })),
      symbols: [...this.symbols, file],
    };
  }
}
