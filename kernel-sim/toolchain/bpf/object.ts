/**
 * What a loader wants of an eBPF object, ours or clang's: programs with their relocations, maps (from BTF or from
 * `struct bpf_map_def`), data sections, BTF. Follows libbpf's bpf_object__open.
 */

import { KIND } from './btf';
import { type BtfType, type LineRecord, readBtf, readLineInfo } from './btf-reader';
import { EM_BPF, R_BPF } from './isa';

export interface BpfRelocation {
  insnIndex: number;
  kind: 'map' | 'data' | 'call';
  /** Map name, data section, or name of the function. */
  symbol: string;
  /** data: bytes from the start of the section. call: instruction index of the function in its section. */
  offset: number;
}

export interface BpfProgram {
  section: string;
  name: string;
  insns: Uint8Array;
  relocations: BpfRelocation[];
  lineInfo: LineRecord[];
  /** BTF number of the function, 0 if unknown. */
  btfFunction: number;
  /** Where it begins in its section, in instructions. */
  start: number;
  global: boolean;
}

export interface BpfMap {
  name: string;
  type: number;
  keySize: number;
  valueSize: number;
  maxEntries: number;
  flags: number;
  /** BTF numbers of key and value, 0 where not given. */
  keyType: number;
  valueType: number;
  /** LIBBPF_PIN_BY_NAME. */
  pinning: number;
}

export interface BpfDataSection {
  name: string;
  bytes: Uint8Array;
  readonly: boolean;
  /** Addresses in it: byte offset → section and offset that it points to. */
  variables: { name: string; offset: number; size: number }[];
}

export interface BpfObjectFile {
  license: string;
  /** All functions; those in `.text` are called by others. */
  programs: BpfProgram[];
  maps: BpfMap[];
  data: BpfDataSection[];
  btf: Uint8Array | undefined;
  btfExt: Uint8Array | undefined;
}

/** Not an object that can be loaded; `code` says why. */
export class BpfObjectError extends Error {
  constructor(
    readonly code: 'not-elf' | 'not-bpf' | 'truncated' | 'bad-relocation' | 'undefined-symbol' | 'bad-map',
    readonly what: string,
  ) {
    super(`${code}: ${what}`);
  }
}

interface Section {
  name: string;
  type: number;
  flags: number;
  link: number;
  info: number;
  size: number;
  entrySize: number;
  bytes: Uint8Array;
}
interface Sym {
  name: string;
  type: number;
  binding: number;
  section: number;
  value: number;
  size: number;
}

const SHT_NOBITS = 8;
const SHT_REL = 9;
const SHT_SYMTAB = 2;
const STT_FUNC = 2;
const STT_SECTION = 3;
const EXECINSTR = 4;
const SHN_UNDEF = 0;

/** Reads the file. Throws BpfObjectError. */
export function readBpfObject(file: Uint8Array): BpfObjectFile {
  return new Reader(file).read();
}

class Reader {
  private readonly view: DataView;
  private readonly sections: Section[] = [];
  private readonly symbols: Sym[] = [];
  private types: BtfType[] = [];
  private readonly maps: (BpfMap & { section: number; offset: number })[] = [];

  constructor(private readonly file: Uint8Array) {
    this.view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  }

  read(): BpfObjectFile {
    this.readSections();
    this.readSymbols();
    const btf = this.named('.BTF')?.bytes;
    const btfExt = this.named('.BTF.ext')?.bytes;
    if (btf) this.types = readBtf(btf);
    this.readMaps();
    const programs = this.readPrograms();
    if (btf && btfExt) this.attachLines(programs, btf, btfExt);
    this.readRelocations(programs);
    const license = this.named('license')?.bytes ?? new Uint8Array(0);
    return {
      license: text(license, 0),
      programs,
      maps: this.maps.map(({ section: _section, offset: _offset, ...map }) => map),
      data: this.readData(),
      btf,
      btfExt,
    };
  }

  private named(name: string): Section | undefined {
    return this.sections.find((s) => s.name === name);
  }

