/**
 * From the bytes of a .ko to a module in memory: checks, layout, symbols, relocations, parameters. Follows
 * kernel/module/main.c: load_module, in its order, with its messages. What may sleep (init) is in syscalls.ts.
 */
import { MODULES_START } from '../arch/kernel-space';
import { EEXIST, ENOENT, ENOEXEC, ENOMEM } from '../errno';
import { UTS } from '../syscalls/uts';
import { readLines } from './debug-line';
import * as E from './elf';
import { ElfModule, type ElfSymbol, LoadError, type Section } from './elf';
import type { KernelSymbol } from './kallsyms';
import { type Layout, Module } from './module';
import { applyRelocations } from './relocate';
import { at, sizeOf } from './structs';
import type { ModuleSystem } from './system';
import { TAINT } from './taint';

const VERMAGIC_OPTIONS = ' SMP preempt mod_unload modversions ';
export const VERMAGIC = UTS.release + VERMAGIC_OPTIONS;
const GPL_LICENSES = new Set([
  'GPL',
  'GPL v2',
  'GPL and additional rights',
  'Dual BSD/GPL',
  'Dual MIT/GPL',
  'Dual MPL/GPL',
]);
/** Sections that stay in the file though they are marked to be loaded. */
const NOT_LOADED = new Set(['.modinfo', '__versions']);
export const MODULE_INIT_IGNORE_MODVERSIONS = 1;
export const MODULE_INIT_IGNORE_VERMAGIC = 2;

export function isGpl(license: string): boolean {
  return GPL_LICENSES.has(license);
}

/** Loads up to the point where init may be called. The module is in the list, coming. Throws LoadError. */
export function loadModule(system: ModuleSystem, bytes: Uint8Array, flags: number): Module {
  const elf = new ElfModule(bytes);
  const info = findThisModule(elf);
  const module = new Module(system, info.name, elf.modinfo('license') ?? 'unspecified');
  const forced = checkModinfo(system, module, elf, flags);
  if (system.modules.has(module.name)) throw new LoadError(EEXIST);
  const unsigned = !system.isSigned(bytes);
  if (unsigned) {
    if (!system.hasTaint(TAINT.UNSIGNED_MODULE))
      system.kernel.printk(
        5,
        `${module.name}: module verification failed: signature and/or required key missing - tainting kernel`,
      );
    taint(system, module, TAINT.UNSIGNED_MODULE);
  }
  if (forced) taint(system, module, TAINT.FORCED_MODULE);
  try {
    build(system, module, elf, info.section);
  } catch (error) {
    release(system, module);
    throw error;
  }
  return module;
}

/** Frees a module's memory and lets go of what it uses. */
export function release(system: ModuleSystem, module: Module): void {
  for (const used of module.uses) {
    used.usedBy.delete(module);
    used.put();
  }
  module.uses.clear();
  freeLayout(system, module.core);
  freeLayout(system, module.init);
  system.kallsyms.dropModule(module.name);
  if (system.modules.get(module.name) === module) system.modules.delete(module.name);
}

/** The init part is not needed any more (do_free_init). */
export function releaseInit(system: ModuleSystem, module: Module): void {
  freeLayout(system, module.init);
  module.init = { base: 0, size: 0 };
  module.symbols = module.symbols.filter(({ address }) => module.contains(address) || address === 0);
  system.kallsyms.setModule(module.name, module.symbols);
  module.sections = module.sections.filter((section) => !section.init);
}

function freeLayout(system: ModuleSystem, layout: Layout): void {
  const { base, size } = layout;
  system.layouts.delete(layout);
  for (let at = 0; at < size; at += 4096) {
    const frame = system.memory.unmap(base + at);
    if (frame >= 0) system.kernel.frames.put(frame);
  }
  if (size > 0) system.kernel.core.mmu.flushAll();
}

function taint(system: ModuleSystem, module: Module, bit: number): void {
  module.taints |= 1 << bit;
  system.taint(bit);
}

