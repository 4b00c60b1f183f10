/**
 * Where everything goes: input sections → output sections → segments with page-aligned addresses.
 * linux: headers and constants R, code R-X, data RW. bare: code and constants R-X from the base on, data RW.
 */
import { EHDR_SIZE, PF, PHDR_SIZE, SHF, SHT } from '../elf/constants';
import type { Target } from '../types';
import type { InputObject, InputSection } from './input';

export interface OutputSection {
  name: string;
  type: number;
  flags: number;
  align: number;
  address: number;
  fileOffset: number;
  size: number;
  inputs: InputSection[];
}

export interface Segment {
  flags: number;
  sections: OutputSection[];
  address: number;
  fileOffset: number;
  fileSize: number;
  memorySize: number;
  /** The file header and the program headers are mapped at its start. */
  holdsHeaders: boolean;
}

export interface Layout {
  sections: OutputSection[];
  segments: Segment[];
  base: number;
  programHeaders: number;
  fileSize: number;
  tls?: { address: number; fileOffset: number; fileSize: number; memorySize: number; align: number };
}

export const PAGE = 4096;
const PREFIXES = [
  '.text',
  '.rodata',
  '.data',
  '.bss',
  '.init_array',
  '.fini_array',
  '.preinit_array',
  '.tdata',
  '.tbss',
];
const DROPPED = /^\.(comment|note|eh_frame|gnu\.)/;

function outputName(name: string): string {
  for (const prefix of PREFIXES) if (name.startsWith(prefix) && name[prefix.length] === '.') return prefix;
  return name;
}

/** Order within the file: the smaller comes first. */
function rank(s: OutputSection): number {
  if ((s.flags & SHF.EXECINSTR) !== 0)
    return /multiboot|\.boot|\.head/.test(s.name) ? 20 : s.name === '.init' ? 21 : s.name === '.fini' ? 23 : 22;
  if ((s.flags & SHF.WRITE) === 0) return /multiboot|\.boot|\.head/.test(s.name) ? 10 : 11;
  if ((s.flags & SHF.TLS) !== 0) return s.type === SHT.NOBITS ? 31 : 30;
  if (s.name === '.preinit_array') return 32;
  if (s.name === '.init_array') return 33;
  if (s.name === '.fini_array') return 34;
  return s.type === SHT.NOBITS ? 41 : 40;
}

/** Priority of .init_array.NNN: lower runs first; plain ones last. */
function priority(name: string): number {
  const match = /^\.(?:init|fini)_array\.(\d+)$/.exec(name);
  return match === null ? 65536 : Number(match[1]);
}

/** Sorts the input sections into output sections. */
export function collectSections(objects: readonly InputObject[]): OutputSection[] {
  const byName = new Map<string, OutputSection>();
  for (const object of objects) {
    for (const section of object.sections) {
      if (section === undefined || DROPPED.test(section.name)) continue;
      const { header } = section;
      const allocated = (header.flags & SHF.ALLOC) !== 0;
      if (!allocated && !section.name.startsWith('.debug_')) continue;
      if (header.size === 0 && allocated) {
        // Symbols may still point at an empty section: it joins its output, but creates none.
        if (byName.get(outputName(section.name)) === undefined && !['.text', '.data', '.bss'].includes(section.name))
          continue;
      }
      const name = outputName(section.name);
      let output = byName.get(name);
      if (output === undefined) {
        output = {
          name,
          type: header.type,
          flags: header.flags & (SHF.ALLOC | SHF.WRITE | SHF.EXECINSTR | SHF.TLS),
          align: 1,
          address: 0,
          fileOffset: 0,
          size: 0,
          inputs: [],
        };
        byName.set(name, output);
      }
      output.flags |= header.flags & (SHF.WRITE | SHF.EXECINSTR);
      if (header.type !== SHT.NOBITS && output.type === SHT.NOBITS) output.type = header.type;
      output.align = Math.max(output.align, header.align || 1);
      output.inputs.push(section);
      section.output = output;
    }
  }
  const sections = [...byName.values()];
  for (const s of sections) {
    if (s.name === '.init_array' || s.name === '.fini_array')
      s.inputs = s.inputs
        .map((input, i) => ({ input, i }))
        .sort((a, b) => priority(a.input.name) - priority(b.input.name) || a.i - b.i)
        .map((e) => e.input);
    placeInputs(s);
  }
  return sections;
}

function placeInputs(s: OutputSection): void {
  let at = 0;
  for (const input of s.inputs) {
    const align = input.header.align || 1;
    at = Math.ceil(at / align) * align;
    input.offset = at;
    at += input.header.size;
  }
  s.size = at;
}

