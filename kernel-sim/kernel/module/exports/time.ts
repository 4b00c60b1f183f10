/** Timers and clocks. Follows kernel/time/{timer,hrtimer,timekeeping}.c. Callbacks run on the interrupt side (arch/softirq.ts). */
import { traceTimer } from '../../trace/more-events';
import type { Sleeping } from '../../types';
import { at } from '../structs';
import type { ModuleSystem } from '../system';
import { alias, type ExportGroup, fn, variable } from './types';

const EXPIRES = at('timer_list', 'expires');
const FUNCTION = at('timer_list', 'function');
const FLAGS = at('timer_list', 'flags');
const PPREV = 8;
const TIMER_CALLERS = ['call_timer_fn', '__run_timers', 'run_timer_softirq', '__do_softirq'];
const HR_EXPIRES = 24;
const HR_SOFT = at('hrtimer', '_softexpires');
const HR_FUNCTION = at('hrtimer', 'function');
const HR_STATE = at('hrtimer', 'state');

type Armed = Map<number, { cancel(): void }>;
const armed = (system: ModuleSystem): Armed => system.part('timers', () => new Map());
const running = (system: ModuleSystem): Set<number> => system.part('timers-running', () => new Set());

/** 1 when it was pending. */
export function disarm(system: ModuleSystem, timer: number): number {
  const list = armed(system);
  const known = list.get(timer);
  known?.cancel();
  list.delete(timer);
  system.memory.setI64(timer + PPREV, 0);
  return known ? 1 : 0;
}

export function arm(system: ModuleSystem, timer: number, expires: number): number {
  const { kernel, memory } = system;
  const pending = disarm(system, timer);
  memory.setI64(timer + EXPIRES, expires);
  // timer_pending() looks at the list's back pointer.
  memory.setI64(timer + PPREV, timer);
  // At the first tick that is not before it.
  const when = Math.max(kernel.now + 1, system.timeOfJiffies(expires));
  armed(system).set(
    timer,
    kernel.timer(when, () => {
      armed(system).delete(timer);
      system.softirq.raise(() => fire(system, timer));
    }),
  );
  return pending;
}

function* fire(system: ModuleSystem, timer: number): Sleeping<void> {
  const { memory } = system;
  running(system).add(timer);
  memory.setI64(timer + PPREV, 0);
  const function_ = memory.i64(timer + FUNCTION);
  traceTimer(system.kernel, timer, function_, memory.i64(timer + EXPIRES));
  yield* system.call(function_, [timer], TIMER_CALLERS);
  running(system).delete(timer);
}

function* hrFire(system: ModuleSystem, timer: number): Sleeping<void> {
  const { memory } = system;
  memory.setU8(timer + HR_STATE, 0);
  const restart =
    (yield* system.call(memory.i64(timer + HR_FUNCTION), [timer], ['hrtimer_run_queues', '__do_softirq'])) | 0;
  if (restart !== 0) hrArm(system, timer);
}

function hrArm(system: ModuleSystem, timer: number): void {
  const { kernel, memory } = system;
  armed(system).get(timer)?.cancel();
  memory.setU8(timer + HR_STATE, 1);
  const when = Math.max(kernel.now + 1, Math.ceil(memory.i64(timer + HR_EXPIRES) / 10));
  armed(system).set(
    timer,
    kernel.timer(when, () => {
      armed(system).delete(timer);
      system.softirq.raise(() => hrFire(system, timer));
    }),
  );
}

const monotonic = (system: ModuleSystem): bigint => BigInt(Math.round(system.kernel.now * 10));
const realtime = (system: ModuleSystem): bigint => {
  const [sec, nsec] = system.kernel.realtime();
  return BigInt(sec) * 1_000_000_000n + BigInt(nsec);
};
const putTime = (system: ModuleSystem, address: number, value: bigint): number => {
  system.memory.setU64(address, value / 1_000_000_000n);
  system.memory.setU64(address + 8, value % 1_000_000_000n);
  return 0;
};

