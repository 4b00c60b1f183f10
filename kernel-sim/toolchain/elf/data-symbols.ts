/** Of an executable, for debuggers: variables by name (.symtab, objects), and the bytes that a file has for an address. */
import { SHT, STT } from './constants';
import { ElfFile } from './reader';

export interface DataSymbol {
  name: string;
  address: number;
  size: number;
}

export function dataSymbols(bytes: Uint8Array): DataSymbol[] {
  const elf = ElfFile.open(bytes);
  if (elf === undefined) return [];
  const out: DataSymbol[] = [];
  for (let i = 0; i < elf.symbolCount; i++) {
    const defined = elf.sections[elf.symbolSection(i)] !== undefined && elf.symbolSection(i) !== 0;
    if (!defined || elf.symbolType(i) !== STT.OBJECT) continue;
    out.push({ name: elf.symbolName(i), address: elf.symbolValue(i), size: elf.symbolSize(i) });
  }
  return out;
}

/** Bytes from `address` on as the file has them; empty where no section of it is. */
export function fileBytes(bytes: Uint8Array, address: number, length: number): Uint8Array {
  const elf = ElfFile.open(bytes);
  const section = elf?.sections.find(
    (s) => s.type !== SHT.NOBITS && s.address > 0 && address >= s.address && address < s.address + s.size,
  );
  if (!section) return new Uint8Array();
  const from = section.offset + address - section.address;
  return bytes.subarray(from, Math.min(from + length, section.offset + section.size));
}
