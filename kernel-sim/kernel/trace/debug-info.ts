/** Names and lines for user addresses, from our compiler's tables; looked up by the path that the program was loaded from. */
export interface ProgramDebug {
  functions: readonly { name: string; low: number; high: number; file: string; line: number }[];
  lines: readonly { address: number; file: string; line: number }[];
}

export interface SourcePlace {
  function: string;
  file: string;
  line: number;
}

export class DebugInfo {
  private readonly programs = new Map<string, ProgramDebug>();

  add(path: string, debug: ProgramDebug): void {
    const lines = [...debug.lines].sort((a, b) => a.address - b.address);
    this.programs.set(path, { functions: debug.functions, lines });
  }

  /** The function that holds `address` and the last line that begins at or below it. */
  locate(path: string, address: number): SourcePlace | null {
    const program = this.programs.get(path);
    const found = program?.functions.find((candidate) => candidate.low <= address && address < candidate.high);
    if (!program || !found) return null;
    let low = 0;
    let high = program.lines.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (program.lines[middle].address <= address) low = middle + 1;
      else high = middle;
    }
    const line = program.lines[low - 1];
    const known = line && line.address >= found.low;
    return { function: found.name, file: known ? line.file : found.file, line: known ? line.line : found.line };
  }
}
