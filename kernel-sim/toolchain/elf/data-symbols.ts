/** Variables of an executable by name (.symtab, objects), for debuggers. */
import { STT } from './constants';
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
