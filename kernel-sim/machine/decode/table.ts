/**
 * From the instruction table to (1) the list of rows, numbered with the hot ones first, and (2) the opcode map that the decoder
 * walks. Both are built once; nothing here runs per instruction.
 */

import { HOST_HANDLERS, type HostHandlerName } from '../cpu/host-names';
import { DEFINITIONS } from '../rows';
import { INTERNAL } from '../rows/control';
import { HOT_ROWS } from '../rows/hot';
import type { Definition, Emit, OperandForm, Row } from '../rows/types';

/** Mandatory prefix of an encoding. */
export const Prefix = { ANY: 0, NONE: 1, P66: 2, PF3: 3, PF2: 4 } as const;

/** Where an operand comes from. */
export type Place =
  | 'E'
  | 'G'
  | 'R'
  | 'T'
  | 'M'
  | 'Z'
  | 'V'
  | 'W'
  | 'U'
  | 'I'
  | 'J'
  | 'O'
  | '$'
  | '1'
  | 'A'
  | 'N'
  | 'C'
  | 'F'
  | 'P'
  | 'Q'
  | 'L'
  | 'size';

export interface Operand {
  place: Place;
  /** Size letter; for `$` the register number is in `register`. */
  size: string;
  register: number;
  access: 'r' | 'w' | 'rw';
}

/** One encoding, ready for decoding. */
export interface Encoding {
  definition: Definition;
  operands: readonly Operand[];
  prefix: number;
  /** ModRM.reg that is required, or -1. */
  digit: number;
  /** The exact ModRM byte that is required, or -1. */
  exact: number;
  hasModrm: boolean;
  /** 'r' or 'm' where only one of the two is encoded. */
  only: 'r' | 'm' | '';
  sizing: 'v' | 'y' | 'wide' | 'fixed';
  fixedSize: number;
  /** Number of the host handler, or -1. */
  host: number;
  /** Row numbers: [index of size 16, 32, 64 or 0 when fixed] * 4 + memory * 2 + (far or without index). -1: none. */
  rows: Int32Array;
}

const REGISTERS: Record<string, number> = { A: 0, C: 1, D: 2 };
const BITS: Record<string, number> = { b: 8, w: 16, d: 32, q: 64, x: 128 };

function parseOperand(text: string): Operand {
  const access = text.endsWith('+') ? 'rw' : text.endsWith('=') ? 'w' : 'r';
  const body = text.replace(/[+=]$/, '');
  if (body === '1') return { place: '1', size: 'b', register: -1, access };
  if (/^[a-z]$/.test(body)) return { place: 'size', size: body, register: -1, access };
  if (body.startsWith('$')) return { place: '$', size: body[2], register: REGISTERS[body[1]], access };
  return { place: body[0] as Place, size: body.slice(1) || 'q', register: -1, access };
}

function parse(definition: Definition): { encoding: Encoding; map: number; opcodes: number[] } {
  const tokens = definition.encoding.split(' ');
  const operands = definition.operands.map(parseOperand);
  let prefix: number = Prefix.ANY;
  if (tokens[0] === 'NP') prefix = Prefix.NONE;
  if (tokens.length > 1 && /^(66|F3|F2)$/.test(tokens[0]) && /^[0-9A-F]{2}$/.test(tokens[1])) {
    prefix = { '66': Prefix.P66, F3: Prefix.PF3, F2: Prefix.PF2 }[tokens[0] as '66' | 'F3' | 'F2'];
  }
  if (prefix !== Prefix.ANY) tokens.shift();
  let map = 0;
  if (tokens[0] === '0F' && tokens.length > 1) {
    tokens.shift();
    map = (tokens[0] as string) === '38' && tokens.length > 1 && /^[0-9A-F]{2}$/.test(tokens[1]) ? 2 : 1;
    if (map === 2) tokens.shift();
  }
  const opcode = Number.parseInt(tokens.shift()!, 16);
  const rest = tokens.join(' ');
  const digit = /^\/[0-7]$/.test(rest) ? Number(rest[1]) : -1;
  const exact = rest.startsWith('{') ? Number.parseInt(rest.slice(1), 16) : -1;
  const plus = rest === '+r';
  const places = operands.map((o) => o.place);
  const only = places.some((p) => p === 'R' || p === 'U' || p === 'T' || p === 'F' || p === 'L')
    ? 'r'
    : places.some((p) => p === 'M' || p === 'A')
      ? 'm'
      : '';
  const letters = operands.map((o) => o.size);
  const near = places.includes('J') || letters[0] === 'q';
  const sizing =
    definition.attributes.wide && !near && operands.length > 0 && letters[0] !== 'w'
      ? 'wide'
      : letters.includes('v')
        ? 'v'
        : letters.includes('y') || letters.includes('p')
          ? 'y'
          : 'fixed';
  const encoding: Encoding = {
    definition,
    operands,
    prefix,
    digit,
    exact,
    only,
    sizing,
    fixedSize: places[0] === 'J' || places[0] === 'I' ? 64 : (BITS[letters[0]] ?? 64),
    hasModrm: digit >= 0 || exact >= 0 || rest === '/r',
    host: definition.attributes.host ? HOST_HANDLERS.indexOf(definition.attributes.host as HostHandlerName) : -1,
    rows: new Int32Array(16).fill(-1),
  };
  if (definition.attributes.host && encoding.host < 0) throw new Error(`no host handler ${definition.attributes.host}`);
  const opcodes = plus ? Array.from({ length: 8 }, (_, i) => opcode + i) : [opcode];
  return { encoding, map, opcodes };
}

