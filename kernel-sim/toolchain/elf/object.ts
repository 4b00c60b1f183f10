/**
 * A relocatable object as plain data, and its writer: ET_REL ELF64 with .symtab, .strtab, .shstrtab and one .rela.* per
 * section that has relocations. Local symbols come first, as the gABI demands.
 */
import { ByteBuffer } from './bytes';
import { EHDR_SIZE, EM_X86_64, ET, RELA_SIZE, SHDR_SIZE, SHF, SHN, SHT, STB, STT, SYM_SIZE } from './constants';

export interface ObjectRelocation {
  offset: number;
  type: number;
  /** Index into ObjectFile.symbols. */
  symbol: number;
  addend: number;
}

export interface ObjectSection {
  name: string;
  type: number;
  flags: number;
  align: number;
  entrySize: number;
  data: Uint8Array;
  /** Differs from data.length for NOBITS only. */
  size: number;
  relocations: ObjectRelocation[];
}

export interface ObjectSymbol {
  name: string;
  binding: number;
  type: number;
  visibility: number;
  /** Index into ObjectFile.sections, or 'undefined', 'absolute', 'common'. */
  section: number | 'undefined' | 'absolute' | 'common';
  value: number | bigint;
  size: number;
}

export interface ObjectFile {
  sections: ObjectSection[];
  symbols: ObjectSymbol[];
}

class StringTable {
  readonly buffer = new ByteBuffer();
  private readonly known = new Map<string, number>([['', 0]]);

  constructor() {
    this.buffer.u8(0);
  }

  add(text: string): number {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const at = this.buffer.length;
    this.buffer.cstring(text);
    this.known.set(text, at);
    return at;
  }
}

