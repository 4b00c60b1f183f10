/**
 * The static linker: objects and archives → ET_EXEC ELF64. Members of archives are pulled by undefined symbols; all
 * archives are searched as one group, so their order does not matter.
 */
import type { Diagnostic } from '../diagnostics';
import { readDebug } from '../elf/debug-reader';
import { ElfFile } from '../elf/reader';
import type { Linker, LinkOptions } from '../types';
import { Archive, writeArchive } from './archive';
import { type GlobalSymbol, InputObject, SymbolTable } from './input';
import { assignAddresses, collectSections, type Layout, type OutputSection, reserveCommon } from './layout';
import { localAddress, Relocator } from './relocate';
import { writeHeaders } from './write';

const BASE: Readonly<Record<LinkOptions['target'], number>> = { linux: 0x400000, bare: 0x100000, module: 0, bpf: 0 };
/** Library bytes are opened once, however often they are linked. */
const openedArchives = new WeakMap<Uint8Array, Archive>();

class Link {
  private readonly diagnostics: Diagnostic[] = [];
  private readonly objects: InputObject[] = [];
  private readonly table = new SymbolTable();
  private readonly archives: Archive[] = [];
  private readonly pulled = new Set<string>();

  constructor(private readonly options: LinkOptions) {}

  run(objects: readonly Uint8Array[], archives: readonly Uint8Array[]): ReturnType<Linker['link']> {
    objects.forEach((bytes, i) => {
      this.addInput(bytes, `object ${i + 1}`);
    });
    archives.forEach((bytes, i) => {
      this.addInput(bytes, `library ${i + 1}`);
    });
    const entryName = this.options.entry ?? '_start';
    this.request(entryName);
    this.pullMembers();
    const sections = collectSections(this.objects);
    this.allocateCommon(sections);
    const layout = assignAddresses(sections, this.options.target, this.options.base ?? BASE[this.options.target]);
    this.placeCommon();
    this.defineLinkerSymbols(layout);
    this.reportDuplicates();
    this.reportUndefined(entryName);
    if (this.diagnostics.length > 0) return { diagnostics: this.diagnostics };
    const entry = this.addressOf(this.table.byName.get(entryName));
    const image = writeHeaders(layout, this.objects, entry);
    new Relocator(image, layout, this.diagnostics).run();
    if (this.diagnostics.length > 0) return { diagnostics: this.diagnostics };
    return { elf: image, debug: readDebug(image), diagnostics: [] };
  }

  private addInput(bytes: Uint8Array, name: string): void {
    let archive = openedArchives.get(bytes);
    if (archive === undefined) {
      archive = Archive.open(bytes);
      if (archive !== undefined) openedArchives.set(bytes, archive);
    }
    if (archive !== undefined) this.archives.push(archive);
    else this.addObject(bytes, name);
  }

  private addObject(bytes: Uint8Array, name: string): void {
    const elf = ElfFile.open(bytes);
    if (elf === undefined || elf.type !== 1) {
      this.diagnostics.push({
        severity: 'error',
        code: 'link-bad-object',
        params: { name },
        at: { file: name, line: 1, column: 1 },
      });
      return;
    }
    const object = new InputObject(name, elf);
    this.objects.push(object);
    this.table.add(object);
  }

  /** Makes a symbol wanted, as an undefined reference does. */
  private request(name: string): void {
    const known = this.table.byName.get(name);
    if (known === undefined) this.table.byName.set(name, { name, index: 0, weak: false, weakReference: false });
    else known.weakReference = false;
  }

  private pullMembers(): void {
    if (this.archives.length === 0) return;
    // Map iteration also visits symbols that a pulled member adds; a pass without a pull ends the search.
    for (let pulled = true; pulled; ) {
      pulled = false;
      for (const symbol of this.table.byName.values()) {
        if (symbol.object !== undefined || symbol.common !== undefined || symbol.weakReference) continue;
        if (this.pull(symbol.name)) pulled = true;
      }
    }
  }

  private pull(name: string): boolean {
    for (let i = 0; i < this.archives.length; i++) {
      const at = this.archives[i].find(name);
      if (at === undefined || this.pulled.has(`${i}:${at}`)) continue;
      this.pulled.add(`${i}:${at}`);
      const member = this.archives[i].member(at);
      this.addObject(member.object, member.name);
      return true;
    }
    return false;
  }

