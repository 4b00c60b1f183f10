/**
 * An object file while it is being written: sections, symbols, line marks. `finish` lays the sections out, resolves what
 * can be resolved inside the object, and leaves relocations for the linker.
 */
import { R_X86_64, SHF, SHT, STB, STT } from '../elf/constants';
import { type LineRow, writeDebugSections } from '../elf/dwarf-writer';
import type { ObjectFile, ObjectRelocation, ObjectSymbol } from '../elf/object';
import { type LaidOut, layOut, localPlace, offsetOf } from './layout';
import { type AsmSymbol, type Expression, type Fixup, newSymbol, Section } from './section';

/** A complaint found only at layout; the caller gives it a source position. */
export interface LayoutProblem {
  code: string;
  params: Record<string, string | number>;
  line: number;
}

const KNOWN_SECTIONS: [prefix: string, type: number, flags: number][] = [
  ['.text', SHT.PROGBITS, SHF.ALLOC | SHF.EXECINSTR],
  ['.init_array', SHT.INIT_ARRAY, SHF.ALLOC | SHF.WRITE],
  ['.fini_array', SHT.FINI_ARRAY, SHF.ALLOC | SHF.WRITE],
  ['.init', SHT.PROGBITS, SHF.ALLOC | SHF.EXECINSTR],
  ['.fini', SHT.PROGBITS, SHF.ALLOC | SHF.EXECINSTR],
  ['.rodata', SHT.PROGBITS, SHF.ALLOC],
  ['.data', SHT.PROGBITS, SHF.ALLOC | SHF.WRITE],
  ['.bss', SHT.NOBITS, SHF.ALLOC | SHF.WRITE],
  ['.note', SHT.NOTE, 0],
];

/** Type and flags that a section gets from its name alone, as GNU as guesses them. */
export function sectionDefaults(name: string): { type: number; flags: number } | undefined {
  const row = KNOWN_SECTIONS.find(([prefix]) => name === prefix || name.startsWith(`${prefix}.`));
  return row && { type: row[1], flags: row[2] };
}

export class ObjectBuilder {
  readonly sections: Section[] = [];
  private readonly sectionByName = new Map<string, Section>();
  private readonly symbols = new Map<string, AsmSymbol>();
  private readonly anonymous: AsmSymbol[] = [];
  readonly problems: LayoutProblem[] = [];

  /** The section of that name, created when new. */
  section(name: string, type?: number, flags?: number, entrySize = 0): Section {
    const known = this.sectionByName.get(name);
    if (known !== undefined) return known;
    const defaults = sectionDefaults(name);
    const t = type ?? defaults?.type ?? SHT.PROGBITS;
    const made = new Section(name, t, flags ?? defaults?.flags ?? 0, t === SHT.NOBITS);
    made.entrySize = entrySize;
    this.sections.push(made);
    this.sectionByName.set(name, made);
    return made;
  }

  symbol(name: string): AsmSymbol {
    let symbol = this.symbols.get(name);
    if (symbol === undefined) {
      symbol = newSymbol(name);
      this.symbols.set(name, symbol);
    }
    return symbol;
  }

  lookup(name: string): AsmSymbol | undefined {
    return this.symbols.get(name);
  }

  /** A label without a name, for code generators and numeric labels. */
  label(): AsmSymbol {
    const symbol = newSymbol('');
    this.anonymous.push(symbol);
    return symbol;
  }

  /** Lays out, resolves and gives the object as data. `source` names the file for the line table; undefined = no line table. */
  finish(source?: { file: string; directory: string }): ObjectFile {
    const object = new Finisher(this, this.symbols).run(source);
    return object;
  }
}

/** The work of ObjectBuilder.finish, with its tables. */
class Finisher {
  private readonly laid = new Map<Section, LaidOut>();
  private readonly out: ObjectFile = { sections: [], symbols: [] };
  private readonly sectionSymbol = new Map<Section, number>();
  private readonly relocations = new Map<Section, ObjectRelocation[]>();

  constructor(
    private readonly builder: ObjectBuilder,
    private readonly symbols: Map<string, AsmSymbol>,
  ) {}

