/** Disassembly of what lies in memory, instruction by instruction, each with its source line. */
import { describe } from '../decode/describe';
import { hex, type Memory } from './memory';
import type { SourceMap } from './source';

export interface CodeLine {
  address: string;
  /** `402019`, `<sum+9>`. */
  symbol: string;
  bytes: string;
  text: string;
  file: string;
  line: number;
}

const LONGEST = 15;

function one(memory: Memory, source: SourceMap, at: number): { line: CodeLine; length: number } | null {
  const code = memory.code(at, LONGEST);
  if (code.length === 0) return null;
  const { text, length, operands } = describe(code, BigInt.asUintN(64, BigInt(at)));
  const place = source.at(at);
  const target = targetOf(text, operands, at, length, source);
  return {
    length,
    line: {
      address: hex(at),
      symbol: place ? `<${place.function}+${place.offset}>` : '',
      bytes: [...code.subarray(0, length)].map((b) => b.toString(16).padStart(2, '0')).join(' '),
      text: target ? `${text} ${target}` : text,
      file: place?.own ? place.file : '',
      line: place?.own ? place.line : 0,
    },
  };
}

/** `<add>` behind a call or jump, `<counter>` behind an operand that is addressed from rip. */
function targetOf(text: string, operands: readonly string[], at: number, length: number, source: SourceMap): string {
  const relative = /(-?0x[0-9a-f]+)\(%rip\)/.exec(text)?.[1];
  const direct = /^(call|j\w+)/.test(text) ? /^0x[0-9a-f]+$/.exec(operands[0] ?? '')?.[0] : undefined;
  if (relative) {
    const by = relative.startsWith('-') ? -Number(relative.slice(1)) : Number(relative);
    return `# ${hex(at + length + by)}`;
  }
  if (!direct) return '';
  const to = Number(BigInt.asIntN(64, BigInt(direct)));
  const place = source.at(to);
  return place ? `<${place.function}${place.offset ? `+${place.offset}` : ''}>` : '';
}

/** `after` instructions from `pc` on and up to `before` of the same function ahead of it. */
export function listing(memory: Memory, source: SourceMap, pc: number, before: number, after: number): CodeLine[] {
  const start = source.functionAt(pc)?.low ?? pc;
  const ahead: CodeLine[] = [];
  let at = Math.max(start, pc - (before + 8) * LONGEST);
  // Decoding from the beginning of the function keeps in step; a long one is entered at a line's first instruction.
  if (at !== start) at = lineStart(source, at, pc) ?? pc;
  while (at < pc) {
    const next = one(memory, source, at);
    if (!next) break;
    ahead.push(next.line);
    at += next.length;
  }
  const out = at === pc ? ahead.slice(-before || ahead.length) : [];
  at = pc;
  for (let n = 0; n < after; n++) {
    const next = one(memory, source, at);
    if (!next) break;
    out.push(next.line);
    at += next.length;
  }
  return before === 0 ? out.slice(-after) : out;
}

function lineStart(source: SourceMap, from: number, to: number): number | null {
  for (let at = from; at < to; at++) if (source.at(at)?.begins) return at;
  return null;
}
