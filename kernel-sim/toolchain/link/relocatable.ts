/**
 * `ld -r`: several objects into one, relocations kept. Sections of one name are joined (those of modules.lds, such as
 * `___ksymtab+name`, under its names), globals are resolved among the objects, section symbols are made one.
 */
import type { Diagnostic } from '../diagnostics';
import { SHF, SHN, SHT, STB, STT } from '../elf/constants';
import {
  type ObjectFile,
  type ObjectRelocation,
  type ObjectSection,
  type ObjectSymbol,
  writeObject,
} from '../elf/object';
import { ElfFile, type ElfSection } from '../elf/reader';
import { InputObject, SymbolTable } from './input';

/** scripts/module.lds: `*(SORT(___ksymtab+*))` and its like. */
const GATHERED = /^___(ksymtab_gpl|ksymtab|kcrctab_gpl|kcrctab)\+/;
const NOP = 0x90;
const KEPT_TYPES: readonly number[] = [SHT.PROGBITS, SHT.NOBITS, SHT.NOTE, SHT.INIT_ARRAY, SHT.FINI_ARRAY];

interface Joined {
  section: ObjectSection;
  index: number;
  parts: { name: string; object: number; header: ElfSection; offset: number }[];
}

class Joiner {
  private readonly files: ElfFile[] = [];
  private readonly joined: Joined[] = [];
  private readonly symbols: ObjectSymbol[] = [];
  private readonly table = new SymbolTable();
  readonly diagnostics: Diagnostic[] = [];
  /** Per object: section index → where it went. */
  private readonly places: Map<number, { joined: Joined; offset: number }>[] = [];
  /** Per object: symbol index → index in the output. */
  private readonly numbers: Map<number, number>[] = [];
  private readonly globals = new Map<string, number>();
  private readonly sectionSymbols = new Map<number, number>();

  run(objects: readonly Uint8Array[]): Uint8Array | undefined {
    for (const [i, bytes] of objects.entries()) this.open(bytes, `object ${i + 1}`);
    if (this.diagnostics.length > 0) return undefined;
    this.joinSections();
    this.duplicates();
    if (this.diagnostics.length > 0) return undefined;
    for (const [i, elf] of this.files.entries()) this.takeSymbols(elf, i);
    for (const [i, elf] of this.files.entries()) this.takeRelocations(elf, i);
    const file: ObjectFile = { sections: this.joined.map((j) => j.section), symbols: this.symbols };
    return writeObject(file);
  }

  private open(bytes: Uint8Array, name: string): void {
    const elf = ElfFile.open(bytes);
    if (elf === undefined) {
      const at = { file: name, line: 1, column: 1 };
      this.diagnostics.push({ severity: 'error', code: 'link-bad-object', params: { name }, at });
      return;
    }
    this.files.push(elf);
    this.table.add(new InputObject(name, elf));
  }

  private duplicates(): void {
    for (const d of this.table.duplicates) {
      const at = d.second.definitionPosition(d.secondIndex);
      const first = d.firstObject.definitionPosition(d.firstIndex);
      const notes: Diagnostic[] = [
        { severity: 'note', code: 'link-first-defined', params: { name: d.name }, at: first },
      ];
      this.diagnostics.push({ severity: 'error', code: 'link-duplicate-symbol', params: { name: d.name }, at, notes });
    }
  }

  private joinSections(): void {
    const byName = new Map<string, Joined>();
    this.files.forEach((elf, object) => {
      for (const header of elf.sections) {
        if (!KEPT_TYPES.includes(header.type)) continue;
        const name = elf.sectionName(header);
        if (name.startsWith('.discard')) continue;
        const output = GATHERED.exec(name)?.[1];
        const key = output === undefined ? name : `__${output}`;
        let joined = byName.get(key);
        if (joined === undefined) {
          joined = { section: emptySection(key, header), index: byName.size, parts: [] };
          byName.set(key, joined);
          this.joined.push(joined);
        }
        joined.parts.push({ name, object, header, offset: 0 });
      }
      this.places.push(new Map());
    });
    for (const joined of this.joined) this.fill(joined);
  }

  private fill(joined: Joined): void {
    const { section, parts } = joined;
    if (/^__k(symtab|crctab)/.test(section.name))
      parts.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    let size = 0;
    for (const part of parts) {
      const align = Math.max(1, part.header.align);
      size = Math.ceil(size / align) * align;
      part.offset = size;
      size += part.header.size;
      section.align = Math.max(section.align, align);
      section.flags |= part.header.flags & ~SHF.INFO_LINK;
      if (part.header.type !== SHT.NOBITS) section.type = part.header.type;
      this.places[part.object].set(part.header.index, { joined, offset: part.offset });
    }
    section.size = size;
    if (section.type === SHT.NOBITS) return;
    section.data = new Uint8Array(size).fill((section.flags & SHF.EXECINSTR) !== 0 ? NOP : 0);
    for (const { object, header, offset } of parts) section.data.set(this.files[object].data(header), offset);
  }

