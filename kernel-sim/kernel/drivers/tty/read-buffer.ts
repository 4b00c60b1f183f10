/**
 * Bytes typed and not yet read: finished lines first, then the line still being edited. Follows drivers/tty/n_tty.c
 * (read_buf, read_flags, canon_head). A mark stands on the last byte of a line; end of file is a mark on a byte that is not read.
 */

/** Linux's N_TTY_BUF_SIZE. */
export const TTY_BUFFER_SIZE = 4096;
/** __DISABLED_CHAR: stands for ^D in the buffer. */
const END_OF_FILE = -1;

export class ReadBuffer {
  private chars: number[] = [];
  private marks: boolean[] = [];
  /** Bytes of finished lines; the line being edited begins there (canon_head). */
  finished = 0;

  get length(): number {
    return this.chars.length;
  }

  /** Bytes of the line being edited. */
  get editing(): number {
    return this.chars.length - this.finished;
  }

  at(index: number): number {
    return this.chars[index];
  }

  push(c: number): void {
    this.chars.push(c);
    this.marks.push(false);
  }

  /** Ends the line with `c`, or without a byte for end of file. */
  endLine(c: number | null): void {
    this.chars.push(c ?? END_OF_FILE);
    this.marks.push(true);
    this.finished = this.chars.length;
  }

  /** Drops the last bytes of the line being edited. */
  truncate(length: number): void {
    this.chars.length = length;
    this.marks.length = length;
  }

  clear(): void {
    this.chars = [];
    this.marks = [];
    this.finished = 0;
  }

  /** The terminal goes in or out of canonical mode: what has been typed counts as a finished line. */
  changeMode(): void {
    this.marks.fill(false);
    if (this.marks.length > 0) this.marks[this.marks.length - 1] = true;
    this.finished = this.chars.length;
  }

  /** Up to `max` bytes of the first finished line; an end-of-file mark right behind them goes too. */
  takeLine(max: number): number[] {
    let n = 0;
    while (n < this.finished && n < max && !this.marks[n]) n++;
    const marked = n < this.finished && this.marks[n];
    if (marked && this.chars[n] === END_OF_FILE) return this.shift(n, n + 1);
    if (marked && n < max) n++;
    return this.shift(n, n);
  }

  /** Up to `max` bytes, whatever they are (non-canonical mode). */
  take(max: number): number[] {
    const n = Math.min(max, this.chars.length);
    return this.shift(n, n).map((c) => (c === END_OF_FILE ? 0 : c));
  }

  /** FIONREAD in canonical mode: bytes of finished lines, end-of-file marks not counted. */
  get readable(): number {
    let n = this.finished;
    for (let i = 0; i < this.finished; i++) if (this.chars[i] === END_OF_FILE) n--;
    return n;
  }

  private shift(taken: number, gone: number): number[] {
    const bytes = this.chars.slice(0, taken);
    this.chars.splice(0, gone);
    this.marks.splice(0, gone);
    this.finished = Math.max(0, this.finished - gone);
    return bytes;
  }
}