interface Header {
  name: number;
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

function sectionIndex(section: ObjectSymbol['section']): number {
  if (section === 'undefined') return SHN.UNDEF;
  if (section === 'absolute') return SHN.ABS;
  if (section === 'common') return SHN.COMMON;
  return section + 1;
}

/** Writes one symbol table entry (Elf64_Sym). */
export function writeSymbol(
  out: ByteBuffer,
  name: number,
  symbol: { binding: number; type: number; visibility: number; value: number | bigint; size: number },
  shndx: number,
): void {
  out.u32(name);
  out.u8((symbol.binding << 4) | symbol.type);
  out.u8(symbol.visibility);
  out.u16(shndx);
  out.u64(BigInt(symbol.value));
  out.n64(symbol.size);
}

/** Writes one section header (Elf64_Shdr). */
export function writeSectionHeader(out: ByteBuffer, h: Header): void {
  out.u32(h.name);
  out.u32(h.type);
  out.n64(h.flags);
  out.n64(h.address);
  out.n64(h.offset);
  out.n64(h.size);
  out.u32(h.link);
  out.u32(h.info);
  out.n64(h.align);
  out.n64(h.entrySize);
}

/** Writes the ELF file header (Elf64_Ehdr). */
export function writeFileHeader(
  out: ByteBuffer,
  h: {
    type: number;
    entry: number;
    programHeaders: { offset: number; count: number };
    sectionHeaders: { offset: number; count: number; names: number };
  },
  machine: number = EM_X86_64,
): void {
  out.raw(new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
  out.u16(h.type);
  out.u16(machine);
  out.u32(1);
  out.n64(h.entry);
  out.n64(h.programHeaders.offset);
  out.n64(h.sectionHeaders.offset);
  out.u32(0);
  out.u16(EHDR_SIZE);
  out.u16(h.programHeaders.count > 0 ? 56 : 0);
  out.u16(h.programHeaders.count);
  out.u16(SHDR_SIZE);
  out.u16(h.sectionHeaders.count);
  out.u16(h.sectionHeaders.names);
}

/** What other machines do differently: relocations without addends (SHT_REL). */
export interface ObjectFormat {
  machine: number;
  rel: boolean;
}

/** Gives the bytes of the object file. */
export function writeObject(object: ObjectFile, format: ObjectFormat = { machine: EM_X86_64, rel: false }): Uint8Array {
  const order = object.symbols.map((_, i) => i);
  const isLocal = (i: number) => object.symbols[i].binding === STB.LOCAL;
  const sorted = [...order.filter(isLocal), ...order.filter((i) => !isLocal(i))];
  const position = new Uint32Array(object.symbols.length);
  sorted.forEach((old, i) => {
    position[old] = i + 1;
  });

  const out = new ByteBuffer(4096);
  out.fill(EHDR_SIZE);
  const names = new StringTable();
  const headers: Header[] = [
    { name: 0, type: SHT.NULL, flags: 0, address: 0, offset: 0, size: 0, link: 0, info: 0, align: 0, entrySize: 0 },
  ];
  for (const s of object.sections) {
    out.align(Math.max(1, s.align));
    const offset = out.length;
    if (s.type !== SHT.NOBITS) out.raw(s.data);
    headers.push({
      name: names.add(s.name),
      type: s.type,
      flags: s.flags,
      address: 0,
      offset,
      size: s.size,
      link: 0,
      info: 0,
      align: s.align,
      entrySize: s.entrySize,
    });
  }
  const relaCount = object.sections.filter((s) => s.relocations.length > 0).length;
  const symtab = object.sections.length + relaCount + 1;
  object.sections.forEach((s, i) => {
    if (s.relocations.length === 0) return;
    out.align(8);
    const offset = out.length;
    for (const r of s.relocations) {
      out.n64(r.offset);
      out.u32(r.type);
      out.u32(position[r.symbol]);
      if (!format.rel) out.n64(r.addend);
    }
    headers.push({
      name: names.add(`${format.rel ? '.rel' : '.rela'}${s.name}`),
      type: format.rel ? SHT.REL : SHT.RELA,
      flags: SHF.INFO_LINK,
      address: 0,
      offset,
      size: out.length - offset,
      link: symtab,
      info: i + 1,
      align: 8,
      entrySize: format.rel ? RELA_SIZE - 8 : RELA_SIZE,
    });
  });

  const strings = new StringTable();
  out.align(8);
  const symtabOffset = out.length;
  out.fill(SYM_SIZE);
  for (const i of sorted) {
    const symbol = object.symbols[i];
    writeSymbol(out, symbol.type === STT.SECTION ? 0 : strings.add(symbol.name), symbol, sectionIndex(symbol.section));
  }
  const locals = object.symbols.filter((s) => s.binding === STB.LOCAL).length + 1;
  headers.push({
    name: names.add('.symtab'),
    type: SHT.SYMTAB,
    flags: 0,
    address: 0,
    offset: symtabOffset,
    size: out.length - symtabOffset,
    link: symtab + 1,
    info: locals,
    align: 8,
    entrySize: SYM_SIZE,
  });
  const strtabOffset = out.length;
  out.raw(strings.buffer.bytes());
  headers.push({
    name: names.add('.strtab'),
    type: SHT.STRTAB,
    flags: 0,
    address: 0,
    offset: strtabOffset,
    size: strings.buffer.length,
    link: 0,
    info: 0,
    align: 1,
    entrySize: 0,
  });
  const shstrtab = names.add('.shstrtab');
  const shstrtabOffset = out.length;
  out.raw(names.buffer.bytes());
  headers.push({
    name: shstrtab,
    type: SHT.STRTAB,
    flags: 0,
    address: 0,
    offset: shstrtabOffset,
    size: names.buffer.length,
    link: 0,
    info: 0,
    align: 1,
    entrySize: 0,
  });

  out.align(8);
  const headerOffset = out.length;
  for (const h of headers) writeSectionHeader(out, h);
  const file = out.take();
  const ehdr = new ByteBuffer(EHDR_SIZE);
  writeFileHeader(
    ehdr,
    {
      type: ET.REL,
      entry: 0,
      programHeaders: { offset: 0, count: 0 },
      sectionHeaders: { offset: headerOffset, count: headers.length, names: headers.length - 1 },
    },
    format.machine,
  );
  file.set(ehdr.bytes(), 0);
  return file;
}

export { StringTable };
