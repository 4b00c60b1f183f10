/**
 * Mapping an ELF image into a new address space. Follows fs/binfmt_elf.c: elf_map, set_brk, padzero, total_mapping_size.
 */
import { PROT_EXEC, PROT_READ, PROT_WRITE } from '../abi/mman';
import { EFAULT, ENOMEM } from '../errno';
import { handleFault } from '../mm/fault';
import type { MmStruct } from '../mm/mm';
import { ANONYMOUS, type Backing, VmArea, vmaFlags } from '../mm/vma';
import { settle } from '../sleeping';
import type { Sleeping } from '../types';
import type { ElfImage, ElfSegment } from './elf';

const pageDown = (address: number) => address - (address % 4096);
const pageUp = (address: number) => Math.ceil(address / 4096) * 4096;

/** Maps all segments; the load bias (0 for a fixed image), or -ENOMEM, -EFAULT. */
export function* mapImage(mm: MmStruct, image: ElfImage, backing: Backing, name: string): Sleeping<number> {
  const first = pageDown(image.segments[0].vaddr);
  const end = Math.max(...image.segments.map((segment) => pageUp(segment.vaddr + segment.memSize)));
  const bias = image.pie ? mm.unmappedBelow(end - first) - first : 0;
  if (image.pie && bias + first < 0) return -ENOMEM;
  let brk = 0;
  mm.codeStart = Number.POSITIVE_INFINITY;
  for (const segment of image.segments) {
    const result = yield* mapSegment(mm, segment, bias, backing, name);
    if (result < 0) return result;
    brk = Math.max(brk, bias + segment.vaddr + segment.memSize);
    mm.codeStart = Math.min(mm.codeStart, bias + segment.vaddr);
    const end = bias + segment.vaddr + segment.fileSize;
    if (segment.prot & PROT_EXEC) mm.codeEnd = Math.max(mm.codeEnd, end);
    // Linux takes the segment that begins last for the data.
    if (bias + segment.vaddr > mm.dataStart) mm.dataStart = bias + segment.vaddr;
    mm.dataEnd = Math.max(mm.dataEnd, end);
  }
  mm.brkStart = pageUp(brk);
  mm.brk = mm.brkStart;
  return bias;
}

function* mapSegment(
  mm: MmStruct,
  segment: ElfSegment,
  bias: number,
  backing: Backing,
  name: string,
): Sleeping<number> {
  const start = pageDown(bias + segment.vaddr);
  const fileEnd = bias + segment.vaddr + segment.fileSize;
  const mappedEnd = segment.fileSize > 0 ? pageUp(fileEnd) : start;
  const end = pageUp(bias + segment.vaddr + segment.memSize);
  if (mappedEnd > start) {
    mm.unmap(start, mappedEnd);
    mm.insert(new VmArea(start, mappedEnd, segment.prot, vmaFlags(), backing, pageDown(segment.offset), name));
  }
  if (end > mappedEnd) {
    const prot = PROT_READ | PROT_WRITE | segment.prot;
    mm.unmap(mappedEnd, end);
    mm.insert(new VmArea(mappedEnd, end, prot, vmaFlags(), ANONYMOUS, 0, ''));
  }
  // The rest of the last file page belongs to .bss and must read as zero.
  if (segment.memSize <= segment.fileSize || mappedEnd === fileEnd || !(segment.prot & PROT_WRITE)) return 0;
  return yield* writeNew(mm, fileEnd, new Uint8Array(mappedEnd - fileEnd));
}

/** Writes into an address space that does not run yet, making its pages. */
export function* writeNew(mm: MmStruct, address: number, bytes: Uint8Array): Sleeping<number> {
  const { mmu } = mm.shared;
  let done = 0;
  for (;;) {
    done += mmu.copyToUser(mm.cr3, address + done, bytes, done, bytes.length - done);
    if (done >= bytes.length) return 0;
    const access = { write: true, fetch: false };
    const result = yield* settle(handleFault(mm, address + done, access, Number.POSITIVE_INFINITY));
    if (result === 'out-of-memory') return -ENOMEM;
    if (typeof result === 'object') return -EFAULT;
  }
}