function findThisModule(elf: ElfModule): { name: string; section: Section } {
  const section = elf.find('.gnu.linkonce.this_module');
  const named = elf.modinfo('name');
  if (!section || section.type === E.SHT_NOBITS)
    throw new LoadError(ENOEXEC, `${named ?? '(missing .modinfo name field)'}: No module found in object`, 4);
  if (section.size < sizeOf('module') || !(section.flags & E.SHF_ALLOC)) throw new LoadError(ENOEXEC);
  const raw = elf.contents(section).subarray(at('module', 'name'), at('module', 'name') + 56);
  const end = raw.indexOf(0);
  const name = new TextDecoder().decode(raw.subarray(0, end < 0 ? 56 : end));
  if (name === '' || /[^\w-]/.test(name)) throw new LoadError(ENOEXEC);
  return { name, section };
}

/** check_modinfo. True: force was used. */
function checkModinfo(system: ModuleSystem, module: Module, elf: ElfModule, flags: number): boolean {
  const printk = (level: number, text: string) => system.kernel.printk(level, text);
  const magic = flags & MODULE_INIT_IGNORE_VERMAGIC ? undefined : elf.modinfo('vermagic');
  let forced = false;
  if (magic === undefined) {
    forced = true;
    if (!system.hasTaint(TAINT.FORCED_MODULE)) printk(4, `${module.name}: bad vermagic: kernel tainted.`);
  } else if (!sameMagic(magic, elf.find('__versions') !== undefined)) {
    throw new LoadError(ENOEXEC, `${module.name}: version magic '${magic}' should be '${VERMAGIC}'`);
  }
  if (elf.modinfo('intree') === undefined) {
    if (!system.hasTaint(TAINT.OOT_MODULE)) printk(4, `${module.name}: loading out-of-tree module taints kernel.`);
    taint(system, module, TAINT.OOT_MODULE);
  }
  if (elf.modinfo('retpoline') === undefined)
    printk(4, `${module.name}: loading module not compiled with retpoline compiler.`);
  if (elf.modinfo('staging') !== undefined) {
    taint(system, module, TAINT.CRAP);
    printk(4, `${module.name}: module is from the staging directory, the quality is unknown, you have been warned.`);
  }
  if (!isGpl(module.license)) {
    if (!system.hasTaint(TAINT.PROPRIETARY_MODULE)) {
      printk(4, `${module.name}: module license '${module.license}' taints kernel.`);
      printk(4, 'Disabling lock debugging due to kernel taint');
    }
    taint(system, module, TAINT.PROPRIETARY_MODULE);
  }
  module.srcversion = elf.modinfo('srcversion') ?? '';
  module.version = elf.modinfo('version') ?? '';
  return forced;
}

/** With checksums of symbols the release does not matter, only the options. */
function sameMagic(magic: string, versions: boolean): boolean {
  if (!versions) return magic === VERMAGIC;
  return magic.slice(magic.indexOf(' ')) === VERMAGIC_OPTIONS;
}

function build(system: ModuleSystem, module: Module, elf: ElfModule, self: Section): void {
  layOut(system, module, elf);
  module.self = self.address;
  const images = new Map<number, Uint8Array>();
  for (const section of elf.sections)
    if (section.address !== 0) images.set(section.index, elf.contents(section).slice());
  const percpu = elf.find('.data..percpu');
  if (percpu) percpu.address = system.allocPercpu(percpu.size, elf.contents(percpu));
  system.modules.set(module.name, module);
  resolveSymbols(system, module, elf);
  for (const rela of elf.sections) {
    const target = elf.sections[rela.info];
    const image = rela.type === E.SHT_RELA && target ? images.get(target.index) : undefined;
    if (image) applyRelocations(elf, rela, target, image, module.name, module.relocations);
  }
  patchText(elf, images);
  for (const [index, image] of images) system.memory.setBytes(elf.sections[index].address, image);
  collect(system, module, elf);
  protect(system, module, elf);
}

