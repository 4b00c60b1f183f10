/**
 * kprobes for modules. Follows kernel/kprobes.c. The probed functions are TypeScript: a C handler runs right behind the probed place,
 * on the interrupt side, with the registers and the task of that moment; so it can look, but not change what the function does.
 */
import { EINVAL, ENOENT } from '../../errno';
import type { TaskStruct } from '../../sched/task';
import type { ProbeRegs } from '../../trace/probes';
import { userRegs } from '../../trace/user-registers';
import type { Sleeping } from '../../types';
import { at, sizeOf } from '../structs';
import type { ModuleSystem } from '../system';
import { type ExportGroup, gpl } from './types';

const REGS = sizeOf('pt_regs');
const CALLERS = ['kprobe_ftrace_handler', 'do_syscall_64'];

interface Moment {
  regs: ProbeRegs;
  user: Uint8Array | null;
  task: TaskStruct | null;
}

const probes = (system: ModuleSystem): Map<number, () => void> => system.part('kprobes', () => new Map());

/** Two struct pt_regs: of the probed function, and the user's, which the first argument of a system call points to. */
function storeRegs(system: ModuleSystem, { regs, user }: Moment): number {
  const { memory, slab } = system;
  const address = slab.kmalloc(REGS * 2);
  if (address === 0) return 0;
  const set = (field: Parameters<typeof at<'pt_regs'>>[1], value: number) =>
    memory.setI64(address + at('pt_regs', field), value);
  set('di', user ? address + REGS : regs.di);
  set('si', regs.si);
  set('dx', regs.dx);
  set('cx', regs.cx);
  set('r8', regs.r8);
  set('r9', regs.r9);
  set('ax', regs.ax);
  set('ip', regs.ip);
  set('cs', 0x10);
  set('flags', 0x246);
  if (user) memory.setBytes(address + REGS, user);
  return address;
}

function moment(system: ModuleSystem, symbol: string, regs: ProbeRegs): Moment {
  const { current } = system.kernel;
  const user = symbol.startsWith('__x64_sys_') && current?.mm ? userRegs(system.kernel) : null;
  return { regs: { ...regs }, user, task: current };
}

function* callHandler(system: ModuleSystem, function_: number, first: number, seen: Moment): Sleeping<void> {
  const regs = storeRegs(system, seen);
  if (regs === 0) return;
  yield* system.call(function_, [first, regs], CALLERS);
  system.slab.kfree(regs);
}

/** The symbol of a struct kprobe: by name, or by address. */
function symbolOf(system: ModuleSystem, probe: number): string | number {
  const { memory, kallsyms } = system;
  const name = memory.i64(probe + at('kprobe', 'symbol_name'));
  const address = memory.i64(probe + at('kprobe', 'addr'));
  if (name !== 0 && address !== 0) return -EINVAL;
  if (name !== 0) return system.text(name);
  const found = kallsyms.lookup(address);
  return found && found.offset === 0 ? found.symbol.name : -EINVAL;
}

function attach(
  system: ModuleSystem,
  probe: number,
  handler: (symbol: string) => Parameters<ModuleSystem['kernel']['probes']['attach']>[1],
): number {
  const { memory, kallsyms, kernel } = system;
  const symbol = symbolOf(system, probe);
  if (typeof symbol === 'number') return symbol;
  const stop = kernel.probes.attach(symbol, handler(symbol), memory.u32(probe + at('kprobe', 'offset')));
  if (typeof stop === 'number') return kallsyms.find(symbol) && stop === -ENOENT ? -EINVAL : stop;
  memory.setI64(probe + at('kprobe', 'addr'), kallsyms.find(symbol)?.address ?? 0);
  probes(system).set(probe, stop);
  return 0;
}

function registerProbe(system: ModuleSystem, probe: number): number {
  const { memory } = system;
  const hit = (symbol: string, regs: ProbeRegs) => {
    const seen = moment(system, symbol, regs);
    const pre = memory.i64(probe + at('kprobe', 'pre_handler'));
    const post = memory.i64(probe + at('kprobe', 'post_handler'));
    if (pre !== 0) system.softirq.raise(() => callHandler(system, pre, probe, seen), seen.task);
    if (post !== 0) system.softirq.raise(() => callHandler(system, post, probe, seen), seen.task);
    return undefined;
  };
  return attach(system, probe, (symbol) => ({ entry: (regs) => hit(symbol, regs) }));
}

function registerReturnProbe(system: ModuleSystem, probe: number): number {
  const { memory, slab } = system;
  const size = memory.i64(probe + at('kretprobe', 'data_size'));
  // What the entry handler kept, for the return: calls of one task come back in reverse order.
  const open: number[] = [];
  const run = (symbol: string, field: 'handler' | 'entry_handler', regs: ProbeRegs, done: boolean) => {
    const seen = moment(system, symbol, regs);
    system.softirq.raise(function* () {
      const instance = done ? (open.pop() ?? 0) : slab.kmalloc(sizeOf('kretprobe_instance') + size);
      if (instance === 0) return;
      if (!done) open.push(instance);
      const function_ = memory.i64(probe + at('kretprobe', field));
      if (function_ !== 0) yield* callHandler(system, function_, instance, seen);
      if (done) slab.kfree(instance);
    }, seen.task);
  };
  return attach(system, probe, (symbol) => ({
    entry(regs) {
      run(symbol, 'entry_handler', regs, false);
      return undefined;
    },
    return: (regs) => run(symbol, 'handler', regs, true),
  }));
}

function unregister(system: ModuleSystem, probe: number): number {
  probes(system).get(probe)?.();
  probes(system).delete(probe);
  return 0;
}

export const TRACE_EXPORTS: ExportGroup = {
  base: 0xffffffff811c8000n,
  rows: [
    gpl('register_kprobe', registerProbe),
    gpl('unregister_kprobe', unregister),
    gpl('register_kretprobe', registerReturnProbe),
    gpl('unregister_kretprobe', unregister),
    gpl('enable_kprobe', () => 0),
    gpl('disable_kprobe', () => 0),
  ],
};
