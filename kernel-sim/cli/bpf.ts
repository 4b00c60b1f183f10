/**
 * `npm run -s sim -- bpf conformance-plugin [MEMORY_HEX] < PROGRAM_HEX`: runs one program on the interpreter, without verifying it, and
 * prints r0 in hex: the plug-in protocol of the bpf_conformance suite. r1 points at the memory, r2 is its length.
 */
import { readFileSync } from 'node:fs';
import { decodeInsns } from '../kernel/bpf/insn';
import { hex } from '../kernel/bpf/interp/limits';
import { BpfMemory, REGION_BASE } from '../kernel/bpf/interp/memory';
import { functionAddress, Program } from '../kernel/bpf/interp/program';
import { BpfVm } from '../kernel/bpf/interp/vm';
import { asm, disasm } from './bpf-text';

const STEPS = 100_000_000;

export function parseHex(text: string): Uint8Array {
  const digits = text.replace(/0x/g, '').replace(/\s+/g, '');
  if (!/^([0-9a-fA-F]{2})*$/.test(digits)) throw new Error('not hex bytes');
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** r0 of a program that nobody verified, as `0x…`. Helpers are unknown to it. */
export function runPlain(bytes: Uint8Array, memory: Uint8Array): bigint {
  const space = new BpfMemory();
  const region = space.add('memory', memory);
  const vm = new BpfVm(space);
  vm.limit = STEPS;
  const program = new Program(
    'conformance',
    decodeInsns(bytes),
    (insn, index) => {
      if (insn.src === 4) return functionAddress(index + insn.imm + 1);
      throw new Error(`64-bit immediate of kind ${insn.src}`);
    },
    (id) => {
      throw new Error(`helper ${id} is not there`);
    },
  );
  if (memory.length > 0) vm.run(program, REGION_BASE, region.high, memory.length, 0);
  else vm.run(program, 0, 0);
  return BigInt(`0x${hex(vm.out.hi)}${hex(vm.out.lo)}`);
}

function conformancePlugin(args: string[]): number {
  const memory = parseHex(args.find((arg) => !arg.startsWith('--')) ?? '');
  const program = parseHex(readFileSync(0, 'utf8'));
  console.log(runPlain(program, memory).toString(16));
  return 0;
}

const commands: Readonly<Record<string, (args: string[]) => number>> = {
  'conformance-plugin': conformancePlugin,
  disasm,
  asm,
};

export function bpf(args: string[]): number {
  const command = commands[args[0] ?? ''];
  if (!command) throw new Error(`bpf ${Object.keys(commands).join(' | ')}`);
  return command(args.slice(1));
}
