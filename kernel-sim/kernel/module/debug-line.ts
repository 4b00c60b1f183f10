/**
 * Source lines of a module's addresses, from .debug_line (DWARF 2 to 5). Bad data gives no lines, never an error.
 * Follows the DWARF 5 standard, section 6.2.
 */
export interface SourceLine {
  address: number;
  file: string;
  line: number;
}

export class LineTable {
  constructor(private readonly rows: readonly SourceLine[]) {}

  /** As the table has them; line 0 ends a range. */
  get all(): readonly SourceLine[] {
    return this.rows;
  }

  find(address: number): { file: string; line: number } | null {
    let best: SourceLine | null = null;
    for (const row of this.rows) {
      if (row.address <= address && (!best || row.address >= best.address)) best = row;
    }
    return best && best.line > 0 && address - best.address < 4096 ? { file: best.file, line: best.line } : null;
  }
}

const STANDARD_LENGTHS_FIRST = 1;

class Reader {
  at = 0;
  private readonly view: DataView;
  constructor(
    readonly bytes: Uint8Array,
    start = 0,
    private readonly end = bytes.length,
  ) {
    this.at = start;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  private need(n: number): number {
    if (this.at + n > this.end) throw new RangeError('short .debug_line');
    const at = this.at;
    this.at += n;
    return at;
  }
  u8 = () => this.view.getUint8(this.need(1));
  i8 = () => this.view.getInt8(this.need(1));
  u16 = () => this.view.getUint16(this.need(2), true);
  u32 = () => this.view.getUint32(this.need(4), true);
  u64 = () => Number(BigInt.asIntN(64, this.view.getBigUint64(this.need(8), true)));
  skip = (n: number) => void this.need(n);
  uleb(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      scale *= 128;
      if (!(byte & 128)) break;
    }
    return value;
  }
  sleb(): number {
    let value = 0;
    let shift = 0;
    for (let i = 0; i < 5; i++) {
      const byte = this.u8();
      value |= (byte & 127) << shift;
      shift += 7;
      if (!(byte & 128)) {
        if (shift < 32 && byte & 64) value |= -1 << shift;
        break;
      }
    }
    return value;
  }
  text(): string {
    const from = this.at;
    while (this.u8() !== 0);
    return new TextDecoder('utf-8').decode(this.bytes.subarray(from, this.at - 1));
  }
}

export interface DebugSections {
  line: Uint8Array;
  lineStr: Uint8Array;
  str: Uint8Array;
}

/** `line` must be relocated: addresses in it are those of the loaded module. */
export function readLines(sections: DebugSections): LineTable | null {
  const rows: SourceLine[] = [];
  try {
    const units = new Reader(sections.line);
    while (units.at + 4 < sections.line.length) {
      const length = units.u32();
      if (length === 0 || length >= 0xfffffff0) break;
      const end = units.at + length;
      readUnit(new Reader(sections.line, units.at, end), end, sections, rows);
      units.at = end;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return rows.length > 0 ? new LineTable(rows) : null;
}

function readUnit(r: Reader, end: number, sections: DebugSections, rows: SourceLine[]): void {
  const version = r.u16();
  if (version < 2 || version > 5) return;
  if (version === 5) r.skip(2);
  const headerLength = r.u32();
  const program = r.at + headerLength;
  const minLength = r.u8();
  if (version >= 4) r.u8();
  r.u8();
  const lineBase = r.i8();
  const lineRange = r.u8() || 1;
  const opcodeBase = r.u8();
  const lengths = Array.from({ length: Math.max(0, opcodeBase - STANDARD_LENGTHS_FIRST) }, () => r.u8());
  const files = version === 5 ? readTables5(r, sections) : readTables4(r);
  r.at = program;
  runProgram(r, end, { minLength, lineBase, lineRange, opcodeBase, lengths, files, version }, rows);
}

function readTables4(r: Reader): string[] {
  const files: string[] = [''];
  while (r.text() !== '');
  for (;;) {
    const name = r.text();
    if (name === '') return files;
    files.push(name);
    r.uleb();
    r.uleb();
    r.uleb();
  }
}

function readTables5(r: Reader, sections: DebugSections): string[] {
  readEntries(r, sections);
  return readEntries(r, sections);
}

function readEntries(r: Reader, sections: DebugSections): string[] {
  const format = Array.from({ length: r.u8() }, () => [r.uleb(), r.uleb()] as const);
  const count = r.uleb();
  const names: string[] = [];
  for (let i = 0; i < count; i++) {
    let name = '';
    for (const [content, form] of format) {
      const value = readForm(r, form, sections);
      if (content === 1 && typeof value === 'string') name = value;
    }
    names.push(name);
  }
  return names;
}

function readForm(r: Reader, form: number, sections: DebugSections): string | number {
  switch (form) {
    case 0x08:
      return r.text();
    case 0x1f:
      return stringAt(sections.lineStr, r.u32());
    case 0x0e:
      return stringAt(sections.str, r.u32());
    case 0x0b:
      return r.u8();
    case 0x05:
      return r.u16();
    case 0x06:
      return r.u32();
    case 0x07:
      return r.u64();
    case 0x0f:
      return r.uleb();
    case 0x1e:
      r.skip(16);
      return 0;
    default:
      throw new RangeError('unknown form');
  }
}

const stringAt = (bytes: Uint8Array, at: number): string => new Reader(bytes, at).text();

interface Program {
  minLength: number;
  lineBase: number;
  lineRange: number;
  opcodeBase: number;
  lengths: number[];
  files: string[];
  version: number;
}

function runProgram(r: Reader, end: number, p: Program, rows: SourceLine[]): void {
  let address = 0;
  let file = 1;
  let line = 1;
  const emit = () => rows.push({ address, file: p.files[file] ?? '', line });
  const reset = () => {
    address = 0;
    file = 1;
    line = 1;
  };
  while (r.at < end) {
    const opcode = r.u8();
    if (opcode >= p.opcodeBase) {
      const adjusted = opcode - p.opcodeBase;
      address += Math.floor(adjusted / p.lineRange) * p.minLength;
      line += p.lineBase + (adjusted % p.lineRange);
      emit();
      continue;
    }
    switch (opcode) {
      case 0: {
        const length = r.uleb();
        const next = r.at + length;
        const sub = r.u8();
        if (sub === 1) {
          rows.push({ address, file: '', line: 0 });
          reset();
        } else if (sub === 2) address = r.u64();
        r.at = next;
        break;
      }
      case 1:
        emit();
        break;
      case 2:
        address += r.uleb() * p.minLength;
        break;
      case 3:
        line += r.sleb();
        break;
      case 4:
        file = r.uleb();
        break;
      case 5:
        r.uleb();
        break;
      case 8:
        address += Math.floor((255 - p.opcodeBase) / p.lineRange) * p.minLength;
        break;
      case 9:
        address += r.u16();
        break;
      case 6:
      case 7:
      case 10:
      case 11:
        break;
      default:
        for (let i = 0; i < (p.lengths[opcode - 1] ?? 0); i++) r.uleb();
    }
  }
}