const up = (value: number, align: number): number => Math.ceil(value / align) * align;

/** layout_sections: text, read-only data, data; what belongs to init apart. Each group on pages of its own. */
function layOut(system: ModuleSystem, module: Module, elf: ElfModule): void {
  const loaded = elf.sections.filter(
    ({ flags, name, size, type }) =>
      flags & E.SHF_ALLOC && !NOT_LOADED.has(name) && name !== '.data..percpu' && (size > 0 || type === E.SHT_NOBITS),
  );
  const groups: ((section: Section) => boolean)[] = [
    ({ flags }) => (flags & E.SHF_EXECINSTR) !== 0,
    ({ flags }) => (flags & (E.SHF_EXECINSTR | E.SHF_WRITE)) === 0,
    ({ flags, name }) => (flags & E.SHF_WRITE) !== 0 && name.startsWith('.data..ro_after_init'),
    ({ flags }) => (flags & E.SHF_WRITE) !== 0,
  ];
  for (const init of [false, true]) {
    const own = loaded.filter(({ name }) => name.startsWith('.init') === init);
    const placed = new Map<Section, number>();
    let size = 0;
    for (const group of groups) {
      for (const section of own) {
        if (placed.has(section) || !group(section)) continue;
        const offset = up(size, Math.max(1, section.align));
        placed.set(section, offset);
        size = offset + section.size;
      }
      size = up(size, 4096);
    }
    if (size === 0) continue;
    if (size > 64 << 20) throw new LoadError(ENOMEM);
    const layout = allocate(system, size);
    if (init) module.init = layout;
    else module.core = layout;
    for (const [section, offset] of placed) {
      section.address = layout.base + offset;
      const { name, address, flags } = section;
      module.sections.push({ name, address, size: section.size, flags, init });
    }
  }
}

/** module_alloc: the lowest hole, with a page of nothing behind. */
function allocate(system: ModuleSystem, size: number): Layout {
  const taken = [...system.layouts].sort((a, b) => a.base - b.base);
  let base = MODULES_START;
  for (const layout of taken) {
    if (layout.base - base >= size + 4096) break;
    base = Math.max(base, layout.base + layout.size + 4096);
  }
  const pages = size / 4096;
  if (pages > system.kernel.frames.free) throw new LoadError(ENOMEM);
  const layout = { base, size };
  for (let i = 0; i < pages; i++) {
    const frame = system.kernel.frames.alloc('kernel');
    if (frame < 0 || !system.memory.map(base + i * 4096, frame, { write: true, exec: false })) {
      freeLayout(system, { base, size: i * 4096 });
      throw new LoadError(ENOMEM);
    }
  }
  system.layouts.add(layout);
  return layout;
}

/** simplify_symbols. */
function resolveSymbols(system: ModuleSystem, module: Module, elf: ElfModule): void {
  const unknown: string[] = [];
  for (const symbol of elf.symbols.slice(1)) {
    const { section } = symbol;
    if (section === E.SHN_ABS) continue;
    if (section === E.SHN_COMMON) {
      if (symbol.name.startsWith('__gnu_lto')) continue;
      throw new LoadError(ENOEXEC, `${module.name}: please compile with -fno-common`, 4);
    }
    if (section === E.SHN_UNDEF) {
      const found = resolve(system, module, symbol.name);
      if (found !== undefined) symbol.value = found;
      else if (symbol.binding === E.STB_WEAK) symbol.value = 0;
      else unknown.push(symbol.name);
      continue;
    }
    const home = elf.sections[section];
    if (!home) throw new LoadError(ENOEXEC);
    symbol.value += home.address;
  }
  if (unknown.length === 0) return;
  for (const name of unknown) system.kernel.printk(4, `${module.name}: Unknown symbol ${name} (err -2)`);
  throw new LoadError(ENOENT);
}

