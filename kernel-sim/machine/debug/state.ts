/**
 * What a debugger shows of one moment, as plain data (structured-clonable, JSON-safe): registers, flags by name, disassembly with
 * source lines, frames, stack, memory, page walk, TLB. Taking it changes nothing in the machine.
 */
import { State } from '../cpu/state';
import { CONTEXT_BYTES, type Cpu, Reg } from '../types';
import { REGISTER_NAMES } from './expression';
import { flagNames } from './flags';
import { frames } from './frames';
import { type CodeLine, listing } from './listing';
import { hex, type Memory, pcOf } from './memory';
import type { Place, SourceMap } from './source';

export interface SourcePoint {
  function: string;
  offset: number;
  file: string;
  line: number;
  own: boolean;
}

export interface FrameView extends SourcePoint {
  pc: string;
  sp: string;
  cfa: string;
}

export interface StackWord {
  address: string;
  value: string;
  /** `return to main+8`, the text it points to, or nothing. */
  note: string;
}

export interface WalkStep {
  level: number;
  index: number;
  entry: string;
  value: string;
  /** `P W U A D`, as they are set. */
  bits: string;
}

export interface MemoryView {
  address: string;
  /** Rows of 16 are the page's affair; null: not mapped. */
  bytes: readonly (number | null)[];
  walk: readonly WalkStep[];
  /** Physical address; empty: not mapped. */
  physical: string;
}

export interface MachineView {
  cpu: number;
  cpl: number;
  pc: string;
  place: SourcePoint | null;
  registers: readonly { name: string; value: string }[];
  rflags: string;
  flags: readonly string[];
  /** xmm0 to xmm15: the 16 bytes as one number, and the two doubles in them, low first. */
  vectors: readonly { name: string; value: string; doubles: readonly [string, string] }[];
  mxcsr: string;
  code: readonly CodeLine[];
  frames: readonly FrameView[];
  stack: readonly StackWord[];
}

const CODE_BEFORE = 6;
const CODE_AFTER = 18;
const STACK_WORDS = 16;
const BITS: readonly [string, bigint][] = [
  ['P', 1n],
  ['W', 2n],
  ['U', 4n],
  ['A', 0x20n],
  ['D', 0x40n],
  ['PS', 0x80n],
  ['G', 0x100n],
  ['NX', 1n << 63n],
];

const point = (place: Place | null): SourcePoint | null =>
  place && { function: place.function, offset: place.offset, file: place.file, line: place.line, own: place.own };

export function machineView(cpu: Cpu, memory: Memory, source: SourceMap): MachineView {
  const pc = pcOf(cpu);
  return {
    cpu: cpu.index,
    cpl: cpu.cpl,
    pc: hex(pc),
    place: point(source.at(pc)),
    registers: registers(cpu),
    rflags: hex(cpu.rflags >>> 0),
    flags: flagNames(cpu.rflags),
    vectors: vectors(cpu),
    mxcsr: hex(cpu.mxcsr),
    code: listing(memory, source, pc, CODE_BEFORE, CODE_AFTER),
    frames: frameViews(cpu, memory, source),
    stack: stackWords(cpu, memory, source),
  };
}

function registers(cpu: Cpu): { name: string; value: string }[] {
  const general = REGISTER_NAMES.map((name, n) => ({ name, value: hex(cpu.getReg(n)) }));
  return [
    ...general,
    { name: 'rip', value: hex(pcOf(cpu)) },
    { name: 'rflags', value: hex(cpu.rflags >>> 0) },
    { name: 'fs_base', value: hex(cpu.fsBase) },
    { name: 'gs_base', value: hex(cpu.gsBase) },
    { name: 'cr0', value: hex(cpu.cr0) },
    { name: 'cr2', value: hex(cpu.fault.address) },
    { name: 'cr3', value: hex(cpu.cr3) },
    { name: 'cr4', value: hex(cpu.cr4) },
  ];
}

/** Vector registers lie in the part of a context that `saveContext` gives. */
function vectors(cpu: Cpu): MachineView['vectors'] {
  const context = new Uint8Array(CONTEXT_BYTES);
  cpu.saveContext(context);
  const view = new DataView(context.buffer);
  return Array.from({ length: 16 }, (_, n) => {
    const at = State.XMM + n * 16;
    const [low, high] = [view.getBigUint64(at, true), view.getBigUint64(at + 8, true)];
    const doubles = [String(view.getFloat64(at, true)), String(view.getFloat64(at + 8, true))] as const;
    return { name: `xmm${n}`, value: `0x${((high << 64n) | low).toString(16).padStart(32, '0')}`, doubles };
  });
}

function frameViews(cpu: Cpu, memory: Memory, source: SourceMap): FrameView[] {
  return frames(cpu, memory, source).map(({ pc, sp, cfa }, n) => {
    // A return address may be the first of the next function, when the call was the last thing.
    const place = point(source.at(n === 0 ? pc : pc - 1));
    const known = place ?? { function: '', offset: 0, file: '', line: 0, own: false };
    return { ...known, offset: known.offset + (n > 0 && place ? 1 : 0), pc: hex(pc), sp: hex(sp), cfa: hex(cfa) };
  });
}

function stackWords(cpu: Cpu, memory: Memory, source: SourceMap): StackWord[] {
  const out: StackWord[] = [];
  const sp = cpu.regNumber(Reg.RSP);
  for (let n = 0; n < STACK_WORDS; n++) {
    const address = sp + n * 8;
    const value = memory.pointer(address);
    if (value === null) break;
    out.push({ address: hex(address), value: hex(value), note: noteOf(value, memory, source) });
  }
  return out;
}

function noteOf(value: number, memory: Memory, source: SourceMap): string {
  const place = source.at(value);
  if (place) return `${place.function}+${place.offset}`;
  if (value < 4096 && value >= -4096) return '';
  const text = memory.text(value, 24);
  return text && /^[\x20-\x7e\n\t]{3,}$/.test(text) ? JSON.stringify(text) : '';
}

export function memoryView(memory: Memory, address: number, length: number): MemoryView {
  const physical = memory.physical(address);
  return {
    address: hex(address),
    bytes: memory.bytes(address, length),
    walk: memory.walk(address).map(({ level, index, entry, value }) => ({
      level,
      index,
      entry: hex(entry),
      value: hex(value),
      bits: BITS.flatMap(([name, bit]) => (value & bit ? [name] : [])).join(' '),
    })),
    physical: physical < 0 ? '' : hex(physical),
  };
}
