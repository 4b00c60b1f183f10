/**
 * A relocatable ELF file, read with distrust: every offset is checked before it is used, and a bad file is -ENOEXEC with the words
 * that Linux prints. Follows kernel/module/main.c: elf_validity_check, setup_load_info.
 */
import { ENOEXEC } from '../errno';

export const SHF_WRITE = 1;
export const SHF_ALLOC = 2;
export const SHF_EXECINSTR = 4;
export const SHT_NOBITS = 8;
const SHT_SYMTAB = 2;
const SHT_STRTAB = 3;
export const SHT_RELA = 4;
export const SHN_UNDEF = 0;
export const SHN_ABS = 0xfff1;
export const SHN_COMMON = 0xfff2;
export const STB_LOCAL = 0;
export const STB_WEAK = 2;
export const STT_OBJECT = 1;
export const STT_FUNC = 2;
export const STT_SECTION = 3;
export const STT_FILE = 4;

/** A module that cannot be had: errno, and what goes to the kernel's log. */
export class LoadError extends Error {
  override name = 'LoadError';
  constructor(
    readonly errno: number,
    readonly report?: string,
    readonly level = 3,
  ) {
    super(report ?? `errno ${errno}`);
  }
}

const bad = (report?: string): never => {
  throw new LoadError(ENOEXEC, report);
};

export interface Section {
  index: number;
  name: string;
  type: number;
  flags: number;
  offset: number;
  size: number;
  link: number;
  info: number;
  align: number;
  entrySize: number;
  /** Where it was put; 0: not loaded. */
  address: number;
}

export interface ElfSymbol {
  index: number;
  name: string;
  type: number;
  binding: number;
  section: number;
  /** st_value as it stands in the file; after linking the address. */
  value: number;
  size: number;
}

export interface Rela {
  offset: number;
  type: number;
  symbol: number;
  addend: number;
}

export class ElfModule {
  readonly sections: Section[] = [];
  readonly symbols: ElfSymbol[] = [];
  private readonly view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.readHeader();
    this.readSymbols();
  }

  private u64(at: number): number {
    return Number(this.view.getBigUint64(at, true));
  }

  private readHeader(): void {
    const { view, bytes } = this;
    if (bytes.length < 64) bad('Invalid ELF header len 0');
    if (view.getUint32(0, false) !== 0x7f454c46) bad('Invalid ELF header magic: != \x7fELF');
    if (view.getUint16(16, true) !== 1) bad(`Invalid ELF header type: ${view.getUint16(16, true)} != 1`);
    if (bytes[4] !== 2 || bytes[5] !== 1 || view.getUint16(18, true) !== 62)
      bad(`Invalid architecture in ELF header: ${view.getUint16(18, true)}`);
    if (view.getUint16(58, true) !== 64) bad('Invalid ELF section header size');
    const offset = this.u64(40);
    const count = view.getUint16(60, true);
    const names = view.getUint16(62, true);
    if (!(offset < bytes.length) || count * 64 > bytes.length - offset) bad('Invalid ELF section header overflow');
    if (names === 0 || names >= count)
      bad(`Invalid ELF section name index: ${names} || e_shstrndx (${names}) >= e_shnum (${count})`);
    for (let i = 0; i < count; i++) this.sections.push(this.section(offset + i * 64, i));
    const table = this.sections[names];
    if (table.type === SHT_NOBITS || table.size === 0 || bytes[table.offset + table.size - 1] !== 0)
      bad("ELF Spec violation: section name table isn't null terminated");
    this.sections.forEach((section, i) => {
      const at = view.getUint32(offset + i * 64, true);
      if (at >= table.size) bad(`Invalid ELF section name in section ${i} type ${section.type}`);
      section.name = this.string(table, at);
    });
  }

  private section(at: number, index: number): Section {
    const { view } = this;
    const section: Section = {
      index,
      name: '',
      type: view.getUint32(at + 4, true),
      flags: this.u64(at + 8),
      offset: this.u64(at + 24),
      size: this.u64(at + 32),
      link: view.getUint32(at + 40, true),
      info: view.getUint32(at + 44, true),
      align: this.u64(at + 48),
      entrySize: this.u64(at + 56),
      address: 0,
    };
    if (index === 0) return { ...section, type: 0, size: 0 };
    const end = section.offset + section.size;
    if (section.type !== SHT_NOBITS && section.type !== 0 && !(end <= this.bytes.length))
      bad(`Invalid ELF section in module (section ${index} type ${section.type})`);
    if (section.type === SHT_NOBITS && section.size > 64 << 20) bad('Section too large');
    if (section.align > 4096 || (section.align & (section.align - 1)) !== 0) section.align = 4096;
    return section;
  }

  private readSymbols(): void {
    const table = this.sections.find((section) => section.type === SHT_SYMTAB);
    if (!table) throw new LoadError(ENOEXEC, `${this.nameHint()}: module has no symbols (stripped?)`, 4);
    const strings = this.sections[table.link];
    if (strings?.type !== SHT_STRTAB) throw new LoadError(ENOEXEC, 'Invalid ELF string table');
    const count = Math.floor(table.size / 24);
    for (let i = 0; i < count; i++) {
      const at = table.offset + i * 24;
      const nameAt = this.view.getUint32(at, true);
      if (nameAt >= strings.size && nameAt !== 0) bad('Invalid ELF symbol name');
      const info = this.bytes[at + 4];
      this.symbols.push({
        index: i,
        name: nameAt === 0 ? '' : this.string(strings, nameAt),
        type: info & 15,
        binding: info >> 4,
        section: this.view.getUint16(at + 6, true),
        value: Number(BigInt.asIntN(64, this.view.getBigUint64(at + 8, true))),
        size: this.u64(at + 16),
      });
    }
  }

  private nameHint(): string {
    return this.modinfo('name') ?? '(missing .modinfo name field)';
  }

  private string(table: Section, at: number): string {
    const from = table.offset + at;
    const limit = table.offset + table.size;
    let end = from;
    while (end < limit && this.bytes[end] !== 0) end++;
    return new TextDecoder('utf-8').decode(this.bytes.subarray(from, end));
  }

  find(name: string): Section | undefined {
    return this.sections.find((section) => section.name === name);
  }

  contents(section: Section): Uint8Array {
    if (section.type === SHT_NOBITS) return new Uint8Array(section.size);
    return this.bytes.subarray(section.offset, section.offset + section.size);
  }

  /** All `tag=value` pairs of .modinfo. */
  *info(): Generator<[tag: string, value: string]> {
    const section = this.find('.modinfo');
    if (!section || section.type === SHT_NOBITS) return;
    for (const text of new TextDecoder('utf-8').decode(this.contents(section)).split('\0')) {
      const at = text.indexOf('=');
      if (at > 0) yield [text.slice(0, at), text.slice(at + 1)];
    }
  }

  modinfo(tag: string): string | undefined {
    for (const [name, value] of this.info()) if (name === tag) return value;
    return undefined;
  }

  *relocations(section: Section): Generator<Rela> {
    const count = Math.floor(section.size / 24);
    for (let i = 0; i < count; i++) {
      const at = section.offset + i * 24;
      yield {
        offset: this.u64(at),
        type: this.view.getUint32(at + 8, true),
        symbol: this.view.getUint32(at + 12, true),
        addend: Number(this.view.getBigInt64(at + 16, true)),
      };
    }
  }
}
