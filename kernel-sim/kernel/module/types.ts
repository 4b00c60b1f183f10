/** Plain data about modules, for events, snapshots and inspectors. */

/** One relocation as it was applied: at `section`+`offset` the value of `symbol` was put. */
export interface AppliedRelocation {
  section: string;
  offset: number;
  /** `R_X86_64_PC32`, … */
  type: string;
  symbol: string;
  /** The symbol's address (signed: kernel addresses are negative). */
  value: number;
  addend: number;
}

export interface ModuleLinkage {
  name: string;
  sections: readonly { name: string; address: number; size: number }[];
  relocations: readonly AppliedRelocation[];
  /** Undefined symbols, and where they were found: `vmlinux` or a module. */
  imports: readonly { name: string; address: number; from: string }[];
}

/** What was reported, and where it was in the learner's source. */
export interface OopsReport {
  /** `page fault`, `divide error`, `invalid opcode`, `soft lockup`, `WARNING`, … */
  kind: string;
  pid: number;
  comm: string;
  /** That was touched; 0 where none was. */
  address: number;
  symbol: string;
  module: string;
  offset: number;
  file: string | null;
  line: number | null;
  trace: readonly { text: string; reliable: boolean; file: string | null; line: number | null }[];
}

export interface ModuleSnapshot extends ModuleLinkage {
  state: 'live' | 'coming' | 'going' | 'unformed';
  size: number;
  base: number;
  refcount: number;
  usedBy: readonly string[];
  uses: readonly string[];
  /** `OE`. */
  taints: string;
  license: string;
  parameters: readonly { name: string; perm: number }[];
  exports: readonly { name: string; address: number; gpl: boolean }[];
}
