/**
 * Writes .debug_line (DWARF 4, chapter 6.2), .debug_info and .debug_abbrev with one compilation unit and its functions:
 * just enough for gdb, addr2line, objdump and our own traces to name file, line and function of an address.
 */
import { ByteBuffer } from './bytes';
import { R_X86_64, SHT, STB, STT } from './constants';
import type { ObjectFile, ObjectRelocation } from './object';

export interface LineRow {
  /** In the section of the sequence. */
  offset: number;
  file: string;
  line: number;
  column: number;
}
export interface LineSequence {
  /** Index of the section symbol that offsets are relative to. */
  symbol: number;
  rows: LineRow[];
  size: number;
}
export interface DebugFunction {
  name: string;
  symbol: number;
  offset: number;
  size: number;
  global: boolean;
}

const LINE_BASE = -5;
const LINE_RANGE = 14;
const OPCODE_BASE = 13;
const DW_LNS = { copy: 1, advancePc: 2, advanceLine: 3, setFile: 4, setColumn: 5 };

function lineProgram(
  sequences: readonly LineSequence[],
  files: string[],
): { bytes: Uint8Array; relocations: ObjectRelocation[] } {
  const out = new ByteBuffer(1024);
  const relocations: ObjectRelocation[] = [];
  out.u32(0);
  out.u16(4);
  const headerLength = out.length;
  out.u32(0);
  out.u8(1);
  out.u8(1);
  out.u8(1);
  out.u8(LINE_BASE & 0xff);
  out.u8(LINE_RANGE);
  out.u8(OPCODE_BASE);
  for (const operands of [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1]) out.u8(operands);
  out.u8(0);
  for (const file of files) {
    out.cstring(file);
    out.u8(0);
    out.u8(0);
    out.u8(0);
  }
  out.u8(0);
  out.setU32(headerLength, out.length - headerLength - 4);
  const fileNumber = new Map(files.map((file, i) => [file, i + 1]));
  for (const sequence of sequences) {
    out.u8(0);
    out.u8(9);
    out.u8(2);
    relocations.push({ offset: out.length, type: R_X86_64[64], symbol: sequence.symbol, addend: 0 });
    out.u64(0n);
    let address = 0;
    let line = 1;
    let file = 1;
    let column = 0;
    for (const row of sequence.rows) {
      const number = fileNumber.get(row.file)!;
      if (number !== file) {
        out.u8(DW_LNS.setFile);
        out.uleb(number);
        file = number;
      }
      if (row.column !== column) {
        out.u8(DW_LNS.setColumn);
        out.uleb(row.column);
        column = row.column;
      }
      const step = row.offset - address;
      const lines = row.line - line;
      const special = lines - LINE_BASE + LINE_RANGE * step + OPCODE_BASE;
      if (lines >= LINE_BASE && lines < LINE_BASE + LINE_RANGE && special <= 255) out.u8(special);
      else {
        if (lines !== 0) {
          out.u8(DW_LNS.advanceLine);
          out.sleb(lines);
        }
        if (step !== 0) {
          out.u8(DW_LNS.advancePc);
          out.uleb(step);
        }
        out.u8(DW_LNS.copy);
      }
      address = row.offset;
      line = row.line;
    }
    out.u8(DW_LNS.advancePc);
    out.uleb(sequence.size - address);
    out.u8(0);
    out.u8(1);
    out.u8(1);
  }
  out.setU32(0, out.length - 4);
  return { bytes: out.take(), relocations };
}

