/**
 * Functions and source lines of the code in memory, both ways: address → place, line → addresses. The tables are those that the
 * toolchain reads out of `.symtab` and `.debug_line` (ours, gcc's and clang's, DWARF 2 to 5), or those of loaded modules.
 */
import { prologueEnd } from './prologue';

export interface FunctionRow {
  name: string;
  low: number;
  high: number;
  file: string;
  line: number;
}
export interface LineRow {
  address: number;
  file: string;
  /** 0: here a range ends. */
  line: number;
}

export interface Place {
  function: string;
  /** Where the function begins, and how far the address is into it. */
  low: number;
  high: number;
  offset: number;
  /** Empty and 0 without a line table. */
  file: string;
  line: number;
  /** The first instruction of the line's code. */
  begins: boolean;
  /** The file is one that the person who debugs has before them. */
  own: boolean;
}

export class SourceMap {
  private readonly functions: readonly FunctionRow[];
  private readonly lines: readonly LineRow[];

  /** `own`: the name under which a person knows a file of the tables, null for a file they do not have. */
  constructor(
    functions: readonly FunctionRow[],
    lines: readonly LineRow[],
    private readonly own: (file: string) => string | null,
  ) {
    this.functions = [...functions].sort((a, b) => a.low - b.low);
    this.lines = [...lines].sort((a, b) => a.address - b.address);
  }

  get empty(): boolean {
    return this.functions.length === 0;
  }

  at(address: number): Place | null {
    const found = this.functionAt(address);
    if (!found) return null;
    const row = this.lines[last(this.lines, (r) => r.address <= address)];
    const known = row !== undefined && row.line > 0 && row.address >= found.low;
    const named = known ? row.file : found.file;
    const own = named === '' ? null : this.own(named);
    const { name, low, high } = found;
    const line = known ? row.line : found.line;
    const begins = known && row.address === address;
    return { function: name, low, high, offset: address - low, file: own ?? named, line, begins, own: own !== null };
  }

  functionAt(address: number): FunctionRow | undefined {
    const found = this.functions[last(this.functions, (f) => f.low <= address)];
    return found && address < found.high ? found : undefined;
  }

  named(name: string): FunctionRow | undefined {
    return this.functions.find((f) => f.name === name);
  }

  /** The first address of the line in each function that has code of it; without any, those of the next line that has. */
  addressesOf(file: string, line: number): { line: number; addresses: number[] } {
    const rows = this.lines.filter((row) => row.line >= line && this.own(row.file) === file);
    const found = rows.reduce((least, row) => Math.min(least, row.line), Number.POSITIVE_INFINITY);
    const first = new Map<number, number>();
    for (const row of rows) {
      if (row.line !== found) continue;
      const low = this.functionAt(row.address)?.low ?? row.address;
      if (!first.has(low)) first.set(low, row.address);
    }
    return { line: Number.isFinite(found) ? found : line, addresses: [...first.values()] };
  }

  /** Where a breakpoint on a function belongs: behind its prologue. `codeAt` gives the bytes from an address on. */
  afterPrologue({ low, high, line }: FunctionRow, codeAt: (address: number, length: number) => Uint8Array): number {
    const second = this.lines.find((r) => r.address > low && r.address < high && r.line > 0 && r.line !== line);
    return low + prologueEnd(codeAt(low, high - low), (second?.address ?? high) - low);
  }
}

/** Index of the last element that `holds`, where all that hold come first; −1: none. */
function last<T>(list: readonly T[], holds: (element: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(list[middle])) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