  private readSections(): void {
    const { file, view } = this;
    if (file.length < 64 || view.getUint32(0) !== 0x7f454c46 || file[4] !== 2 || file[5] !== 1)
      throw new BpfObjectError('not-elf', 'no ELF64 little-endian header');
    if (view.getUint16(16, true) !== 1 || view.getUint16(18, true) !== EM_BPF)
      throw new BpfObjectError('not-bpf', `machine ${view.getUint16(18, true)}`);
    const offset = Number(view.getBigUint64(40, true));
    const count = view.getUint16(60, true);
    const names = view.getUint16(62, true);
    if (view.getUint16(58, true) !== 64 || offset + count * 64 > file.length)
      throw new BpfObjectError('truncated', 'section headers');
    const nameOffsets: number[] = [];
    for (let i = 0; i < count; i++) {
      const at = offset + i * 64;
      const type = view.getUint32(at + 4, true);
      const from = Number(view.getBigUint64(at + 24, true));
      const size = Number(view.getBigUint64(at + 32, true));
      const hasBytes = type !== SHT_NOBITS && type !== 0;
      if (hasBytes && from + size > file.length) throw new BpfObjectError('truncated', `section ${i}`);
      if (!hasBytes && size > 1 << 26) throw new BpfObjectError('truncated', `section ${i}`);
      nameOffsets.push(view.getUint32(at, true));
      this.sections.push({
        name: '',
        type,
        flags: Number(view.getBigUint64(at + 8, true)),
        link: view.getUint32(at + 40, true),
        info: view.getUint32(at + 44, true),
        size,
        entrySize: Number(view.getBigUint64(at + 56, true)),
        bytes: hasBytes ? file.subarray(from, from + size) : new Uint8Array(type === SHT_NOBITS ? size : 0),
      });
    }
    const table = this.sections[names]?.bytes ?? new Uint8Array(0);
    this.sections.forEach((s, i) => {
      s.name = text(table, nameOffsets[i]);
    });
  }

  private readSymbols(): void {
    const table = this.sections.find((s) => s.type === SHT_SYMTAB);
    if (!table) return;
    const strings = this.sections[table.link]?.bytes ?? new Uint8Array(0);
    const view = viewOf(table.bytes);
    for (let at = 0; at + 24 <= table.bytes.length; at += 24) {
      const info = table.bytes[at + 4];
      this.symbols.push({
        name: text(strings, view.getUint32(at, true)),
        type: info & 15,
        binding: info >> 4,
        section: view.getUint16(at + 6, true),
        value: Number(view.getBigUint64(at + 8, true)),
        size: Number(view.getBigUint64(at + 16, true)),
      });
    }
  }

  // Maps

  private readMaps(): void {
    this.sections.forEach((section, index) => {
      if (section.name === '.maps') this.btfMaps(index);
      else if (section.name === 'maps' || section.name.startsWith('maps/')) this.legacyMaps(section, index);
    });
  }

  /** struct bpf_map_def: five words, perhaps more that must be zero. */
  private legacyMaps(section: Section, index: number): void {
    const here = this.symbols.filter((s) => s.section === index && s.type !== STT_SECTION && s.name !== '');
    const view = viewOf(section.bytes);
    for (const symbol of here.sort((a, b) => a.value - b.value)) {
      if (symbol.value + 20 > section.bytes.length) throw new BpfObjectError('bad-map', symbol.name);
      const word = (n: number) => view.getUint32(symbol.value + n * 4, true);
      this.maps.push({
        name: symbol.name,
        type: word(0),
        keySize: word(1),
        valueSize: word(2),
        maxEntries: word(3),
        flags: word(4),
        keyType: 0,
        valueType: 0,
        pinning: 0,
        section: index,
        offset: symbol.value,
      });
    }
  }

  /** The definition is in the types of the members: `int (*type)[N]` is a number, `T *key` a type. */
  private btfMaps(index: number): void {
    const { types } = this;
    const section = types.find((t) => t.kind === KIND.DATASEC && t.name === '.maps');
    if (!section) throw new BpfObjectError('bad-map', '.maps without BTF');
    for (const entry of section.entries) {
      const variable = types[entry.type];
      const definition = variable && this.resolve(variable.type);
      if (definition?.kind !== KIND.STRUCT) throw new BpfObjectError('bad-map', variable?.name ?? '?');
      const symbol = this.symbols.find((s) => s.section === index && s.name === variable.name);
      this.maps.push(this.btfMap(variable.name, definition, index, symbol?.value ?? entry.offset));
    }
    this.maps.sort((a, b) => a.offset - b.offset);
  }

