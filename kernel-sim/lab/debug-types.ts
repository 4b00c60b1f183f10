/** What goes over the worker's border for the debugger: requests, and the state of one moment. */
import type { MachineView, MemoryView } from '../machine/debug/state';

export type BreakpointAsked = { file: string; line: number } | { function: string } | { address: number };

export type DebugAction =
  /** One instruction or `count` of them; a line; a line with its calls; until the function has returned; until something stops it. */
  | { do: 'stepi'; count?: number }
  | { do: 'step' | 'next' | 'finish' | 'continue' }
  /** Backwards: one instruction, one line, to the breakpoint before. */
  | { do: 'back-instruction' | 'back-line' | 'back-continue' }
  /** To the moment at which so many instructions have retired, in either direction. */
  | { do: 'goto'; count: number }
  /** These, and no others. */
  | { do: 'breakpoints'; list: readonly BreakpointAsked[] }
  | { do: 'watch'; list: readonly string[] }
  /** What the memory view shows: `$rsp`, `counter`, `0x400000`. */
  | { do: 'memory'; expression: string; length: number };

export type DebugWhy =
  | 'start'
  | 'step'
  | 'breakpoint'
  | 'watchpoint'
  | 'count'
  | 'back'
  /** There is nothing before. */
  | 'beginning'
  | 'waiting'
  | 'interrupted'
  | 'end';

export interface DebugState {
  why: DebugWhy;
  /** How the run has ended (EndReason of types.ts); null while it can go on. */
  end: string | null;
  exit: { code: number | null; signal: number | null };
  /** Instructions retired since the machine was switched on, on all CPUs. */
  count: number;
  /** Virtual time. */
  at: number;
  /** pid of the thread. */
  thread: number;
  machine: MachineView;
  /** Names of registers that differ from the last stop. */
  changedRegisters: readonly string[];
  /** The watched place that has changed. */
  changed: { text: string; old: string; now: string } | null;
  breakpoints: readonly { at: BreakpointAsked; line: number; hits: number; addresses: readonly string[] }[];
  watchpoints: readonly { text: string; address: string; length: number; value: string }[];
  memory: MemoryView;
  /** The part of the expression that means nothing here. */
  memoryError: string | null;
  tlb: {
    data: readonly string[];
    code: readonly string[];
    misses: { load: number; store: number; fetch: number };
    flushes: number;
  } | null;
  /** There is something before this moment to go back to. */
  back: boolean;
}
