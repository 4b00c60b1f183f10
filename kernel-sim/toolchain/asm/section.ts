/**
 * A section while it is being written: bytes, plus markers of zero width whose size is only known at layout (jumps that
 * may be short, alignment), plus fixups. Every position is (raw offset, markers before it), so nothing moves twice.
 */
import { ByteBuffer } from '../elf/bytes';

export interface Place {
  section: Section;
  raw: number;
  /** Number of markers in front of this place. */
  marker: number;
}

export interface AsmSymbol {
  name: string;
  place?: Place;
  /** Value of an absolute symbol (.set). */
  absolute?: bigint;
  /** Symbol that this one is another name of, with an offset (.set a, b+4). */
  equals?: { symbol: AsmSymbol; addend: number };
  global: boolean;
  weak: boolean;
  /** STT_… */
  type: number;
  size: number;
  sizeExpression?: Expression;
  /** STV_… */
  visibility: number;
  common?: { align: number };
  /** Goes into the symbol table even when it is local and unreferenced. */
  keep: boolean;
  /** Index in the object's table; set when written. */
  index?: number;
}

/** Creates a symbol that nothing defines yet. */
export function newSymbol(name: string): AsmSymbol {
  return { name, global: false, weak: false, type: 0, size: 0, visibility: 0, keep: false };
}

/** constant + plus − minus. */
export interface Expression {
  value: bigint;
  plus?: AsmSymbol;
  minus?: AsmSymbol;
}

export interface JumpMarker {
  kind: 'jump';
  at: number;
  /** -1: jmp, otherwise the condition code. */
  condition: number;
  target: AsmSymbol;
  addend: number;
  /** 2 short, 5 or 6 long. */
  size: number;
}
export interface AlignMarker {
  kind: 'align';
  at: number;
  align: number;
  /** undefined: no-operations. */
  fill: number | undefined;
  max: number;
  size: number;
}
export type Marker = JumpMarker | AlignMarker;

export interface Fixup {
  raw: number;
  marker: number;
  /** R_X86_64_… */
  type: number;
  /** Bytes that it fills. */
  width: 1 | 2 | 4 | 8;
  /** Relative to the address of the field. */
  relative: boolean;
  target: Expression;
  line: number;
}

export interface LineMark {
  raw: number;
  marker: number;
  file: string;
  line: number;
  column: number;
}

export class Section {
  readonly bytes = new ByteBuffer();
  readonly markers: Marker[] = [];
  readonly fixups: Fixup[] = [];
  readonly lines: LineMark[] = [];
  align = 1;
  entrySize = 0;
  /** For .bss-like sections: the size, nothing is stored. */
  private reserved = 0;

  constructor(
    readonly name: string,
    readonly type: number,
    readonly flags: number,
    readonly nobits: boolean,
  ) {}

  here(): Place {
    return { section: this, raw: this.nobits ? this.reserved : this.bytes.length, marker: this.markers.length };
  }

  /** Zero bytes, stored or only counted. */
  skip(count: number, fill = 0): void {
    if (this.nobits) this.reserved += count;
    else this.bytes.fill(count, fill);
  }

  alignTo(align: number, fill?: number, max = align): void {
    if (align <= 1) return;
    this.align = Math.max(this.align, align);
    if (this.nobits) {
      this.reserved = Math.ceil(this.reserved / align) * align;
      return;
    }
    this.markers.push({ kind: 'align', at: this.bytes.length, align, fill, max, size: 0 });
  }

  jump(condition: number, target: AsmSymbol, addend: number): void {
    this.markers.push({ kind: 'jump', at: this.bytes.length, condition, target, addend, size: 2 });
  }

  /** Leaves a field of `width` bytes for a value known later. */
  fixup(type: number, width: 1 | 2 | 4 | 8, relative: boolean, target: Expression, line = 0): void {
    this.fixups.push({ raw: this.bytes.length, marker: this.markers.length, type, width, relative, target, line });
    this.bytes.fill(width);
  }

  line(file: string, line: number, column: number): void {
    const last = this.lines[this.lines.length - 1];
    if (last !== undefined && last.line === line && last.file === file) return;
    const mark = { raw: this.bytes.length, marker: this.markers.length, file, line, column };
    if (last !== undefined && last.raw === mark.raw && last.marker === mark.marker)
      this.lines[this.lines.length - 1] = mark;
    else this.lines.push(mark);
  }

  get empty(): boolean {
    return this.nobits ? this.reserved === 0 : this.bytes.length === 0 && this.markers.length === 0;
  }
}
