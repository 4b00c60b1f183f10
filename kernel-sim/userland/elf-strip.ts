/**
 * Takes symbols and debug information off an ELF executable, as strip(1) does: what no segment loads goes, and with it
 * the section headers. The programs of the initramfs become half as large; learners' own programs keep theirs.
 */
export function stripElf(elf: Uint8Array): Uint8Array {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  const headers = Number(view.getBigUint64(0x20, true));
  const size = view.getUint16(0x36, true);
  const count = view.getUint16(0x38, true);
  let end = headers + size * count;
  for (let i = 0; i < count; i++) {
    const at = headers + i * size;
    const offset = Number(view.getBigUint64(at + 8, true));
    const inFile = Number(view.getBigUint64(at + 32, true));
    end = Math.max(end, offset + inFile);
  }
  const stripped = elf.slice(0, end);
  const out = new DataView(stripped.buffer);
  /* e_shoff, e_shnum, e_shstrndx */
  out.setBigUint64(0x28, 0n, true);
  out.setUint16(0x3c, 0, true);
  out.setUint16(0x3e, 0, true);
  return stripped;
}
