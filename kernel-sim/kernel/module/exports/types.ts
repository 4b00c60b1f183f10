/**
 * A kernel function or variable that modules may use, as a row. The functions are TypeScript; each has an address in kernel text
 * that traps when C calls it. Arguments arrive as signed doubles (exact within 2^53); narrow with `| 0` or `>>> 0` where C's type
 * is int.
 */
import type { ExportResult } from '../../arch/ring-zero';
import type { Sleeping } from '../../types';
import type { ModuleSystem } from '../system';

export type ExportHandler = (
  system: ModuleSystem,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
) => ExportResult | Sleeping<ExportResult>;

export interface ExportRow {
  name: string;
  /** EXPORT_SYMBOL_GPL: only for modules whose licence agrees. */
  gpl?: boolean;
  /** Known by name but not for modules: what back-traces show. */
  internal?: boolean;
  /** Charged for each call, in instructions. Default 20. */
  cost?: number;
  run?: ExportHandler;
  /** A variable of so many bytes, set up once. */
  data?: number;
  init?: (system: ModuleSystem, address: number) => void;
  /** Offset of a per-CPU variable: its symbol's value is no address. */
  percpu?: number;
  /** Real machine code. */
  code?: readonly number[];
}

export interface ExportGroup {
  /** Where its functions begin: kernel text, in the order of Linux's source tree. */
  base: bigint;
  rows: readonly ExportRow[];
}

export const fn = (name: string, run: ExportHandler, extra: Partial<ExportRow> = {}): ExportRow => ({
  name,
  run,
  ...extra,
});
export const gpl = (name: string, run: ExportHandler, extra: Partial<ExportRow> = {}): ExportRow => ({
  name,
  run,
  gpl: true,
  ...extra,
});
export const variable = (name: string, data: number, init?: ExportRow['init']): ExportRow => ({ name, data, init });
/** Several names for one function. */
export const alias = (names: readonly string[], run: ExportHandler, extra: Partial<ExportRow> = {}): ExportRow[] =>
  names.map((name) => ({ name, run, ...extra }));
