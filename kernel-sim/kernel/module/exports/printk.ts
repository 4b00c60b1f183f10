/** printk and what belongs to it. Follows kernel/printk/printk.c and lib/dump_stack.c. */
import type { ModuleSystem } from '../system';
import { alias, type ExportGroup, fn, variable } from './types';

const DEFAULT_LEVEL = 4;

/** One call of printk: levels are `\001` and a digit; `\001c` goes on with the last line. */
export function printkBytes(system: ModuleSystem, bytes: Uint8Array): number {
  let level = DEFAULT_LEVEL;
  let at = 0;
  let cont = false;
  while (bytes[at] === 1 && at + 1 < bytes.length) {
    const letter = String.fromCharCode(bytes[at + 1]);
    if (letter >= '0' && letter <= '7') level = Number(letter);
    else if (letter === 'c') cont = true;
    at += 2;
  }
  const text = new TextDecoder('utf-8').decode(bytes.subarray(at)).replace(/\n$/, '');
  const last = system.kernel.log[system.kernel.log.length - 1];
  if (cont && last) last.text += text;
  else system.kernel.printk(level, text);
  return bytes.length - at;
}

export const PRINTK_EXPORTS: ExportGroup = {
  base: 0xffffffff81108000n,
  rows: [
    ...alias(['_printk', 'printk'], (system, format) => printkBytes(system, system.format(format, system.varargs(1))), {
      cost: 400,
    }),
    fn('vprintk', (system, format, va) => printkBytes(system, system.format(format, system.vaList(va)))),
    fn('_printk_deferred', (system, format) => printkBytes(system, system.format(format, system.varargs(1)))),
    fn('__printk_ratelimit', () => 1),
    fn('___ratelimit', () => 1),
    fn('__warn_printk', (system, format) => {
      system.kernel.printk(4, '------------[ cut here ]------------');
      return printkBytes(system, system.format(format, system.varargs(1)));
    }),
    fn('dump_stack', (system) => {
      system.oopses.dumpStack();
      return 0;
    }),
    fn('panic', (system, format) => {
      const text = new TextDecoder().decode(system.format(format, system.varargs(1)));
      system.oopses.dumpStack();
      return system.kernel.panic(text);
    }),
    fn('add_taint', (system, bit) => {
      system.taint(bit);
      return 0;
    }),
    fn('__stack_chk_fail', (system) => {
      const where = system.kallsyms.describe(system.caller);
      return system.kernel.panic(`stack-protector: Kernel stack is corrupted in: ${where}`);
    }),
    fn('print_hex_dump', (system, level, prefix, type, rowSize, group, buffer) => {
      hexDump(system, { level, prefix, type, rowSize, group, buffer });
      return 0;
    }),
    variable('console_printk', 16, (system, address) => {
      [4, 4, 1, 7].forEach((value, i) => void system.memory.setU32(address + i * 4, value));
    }),
    variable('panic_timeout', 4),
    variable('oops_in_progress', 4),
  ],
};

interface Dump {
  level: number;
  prefix: number;
  type: number;
  rowSize: number;
  group: number;
  buffer: number;
}

/** lib/hexdump.c; length and ascii come on the stack. */
function hexDump(system: ModuleSystem, { level, prefix, type, rowSize, group, buffer }: Dump): void {
  const rest = system.varargs(6);
  const length = Number(rest.next());
  const ascii = (rest.next() & 255n) !== 0n;
  const row = rowSize === 32 ? 32 : 16;
  const head = system.text(level);
  const name = system.text(prefix);
  for (let at = 0; at < length; at += row) {
    const bytes = system.memory.bytes(buffer + at, Math.min(row, length - at));
    const size = group > 0 && row % group === 0 ? group : 1;
    const parts: string[] = [];
    for (let i = 0; i < bytes.length; i += size)
      parts.push(
        [...bytes.subarray(i, i + size)]
          .reverse()
          .map((byte) => byte.toString(16).padStart(2, '0'))
          .join(''),
      );
    let line = parts.join(' ');
    if (ascii) {
      line = line.padEnd(row * 2 + row / size + 1);
      line += [...bytes].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    }
    const place =
      type === 2
        ? `${at.toString(16).padStart(8, '0')}: `
        : type === 1
          ? `${system
              .hashPointer(buffer + at)
              .toString(16)
              .padStart(16, '0')}: `
          : '';
    printkBytes(system, new TextEncoder().encode(`${head}${name}${place}${line}\n`));
  }
}
