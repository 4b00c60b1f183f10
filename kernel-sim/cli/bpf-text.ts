/** `sim bpf disasm FILE.o` and `sim bpf asm FILE.s`: eBPF objects as text, and text as instructions. */
import { readFileSync } from 'node:fs';
import { assembleBpf } from '../toolchain/bpf/asm';
import { disassemble } from '../toolchain/bpf/disasm';
import { type BpfProgram, readBpfObject } from '../toolchain/bpf/object';
import { renderDiagnostic } from '../toolchain/messages';

/** The program with its source lines between, as `bpftool prog dump xlated linum` has them. */
function programLines(program: BpfProgram): string[] {
  const relocations = new Map(program.relocations.map((r) => [r.insnIndex, r]));
  const lines = new Map(program.lineInfo.map((l) => [l.insn, l]));
  const shown = disassemble(program.insns, {
    constant: (_insn, _high, index) => {
      const r = relocations.get(index);
      return r && `${r.kind === 'map' ? `map[${r.symbol}]` : `${r.symbol}+${r.offset}`} ll`;
    },
    callee: (_insn, index) => relocations.get(index)?.symbol,
  });
  return [
    `${program.section}: ${program.name}`,
    ...shown.flatMap(({ index, text }) => {
      const line = lines.get(index);
      return [...(line ? [`; ${line.text.trim()} @ ${line.file}:${line.line}`] : []), `  ${text}`];
    }),
  ];
}

export function disasm(args: string[]): number {
  for (const path of args) {
    const object = readBpfObject(new Uint8Array(readFileSync(path)));
    for (const m of object.maps)
      console.log(`map ${m.name}: type ${m.type} key ${m.keySize} value ${m.valueSize} max ${m.maxEntries}`);
    for (const program of object.programs) console.log(`\n${programLines(program).join('\n')}`);
  }
  return 0;
}

export function asm(args: string[]): number {
  const text = readFileSync(args[0] ?? 0, 'utf8');
  const { bytes, diagnostics } = assembleBpf(text, args[0] ?? '<stdin>');
  for (const d of diagnostics) console.error(renderDiagnostic(d, 'en', text));
  if (diagnostics.length > 0) return 1;
  console.log(Buffer.from(bytes).toString('hex').replace(/../g, '$& ').trimEnd());
  return 0;
}
