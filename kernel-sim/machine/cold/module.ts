/** The cold tier as a compiled module: built once a process, instantiated once a computer. */
import { TABLE } from '../decode/table';
import { buildColdTier } from './build';

export interface ColdExports {
  /** Runs from State.RIP with a budget of instructions; returns what is left of it. State.EXIT tells why it came back. */
  run(record: number, budget: number): number;
  /** Physical address of the code at State.RIP (of the page after it, with 1); -1: fault recorded; -2: outside RAM. */
  fetch(next: number): number;
  translate(va: number, cr3: number, access: number): number;
  translateWide(low: number, high: number, cr3: number, access: number): number;
  flagsOf(block: number): number;
  dropWrites(page: number): void;
  /** Handlers of rows, then the functions of the hot tier. */
  readonly table: WebAssembly.Table;
}

let compiled: WebAssembly.Module | undefined;

/** `special` answers accesses that need care: host address, or 0 with State.EXIT set. */
export function instantiateColdTier(
  memory: WebAssembly.Memory,
  special: (low: number, high: number, argument: number) => number,
  touch: (low: number, high: number, argument: number) => void = () => {},
): ColdExports {
  compiled ??= new WebAssembly.Module(buildColdTier(TABLE.rows, TABLE.hot));
  return new WebAssembly.Instance(compiled, { e: { memory, special, touch } }).exports as unknown as ColdExports;
}