/** Abbreviations: 1 = compilation unit with one range, 2 = function, 3 = compilation unit without a range. */
function abbreviations(): Uint8Array {
  const out = new ByteBuffer();
  const row = (code: number, tag: number, children: number, attributes: [number, number][]) => {
    out.uleb(code);
    out.uleb(tag);
    out.u8(children);
    for (const [attribute, form] of attributes) {
      out.uleb(attribute);
      out.uleb(form);
    }
    out.u8(0);
    out.u8(0);
  };
  const unit: [number, number][] = [
    [0x25, 0x08],
    [0x13, 0x05],
    [0x03, 0x08],
    [0x1b, 0x08],
    [0x10, 0x17],
  ];
  row(1, 0x11, 1, [...unit, [0x11, 0x01], [0x12, 0x07]]);
  row(2, 0x2e, 0, [
    [0x03, 0x08],
    [0x3f, 0x0c],
    [0x11, 0x01],
    [0x12, 0x07],
  ]);
  row(3, 0x11, 1, [...unit, [0x11, 0x01], [0x55, 0x17]]);
  out.u8(0);
  return out.take();
}

/** Adds the debug sections to an object. */
export function writeDebugSections(
  object: ObjectFile,
  sequences: readonly LineSequence[],
  functions: readonly DebugFunction[],
  source: { file: string; directory: string },
): void {
  const files = [source.file];
  for (const s of sequences) for (const row of s.rows) if (!files.includes(row.file)) files.push(row.file);
  const add = (name: string, data: Uint8Array, relocations: ObjectRelocation[]): void => {
    object.sections.push({
      name,
      type: SHT.PROGBITS,
      flags: 0,
      align: 1,
      entrySize: 0,
      data,
      size: data.length,
      relocations,
    });
  };
  const sectionSymbol = (name: string, offset: number): number => {
    object.symbols.push({
      name,
      binding: STB.LOCAL,
      type: STT.SECTION,
      visibility: 0,
      section: object.sections.length + offset,
      value: 0,
      size: 0,
    });
    return object.symbols.length - 1;
  };
  const lineSymbol = sectionSymbol('.debug_line', 0);
  const abbrevSymbol = sectionSymbol('.debug_abbrev', 1);
  const program = lineProgram(sequences, files);
  add('.debug_line', program.bytes, program.relocations);
  add('.debug_abbrev', abbreviations(), []);

  const info = new ByteBuffer(512);
  const relocations: ObjectRelocation[] = [];
  info.u32(0);
  info.u16(4);
  relocations.push({ offset: info.length, type: R_X86_64[32], symbol: abbrevSymbol, addend: 0 });
  info.u32(0);
  info.u8(8);
  const single = sequences.length === 1;
  info.uleb(single ? 1 : 3);
  info.cstring('Ring Zero C');
  info.u16(0x0c);
  info.cstring(source.file);
  info.cstring(source.directory);
  relocations.push({ offset: info.length, type: R_X86_64[32], symbol: lineSymbol, addend: 0 });
  info.u32(0);
  if (single) {
    relocations.push({ offset: info.length, type: R_X86_64[64], symbol: sequences[0].symbol, addend: 0 });
    info.u64(0n);
    info.n64(sequences[0].size);
  } else {
    const rangesSymbol = sectionSymbol('.debug_ranges', 1);
    info.u64(0n);
    relocations.push({ offset: info.length, type: R_X86_64[32], symbol: rangesSymbol, addend: 0 });
    info.u32(0);
  }
  for (const f of functions) {
    info.uleb(2);
    info.cstring(f.name);
    info.u8(f.global ? 1 : 0);
    relocations.push({ offset: info.length, type: R_X86_64[64], symbol: f.symbol, addend: f.offset });
    info.u64(0n);
    info.n64(f.size);
  }
  info.u8(0);
  info.setU32(0, info.length - 4);
  add('.debug_info', info.take(), relocations);
  if (!single) {
    const ranges = new ByteBuffer();
    const rangeRelocations: ObjectRelocation[] = [];
    for (const s of sequences) {
      rangeRelocations.push({ offset: ranges.length, type: R_X86_64[64], symbol: s.symbol, addend: 0 });
      rangeRelocations.push({ offset: ranges.length + 8, type: R_X86_64[64], symbol: s.symbol, addend: s.size });
      ranges.fill(16);
    }
    ranges.fill(16);
    add('.debug_ranges', ranges.take(), rangeRelocations);
  }
}