  run(source?: { file: string; directory: string }): ObjectFile {
    const { sections } = this.builder;
    const external: { section: Section; offset: number; target: AsmSymbol; addend: number }[] = [];
    for (const section of sections) {
      this.relocations.set(section, []);
      this.laid.set(
        section,
        layOut(section, (offset, target, addend) => external.push({ section, offset, target, addend })),
      );
    }
    if (source !== undefined)
      this.out.symbols.push({
        name: source.file,
        binding: STB.LOCAL,
        type: STT.FILE,
        visibility: 0,
        section: 'absolute',
        value: 0,
        size: 0,
      });
    sections.forEach((section, i) => {
      this.sectionSymbol.set(section, this.out.symbols.length);
      this.out.symbols.push({
        name: section.name,
        binding: STB.LOCAL,
        type: STT.SECTION,
        visibility: 0,
        section: i,
        value: 0,
        size: 0,
      });
    });
    for (const symbol of this.symbols.values())
      if (symbol.keep || symbol.global || symbol.weak) this.tableIndex(symbol);
    for (const e of external) this.relocate(e.section, e.offset, R_X86_64.PLT32, e.target, e.addend);
    for (const section of sections) for (const fixup of section.fixups) this.applyFixup(section, fixup);
    for (const section of sections) {
      const laid = this.laid.get(section)!;
      this.out.sections.push({
        name: section.name,
        type: section.type,
        flags: section.flags,
        align: section.align,
        entrySize: section.entrySize,
        data: laid.data,
        size: laid.size,
        relocations: this.relocations.get(section)!.sort((a, b) => a.offset - b.offset),
      });
    }
    if (source !== undefined) this.debugSections(source);
    this.addStackNote();
    return this.out;
  }

  private addStackNote(): void {
    if (this.out.sections.some((s) => s.name === '.note.GNU-stack')) return;
    this.out.sections.push({
      name: '.note.GNU-stack',
      type: SHT.PROGBITS,
      flags: 0,
      align: 1,
      entrySize: 0,
      data: new Uint8Array(0),
      size: 0,
      relocations: [],
    });
  }

  private debugSections(source: { file: string; directory: string }): void {
    const sequences = this.builder.sections
      .filter((s) => s.lines.length > 0)
      .map((s) => {
        const laid = this.laid.get(s)!;
        const rows: LineRow[] = s.lines.map((l) => ({
          offset: offsetOf(laid, l),
          file: l.file,
          line: l.line,
          column: l.column,
        }));
        return { symbol: this.sectionSymbol.get(s)!, rows, size: laid.size };
      });
    if (sequences.length === 0) return;
    const functions = this.out.symbols
      .filter((s) => s.type === STT.FUNC && typeof s.section === 'number')
      .map((s) => ({
        name: s.name,
        symbol: this.sectionSymbol.get(this.builder.sections[s.section as number])!,
        offset: Number(s.value),
        size: s.size,
        global: s.binding !== STB.LOCAL,
      }));
    writeDebugSections(this.out, sequences, functions, source);
  }

  /** Index of a symbol in the object's table; adds it when it is not there yet. */
  private tableIndex(symbol: AsmSymbol): number {
    if (symbol.index !== undefined) return symbol.index;
    const binding = symbol.weak ? STB.WEAK : symbol.global || this.isUndefined(symbol) ? STB.GLOBAL : STB.LOCAL;
    const entry: ObjectSymbol = {
      name: symbol.name,
      binding,
      type: symbol.type,
      visibility: symbol.visibility,
      section: 'undefined',
      value: 0,
      size: symbol.size,
    };
    const place = this.placeOf(symbol);
    if (place !== undefined) {
      entry.section = this.builder.sections.indexOf(place.section);
      entry.value = place.offset;
    } else if (symbol.absolute !== undefined) {
      entry.section = 'absolute';
      entry.value = symbol.absolute;
    } else if (symbol.common !== undefined) {
      entry.section = 'common';
      entry.value = symbol.common.align;
      entry.binding = STB.GLOBAL;
      entry.type = STT.OBJECT;
    }
    if (symbol.sizeExpression !== undefined) entry.size = Number(this.constant(symbol.sizeExpression) ?? 0n);
    symbol.index = this.out.symbols.length;
    this.out.symbols.push(entry);
    return symbol.index;
  }

