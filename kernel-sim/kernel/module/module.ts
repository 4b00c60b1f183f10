/** One loaded module. Follows include/linux/module.h: struct module. The C side sees the 896 bytes at `self`. */

import type { LineTable } from './debug-line';
import type { KernelSymbol } from './kallsyms';
import { at } from './structs';
import type { ModuleSystem } from './system';
import type { AppliedRelocation } from './types';

export type ModuleState = 'live' | 'coming' | 'going' | 'unformed';
/** enum module_state. */
const STATE_NUMBER: Readonly<Record<ModuleState, number>> = { live: 0, coming: 1, going: 2, unformed: 3 };

/** A piece of memory that a module lies in. */
export interface Layout {
  base: number;
  size: number;
}

export interface LoadedSection {
  name: string;
  address: number;
  size: number;
  flags: number;
  init: boolean;
}

/** A symbol that other modules may use. */
export interface ModuleExport {
  name: string;
  address: number;
  gpl: boolean;
}

export interface ModuleParam {
  name: string;
  /** Of `struct kernel_param`. */
  address: number;
  perm: number;
}

export class Module {
  state: ModuleState = 'unformed';
  taints = 0;
  core: Layout = { base: 0, size: 0 };
  init: Layout = { base: 0, size: 0 };
  /** Address of its `struct module`. */
  self = 0;
  sections: LoadedSection[] = [];
  symbols: readonly KernelSymbol[] = [];
  exports: ModuleExport[] = [];
  params: ModuleParam[] = [];
  relocations: AppliedRelocation[] = [];
  /** Imported symbols and where they were found. */
  imports: { name: string; address: number; from: string }[] = [];
  /** Modules whose symbols this one uses. */
  readonly uses = new Set<Module>();
  readonly usedBy = new Set<Module>();
  initFunction = 0;
  exitFunction = 0;
  lines: LineTable | null = null;
  bugTable: { address: number; count: number } = { address: 0, count: 0 };
  srcversion = '';
  version = '';
  /** Says whether code of the module may still be running (a sleeping call). */
  usingGplOnly = false;
  /** Runs when it goes: what subsystems hold for it. */
  readonly onUnload: (() => void)[] = [];

  constructor(
    readonly system: ModuleSystem,
    readonly name: string,
    readonly license: string,
  ) {}

  setState(state: ModuleState): void {
    this.state = state;
    if (this.self !== 0) this.system.memory.setU32(this.self + at('module', 'state'), STATE_NUMBER[state]);
  }

  contains(address: number): boolean {
    const inside = ({ base, size }: Layout) => size > 0 && address >= base && address < base + size;
    return inside(this.core) || inside(this.init);
  }

  /** Users: other modules, open files, and whoever called try_module_get. The C side's counter is one more (MODULE_REF_BASE). */
  get refcount(): number {
    return this.self === 0 ? 0 : this.system.memory.i32(this.self + at('module', 'refcnt')) - 1;
  }
  get(): boolean {
    if (this.state === 'going' || this.state === 'unformed') return false;
    this.change(1);
    return true;
  }
  put(): void {
    this.change(-1);
  }
  setRefcount(value: number): void {
    this.system.memory.setU32(this.self + at('module', 'refcnt'), value);
  }
  private change(by: number): void {
    const address = this.self + at('module', 'refcnt');
    this.system.memory.setU32(address, this.system.memory.i32(address) + by);
  }
}
