/**
 * Variables of which every CPU has its own, as C code of ring 0 finds them: `%gs:offset`. Follows arch/x86/include/asm/percpu.h,
 * current.h, preempt.h. The stack protector's canary must be at offset 40.
 */
import { DATA_START } from './kernel-space';

export const PERCPU_BYTES = 4096;
const FIRST = DATA_START + 0x8000;

export const PERCPU = {
  fixed_percpu_data: 0,
  __preempt_count: 0x60,
  cpu_number: 0x68,
  this_cpu_off: 0x70,
  current_task: 0x78,
  cpu_current_top_of_stack: 0x80,
  irq_stat: 0xc0,
  /** Where modules' own per-CPU variables begin. */
  MODULES: 0x400,
} as const;

export const CANARY_OFFSET = 40;

export function percpuBase(cpu: number): number {
  return FIRST + cpu * PERCPU_BYTES;
}