  private readonly commons: { symbol: GlobalSymbol; section: OutputSection; offset: number }[] = [];

  private allocateCommon(sections: OutputSection[]): void {
    for (const symbol of this.table.byName.values()) {
      if (symbol.object !== undefined || symbol.common === undefined) continue;
      const { section, offset } = reserveCommon(sections, symbol.common.size, Math.max(1, symbol.common.align));
      this.commons.push({ symbol, section, offset });
    }
  }

  private placeCommon(): void {
    for (const c of this.commons) c.symbol.address = c.section.address + c.offset;
  }

  private defineLinkerSymbols(layout: Layout): void {
    const find = (name: string) => layout.sections.find((s) => s.name === name);
    const define = (name: string, address: number) => {
      const symbol = this.table.byName.get(name);
      if (symbol !== undefined && symbol.object === undefined && symbol.common === undefined) symbol.address = address;
    };
    const last = layout.segments[layout.segments.length - 1];
    const end = last === undefined ? layout.base : last.address + last.memorySize;
    for (const array of ['preinit_array', 'init_array', 'fini_array']) {
      const section = find(`.${array}`);
      define(`__${array}_start`, section?.address ?? end);
      define(`__${array}_end`, section === undefined ? end : section.address + section.size);
    }
    const bss = find('.bss');
    const edata = last === undefined ? end : last.address + last.fileSize;
    define('__bss_start', bss?.address ?? end);
    define('__bss_end', bss === undefined ? end : bss.address + bss.size);
    for (const name of ['_edata', 'edata']) define(name, edata);
    for (const name of ['_end', 'end']) define(name, end);
    const text = find('.text');
    for (const name of ['_etext', 'etext', '__etext'])
      define(name, text === undefined ? end : text.address + text.size);
    define('__ehdr_start', layout.base);
    define('__executable_start', layout.base);
    define('__dso_handle', 0);
    // Nothing is loaded through a GOT here; startup code may still name it.
    define('_GLOBAL_OFFSET_TABLE_', layout.base);
    // __start_NAME and __stop_NAME of sections whose name is a C identifier.
    for (const s of layout.sections) {
      if (!/^[A-Za-z_]\w*$/.test(s.name)) continue;
      define(`__start_${s.name}`, s.address);
      define(`__stop_${s.name}`, s.address + s.size);
    }
  }

  private reportDuplicates(): void {
    for (const d of this.table.duplicates) {
      const at = d.second.definitionPosition(d.secondIndex);
      const first = d.firstObject.definitionPosition(d.firstIndex);
      this.diagnostics.push({
        severity: 'error',
        code: 'link-duplicate-symbol',
        params: { name: d.name },
        at,
        notes: [{ severity: 'note', code: 'link-first-defined', params: { name: d.name }, at: first }],
      });
    }
  }

  private reportUndefined(entryName: string): void {
    for (const symbol of this.table.byName.values()) {
      if (
        symbol.object !== undefined ||
        symbol.address !== undefined ||
        symbol.common !== undefined ||
        symbol.weakReference
      )
        continue;
      const { reference } = symbol;
      if (reference === undefined) {
        this.diagnostics.push({
          severity: 'error',
          code: 'link-no-entry',
          params: { name: entryName },
          at: { file: this.objects[0]?.source ?? '', line: 1, column: 1 },
        });
        continue;
      }
      const hint = symbol.name === 'main' ? { code: 'link-hint-main', params: {} } : undefined;
      this.diagnostics.push({
        severity: 'error',
        code: 'link-undefined-symbol',
        params: { name: symbol.name },
        at: reference.object.referencePosition(reference.index),
        hint,
      });
    }
  }

  private addressOf(symbol: GlobalSymbol | undefined): number {
    if (symbol === undefined) return 0;
    return symbol.object !== undefined ? localAddress(symbol.object, symbol.index) : (symbol.address ?? 0);
  }
}

export const linker: Linker = {
  link: (objects, archives, options) => new Link(options).run(objects, archives),
  archive: writeArchive,
};