/** Adds room for common symbols at the end of .bss; gives the offset. */
export function reserveCommon(
  sections: OutputSection[],
  size: number,
  align: number,
): { section: OutputSection; offset: number } {
  let bss = sections.find((s) => s.name === '.bss');
  if (bss === undefined) {
    bss = {
      name: '.bss',
      type: SHT.NOBITS,
      flags: SHF.ALLOC | SHF.WRITE,
      align: 1,
      address: 0,
      fileOffset: 0,
      size: 0,
      inputs: [],
    };
    sections.push(bss);
  }
  bss.align = Math.max(bss.align, align);
  const offset = Math.ceil(bss.size / align) * align;
  bss.size = offset + size;
  return { section: bss, offset };
}

function segmentFlags(s: OutputSection, target: Target): number {
  if ((s.flags & SHF.WRITE) !== 0) return PF.R | PF.W;
  if ((s.flags & SHF.EXECINSTR) !== 0 || target === 'bare') return PF.R | PF.X;
  return PF.R;
}

/** Gives addresses and file offsets to all output sections. */
export function assignAddresses(sections: OutputSection[], target: Target, base: number): Layout {
  const allocated = sections.filter((s) => (s.flags & SHF.ALLOC) !== 0);
  allocated.sort((a, b) => rank(a) - rank(b));
  // Bare metal: code first, so that _start's segment begins at the base.
  if (target === 'bare') allocated.sort((a, b) => bareRank(a) - bareRank(b));
  const segments: Segment[] = [];
  const flagsInOrder = target === 'bare' ? [PF.R | PF.X, PF.R | PF.W] : [PF.R, PF.R | PF.X, PF.R | PF.W];
  for (const flags of flagsInOrder) {
    const members = allocated.filter((s) => segmentFlags(s, target) === flags);
    const holdsHeaders = target === 'linux' && flags === PF.R;
    if (members.length > 0 || holdsHeaders)
      segments.push({ flags, sections: members, address: 0, fileOffset: 0, fileSize: 0, memorySize: 0, holdsHeaders });
  }
  const hasTls = allocated.some((s) => (s.flags & SHF.TLS) !== 0);
  const programHeaders = segments.length + 1 + (hasTls ? 1 : 0);
  const headers = EHDR_SIZE + programHeaders * PHDR_SIZE;
  let address = base;
  let offset = target === 'linux' ? 0 : headers;
  for (const segment of segments) {
    address = Math.ceil(address / PAGE) * PAGE;
    offset = Math.ceil(offset / PAGE) * PAGE;
    segment.address = address;
    segment.fileOffset = offset;
    if (segment.holdsHeaders) {
      address += headers;
      offset += headers;
    }
    for (const s of segment.sections) {
      const aligned = Math.ceil(address / s.align) * s.align;
      offset += aligned - address;
      address = aligned;
      s.address = address;
      s.fileOffset = offset;
      if ((s.flags & SHF.TLS) !== 0 && s.type === SHT.NOBITS) continue;
      address += s.size;
      if (s.type !== SHT.NOBITS) {
        offset += s.size;
        segment.fileSize = offset - segment.fileOffset;
      } else offset = segment.fileOffset + segment.fileSize;
    }
    if (segment.holdsHeaders) segment.fileSize = Math.max(segment.fileSize, headers);
    segment.memorySize = address - segment.address;
    offset = segment.fileOffset + segment.fileSize;
  }
  for (const s of sections) {
    if ((s.flags & SHF.ALLOC) !== 0) continue;
    offset = Math.ceil(offset / s.align) * s.align;
    s.fileOffset = offset;
    offset += s.size;
  }
  const ordered = [...allocated, ...sections.filter((s) => (s.flags & SHF.ALLOC) === 0)];
  return {
    sections: ordered,
    segments,
    base,
    programHeaders,
    fileSize: offset,
    tls: hasTls ? tlsSegment(allocated) : undefined,
  };
}

function bareRank(s: OutputSection): number {
  if (/multiboot|\.boot|\.head/.test(s.name)) return 0;
  if ((s.flags & SHF.WRITE) !== 0) return s.type === SHT.NOBITS ? 4 : 3;
  return (s.flags & SHF.EXECINSTR) !== 0 ? 1 : 2;
}

function tlsSegment(allocated: OutputSection[]): Layout['tls'] {
  const parts = allocated.filter((s) => (s.flags & SHF.TLS) !== 0);
  const align = Math.max(...parts.map((s) => s.align));
  const address = parts[0].address;
  const last = parts[parts.length - 1];
  const data = parts.filter((s) => s.type !== SHT.NOBITS);
  const fileSize = data.length === 0 ? 0 : data[data.length - 1].address + data[data.length - 1].size - address;
  return { address, fileOffset: parts[0].fileOffset, fileSize, memorySize: last.address + last.size - address, align };
}
