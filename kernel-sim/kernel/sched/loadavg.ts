/**
 * The three load averages: how many tasks ran or waited uninterruptibly, decaying over 1, 5 and 15 minutes.
 * Follows kernel/sched/loadavg.c and include/linux/sched/loadavg.h: fixed point with 11 bits, one sample every 5 seconds.
 */
import { INSTRUCTIONS_PER_SECOND } from '../../machine/types';
import { TICK } from './runqueue';

const FIXED_1 = 1 << 11;
/** 1/exp(5 s / 1 min), /5 min, /15 min in fixed point. */
const EXP = [1884, 2014, 2037];
const LOAD_FREQ = 5 * INSTRUCTIONS_PER_SECOND + TICK;

export class LoadAverage {
  private readonly loads = [0, 0, 0];
  private next = LOAD_FREQ;

  due(now: number): boolean {
    return this.next <= now;
  }

  /** Takes the samples that have become due; `active` tasks want to run now. */
  update(now: number, active: number): void {
    for (; this.next <= now; this.next += LOAD_FREQ) {
      for (let i = 0; i < 3; i++) this.loads[i] = decay(this.loads[i], EXP[i], active * FIXED_1);
    }
  }

  /** As /proc/loadavg prints them: rounded to hundredths. */
  get text(): string {
    return this.loads.map((load) => fixed(load + FIXED_1 / 200)).join(' ');
  }

  /** As sysinfo(2) gives them: 16 bits of fraction. */
  get raw(): readonly number[] {
    return this.loads.map((load) => load << 5);
  }
}

/** calc_load. */
function decay(load: number, exp: number, active: number): number {
  let next = load * exp + active * (FIXED_1 - exp);
  if (active >= load) next += FIXED_1 - 1;
  return Math.floor(next / FIXED_1);
}

function fixed(load: number): string {
  const value = Math.floor(load);
  const hundredths = Math.floor(((value & (FIXED_1 - 1)) * 100) / FIXED_1);
  return `${value >> 11}.${String(hundredths).padStart(2, '0')}`;
}