function resolve(system: ModuleSystem, module: Module, name: string): number | undefined {
  const own = system.exports.get(name);
  const mayUseGpl = isGpl(module.license);
  if (own && !own.row.internal) {
    if (own.row.gpl && !mayUseGpl) return undefined;
    if (own.row.gpl) module.usingGplOnly = true;
    module.imports.push({ name, address: own.address, from: 'vmlinux' });
    return own.address;
  }
  for (const other of system.modules.values()) {
    const found = other.exports.find((symbol) => symbol.name === name);
    if (!found || other === module || (found.gpl && !mayUseGpl)) continue;
    if (!module.uses.has(other)) {
      if (!other.get()) return undefined;
      module.uses.add(other);
      other.usedBy.add(module);
    }
    module.imports.push({ name, address: found.address, from: other.name });
    return found.address;
  }
  return undefined;
}

/**
 * Code that the kernel rewrites at load: profiling calls become nops (ftrace), jumps to the return thunk become `ret`
 * (apply_returns, on a CPU that needs no thunk).
 */
function patchText(elf: ElfModule, images: ReadonlyMap<number, Uint8Array>): void {
  const patch = (address: number, bytes: readonly number[]) => {
    for (const [index, image] of images) {
      const { address: base, flags } = elf.sections[index];
      if (!(flags & E.SHF_EXECINSTR) || address < base || address + bytes.length > base + image.length) continue;
      image.set(bytes, address - base);
    }
  };
  const calls = elf.find('__mcount_loc');
  const callImage = calls && images.get(calls.index);
  if (callImage) {
    const view = new DataView(callImage.buffer, callImage.byteOffset, callImage.byteLength);
    for (let i = 0; i + 8 <= callImage.length; i += 8)
      patch(Number(BigInt.asIntN(64, view.getBigUint64(i, true))), [0x0f, 0x1f, 0x44, 0, 0]);
  }
  const returns = elf.find('.return_sites');
  const returnImage = returns && images.get(returns.index);
  if (returns && returnImage) {
    const view = new DataView(returnImage.buffer, returnImage.byteOffset, returnImage.byteLength);
    for (let i = 0; i + 4 <= returnImage.length; i += 4)
      patch(returns.address + i + view.getInt32(i, true), [0xc3, 0xcc, 0xcc, 0xcc, 0xcc]);
  }
}

/** What the kernel wants to know of a linked module: its exports, parameters, names, lines, BUG() sites. */
function collect(system: ModuleSystem, module: Module, elf: ElfModule): void {
  const { memory } = system;
  for (const [section, gpl] of [
    ['__ksymtab', false],
    ['__ksymtab_gpl', true],
  ] as const) {
    const table = elf.find(section);
    if (!table?.address) continue;
    // Relative pointers (CONFIG_HAVE_ARCH_PREL32_RELOCATIONS): value, name, namespace.
    for (let i = 0; i + 12 <= table.size; i += 12) {
      const entry = table.address + i;
      const address = entry + memory.i32(entry);
      const name = system.text(entry + 4 + memory.i32(entry + 4));
      module.exports.push({ name, address, gpl });
    }
  }
  for (const { name } of module.exports) {
    const owner = system.exports.has(name) ? 'kernel' : otherOwner(system, module, name);
    if (owner) throw new LoadError(ENOEXEC, `${module.name}: exports duplicate symbol ${name} (owned by ${owner})`);
  }
  const params = elf.find('__param');
  if (params?.address) {
    for (let i = 0; i + 40 <= params.size; i += 40) {
      const address = params.address + i;
      const name = system.text(memory.i64(address));
      module.params.push({ name, address, perm: memory.u16(address + at('kernel_param', 'perm')) });
    }
  }
  const bugs = elf.find('__bug_table');
  if (bugs?.address) module.bugTable = { address: bugs.address, count: Math.floor(bugs.size / 12) };
  module.symbols = elf.symbols.filter(worthNaming(elf)).map((symbol) => kernelSymbol(elf, module, symbol));
  system.kallsyms.setModule(module.name, module.symbols);
  module.lines = debugLines(elf);
  module.initFunction = memory.i64(module.self + at('module', 'init'));
  module.exitFunction = memory.i64(module.self + at('module', 'exit'));
  for (const layout of ['core_layout', 'init_layout'] as const) {
    const part = layout === 'core_layout' ? module.core : module.init;
    memory.setI64(module.self + at('module', layout), part.base);
    memory.setU32(module.self + at('module', layout) + 8, part.size);
  }
  memory.setU64(module.self + at('module', 'taints'), BigInt(module.taints >>> 0));
  // MODULE_REF_BASE for being loaded, one more while init runs.
  module.setRefcount(2);
  module.setState('coming');
}

