/**
 * The list of instructions in docs/machine.md, made from the instruction table. A test keeps it in step;
 * `UPDATE=1 npx vitest run kernel-sim/machine/decode` writes it anew.
 */
import { DEFINITIONS } from '../rows';
import { ALU } from '../rows/alu';
import { BITS } from '../rows/bits';
import { CONTROL_FLOW } from '../rows/control';
import { MMX } from '../rows/mmx';
import { MOVE } from '../rows/move';
import { MULDIV } from '../rows/muldiv';
import { SHIFT } from '../rows/shift';
import { SSE_FLOAT } from '../rows/sse-float';
import { SSE_INTEGER } from '../rows/sse-integer';
import { SSE_MOVE } from '../rows/sse-move';
import { STRING } from '../rows/string';
import { SYSTEM } from '../rows/system';
import type { Definition } from '../rows/types';
import { X87 } from '../rows/x87';

const FAMILIES: [title: string, definitions: readonly Definition[]][] = [
  ['Arithmetic and logic', ALU],
  ['Shifts and rotates', SHIFT],
  ['Moves', MOVE],
  ['Bits and atomic operations', BITS],
  ['Multiplication and division', MULDIV],
  ['Control flow and stack', CONTROL_FLOW],
  ['Strings', STRING],
  ['SSE moves', SSE_MOVE],
  ['SSE arithmetic', SSE_FLOAT],
  ['SSE integers', SSE_INTEGER],
  ['System', SYSTEM],
  ['x87', X87],
  ['MMX', MMX],
];

/** What stands above it in the file is written by hand. */
export const MARK = '## Instructions\n';

const INTRODUCTION = `${MARK}
Generated from the instruction table (\`kernel-sim/machine/rows/\`) by \`decode/document.ts\`; do not edit from here on. ${DEFINITIONS.length} encodings.
Anything else raises #UD and is counted in \`Core.unimplemented\`.

Floating point: SSE and SSE2 with every MXCSR setting (rounding, flush to zero, denormals are zeros, exact sticky flags, unmasked exceptions as #XM), the
whole x87 with 80 bits (precision and rounding control, stack faults, unmasked exceptions as #MF, environment), MMX. The transcendental instructions
(fsin, fcos, fsincos, fptan, fpatan, f2xm1, fyl2x, fyl2xp1) are computed with integers and rounded once: within one unit in the last place of a real processor.
rcpps, rcpss, rsqrtps and rsqrtss are left open by the manual; they give the values of AMD's Zen processors, which also are the reference for what else the manual leaves
to the processor (bsf and bsr of 0, the x87's tag and pointer words).

Not there: SSE3 and later, AVX, BMI, popcnt, rdrand, xsave (none is announced by cpuid); monitor and mwait, rdpmc, iret and sysret of 16 and 32 bits, far returns to another
privilege level, call gates, other modes than 64-bit long mode; ins and outs with 32-bit addresses. SSE instructions do not raise #NM for CR0.TS. Segment overrides of xlat and maskmov are
ignored.

Operand notation: E register or memory, G register, R register only, M memory only, V/W/U the same for vectors, I immediate, J relative,
O absolute address, Z register in the opcode, $ a fixed register; sizes b w d q x = 8 to 128 bits, v = 16/32/64, y = 32/64; + read and
written, = written.
`;

/** From MARK to the end of the file. */
export function instructionsDocument(): string {
  const sections = FAMILIES.map(([title, definitions]) => {
    const lines = new Map<string, string[]>();
    for (const d of definitions) {
      if (d.mnemonic === 'invalid') continue;
      const forms = lines.get(d.mnemonic) ?? [];
      forms.push(`\`${d.encoding}\`${d.operands.length > 0 ? ` ${d.operands.join(', ')}` : ''}`);
      lines.set(d.mnemonic, forms);
    }
    const rows = [...lines].map(([mnemonic, forms]) => `- **${mnemonic}** ${forms.join(' · ')}`);
    return `### ${title}\n\n${rows.join('\n')}\n`;
  });
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}