  private btfMap(name: string, definition: BtfType, section: number, offset: number) {
    const map = {
      name,
      type: 0,
      keySize: 0,
      valueSize: 0,
      maxEntries: 0,
      flags: 0,
      keyType: 0,
      valueType: 0,
      pinning: 0,
    };
    for (const member of definition.members) {
      const pointer = this.resolve(member.type);
      if (pointer?.kind !== KIND.PTR) continue;
      const number = () => {
        const array = this.resolve(pointer.type);
        if (array?.kind !== KIND.ARRAY) throw new BpfObjectError('bad-map', `${name}.${member.name}`);
        return array.length;
      };
      switch (member.name) {
        case 'type':
          map.type = number();
          break;
        case 'max_entries':
          map.maxEntries = number();
          break;
        case 'map_flags':
          map.flags = number();
          break;
        case 'key_size':
          map.keySize = number();
          break;
        case 'value_size':
          map.valueSize = number();
          break;
        case 'pinning':
          map.pinning = number();
          break;
        case 'key':
          map.keyType = pointer.type;
          map.keySize = this.sizeOf(pointer.type);
          break;
        case 'value':
          map.valueType = pointer.type;
          map.valueSize = this.sizeOf(pointer.type);
      }
    }
    return { ...map, section, offset };
  }

  /** The type without typedefs and qualifiers. */
  private resolve(id: number): BtfType | undefined {
    let type = this.types[id];
    const through: readonly number[] = [KIND.TYPEDEF, KIND.CONST, KIND.VOLATILE, KIND.RESTRICT];
    for (let i = 0; i < 32 && type !== undefined && through.includes(type.kind); i++) type = this.types[type.type];
    return type;
  }

  private sizeOf(id: number): number {
    const type = this.resolve(id);
    if (type === undefined) return 0;
    if (type.kind === KIND.PTR) return 8;
    if (type.kind === KIND.ARRAY) return type.length * this.sizeOf(type.type);
    return type.size;
  }

  // Programs

  private readPrograms(): BpfProgram[] {
    const programs: BpfProgram[] = [];
    this.sections.forEach((section, index) => {
      if ((section.flags & EXECINSTR) === 0 || section.size === 0) return;
      const here = this.symbols.filter((s) => s.section === index && s.type === STT_FUNC);
      for (const symbol of here.sort((a, b) => a.value - b.value)) {
        if (symbol.value + symbol.size > section.bytes.length) throw new BpfObjectError('truncated', symbol.name);
        programs.push({
          section: section.name,
          name: symbol.name,
          insns: section.bytes.slice(symbol.value, symbol.value + symbol.size),
          relocations: [],
          lineInfo: [],
          btfFunction: 0,
          start: symbol.value / 8,
          global: symbol.binding !== 0,
        });
      }
    });
    return programs;
  }

  private attachLines(programs: BpfProgram[], btf: Uint8Array, ext: Uint8Array): void {
    const info = readLineInfo(btf, ext);
    for (const program of programs) {
      const end = program.start + program.insns.length / 8;
      const lines = info.lines.get(program.section) ?? [];
      program.lineInfo = lines
        .filter((l) => l.insn >= program.start && l.insn < end)
        .map((l) => ({ ...l, insn: l.insn - program.start }));
      const found = info.functions.get(program.section)?.find((f) => f.insn === program.start);
      program.btfFunction = found?.type ?? 0;
    }
  }

  private readRelocations(programs: readonly BpfProgram[]): void {
    for (const table of this.sections) {
      if (table.type !== SHT_REL) continue;
      const target = this.sections[table.info];
      if (target === undefined || (target.flags & EXECINSTR) === 0) continue;
      const view = viewOf(table.bytes);
      for (let at = 0; at + 16 <= table.bytes.length; at += 16) {
        const insn = Number(view.getBigUint64(at, true)) / 8;
        const symbol = this.symbols[view.getUint32(at + 12, true)];
        const program = programs.find(
          (p) => p.section === target.name && insn >= p.start && insn < p.start + p.insns.length / 8,
        );
        if (!program || !symbol) throw new BpfObjectError('bad-relocation', `${target.name} insn ${insn}`);
        const imm = viewOf(target.bytes).getInt32(insn * 8 + 4, true);
        program.relocations.push(
          this.relocation(insn - program.start, symbol, view.getUint32(at + 8, true), imm, programs),
        );
      }
    }
    this.localCalls(programs);
  }

