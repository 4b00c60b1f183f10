/**
 * Putting addresses into a module's sections. Follows arch/x86/kernel/module.c: apply_relocate_add. A target that is not zero, a
 * value that does not fit, an unknown type: -ENOEXEC with Linux's words.
 */
import { unsigned } from '../arch/kernel-space';
import { ENOEXEC } from '../errno';
import type { ElfModule, Section } from './elf';
import { LoadError } from './elf';
import type { AppliedRelocation } from './types';

export const R_X86_64: Readonly<Record<number, string>> = {
  0: 'R_X86_64_NONE',
  1: 'R_X86_64_64',
  2: 'R_X86_64_PC32',
  4: 'R_X86_64_PLT32',
  10: 'R_X86_64_32',
  11: 'R_X86_64_32S',
  24: 'R_X86_64_PC64',
};

/** Where the bytes of a loaded section are kept until they go to guest memory. */
export type Images = ReadonlyMap<number, Uint8Array>;

export function applyRelocations(
  elf: ElfModule,
  rela: Section,
  target: Section,
  image: Uint8Array,
  name: string,
  report: AppliedRelocation[],
): void {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const { symbols } = elf;
  for (const { offset, type, symbol, addend } of elf.relocations(rela)) {
    const entry = symbols[symbol];
    const size = type === 1 || type === 24 ? 8 : 4;
    if (type === 0) continue;
    if (!entry || !(offset >= 0 && offset + size <= image.length)) throw new LoadError(ENOEXEC);
    // As C does it: all in 64 bits.
    const sum = BigInt(entry.value) + BigInt(addend);
    const place = BigInt(target.address + offset);
    const pcRelative = type === 2 || type === 4 || type === 24;
    const value = BigInt.asUintN(64, pcRelative ? sum - place : sum);
    const old = size === 8 ? view.getBigUint64(offset, true) : BigInt(view.getUint32(offset, true));
    if (!(type in R_X86_64)) throw new LoadError(ENOEXEC, `${name}: Unknown rela relocation: ${type}`);
    if (old !== 0n) {
      const loc = unsigned(target.address + offset).toString(16);
      const text = `x86/modules: Skipping invalid relocation target, existing value is nonzero for type ${type}, loc ${loc}, val ${value.toString(16)}`;
      throw new LoadError(ENOEXEC, text);
    }
    const fits =
      type === 10 ? BigInt.asUintN(32, value) === value : BigInt.asUintN(64, BigInt.asIntN(32, value)) === value;
    if (size === 4 && !fits) {
      // PC-relative relocations that overflow say the same.
      const text = `x86/modules: overflow in relocation type ${type} val ${value.toString(16)}\nx86/modules: \`${name}' likely not compiled with -mcmodel=kernel`;
      throw new LoadError(ENOEXEC, text);
    }
    if (size === 8) view.setBigUint64(offset, value, true);
    else view.setUint32(offset, Number(BigInt.asUintN(32, value)), true);
    if (report.length < 4096) {
      const symbolName = entry.name || elf.sections[entry.section]?.name || '';
      const { name: section } = target;
      report.push({ section, offset, type: R_X86_64[type], symbol: symbolName, value: entry.value, addend });
    }
  }
}
