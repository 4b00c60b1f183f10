/** Puts the computer's core together: memory, cold tier, code cache, page walker and processors. */
import { instantiateColdTier } from './cold/module';
import { restrictionsOf } from './cpu/features';
import { Processor } from './cpu/processor';
import type { Registers } from './cpu/registers';
import type { Shared } from './cpu/shared';
import { SpecialAccess } from './cpu/special';
import { Layout, MAX_CPUS, PageFlag, STATE_BYTES } from './cpu/state';
import { CodeCache } from './decode/code-cache';
import { HotTier } from './hot/tier';
import { PageWalker } from './memory/mmu';
import { Ram } from './memory/physical';
import { Translations } from './memory/translations';
import { LessonTlb } from './tlb/lesson';
import type { Core, CoreOptions } from './types';

const WASM_PAGE = 0x1_0000;

/** Processors, memory and page walker, without devices. RAM is rounded up to whole pages of 64 KiB. */
export function createCore(options: CoreOptions): Core {
  const { bus, cpus: cpuCount } = options;
  if (!(cpuCount >= 1 && cpuCount <= MAX_CPUS)) throw new RangeError(`cpus must be 1 to ${MAX_CPUS}`);
  const ramBytes = Math.ceil(options.ramBytes / WASM_PAGE) * WASM_PAGE;
  const pages = ramBytes / 4096;
  // After RAM: a spare page (so that nothing follows the last byte at once), then one word and one byte of knowledge a page.
  const pageFlags = Layout.RAM + ramBytes + WASM_PAGE;
  const pageCode = pageFlags + Math.ceil(pages / 4) * 4;
  const pageTables = pageCode + pages * 4;
  const total = Math.ceil((pageTables + pages * 4) / WASM_PAGE);
  const memory = new WebAssembly.Memory({ initial: total, maximum: total });
  const i32 = new Int32Array(memory.buffer);
  const u8 = new Uint8Array(memory.buffer);
  i32[Layout.RAM_SIZE >> 2] = ramBytes;
  i32[Layout.PAGE_FLAGS >> 2] = pageFlags;
  i32[Layout.PAGE_CODE >> 2] = pageCode;
  i32[Layout.PAGE_TABLES >> 2] = pageTables;

  const ram = new Ram(memory, ramBytes, pageFlags);
  const translations = new Translations(memory, pages, pageFlags, pageTables);
  const wroteCode = (page: number, offset: number, length: number) => {
    if (code.covers(page, offset, length)) code.invalidate(page);
  };
  const wrote = (page: number, offset: number, length: number) => {
    if (u8[pageFlags + page] & PageFlag.CODE) wroteCode(page, offset, length);
    if (u8[pageFlags + page] & PageFlag.TABLE) translations.tableOverwritten(page);
  };
  const special = new SpecialAccess(memory, ramBytes, pageFlags, {
    bus,
    wrote,
    touched: (low, high, argument) => shared.lessonTlb?.touch(low, high, argument),
  });
  const wasm = instantiateColdTier(memory, special.access, (low, high, argument) =>
    shared.lessonTlb?.touch(low, high, argument),
  );
  special.wasm = wasm;
  const code = new CodeCache(memory, pageFlags, pageCode, wasm.dropWrites);
  ram.watch({ wrote, wroteCode });
  const tiers = options.tiers ?? 'mixed';
  const hot = tiers === 'cold' ? undefined : new HotTier(memory, wasm, code, tiers);

  let active: Registers | undefined;
  const shared: Shared = {
    memory,
    ram,
    bus,
    wasm,
    code,
    translations,
    special,
    hot,
    lessonTlb: null,
    unimplemented: new Map(),
    activate(cpu) {
      if (active === cpu) return;
      if (active) {
        const home = Layout.BLOCKS + active.index * STATE_BYTES;
        u8.copyWithin(home, Layout.BANK, Layout.BANK + STATE_BYTES);
        active.base = home;
      }
      u8.copyWithin(Layout.BANK, cpu.base, cpu.base + STATE_BYTES);
      cpu.base = Layout.BANK;
      active = cpu;
      code.restrict(restrictionsOf(cpu));
      shared.lessonTlb?.activate(cpu.index);
    },
  };
  const cpus = Array.from({ length: cpuCount }, (_, index) => new Processor(index, shared));
  shared.activate(cpus[0]);
  const mmu = new PageWalker(memory, wasm, ram, translations);
  return {
    memory,
    ram,
    mmu,
    cpus,
    unimplemented: shared.unimplemented,
    traps: code,
    hotTier: hot?.counters,
    lessonTlb() {
      shared.lessonTlb ??= new LessonTlb(memory, mmu, cpuCount);
      translations.watcher = shared.lessonTlb;
      return shared.lessonTlb;
    },
    requestStop: (cpu) => cpus[cpu]?.requestStop(),
  };
}
