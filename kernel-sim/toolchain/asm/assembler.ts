/**
 * The AT&T assembler: statements → sections and symbols of an ObjectBuilder. Used for .s files, top-level asm and inline
 * asm alike. One wrong statement gives one diagnostic; the next is read all the same.
 */
import type { Diagnostic, SourcePosition } from '../diagnostics';
import type { ObjectBuilder } from './builder';
import { runDirective } from './directives';
import { type EncodeError, encode, encodeBranch } from './encode';
import { AsmSyntaxError, type ExpressionContext, Scanner } from './expression';
import type { MachineOperand } from './instruction';
import { type ParsedOperand, parseOperand } from './operands';
import { RAX, RDX, type Size } from './registers';
import { rowsOf } from './rows';
import { type AsmSymbol, newSymbol, type Section } from './section';
import { CONDITION_CODES } from './table/integer';

const PREFIXES: Record<string, number> = {
  lock: 0xf0,
  rep: 0xf3,
  repe: 0xf3,
  repz: 0xf3,
  repne: 0xf2,
  repnz: 0xf2,
  data16: 0x66,
  addr32: 0x67,
  rex64: 0x48,
  'rex.w': 0x48,
  notrack: 0x3e,
  cs: 0x2e,
  ds: 0x3e,
  es: 0x26,
  ss: 0x36,
  fs: 0x64,
  gs: 0x65,
};
const SHORT_BRANCHES: Record<string, number[]> = {
  loopne: [0xe0],
  loopnz: [0xe0],
  loope: [0xe1],
  loopz: [0xe1],
  loop: [0xe2],
  jrcxz: [0xe3],
  jecxz: [0x67, 0xe3],
};
const SUFFIX: Record<string, Size> = { b: 1, w: 2, l: 4, q: 8 };

export class Assembler implements ExpressionContext {
  section: Section;
  readonly sectionStack: { section: Section; previous: Section | undefined }[] = [];
  previous: Section | undefined;
  private readonly locals = new Map<number, { current?: AsmSymbol; next?: AsmSymbol }>();
  private at: SourcePosition = { file: '', line: 1, column: 1 };
  /** Source lines go to the line table (for .s files). */
  private lines = false;

  constructor(
    readonly builder: ObjectBuilder,
    private readonly diagnostics: Diagnostic[],
  ) {
    this.section = builder.section('.text');
  }

  symbol(name: string): AsmSymbol {
    return this.builder.symbol(name);
  }

  numeric(number: number, direction: 'b' | 'f'): AsmSymbol {
    let local = this.locals.get(number);
    if (local === undefined) {
      local = {};
      this.locals.set(number, local);
    }
    if (direction === 'b') {
      if (local.current === undefined) throw new AsmSyntaxError('asm-undefined-label', { name: `${number}b` });
      return local.current;
    }
    local.next ??= newSymbol('');
    return local.next;
  }

  here(): AsmSymbol {
    const symbol = newSymbol('');
    symbol.place = this.section.here();
    return symbol;
  }

  error(code: string, params: Record<string, string | number> = {}): void {
    this.diagnostics.push({ severity: 'error', code, params, at: this.at });
  }

  get line(): number {
    return this.at.line;
  }

  switchTo(section: Section): void {
    this.previous = this.section;
    this.section = section;
  }

  /** Assembles a text whose first line is at `start`. */
  run(text: string, start: SourcePosition, options: { lines?: boolean; fixedPosition?: boolean } = {}): void {
    this.lines = options.lines ?? false;
    const clean = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
    clean.split('\n').forEach((line, i) => {
      this.at = options.fixedPosition ? start : { file: start.file, line: start.line + i, column: 1 };
      for (const statement of splitStatements(line)) this.statement(statement);
    });
  }

  /** Reports `1f` labels that never came. */
  finish(): void {
    for (const [number, local] of this.locals)
      if (local.next !== undefined && local.next.place === undefined)
        this.error('asm-undefined-label', { name: `${number}f` });
  }

