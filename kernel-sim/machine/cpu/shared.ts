/** What the processors of one computer share. */
import type { ColdExports } from '../cold/module';
import type { CodeCache } from '../decode/code-cache';
import type { HotTier } from '../hot/tier';
import type { Translations } from '../memory/translations';
import type { LessonTlb } from '../tlb/lesson';
import type { BusPort, PhysicalMemory } from '../types';
import type { Registers } from './registers';
import type { SpecialAccess } from './special';

export interface Shared {
  readonly memory: WebAssembly.Memory;
  readonly ram: PhysicalMemory;
  readonly bus: BusPort;
  readonly wasm: ColdExports;
  readonly code: CodeCache;
  readonly translations: Translations;
  readonly special: SpecialAccess;
  /** Absent where only the cold tier runs. */
  readonly hot: HotTier | undefined;
  /** The TLB of lessons, where it is on. */
  lessonTlb: LessonTlb | null;
  readonly unimplemented: Map<string, number>;
  /** Brings a processor's state into the bank. */
  activate(cpu: Registers): void;
}
