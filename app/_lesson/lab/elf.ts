/** What a file that is put into the machine is: enough of the ELF header (elf(5)) to say whether it can run there. Pure. */

export type FileKind =
  | { type: 'file' }
  | { type: 'program' }
  | { type: 'module' }
  | { type: 'other-machine'; machine: string }
  | { type: 'dynamic'; interpreter: string };

const ET_REL = 1;
const EM_X86_64 = 62;
const PT_INTERP = 3;
const MACHINES: Readonly<Record<number, string>> = { 3: 'i386', 40: 'ARM', 183: 'AArch64', 243: 'RISC-V', 247: 'eBPF' };

export function kindOf(bytes: Uint8Array): FileKind {
  // A script says on its first line who runs it.
  if (bytes[0] === 0x23 && bytes[1] === 0x21) return { type: 'program' };
  if (bytes.length < 64 || bytes[0] !== 0x7f || String.fromCharCode(...bytes.subarray(1, 4)) !== 'ELF')
    return { type: 'file' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const machine = view.getUint16(18, true);
  if (machine !== EM_X86_64 || bytes[4] !== 2)
    return { type: 'other-machine', machine: MACHINES[machine] ?? `e_machine ${machine}` };
  if (view.getUint16(16, true) === ET_REL) return { type: 'module' };
  const interpreter = interpreterOf(view, bytes);
  return interpreter === null ? { type: 'program' } : { type: 'dynamic', interpreter };
}

function interpreterOf(view: DataView, bytes: Uint8Array): string | null {
  const at = Number(view.getBigUint64(32, true));
  const size = view.getUint16(54, true);
  const count = view.getUint16(56, true);
  for (let n = 0; n < count; n += 1) {
    const header = at + n * size;
    if (header + 56 > bytes.length) return null;
    if (view.getUint32(header, true) !== PT_INTERP) continue;
    const from = Number(view.getBigUint64(header + 8, true));
    const length = Math.min(256, Number(view.getBigUint64(header + 32, true)));
    return new TextDecoder().decode(bytes.subarray(from, from + length)).replace(/\0.*$/s, '');
  }
  return null;
}

/** A name that is safe in a shell line and in a path. */
export const guestName = (name: string): string =>
  (name.split(/[\\/]/).at(-1) ?? '')
    .replace(/[^\w.+-]/g, '_')
    .replace(/^[.-]+/, '')
    .slice(0, 100) || 'file';
