/**
 * Reads ELF64 files without copying: section headers as plain numbers, symbol and relocation tables through a DataView.
 * Damaged input gives undefined, never an exception.
 */
import { EHDR_SIZE, EM_X86_64, RELA_SIZE, SHDR_SIZE, SHT, SYM_SIZE } from './constants';

export interface ElfSection {
  index: number;
  nameOffset: number;
  type: number;
  flags: number;
  address: number;
  offset: number;
  size: number;
  link: number;
  info: number;
  align: number;
  entrySize: number;
}

export class ElfFile {
  readonly view: DataView;
  readonly sections: ElfSection[] = [];
  readonly type: number;
  readonly entry: number;
  private readonly namesOffset: number;
  /** Symbol table, when there is one. */
  readonly symtab: ElfSection | undefined;
  private readonly strtabOffset: number;
  private readonly names = new Map<number, string>();

  private constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.type = this.view.getUint16(16, true);
    this.entry = this.u64(24);
    const table = this.u64(40);
    const count = this.view.getUint16(60, true);
    for (let i = 0; i < count; i++) {
      const at = table + i * SHDR_SIZE;
      const section: ElfSection = {
        index: i,
        nameOffset: this.view.getUint32(at, true),
        type: this.view.getUint32(at + 4, true),
        flags: this.u64(at + 8),
        address: this.u64(at + 16),
        offset: this.u64(at + 24),
        size: this.u64(at + 32),
        link: this.view.getUint32(at + 40, true),
        info: this.view.getUint32(at + 44, true),
        align: this.u64(at + 48),
        entrySize: this.u64(at + 56),
      };
      if (section.type !== SHT.NOBITS && section.type !== SHT.NULL && section.offset + section.size > bytes.length)
        throw new RangeError('section outside file');
      this.sections.push(section);
    }
    this.namesOffset = this.sections[this.view.getUint16(62, true)]?.offset ?? 0;
    this.symtab = this.sections.find((s) => s.type === SHT.SYMTAB);
    this.strtabOffset = this.symtab === undefined ? 0 : (this.sections[this.symtab.link]?.offset ?? 0);
  }

  /** Opens an x86-64 ELF; undefined when it is not one or is damaged. */
  static open(bytes: Uint8Array): ElfFile | undefined {
    if (
      bytes.length < EHDR_SIZE ||
      bytes[0] !== 0x7f ||
      bytes[1] !== 0x45 ||
      bytes[2] !== 0x4c ||
      bytes[3] !== 0x46 ||
      bytes[4] !== 2 ||
      bytes[18] !== EM_X86_64
    )
      return undefined;
    try {
      return new ElfFile(bytes);
    } catch (problem) {
      if (problem instanceof RangeError) return undefined;
      throw problem;
    }
  }

  private u64(at: number): number {
    return this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 0x100000000;
  }

  string(at: number): string {
    const { bytes } = this;
    let end = at;
    let ascii = true;
    while (end < bytes.length && bytes[end] !== 0) if (bytes[end++] > 0x7f) ascii = false;
    if (!ascii) return new TextDecoder().decode(bytes.subarray(at, end));
    let text = '';
    for (let i = at; i < end; i++) text += String.fromCharCode(bytes[i]);
    return text;
  }

  sectionName(section: ElfSection): string {
    return this.string(this.namesOffset + section.nameOffset);
  }

  section(name: string): ElfSection | undefined {
    return this.sections.find((s) => this.sectionName(s) === name);
  }

  data(section: ElfSection): Uint8Array {
    return section.type === SHT.NOBITS
      ? new Uint8Array(0)
      : this.bytes.subarray(section.offset, section.offset + section.size);
  }

  get symbolCount(): number {
    return this.symtab === undefined ? 0 : Math.floor(this.symtab.size / SYM_SIZE);
  }

  /** Index of the first symbol that is not local. */
  get firstGlobal(): number {
    return this.symtab?.info ?? 0;
  }

  private symbolAt(i: number): number {
    return this.symtab!.offset + i * SYM_SIZE;
  }

  symbolName(i: number): string {
    const offset = this.view.getUint32(this.symbolAt(i), true);
    let name = this.names.get(offset);
    if (name === undefined) {
      name = this.string(this.strtabOffset + offset);
      this.names.set(offset, name);
    }
    return name;
  }

  symbolBinding(i: number): number {
    return this.bytes[this.symbolAt(i) + 4] >> 4;
  }

  symbolType(i: number): number {
    return this.bytes[this.symbolAt(i) + 4] & 15;
  }

  symbolVisibility(i: number): number {
    return this.bytes[this.symbolAt(i) + 5] & 3;
  }

  symbolSection(i: number): number {
    return this.view.getUint16(this.symbolAt(i) + 6, true);
  }

  /** As a number: exact below 2^53. */
  symbolValue(i: number): number {
    return this.u64(this.symbolAt(i) + 8);
  }

  symbolBigValue(i: number): bigint {
    return this.view.getBigUint64(this.symbolAt(i) + 8, true);
  }

  symbolSize(i: number): number {
    return this.u64(this.symbolAt(i) + 16);
  }

  /** Calls back for each entry of a .rela section. */
  eachRelocation(rela: ElfSection, see: (offset: number, type: number, symbol: number, addend: number) => void): void {
    const end = rela.offset + rela.size;
    for (let at = rela.offset; at + RELA_SIZE <= end; at += RELA_SIZE) {
      const low = this.view.getUint32(at + 16, true);
      const high = this.view.getInt32(at + 20, true);
      see(
        this.u64(at),
        this.view.getUint32(at + 8, true),
        this.view.getUint32(at + 12, true),
        high * 0x100000000 + low,
      );
    }
  }
}
