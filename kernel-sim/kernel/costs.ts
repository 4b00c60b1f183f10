/**
 * What kernel work costs in virtual instructions: one fixed table, so that the same run takes the same time everywhere.
 * The sizes are those of Linux on a machine of 100 million instructions a second with its usual proportions
 * (a context switch about ten system calls, a page fault about twenty). Departs from Linux: real costs vary with caches.
 */
export const COST = {
  /** Entry and exit of a system call; the row's own `cost` is added. */
  SYSCALL: 40,
  /** Timer interrupt (scheduler_tick). */
  TICK: 200,
  /** __switch_to and what surrounds it. */
  SWITCH: 300,
  /** #PF entry, VMA look-up and exit. */
  FAULT: 150,
  /** Clearing or copying one page (512 words). */
  PAGE: 512,
  /** Building a signal frame. */
  SIGNAL_FRAME: 200,
  /** Copying one page-table entry in fork. */
  FORK_PTE: 4,
  FORK: 3000,
  EXEC: 8000,
  EXIT: 1500,
} as const;

/** 1 for each 8 bytes moved between user and kernel. */
export function copyCost(bytes: number): number {
  return (bytes + 7) >>> 3;
}