  private isUndefined(symbol: AsmSymbol): boolean {
    return (
      symbol.place === undefined &&
      symbol.absolute === undefined &&
      symbol.common === undefined &&
      symbol.equals === undefined
    );
  }

  /** Section and final offset of a symbol, looking through `.set`. */
  private placeOf(symbol: AsmSymbol, depth = 0): { section: Section; offset: number } | undefined {
    if (symbol.place !== undefined)
      return { section: symbol.place.section, offset: offsetOf(this.laid.get(symbol.place.section)!, symbol.place) };
    if (symbol.equals === undefined || depth > 32) return undefined;
    const under = this.placeOf(symbol.equals.symbol, depth + 1);
    return under && { section: under.section, offset: under.offset + symbol.equals.addend };
  }

  /** Value of an expression that needs no linker, if it is one. */
  private constant(e: Expression): bigint | undefined {
    if (e.plus === undefined && e.minus === undefined) return e.value;
    if (e.plus !== undefined && e.minus === undefined)
      return e.plus.absolute === undefined ? undefined : e.value + e.plus.absolute;
    if (e.plus === undefined || e.minus === undefined) return undefined;
    const plus = this.placeOf(e.plus);
    const minus = this.placeOf(e.minus);
    if (plus === undefined || minus === undefined || plus.section !== minus.section) return undefined;
    return e.value + BigInt(plus.offset - minus.offset);
  }

  private relocate(section: Section, offset: number, type: number, target: AsmSymbol, addend: number): void {
    const place = this.placeOf(target);
    const list = this.relocations.get(section)!;
    if (place !== undefined && !target.global && !target.weak) {
      list.push({ offset, type, symbol: this.sectionSymbol.get(place.section)!, addend: addend + place.offset });
      return;
    }
    // A numeric label that never came: the assembler has reported it.
    if (target.name === '') return;
    list.push({ offset, type, symbol: this.tableIndex(target), addend });
  }

  private applyFixup(section: Section, fixup: Fixup): void {
    const laid = this.laid.get(section)!;
    const at = offsetOf(laid, fixup);
    const { target } = fixup;
    if (!fixup.relative) {
      const value = this.constant(target);
      if (value !== undefined) {
        this.patch(laid, at, fixup, value);
        return;
      }
    }
    if (target.minus !== undefined) {
      // sym - . : the address of the field itself cancels out and a PC-relative relocation is left.
      const minus = this.placeOf(target.minus);
      if (
        target.plus !== undefined &&
        minus !== undefined &&
        minus.section === section &&
        fixup.width >= 4 &&
        !fixup.relative
      ) {
        const type = fixup.width === 8 ? R_X86_64.PC64 : R_X86_64.PC32;
        this.relocate(section, at, type, target.plus, Number(target.value) + at - minus.offset);
        return;
      }
      this.builder.problems.push({ code: 'asm-bad-expression', params: {}, line: fixup.line });
      return;
    }
    if (target.plus === undefined) {
      this.builder.problems.push({ code: 'asm-bad-expression', params: {}, line: fixup.line });
      return;
    }
    if (fixup.relative) {
      const place = localPlace(target.plus, section);
      if (place !== undefined) {
        this.patch(laid, at, fixup, BigInt(offsetOf(laid, place)) + target.value - BigInt(at));
        return;
      }
    }
    this.relocate(section, at, fixup.type, target.plus, Number(target.value));
  }

  private patch(laid: LaidOut, at: number, fixup: Fixup, value: bigint): void {
    const bits = BigInt(fixup.width * 8);
    if (
      fixup.width < 8 &&
      (value < -(1n << (bits - 1n)) || value >= 1n << bits || (fixup.relative && value >= 1n << (bits - 1n)))
    ) {
      this.builder.problems.push({
        code: 'asm-value-range',
        params: { value: value.toString(), bytes: fixup.width },
        line: fixup.line,
      });
    }
    let rest = BigInt.asUintN(64, value);
    for (let i = 0; i < fixup.width; i++) {
      laid.data[at + i] = Number(rest & 0xffn);
      rest >>= 8n;
    }
  }
}