  private statement(text: string): void {
    const scan = new Scanner(text, this);
    try {
      this.labels(scan);
      if (!scan.done) this.operation(scan);
    } catch (problem) {
      if (!(problem instanceof AsmSyntaxError)) throw problem;
      this.error(problem.code, problem.params);
    }
  }

  private labels(scan: Scanner): void {
    for (;;) {
      scan.skipSpace();
      const numeric = /^(\d+):/.exec(scan.text.slice(scan.at));
      if (numeric !== null) {
        scan.at += numeric[0].length;
        this.defineNumeric(Number(numeric[1]));
        continue;
      }
      const named = /^("[^"]*"|[A-Za-z_.$][A-Za-z0-9_.$]*)\s*:/.exec(scan.text.slice(scan.at));
      if (named === null) return;
      scan.at += named[0].length;
      this.define(named[1].replaceAll('"', ''));
    }
  }

  private defineNumeric(number: number): void {
    const local = this.locals.get(number) ?? {};
    const symbol = local.next ?? newSymbol('');
    symbol.place = this.section.here();
    this.locals.set(number, { current: symbol });
  }

  private define(name: string): void {
    const symbol = this.builder.symbol(name);
    if (symbol.place !== undefined || symbol.absolute !== undefined)
      throw new AsmSyntaxError('asm-duplicate-label', { name });
    symbol.place = this.section.here();
    if (!name.startsWith('.L')) symbol.keep = true;
  }

  private operation(scan: Scanner): void {
    const name = scan.identifier();
    if (name === undefined)
      throw new AsmSyntaxError('asm-expected', { what: 'instruction', found: scan.text.slice(scan.at, scan.at + 12) });
    if (scan.peek() === '=' && scan.text[scan.at + 1] !== '=') {
      scan.expect('=');
      runDirective(this, '.set', scan, name);
      return;
    }
    if (name.startsWith('.')) {
      runDirective(this, name, scan);
      return;
    }
    const lower = name.toLowerCase();
    const prefix = PREFIXES[lower];
    if (prefix !== undefined) {
      this.markLine();
      this.section.bytes.u8(prefix);
      if (!scan.done) this.operation(scan);
      return;
    }
    this.instruction(lower, scan);
  }

  private markLine(): void {
    if (this.section.nobits) throw new AsmSyntaxError('asm-code-in-bss', { name: this.section.name });
    if (this.lines) this.section.line(this.at.file, this.at.line, 0);
  }

  private instruction(name: string, scan: Scanner): void {
    this.markLine();
    const parsed: ParsedOperand[] = [];
    if (!scan.done) {
      do parsed.push(parseOperand(scan));
      while (scan.eat(','));
    }
    if (!scan.done)
      throw new AsmSyntaxError('asm-expected', { what: ',', found: scan.text.slice(scan.at, scan.at + 12) });
    if (this.branch(name, parsed)) return;
    const operands = parsed.map((p) => portOperand(p.operand));
    if (name !== 'enter') operands.reverse();
    this.encodeFirst(name, operands);
  }

  private branch(name: string, parsed: ParsedOperand[]): boolean {
    const plain = name.replace(/^(call|jmp)q$/, '$1');
    const short = SHORT_BRANCHES[plain];
    const condition = plain.startsWith('j') ? CONDITION_CODES.get(plain.slice(1)) : undefined;
    if (plain !== 'call' && plain !== 'jmp' && short === undefined && condition === undefined) return false;
    if (parsed.length !== 1) throw new AsmSyntaxError('asm-bad-operands', { name });
    const [p] = parsed;
    if (p.bare === undefined || p.star) {
      if (plain !== 'call' && plain !== 'jmp') throw new AsmSyntaxError('asm-bad-operands', { name });
      this.report(
        encode(
          this.section,
          { mnemonic: plain === 'call' ? 'icall' : 'ijmp', size: 8, operands: [p.operand] },
          this.at.line,
        ),
        name,
      );
      return true;
    }
    const target = this.branchTarget(p);
    const addend = Number(p.bare.value);
    if (short !== undefined) encodeBranch(this.section, { op: 'short', opcode: short }, target, addend, this.at.line);
    else if (condition !== undefined)
      encodeBranch(this.section, { op: 'jcc', condition }, target, addend, this.at.line);
    else encodeBranch(this.section, { op: plain as 'call' | 'jmp' }, target, addend, this.at.line);
    return true;
  }