function otherOwner(system: ModuleSystem, module: Module, name: string): string | undefined {
  for (const other of system.modules.values())
    if (other !== module && other.exports.some((symbol) => symbol.name === name)) return other.name;
  return undefined;
}

/** is_core_symbol: defined, in a loaded section, with a name. */
const worthNaming =
  (elf: ElfModule) =>
  (symbol: ElfSymbol): boolean => {
    if (symbol.name === '' || symbol.type === E.STT_SECTION || symbol.type === E.STT_FILE) return false;
    if (symbol.name.startsWith('.L') || symbol.name.startsWith('__UNIQUE_ID_') || symbol.name.startsWith('__param'))
      return false;
    if (symbol.name.startsWith('__ksymtab') || symbol.name.startsWith('__kstrtab')) return false;
    return (elf.sections[symbol.section]?.address ?? 0) !== 0;
  };

function kernelSymbol(elf: ElfModule, module: Module, symbol: ElfSymbol): KernelSymbol {
  const { flags, type } = elf.sections[symbol.section];
  let letter = 'd';
  if (flags & E.SHF_EXECINSTR) letter = 't';
  else if (type === E.SHT_NOBITS) letter = 'b';
  else if (!(flags & E.SHF_WRITE)) letter = 'r';
  if (symbol.binding !== E.STB_LOCAL) letter = letter.toUpperCase();
  return { name: symbol.name, address: symbol.value, size: symbol.size, type: letter, module: module.name };
}

function debugLines(elf: ElfModule): Module['lines'] {
  const line = elf.find('.debug_line');
  if (!line) return null;
  const bytes = elf.contents(line).slice();
  const view = new DataView(bytes.buffer);
  for (const rela of elf.sections) {
    if (rela.type !== E.SHT_RELA || rela.info !== line.index) continue;
    for (const { offset, type, symbol, addend } of elf.relocations(rela)) {
      const value = (elf.symbols[symbol]?.value ?? 0) + addend;
      if (type === 1 && offset + 8 <= bytes.length) view.setBigInt64(offset, BigInt(value), true);
      else if (type === 10 && offset + 4 <= bytes.length) view.setUint32(offset, value >>> 0, true);
    }
  }
  const part = (name: string) => {
    const section = elf.find(name);
    return section ? elf.contents(section) : new Uint8Array(0);
  };
  return readLines({ line: bytes, lineStr: part('.debug_line_str'), str: part('.debug_str') });
}

/** Text may not be written, data not executed (STRICT_MODULE_RWX). */
function protect(system: ModuleSystem, module: Module, elf: ElfModule): void {
  for (const section of elf.sections) {
    if (section.address === 0) continue;
    const exec = (section.flags & E.SHF_EXECINSTR) !== 0;
    const write = (section.flags & E.SHF_WRITE) !== 0;
    if (!module.contains(section.address) || (write && !exec)) continue;
    const first = section.address - (((section.address % 4096) + 4096) % 4096);
    for (let va = first; va < section.address + section.size; va += 4096) system.memory.protect(va, { write, exec });
  }
  system.kernel.core.mmu.flushAll();
}