export const TIME_EXPORTS: ExportGroup = {
  base: 0xffffffff81160000n,
  rows: [
    fn('init_timer_key', (system, timer, function_, flags) => {
      system.memory.setI64(timer, 0);
      system.memory.setI64(timer + PPREV, 0);
      system.memory.setI64(timer + FUNCTION, function_);
      system.memory.setU32(timer + FLAGS, flags);
      return 0;
    }),
    fn('mod_timer', arm),
    fn('mod_timer_pending', (system, timer, expires) => (armed(system).has(timer) ? arm(system, timer, expires) : 0)),
    fn('timer_reduce', arm),
    fn('add_timer', (system, timer) => {
      arm(system, timer, system.memory.i64(timer + EXPIRES));
      return 0;
    }),
    ...alias(['del_timer', 'timer_delete', 'try_to_del_timer_sync', 'timer_shutdown'], disarm),
    ...alias(['del_timer_sync', 'timer_delete_sync', 'timer_shutdown_sync'], disarm),
    fn('hrtimer_init', (system, timer) => {
      system.memory.fill(timer, 64, 0);
      return 0;
    }),
    fn('hrtimer_start_range_ns', (system, timer, time, _range, mode) => {
      const relative = (mode & 1) !== 0;
      const expires = time + (relative ? Number(monotonic(system)) : 0);
      system.memory.setI64(timer + HR_EXPIRES, expires);
      system.memory.setI64(timer + HR_SOFT, expires);
      hrArm(system, timer);
      return 0;
    }),
    ...alias(['hrtimer_cancel', 'hrtimer_try_to_cancel'], (system, timer) => {
      const known = armed(system).get(timer);
      known?.cancel();
      armed(system).delete(timer);
      system.memory.setU8(timer + HR_STATE, 0);
      return known ? 1 : 0;
    }),
    fn('hrtimer_forward', (system, timer, now, interval) => {
      let expires = system.memory.i64(timer + HR_EXPIRES);
      if (interval <= 0 || now < expires) return 0;
      const overrun = Math.floor((now - expires) / interval) + 1;
      expires += overrun * interval;
      system.memory.setI64(timer + HR_EXPIRES, expires);
      system.memory.setI64(timer + HR_SOFT, expires);
      return overrun;
    }),
    fn('hrtimer_active', (system, timer) => (armed(system).has(timer) ? 1 : 0)),
    ...alias(
      ['ktime_get', 'ktime_get_mono_fast_ns', 'ktime_get_raw', 'ktime_get_coarse', 'sched_clock', 'local_clock'],
      monotonic,
    ),
    ...alias(['ktime_get_with_offset'], (system, which) => ((which | 0) === 0 ? realtime(system) : monotonic(system))),
    ...alias(['ktime_get_real_ns', 'ktime_get_real_fast_ns'], realtime),
    fn('ktime_get_real_seconds', (system) => system.kernel.realtime()[0]),
    fn('ktime_get_seconds', (system) => Math.floor(system.kernel.now / 1e8)),
    ...alias(['ktime_get_real_ts64', 'ktime_get_coarse_real_ts64'], (system, to) =>
      putTime(system, to, realtime(system)),
    ),
    ...alias(['ktime_get_ts64', 'ktime_get_coarse_ts64'], (system, to) => putTime(system, to, monotonic(system))),
    fn('__msecs_to_jiffies', (_system, ms) => ((ms | 0) < 0 ? 2 ** 62 : Math.ceil((ms >>> 0) / 4))),
    fn('__usecs_to_jiffies', (_system, us) => Math.ceil((us >>> 0) / 4000)),
    fn('jiffies_to_msecs', (_system, jiffies) => jiffies * 4),
    fn('jiffies_to_usecs', (_system, jiffies) => jiffies * 4000),
    fn('round_jiffies', (_system, jiffies) => Math.ceil(jiffies / 250) * 250),
    fn('round_jiffies_relative', (_system, jiffies) => jiffies),
    variable('jiffies', 8),
    variable('system_state', 4, (system, address) => system.memory.setU32(address, 3)),
  ],
};
