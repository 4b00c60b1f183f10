/**
 * Reads function and line tables back out of an ELF: .symtab and .debug_line of DWARF versions 2 to 5 (gcc writes 5).
 * Understands executables and, with relocations, single objects. Damaged tables end the reading, nothing more.
 */
import type { DebugInfo } from '../types';
import { R_X86_64, SHF, SHT, STT } from './constants';
import { ElfFile, type ElfSection } from './reader';

interface FileEntry {
  name: string;
  directory: number;
}

class LineReader {
  private at: number;
  private readonly view: DataView;
  private readonly bytes: Uint8Array;

  constructor(
    private readonly elf: ElfFile,
    private readonly section: ElfSection,
    /** The address that the 8 bytes at this offset of the section stand for. */
    private readonly address: (offset: number, raw: number) => number,
    private readonly row: (address: number, file: string, line: number) => void,
    private readonly endSequence: (address: number) => void,
  ) {
    this.view = elf.view;
    this.bytes = elf.bytes;
    this.at = section.offset;
  }

  private u8(): number {
    return this.bytes[this.at++];
  }

  private u16(): number {
    const v = this.view.getUint16(this.at, true);
    this.at += 2;
    return v;
  }

  private u32(): number {
    const v = this.view.getUint32(this.at, true);
    this.at += 4;
    return v;
  }

  private uleb(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if ((byte & 0x80) === 0 || byte === undefined) return value;
      scale *= 128;
    }
  }

  private sleb(): number {
    let value = 0;
    let shift = 0;
    for (;;) {
      const byte = this.u8();
      value |= (byte & 0x7f) << shift;
      shift += 7;
      if ((byte & 0x80) === 0 || byte === undefined)
        return shift < 32 && (byte & 0x40) !== 0 ? value | (-1 << shift) : value;
    }
  }

  private cstring(): string {
    const text = this.elf.string(this.at);
    while (this.bytes[this.at] !== 0 && this.at < this.bytes.length) this.at++;
    this.at++;
    return text;
  }

  read(): void {
    const end = this.section.offset + this.section.size;
    while (this.at + 4 < end) {
      const length = this.u32();
      const unitEnd = this.at + length;
      if (length === 0xffffffff || unitEnd > end) return;
      this.unit(unitEnd);
      this.at = unitEnd;
    }
  }

  private unit(unitEnd: number): void {
    const version = this.u16();
    if (version < 2 || version > 5) return;
    if (version >= 5) this.at += 2;
    const headerLength = this.u32();
    const program = this.at + headerLength;
    const minInstruction = this.u8();
    if (version >= 4) this.u8();
    this.u8();
    const lineBase = (this.u8() << 24) >> 24;
    const lineRange = this.u8() || 1;
    const opcodeBase = this.u8();
    const operands: number[] = [0];
    for (let i = 1; i < opcodeBase; i++) operands.push(this.u8());
    const names = version >= 5 ? this.tables5() : this.tables4();
    this.at = program;
    this.program(unitEnd, { minInstruction, lineBase, lineRange, opcodeBase, operands, names });
  }

  private tables4(): string[] {
    const directories = [''];
    while (this.bytes[this.at] !== 0) directories.push(this.cstring());
    this.at++;
    const names = [''];
    while (this.bytes[this.at] !== 0) {
      const name = this.cstring();
      const directory = this.uleb();
      this.uleb();
      this.uleb();
      names.push(directory === 0 || name.startsWith('/') ? name : `${directories[directory]}/${name}`);
    }
    return names;
  }

  private tables5(): string[] {
    const directories = this.entries().map((e) => e.name);
    return this.entries().map((e) =>
      e.directory === 0 || e.name.startsWith('/') ? e.name : `${directories[e.directory] ?? ''}/${e.name}`,
    );
  }

  private entries(): FileEntry[] {
    const formats: [content: number, form: number][] = [];
    const count = this.u8();
    for (let i = 0; i < count; i++) formats.push([this.uleb(), this.uleb()]);
    const out: FileEntry[] = [];
    const n = this.uleb();
    for (let i = 0; i < n && i < 65536; i++) {
      const entry: FileEntry = { name: '', directory: 0 };
      for (const [content, form] of formats) {
        const value = this.form(form);
        if (content === 1 && typeof value === 'string') entry.name = value;
        if (content === 2 && typeof value === 'number') entry.directory = value;
      }
      out.push(entry);
    }
    return out;
  }

  private form(form: number): string | number {
    switch (form) {
      case 0x08:
        return this.cstring();
      case 0x0b:
        return this.u8();
      case 0x05:
        return this.u16();
      case 0x0f:
        return this.uleb();
      case 0x1f:
      case 0x0e: {
        const table = this.elf.section(form === 0x1f ? '.debug_line_str' : '.debug_str');
        const offset = this.address(this.at - this.section.offset, this.u32());
        return table === undefined ? '' : this.elf.string(table.offset + offset);
      }
      case 0x1e:
        this.at += 16;
        return '';
      default:
        throw new RangeError('unknown form');
    }
  }

  private program(
    end: number,
    h: {
      minInstruction: number;
      lineBase: number;
      lineRange: number;
      opcodeBase: number;
      operands: number[];
      names: string[];
    },
  ): void {
    let address = 0;
    let file = 1;
    let line = 1;
    const emit = () => this.row(address, h.names[file] ?? '', line);
    while (this.at < end) {
      const opcode = this.u8();
      if (opcode >= h.opcodeBase) {
        const adjusted = opcode - h.opcodeBase;
        address += Math.floor(adjusted / h.lineRange) * h.minInstruction;
        line += h.lineBase + (adjusted % h.lineRange);
        emit();
        continue;
      }
      switch (opcode) {
        case 0: {
          const length = this.uleb();
          const next = this.at + length;
          const sub = this.u8();
          if (sub === 1) {
            this.endSequence(address);
            address = 0;
            file = 1;
            line = 1;
          } else if (sub === 2) {
            const raw = this.view.getUint32(this.at, true) + this.view.getUint32(this.at + 4, true) * 0x100000000;
            address = this.address(this.at - this.section.offset, raw);
          }
          this.at = next;
          break;
        }
        case 1:
          emit();
          break;
        case 2:
          address += this.uleb() * h.minInstruction;
          break;
        case 3:
          line += this.sleb();
          break;
        case 4:
          file = this.uleb();
          break;
        case 8:
          address += Math.floor((255 - h.opcodeBase) / h.lineRange) * h.minInstruction;
          break;
        case 9:
          address += this.u16();
          break;
        default:
          for (let i = 0; i < (h.operands[opcode] ?? 0); i++) this.uleb();
      }
    }
  }
}

