/** What the linker reads: objects and archives, and the one table of global symbols they resolve into. */

import type { SourcePosition } from '../diagnostics';
import { SHF, SHN, SHT, STB, STT } from '../elf/constants';
import { objectLine } from '../elf/debug-reader';
import type { ElfFile, ElfSection } from '../elf/reader';
import type { OutputSection } from './layout';

export interface InputSection {
  object: InputObject;
  header: ElfSection;
  name: string;
  rela?: ElfSection;
  output?: OutputSection;
  /** Offset in the output section. */
  offset: number;
}

export interface GlobalSymbol {
  name: string;
  /** The definition; undefined while nobody defines it. */
  object?: InputObject;
  index: number;
  weak: boolean;
  common?: { size: number; align: number };
  /** Defined by the linker itself, or a common symbol's address. */
  address?: number;
  /** All references so far are weak. */
  weakReference: boolean;
  /** An object that refers to it. */
  reference?: { object: InputObject; index: number };
}

export class InputObject {
  readonly sections: (InputSection | undefined)[] = [];
  /** Global of each symbol index (from elf.firstGlobal on). */
  readonly globals: (GlobalSymbol | undefined)[] = [];

  constructor(
    readonly name: string,
    readonly elf: ElfFile,
  ) {
    for (const header of elf.sections) {
      const wanted =
        header.type === SHT.PROGBITS ||
        header.type === SHT.NOBITS ||
        header.type === SHT.INIT_ARRAY ||
        header.type === SHT.FINI_ARRAY ||
        header.type === SHT.PREINIT_ARRAY ||
        (header.type === SHT.NOTE && (header.flags & SHF.ALLOC) !== 0);
      if (!wanted) {
        this.sections.push(undefined);
        continue;
      }
      this.sections.push({ object: this, header, name: elf.sectionName(header), offset: 0 });
    }
    for (const header of elf.sections) {
      const section = header.type === SHT.RELA ? this.sections[header.info] : undefined;
      if (section !== undefined) section.rela = header;
    }
  }

  /** Name of the source file, from the FILE symbol. */
  get source(): string {
    for (let i = 1; i < this.elf.firstGlobal; i++)
      if (this.elf.symbolType(i) === STT.FILE) return this.elf.symbolName(i);
    return this.name;
  }

  /** Where the source defines a symbol, as far as the line table knows. */
  definitionPosition(index: number): SourcePosition {
    const line = objectLine(this.elf, this.elf.symbolSection(index), this.elf.symbolValue(index));
    return { file: line?.file ?? this.source, line: line?.line ?? 1, column: 1 };
  }

  /** Where the source uses a symbol first. */
  referencePosition(index: number): SourcePosition {
    for (const section of this.sections) {
      if (section?.rela === undefined || (section.header.flags & SHF.ALLOC) === 0) continue;
      let found = -1;
      this.elf.eachRelocation(section.rela, (offset, _type, symbol) => {
        if (symbol === index && found < 0) found = offset;
      });
      if (found < 0) continue;
      const line = objectLine(this.elf, section.header.index, found);
      if (line !== undefined) return { file: line.file, line: line.line, column: 1 };
    }
    return { file: this.source, line: 1, column: 1 };
  }
}

export type Duplicate = {
  name: string;
  first: GlobalSymbol;
  firstObject: InputObject;
  firstIndex: number;
  second: InputObject;
  secondIndex: number;
};

export class SymbolTable {
  readonly byName = new Map<string, GlobalSymbol>();
  readonly duplicates: Duplicate[] = [];

  /** Enters all global symbols of an object. */
  add(object: InputObject): void {
    const { elf } = object;
    for (let i = elf.firstGlobal; i < elf.symbolCount; i++) object.globals[i] = this.enter(object, i);
  }

  private enter(object: InputObject, i: number): GlobalSymbol {
    const { elf } = object;
    const name = elf.symbolName(i);
    const weak = elf.symbolBinding(i) === STB.WEAK;
    const section = elf.symbolSection(i);
    let global = this.byName.get(name);
    if (global === undefined) {
      global = { name, index: 0, weak: false, weakReference: true };
      this.byName.set(name, global);
    }
    if (section === SHN.UNDEF) {
      if (!weak) {
        global.weakReference = false;
        global.reference ??= { object, index: i };
      }
      return global;
    }
    if (section === SHN.COMMON) {
      if (global.object === undefined) {
        const align = elf.symbolValue(i);
        global.common = {
          size: Math.max(global.common?.size ?? 0, elf.symbolSize(i)),
          align: Math.max(global.common?.align ?? 1, align),
        };
      }
      return global;
    }
    this.define(global, object, i, weak);
    return global;
  }

  private define(global: GlobalSymbol, object: InputObject, i: number, weak: boolean): void {
    if (global.object !== undefined && weak) return;
    if (global.object !== undefined && !global.weak) {
      this.duplicates.push({
        name: global.name,
        first: global,
        firstObject: global.object,
        firstIndex: global.index,
        second: object,
        secondIndex: i,
      });
      return;
    }
    if (weak && global.common !== undefined) return;
    global.object = object;
    global.index = i;
    global.weak = weak;
    global.common = undefined;
  }
}