  private relocation(
    insnIndex: number,
    symbol: Sym,
    type: number,
    imm: number,
    programs: readonly BpfProgram[],
  ): BpfRelocation {
    if (symbol.section === SHN_UNDEF) throw new BpfObjectError('undefined-symbol', symbol.name);
    const section = this.sections[symbol.section];
    if (section === undefined) throw new BpfObjectError('bad-relocation', symbol.name);
    const isCode = (section.flags & EXECINSTR) !== 0;
    if (type === R_BPF.CALL32 || isCode) {
      // A call through the section counts from its start; imm is relative to the next instruction.
      const to = symbol.value / 8 + (type === R_BPF.CALL32 ? imm + 1 : imm / 8);
      const callee = programs.find((p) => p.section === section.name && p.start === to);
      if (!callee) throw new BpfObjectError('bad-relocation', `${section.name}+${to}`);
      return { insnIndex, kind: 'call', symbol: callee.name, offset: 0 };
    }
    const map = this.maps.find((m) => m.section === symbol.section && m.offset === symbol.value);
    if (map && (symbol.type !== STT_SECTION || imm === 0))
      return { insnIndex, kind: 'map', symbol: map.name, offset: 0 };
    if (section.name === '.maps' || section.name === 'maps') {
      const within = this.maps.find((m) => m.section === symbol.section && m.offset === symbol.value + imm);
      if (within) return { insnIndex, kind: 'map', symbol: within.name, offset: 0 };
      throw new BpfObjectError('bad-relocation', `${section.name}+${symbol.value + imm}`);
    }
    return { insnIndex, kind: 'data', symbol: section.name, offset: symbol.value + imm };
  }

  /** Calls within a section need no relocation: clang has resolved them. They become relocations, for sections are taken apart. */
  private localCalls(programs: readonly BpfProgram[]): void {
    for (const program of programs) {
      const view = viewOf(program.insns);
      for (let i = 0; i * 8 < program.insns.length; i++) {
        const wide = program.insns[i * 8] === 0x18;
        const isCall = program.insns[i * 8] === 0x85 && program.insns[i * 8 + 1] >> 4 === 1;
        if (isCall && !program.relocations.some((r) => r.insnIndex === i)) {
          const to = program.start + i + 1 + view.getInt32(i * 8 + 4, true);
          const callee = programs.find((p) => p.section === program.section && p.start === to);
          if (!callee) throw new BpfObjectError('bad-relocation', `${program.section}+${to}`);
          program.relocations.push({ insnIndex: i, kind: 'call', symbol: callee.name, offset: 0 });
        }
        if (wide) i++;
      }
      program.relocations.sort((a, b) => a.insnIndex - b.insnIndex);
    }
  }

  private readData(): BpfDataSection[] {
    const out: BpfDataSection[] = [];
    this.sections.forEach((section, index) => {
      if (!/^\.(data|rodata|bss)(\.|$)/.test(section.name) || section.size === 0) return;
      const bytes = section.bytes.slice();
      this.pointersIn(index, bytes);
      out.push({
        name: section.name,
        bytes,
        readonly: section.name.startsWith('.rodata'),
        variables: this.symbols
          .filter((s) => s.section === index && s.type !== STT_SECTION && s.name !== '')
          .map((s) => ({ name: s.name, offset: s.value, size: s.size })),
      });
    });
    return out;
  }

  /** Addresses of other data cannot be known before the maps are made: libbpf refuses them, and so do we. */
  private pointersIn(index: number, bytes: Uint8Array): void {
    const table = this.sections.find((s) => s.type === SHT_REL && s.info === index);
    if (table && bytes.length > 0)
      throw new BpfObjectError('bad-relocation', `address in data: ${this.sections[index].name}`);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function text(bytes: Uint8Array, from: number): string {
  let end = from;
  while (end < bytes.length && bytes[end] !== 0) end++;
  return new TextDecoder().decode(bytes.subarray(from, end));
}