function operandForm(
  o: Operand,
  position: number,
  size: number,
  memory: boolean,
  unaligned: boolean,
): OperandForm | undefined {
  const bits = o.size === 'p' ? size * 2 : (BITS[o.size] ?? size);
  const field = position === 0 ? 'D' : 'S';
  const form = (kind: OperandForm['kind']): OperandForm => ({
    kind,
    field,
    size: bits,
    access: o.access,
    aligned: false,
  });
  switch (o.place) {
    case 'E':
      return form(memory ? 'm' : 'r');
    case 'W':
      return { ...form(memory ? 'm' : 'x'), aligned: memory && bits === 128 && !unaligned };
    case 'M':
      return { ...form('m'), aligned: bits === 128 && o.size === 'x' && !unaligned };
    case 'A':
      return { ...form('m'), size };
    case 'O':
      return form('m');
    case 'V':
    case 'U':
      return form('x');
    case 'I':
    case '1':
      return form('i');
    case 'J':
    case 'N':
    case 'size':
      return undefined;
    default:
      return form('r');
  }
}

interface NumberedRow extends Row {
  number: number;
}

class RowList {
  readonly byName = new Map<string, Row>();
  readonly uses: { encoding: Encoding; slot: number; name: string }[] = [];

  /** Registers the row that `encoding` needs at one size and form. */
  use(encoding: Encoding, slot: number, size: number, memory: boolean, alternative: boolean): void {
    const { definition, operands } = encoding;
    const ops = operands
      .map((o, i) => operandForm(o, i, size, memory, definition.attributes.unaligned === true))
      .filter((f): f is OperandForm => f !== undefined);
    const relative = operands.some((o) => o.place === 'J');
    const kinds = ops.map((f) => f.kind + (f.size !== size && f.kind !== 'i' ? f.size : '')).join('');
    const sized = relative || (ops.length === 0 && encoding.sizing === 'fixed') ? '' : String(size);
    let name = definition.mnemonic + sized + (kinds ? `_${kinds}` : '');
    if (ops.some((f) => f.kind === 'm' && f.aligned)) name += '_al';
    if (relative) name += alternative ? '_far' : '_near';
    else if (alternative) name += '.b';
    // An access that differs (cmp and sub share forms, never names) is part of the mnemonic's meaning; one row a name.
    if (!this.byName.has(name))
      this.add({
        name,
        mnemonic: definition.mnemonic,
        size,
        ops,
        emit: definition.emit,
        control: definition.attributes.control === true,
        noIndex: alternative && !relative,
        far: alternative && relative,
      });
    this.uses.push({ encoding, slot, name });
  }

  add(row: Row): void {
    this.byName.set(row.name, row);
  }
}

/** Forms with an index-free twin: worth it only where the loop holds the twin. */
const hotNames = new Set(HOT_ROWS);

function addForms(list: RowList, encoding: Encoding): void {
  if (encoding.host >= 0) return;
  const sizes = { v: [16, 32, 64], wide: [16, 0, 64], y: [0, 32, 64], fixed: [encoding.fixedSize] }[encoding.sizing];
  const places = encoding.operands.map((o) => o.place);
  const canBeMemory = places.some((p) => p === 'E' || p === 'W' || p === 'M' || p === 'O' || p === 'A');
  const canBeRegister = !places.some((p) => p === 'M' || p === 'O' || p === 'A');
  sizes.forEach((size, i) => {
    if (size === 0) return;
    const relative = places.includes('J');
    if (canBeRegister) list.use(encoding, i * 4, size, false, false);
    if (relative) list.use(encoding, i * 4 + 1, size, false, true);
    if (canBeMemory) {
      list.use(encoding, i * 4 + 2, size, true, false);
      const full = list.uses[list.uses.length - 1].name;
      if (hotNames.has(`${full}.b`)) list.use(encoding, i * 4 + 3, size, true, true);
    }
  });
}

export interface InstructionTable {
  rows: readonly Row[];
  /** How many of them, from the first, belong in the main loop. */
  hot: number;
  /** [map * 256 + opcode] → encodings to try in order. */
  opcodes: readonly (readonly Encoding[])[];
  /** Numbers of the internal rows. */
  internal: Readonly<Record<string, number>>;
}

function build(): InstructionTable {
  const list = new RowList();
  const opcodes: Encoding[][] = Array.from({ length: 3 * 256 }, () => []);
  for (const definition of DEFINITIONS) {
    const { encoding, map, opcodes: codes } = parse(definition);
    for (const code of codes) opcodes[map * 256 + code].push(encoding);
    addForms(list, encoding);
  }
  for (const [name, emit] of INTERNAL) {
    const control = name !== 'address' && name !== 'address32' && name !== 'crossing';
    list.add({ name, mnemonic: name, size: 64, ops: [], emit: emit as Emit, control, noIndex: false, far: false });
  }
  for (const name of HOT_ROWS) if (!list.byName.has(name)) throw new Error(`hot row ${name} does not exist`);
  const rows: NumberedRow[] = [...list.byName.values()]
    .sort((a, b) => Number(hotNames.has(b.name)) - Number(hotNames.has(a.name)))
    .map((row, number) => ({ ...row, number }));
  const numbers = new Map(rows.map((row) => [row.name, row.number]));
  for (const { encoding, slot, name } of list.uses) encoding.rows[slot] = numbers.get(name)!;
  // Exact encodings first, then those with a digit, then mandatory prefixes, then the rest.
  const rank = (e: Encoding) => (e.exact >= 0 ? 0 : e.prefix !== Prefix.ANY ? 1 : 2);
  for (const candidates of opcodes) candidates.sort((a, b) => rank(a) - rank(b));
  return {
    rows,
    hot: hotNames.size,
    opcodes,
    internal: Object.fromEntries(INTERNAL.map(([name]) => [name, numbers.get(name)!])),
  };
}

export const TABLE: InstructionTable = build();
