/** What the pane asks of an editor. Monaco where it fits, a plain text area on phones, for screen readers and off-line. */
export interface Squiggle {
  severity: 'error' | 'warning' | 'note';
  line: number;
  column: number;
  endColumn?: number;
  message: string;
}

export interface EditorOptions {
  label: string;
  value: string;
  readOnly: boolean;
  language: 'ja' | 'en';
  /** `main.c` → C; other names are plain text. */
  path: string;
  onChange(value: string): void;
  onRun(): void;
  /** A breakpoint is wanted on this line, or gone from it. Absent: this text cannot have any. */
  onBreakpoint?(line: number): void;
}

export interface EditorPort {
  setValue(value: string): void;
  setSquiggles(squiggles: readonly Squiggle[]): void;
  /** Scrolls to a line and marks it. */
  reveal(line: number): void;
  /** Lines with a breakpoint. */
  setBreakpoints(lines: readonly number[]): void;
  /** The line that is executed next is marked and in view; the focus stays where it is. */
  setCurrent(line: number | null): void;
  focus(): void;
  dispose(): void;
}