  private takeSymbols(elf: ElfFile, object: number): void {
    const numbers = new Map<number, number>();
    this.numbers.push(numbers);
    for (let i = 1; i < elf.symbolCount; i++) {
      const type = elf.symbolType(i);
      const place = this.places[object].get(elf.symbolSection(i));
      if (i >= elf.firstGlobal) numbers.set(i, this.global(elf, object, i));
      else if (type === STT.SECTION) {
        if (place) numbers.set(i, this.sectionSymbol(place.joined.index));
      } else if (place || elf.symbolSection(i) === SHN.ABS) {
        numbers.set(i, this.symbols.length);
        this.symbols.push(this.copy(elf, i, place));
      }
    }
  }

  private copy(elf: ElfFile, i: number, place: { joined: Joined; offset: number } | undefined): ObjectSymbol {
    const shndx = elf.symbolSection(i);
    return {
      name: elf.symbolName(i),
      binding: elf.symbolBinding(i),
      type: elf.symbolType(i),
      visibility: elf.symbolVisibility(i),
      section: place
        ? place.joined.index
        : shndx === SHN.ABS
          ? 'absolute'
          : shndx === SHN.COMMON
            ? 'common'
            : 'undefined',
      value: elf.symbolValue(i) + (place?.offset ?? 0),
      size: elf.symbolSize(i),
    };
  }

  private sectionSymbol(section: number): number {
    let number = this.sectionSymbols.get(section);
    if (number === undefined) {
      number = this.symbols.length;
      this.sectionSymbols.set(section, number);
      this.symbols.push({ name: '', binding: STB.LOCAL, type: STT.SECTION, visibility: 0, section, value: 0, size: 0 });
    }
    return number;
  }

  /** One entry for each name: its definition where there is one. */
  private global(elf: ElfFile, object: number, i: number): number {
    const name = elf.symbolName(i);
    const known = this.globals.get(name);
    const place = this.places[object].get(elf.symbolSection(i));
    const made = this.copy(elf, i, place);
    if (known === undefined) {
      this.globals.set(name, this.symbols.length);
      this.symbols.push(made);
      return this.symbols.length - 1;
    }
    const before = this.symbols[known];
    const weaker = before.section === 'undefined' || (before.binding === STB.WEAK && made.binding !== STB.WEAK);
    if (made.section !== 'undefined' && weaker) this.symbols[known] = made;
    else if (made.section === 'undefined' && before.section === 'undefined' && made.binding === STB.GLOBAL)
      before.binding = STB.GLOBAL;
    return known;
  }

  private takeRelocations(elf: ElfFile, object: number): void {
    for (const header of elf.sections) {
      if (header.type !== SHT.RELA) continue;
      const place = this.places[object].get(header.info);
      if (!place) continue;
      elf.eachRelocation(header, (offset, type, symbol, addend) => {
        const number = this.numbers[object].get(symbol) ?? 0;
        const moved =
          elf.symbolType(symbol) === STT.SECTION ? this.places[object].get(elf.symbolSection(symbol)) : undefined;
        const made: ObjectRelocation = {
          offset: place.offset + offset,
          type,
          symbol: number,
          addend: addend + (moved?.offset ?? 0),
        };
        place.joined.section.relocations.push(made);
      });
    }
  }
}

function emptySection(name: string, header: ElfSection): ObjectSection {
  return {
    name,
    type: header.type,
    flags: header.flags & ~SHF.INFO_LINK,
    align: 1,
    entrySize: header.entrySize,
    data: new Uint8Array(0),
    size: 0,
    relocations: [],
  };
}

/** Joins objects to one relocatable object. */
export function joinObjects(objects: readonly Uint8Array[]): { object?: Uint8Array; diagnostics: Diagnostic[] } {
  const joiner = new Joiner();
  const object = joiner.run(objects);
  return { object, diagnostics: joiner.diagnostics };
}

/** Names that an object defines and wants. */
export function symbolsOf(object: Uint8Array): { defined: Set<string>; undefined: { name: string; weak: boolean }[] } {
  const elf = ElfFile.open(object);
  const defined = new Set<string>();
  const missing: { name: string; weak: boolean }[] = [];
  for (let i = elf?.firstGlobal ?? 0; elf !== undefined && i < elf.symbolCount; i++) {
    if (elf.symbolSection(i) === SHN.UNDEF)
      missing.push({ name: elf.symbolName(i), weak: elf.symbolBinding(i) === STB.WEAK });
    else defined.add(elf.symbolName(i));
  }
  return { defined, undefined: missing };
}

/** The bytes of a section; empty when there is none. */
export function sectionOf(object: Uint8Array, name: string): Uint8Array {
  const elf = ElfFile.open(object);
  const section = elf?.section(name);
  return elf && section ? elf.data(section) : new Uint8Array(0);
}
