/** One machine at work for the lab: advanced in slices, fed with recorded input, looked at by checks. Implementations: linux.ts, bare.ts. */
import type { KernelEvent } from '../kernel/events';
import type { AddressSpaceSnapshot, BareSnapshot, KernelSnapshot, PageWalkSnapshot } from '../kernel/snapshot';
import type { EndReason, RecordedInput, RunView } from './types';

export type OutputListener = (stream: 'stdout' | 'stderr' | 'console', bytes: Uint8Array) => void;

export interface Session {
  /** Virtual time in instructions. */
  readonly now: number;
  /** Why it ended; null while it can go on. */
  readonly end: EndReason | null;
  /** Nothing can happen before input comes from outside. */
  readonly waiting: boolean;
  /** Runs for at most `max` instructions of virtual time. */
  advance(max: number): void;
  /** Input now; recorded with its time. */
  input(bytes: Uint8Array): void;
  readonly inputs: readonly RecordedInput[];
  readonly events: readonly KernelEvent[];
  /** Ends it from outside; `where` then tells the line it was at. */
  stop(reason: EndReason): void;
  view(): Omit<RunView, 'kind' | 'submission' | 'diagnostics'>;
  kernel(): KernelSnapshot | null;
  bare(): BareSnapshot | null;
  addressSpace(pid: number): AddressSpaceSnapshot | null;
  walk(pid: number, va: number): PageWalkSnapshot | null;
  memoryHash(): string;
}

/** Typed view on events by their type. */
export function eventsOf(events: readonly KernelEvent[]): RunView['of'] {
  return (type) => events.filter((e) => e.type === type) as never;
}
