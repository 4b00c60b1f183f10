/**
 * What the compiler, assembler and linker have to say. A diagnostic is a code with parameters;
 * words in Japanese and English come from toolchain/messages/ at the edge. Tests assert codes.
 */
export type Severity = 'error' | 'warning' | 'note';

export interface SourcePosition {
  file: string;
  /** From 1. */
  line: number;
  /** From 1, in characters. */
  column: number;
}

export interface Diagnostic {
  severity: Severity;
  /** Stable, kebab-case, e.g. `undeclared-identifier`. Every code has an entry in both languages. */
  code: string;
  params: Readonly<Record<string, string | number>>;
  at: SourcePosition;
  /** End of the marked range on the same line, exclusive; for editor squiggles. */
  endColumn?: number;
  /** What to try, shown under the message; also a code with a text in both languages. */
  hint?: { code: string; params: Readonly<Record<string, string | number>> };
  notes?: Diagnostic[];
}

export type Language = 'ja' | 'en';