type Lines = DebugInfo['lines'];

/** The line rows of an ELF, sorted; `address` translates addresses that a relocation would fill in. */
function readLines(elf: ElfFile, address: (offset: number, raw: number) => number): Lines {
  const section = elf.section('.debug_line');
  const lines: Lines = [];
  if (section === undefined || section.type === SHT.NOBITS) return lines;
  const reader = new LineReader(
    elf,
    section,
    address,
    (at, file, line) => lines.push({ address: at, file, line }),
    // Line 0 ends a range: the next function may belong to somebody without a table.
    (at) => lines.push({ address: at, file: '', line: 0 }),
  );
  try {
    reader.read();
  } catch (problem) {
    if (!(problem instanceof RangeError)) throw problem;
  }
  return sortLines(lines);
}

/** Sorts by address; where two rows share one, the later row stands, but an end gives way to a beginning. */
function sortLines(lines: Lines): Lines {
  const sorted = lines
    .map((l, i) => ({ l, i }))
    .sort((a, b) => a.l.address - b.l.address || (a.l.line === 0 ? 0 : 1) - (b.l.line === 0 ? 0 : 1) || a.i - b.i);
  const out: Lines = [];
  for (const { l } of sorted) {
    const last = out[out.length - 1];
    if (last !== undefined && last.address === l.address) out[out.length - 1] = l;
    else if (last === undefined || last.line !== l.line || last.file !== l.file) out.push(l);
  }
  return out;
}

/** The row that covers an address, if any. */
export function lineAt(lines: Lines, address: number): Lines[number] | undefined {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].address <= address) low = middle + 1;
    else high = middle;
  }
  const row = lines[low - 1];
  return row === undefined || row.line === 0 ? undefined : row;
}

/** Function and line table of an executable. Works for gcc's files too. */
export function readDebug(bytes: Uint8Array): DebugInfo {
  const elf = ElfFile.open(bytes);
  if (elf === undefined) return { functions: [], lines: [] };
  const lines = readLines(elf, (_, raw) => raw);
  const functions: DebugInfo['functions'] = [];
  const add = (i: number, high: number) => {
    const low = elf.symbolValue(i);
    const row = lineAt(lines, low);
    functions.push({ name: elf.symbolName(i), low, high, file: row?.file ?? '', line: row?.line ?? 0 });
  };
  for (let i = 0; i < elf.symbolCount; i++) {
    const section = elf.sections[elf.symbolSection(i)];
    if (section === undefined || section.type === SHT.NULL) continue;
    if (elf.symbolType(i) === STT.FUNC) add(i, elf.symbolValue(i) + elf.symbolSize(i));
    // Assembly seldom says `.type`: a global label in code counts as a function too, up to whatever comes next.
    else if (elf.symbolType(i) === STT.NOTYPE && i >= elf.firstGlobal && (section.flags & SHF.EXECINSTR) !== 0)
      add(i, 0);
  }
  functions.sort((a, b) => a.low - b.low || (a.name < b.name ? -1 : 1));
  functions.forEach((f, i) => {
    if (f.high !== 0) return;
    const next = functions.slice(i + 1, i + 8).find((g) => g.low > f.low)?.low;
    const section = elf.sections.find(
      (s) => (s.flags & SHF.EXECINSTR) !== 0 && f.low >= s.address && f.low < s.address + s.size,
    );
    const end = section === undefined ? f.low : section.address + section.size;
    f.high = next === undefined ? end : Math.min(next, end);
  });
  return { functions, lines };
}

/** Source position of an offset in a section of a relocatable object. */
export function objectLine(
  elf: ElfFile,
  sectionIndex: number,
  offset: number,
): { file: string; line: number } | undefined {
  const debug = elf.section('.debug_line');
  if (debug === undefined) return undefined;
  const rela = elf.sections.find((s) => s.type === SHT.RELA && s.info === debug.index);
  // Addresses of other sections go far away, so that only rows of the wanted one are found.
  const far = 2 ** 40;
  const values = new Map<number, number>();
  if (rela !== undefined) {
    elf.eachRelocation(rela, (at, type, symbol, addend) => {
      if (type === R_X86_64[64])
        values.set(at, (elf.symbolSection(symbol) === sectionIndex ? 0 : far) + elf.symbolValue(symbol) + addend);
      else values.set(at, elf.symbolValue(symbol) + addend);
    });
  }
  return lineAt(
    readLines(elf, (at, raw) => values.get(at) ?? raw),
    offset,
  );
}
