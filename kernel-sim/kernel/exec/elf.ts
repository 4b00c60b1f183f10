/**
 * Reading an ELF64 file: header, program headers, what must be where. Pure: bytes in, a plan out.
 * Follows fs/binfmt_elf.c and the System V ABI. -ENOEXEC for anything that this machine cannot run.
 */
import { PROT_EXEC, PROT_READ, PROT_WRITE } from '../abi/mman';
import { EINVAL, ENOEXEC } from '../errno';

const ET_EXEC = 2;
const ET_DYN = 3;
const EM_X86_64 = 62;
const PT_LOAD = 1;
const PT_INTERP = 3;
const PT_GNU_STACK = 0x6474e551;
const PF_X = 1;
const PF_W = 2;
const PF_R = 4;

export interface ElfSegment {
  vaddr: number;
  offset: number;
  fileSize: number;
  memSize: number;
  prot: number;
}

export interface ElfImage {
  /** Position independent: the kernel chooses where. */
  pie: boolean;
  entry: number;
  segments: readonly ElfSegment[];
  /** Address of the program headers in memory, before the load bias. */
  phdr: number;
  phnum: number;
  phent: number;
  execStack: boolean;
  /** Where the name of its dynamic loader is, if it wants one (the first PT_INTERP). */
  interpreter: { offset: number; size: number } | null;
  /** An error that Linux finds when the old program is gone already: it then kills the task. 0: none. */
  late: number;
}

/** Where the program headers are: first bytes of the file → [offset, bytes]. */
export function elfHeaderExtent(head: Uint8Array): { offset: number; length: number } | number {
  if (head.length < 64 || head[0] !== 0x7f || head[1] !== 0x45 || head[2] !== 0x4c || head[3] !== 0x46) return -ENOEXEC;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const type = view.getUint16(16, true);
  // Class and byte order are not looked at, as on Linux: the machine tells enough.
  if (type !== ET_EXEC && type !== ET_DYN) return -ENOEXEC;
  if (view.getUint16(18, true) !== EM_X86_64 || view.getUint16(54, true) !== 56) return -ENOEXEC;
  const length = view.getUint16(56, true) * 56;
  if (length === 0 || length > 4096) return -ENOEXEC;
  return { offset: Number(view.getBigUint64(32, true)), length };
}

/** The plan of an image from its header and program headers. */
export function parseElf(head: Uint8Array, programHeaders: Uint8Array): ElfImage | number {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const ph = new DataView(programHeaders.buffer, programHeaders.byteOffset, programHeaders.length);
  const segments: ElfSegment[] = [];
  const phoff = Number(view.getBigUint64(32, true));
  let execStack = true;
  let interpreter: ElfImage['interpreter'] = null;
  let phdr = 0;
  let late = 0;
  for (let at = 0; at < programHeaders.length; at += 56) {
    const type = ph.getUint32(at, true);
    const flags = ph.getUint32(at + 4, true);
    if (type === PT_INTERP)
      interpreter ??= { offset: Number(ph.getBigUint64(at + 8, true)), size: Number(ph.getBigUint64(at + 32, true)) };
    if (type === PT_GNU_STACK) execStack = (flags & PF_X) !== 0;
    if (type !== PT_LOAD) continue;
    const segment = {
      offset: Number(ph.getBigUint64(at + 8, true)),
      vaddr: Number(ph.getBigUint64(at + 16, true)),
      fileSize: Number(ph.getBigUint64(at + 32, true)),
      memSize: Number(ph.getBigUint64(at + 40, true)),
      prot: (flags & PF_R ? PROT_READ : 0) | (flags & PF_W ? PROT_WRITE : 0) | (flags & PF_X ? PROT_EXEC : 0),
    };
    if (segment.fileSize > segment.memSize || segment.vaddr + segment.memSize > 0x7ffffffff000) late = -EINVAL;
    if (segment.offset % 4096 !== segment.vaddr % 4096) late = -EINVAL;
    if (phoff >= segment.offset && phoff < segment.offset + segment.fileSize)
      phdr = segment.vaddr + (phoff - segment.offset);
    if (segment.memSize > 0) segments.push(segment);
  }
  if (segments.length === 0) late = -EINVAL;
  return {
    pie: view.getUint16(16, true) === ET_DYN,
    entry: Number(view.getBigUint64(24, true)),
    segments,
    phdr,
    phnum: programHeaders.length / 56,
    phent: 56,
    execStack,
    interpreter,
    late,
  };
}

/** `#!` line → interpreter and its one optional argument. Follows fs/binfmt_script.c; null: no script. */
export function parseScript(head: Uint8Array): { interpreter: string; argument: string | null } | number | null {
  if (head[0] !== 0x23 || head[1] !== 0x21) return null;
  let line = '';
  for (let i = 2; i < head.length; i++) {
    if (head[i] === 0x0a) break;
    if (head[i] === 0) break;
    line += String.fromCharCode(head[i]);
  }
  const match = /^[ \t]*([^ \t]+)[ \t]*(.*?)[ \t]*$/.exec(line);
  if (!match) return -ENOEXEC;
  return { interpreter: match[1], argument: match[2] === '' ? null : match[2] };
}