  private branchTarget(p: ParsedOperand): AsmSymbol {
    if (p.bare?.plus === undefined || p.bare.minus !== undefined)
      throw new AsmSyntaxError('asm-bad-operands', { name: 'jmp' });
    return p.bare.plus;
  }

  /** Tries the mnemonic as written, then without its size suffix. */
  private encodeFirst(name: string, operands: MachineOperand[]): void {
    let error: EncodeError | undefined = 'asm-unknown-instruction';
    for (const [mnemonic, size] of candidates(name)) {
      if (rowsOf(mnemonic) === undefined) continue;
      const fitted =
        mnemonic === 'in' && operands.length === 1
          ? [{ kind: 'reg' as const, register: RAX, size: size || (4 as Size) }, ...operands]
          : mnemonic === 'out' && operands.length === 1
            ? [...operands, { kind: 'reg' as const, register: RAX, size: size || (4 as Size) }]
            : operands;
      error = encode(this.section, { mnemonic, size, operands: normalise(fitted, size) }, this.at.line);
      if (error === undefined) return;
    }
    this.report(error, name);
  }

  private report(error: EncodeError | undefined, name: string): void {
    if (error !== undefined) throw new AsmSyntaxError(error, { name });
  }
}

function candidates(name: string): [string, Size | 0][] {
  const extension = /^mov([zs])([bwl])([wlq])$/.exec(name);
  if (extension !== null) return [[`mov${extension[1] === 'z' ? 'z' : 'sx'}${extension[2]}`, SUFFIX[extension[3]]]];
  const list: [string, Size | 0][] = [[name, 0]];
  const last = name[name.length - 1];
  if (SUFFIX[last] !== undefined && name.length > 2) list.push([name.slice(0, -1), SUFFIX[last]]);
  return list;
}

/** (%dx) of in and out is the register. */
function portOperand(o: MachineOperand): MachineOperand {
  return o.kind === 'mem' && o.index === -2 ? { kind: 'reg', register: RDX, size: 2 } : o;
}

/** Immediates as signed values of the operand size: 0xffffffff is -1 for a 32-bit operand. */
function normalise(operands: MachineOperand[], suffix: Size | 0): MachineOperand[] {
  const target = operands[0];
  const size = suffix || (target?.kind === 'reg' && target.register < 16 ? target.size : 0);
  if (size === 0 || size === 8) return operands;
  const top = 2 ** (size * 8 - 1);
  return operands.map((o, i) =>
    i > 0 &&
    o.kind === 'imm' &&
    o.symbol === undefined &&
    typeof o.value === 'number' &&
    o.value >= top &&
    o.value < top * 2
      ? { ...o, value: o.value - top * 2 }
      : o,
  );
}

/** Splits a line at semicolons and drops comments, strings respected. */
function splitStatements(line: string): string[] {
  if (!/[;#"'/]/.test(line)) return line.trim() === '' ? [] : [line];
  const out: string[] = [];
  let from = 0;
  let quoted = false;
  let i = 0;
  for (; i < line.length; i++) {
    const c = line[i];
    if (quoted) {
      if (c === '\\') i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === "'" && line[i + 1] !== undefined) i += line[i + 1] === '\\' ? 2 : 1;
    else if (c === ';') {
      out.push(line.slice(from, i));
      from = i + 1;
    } else if (c === '#' || (c === '/' && line[i + 1] === '/')) break;
  }
  out.push(line.slice(from, i));
  return out.filter((s) => s.trim() !== '');
}
