/**
 * /proc files about processors and who runs on them: stat's cpu lines, interrupts, schedstat, PID/sched, PID/schedstat.
 * Follows fs/proc/stat.c, arch/x86/kernel/irq.c: arch_show_interrupts, kernel/sched/{stats,debug}.c of Linux 6.1.
 */

import { HZ } from '../../abi/limits';
import { toTicks } from '../../time/units';
import type { Kernel, Task } from '../../types';
import { contextOf } from '../context';

/** What a processor's run queue counts (sched/runqueue.ts). */
interface CpuCounters {
  user: number;
  niced: number;
  system: number;
  ticks: number;
  switches: number;
  yields: number;
  wakeups: number;
  localWakeups: number;
  reschedules: number;
  shootdowns: number;
  schedules: number;
  runTime: number;
  waitTime: number;
  timeslices: number;
}

interface SchedulerView {
  readonly cpus: readonly CpuCounters[];
  readonly switches: number;
  readonly forks: number;
  loadText(): string;
}

/** A device's interrupt line: registered by its driver (kernel.interrupts), one count for each CPU. */
interface InterruptLine {
  readonly irq: number;
  readonly chip: string;
  readonly name: string;
  readonly counts: readonly number[];
}

const schedulerOf = (kernel: Kernel): SchedulerView | undefined => (kernel as Kernel & { sched?: SchedulerView }).sched;

/** Before there is a scheduler (tests of procfs alone): one processor that has done nothing. */
const IDLE: readonly CpuCounters[] = [
  {
    user: 0,
    niced: 0,
    system: 0,
    ticks: 0,
    switches: 0,
    yields: 0,
    wakeups: 0,
    localWakeups: 0,
    reschedules: 0,
    shootdowns: 0,
    schedules: 0,
    runTime: 0,
    waitTime: 0,
    timeslices: 0,
  },
];

const cpusOf = (kernel: Kernel): readonly CpuCounters[] => schedulerOf(kernel)?.cpus ?? IDLE;

const linesOf = (kernel: Kernel): readonly InterruptLine[] => contextOf(kernel).interruptLines;

export const contextSwitches = (kernel: Kernel): number => schedulerOf(kernel)?.switches ?? 0;
export const forkCount = (kernel: Kernel): number => schedulerOf(kernel)?.forks ?? kernel.tasks.size;
export const loadText = (kernel: Kernel): string => schedulerOf(kernel)?.loadText() ?? '0.00 0.00 0.00';

const idle = (kernel: Kernel, cpu: CpuCounters): number => Math.max(0, kernel.now - cpu.user - cpu.system);

/** Instructions for which processors had nothing to do, all together (uptime's second number). */
export function idleTime(kernel: Kernel): number {
  return cpusOf(kernel).reduce((sum, cpu) => sum + idle(kernel, cpu), 0);
}

/** The `cpu` lines of /proc/stat. */
export function cpuTimes(kernel: Kernel): string {
  const cpus = cpusOf(kernel);
  const line = (name: string, of: readonly CpuCounters[]) => {
    const sum = (value: (cpu: CpuCounters) => number) => toTicks(of.reduce((total, cpu) => total + value(cpu), 0));
    const user = sum((cpu) => cpu.user - cpu.niced);
    return `${name} ${user} ${sum((cpu) => cpu.niced)} ${sum((cpu) => cpu.system)} ${sum((cpu) => idle(kernel, cpu))} 0 0 0 0 0 0\n`;
  };
  return line('cpu ', cpus) + cpus.map((cpu, index) => line(`cpu${index}`, [cpu])).join('');
}

/** All interrupts since boot: those of devices, and the architecture's. */
export function interruptCount(kernel: Kernel): number {
  const own = cpusOf(kernel).reduce((sum, cpu) => sum + cpu.ticks + cpu.reschedules + cpu.shootdowns, 0);
  return own + linesOf(kernel).reduce((sum, line) => sum + line.counts.reduce((a, b) => a + b, 0), 0);
}

const ARCHITECTURE: readonly [name: string, count: (cpu: CpuCounters) => number, text: string][] = [
  ['NMI', () => 0, 'Non-maskable interrupts'],
  ['LOC', (cpu) => cpu.ticks, 'Local timer interrupts'],
  ['SPU', () => 0, 'Spurious interrupts'],
  ['PMI', () => 0, 'Performance monitoring interrupts'],
  ['IWI', () => 0, 'IRQ work interrupts'],
  ['RTR', () => 0, 'APIC ICR read retries'],
  ['RES', (cpu) => cpu.reschedules, 'Rescheduling interrupts'],
  ['CAL', () => 0, 'Function call interrupts'],
  ['TLB', (cpu) => cpu.shootdowns, 'TLB shootdowns'],
];

export function interruptsText(kernel: Kernel): string {
  const cpus = cpusOf(kernel);
  const columns = (counts: readonly number[]) => counts.map((count) => `${String(count).padStart(10)} `).join('');
  let text = `${' '.repeat(11)}${cpus.map((_, cpu) => `CPU${String(cpu).padEnd(8)}`).join('')}\n`;
  for (const line of linesOf(kernel)) {
    text += `${String(line.irq).padStart(3)}: ${columns(line.counts)} ${line.chip}  ${line.name}\n`;
  }
  for (const [name, count, meaning] of ARCHITECTURE) text += `${name}: ${columns(cpus.map(count))}  ${meaning}\n`;
  return `${text}ERR: ${'0'.padStart(10)}\nMIS: ${'0'.padStart(10)}\n`;
}

const NS = 10;

/** /proc/schedstat, version 15: no domain lines, as there is one set of CPUs. */
export function schedstatText(kernel: Kernel): string {
  const cpus = cpusOf(kernel);
  const jiffies = 4_294_892_296 + Math.floor((kernel.now * HZ) / 1e8);
  const lines = cpus.map(
    (cpu, index) =>
      `cpu${index} ${cpu.yields} 0 ${cpu.schedules} ${cpu.schedules - cpu.timeslices} ${cpu.wakeups} ${cpu.localWakeups} ${cpu.runTime * NS} ${cpu.waitTime * NS} ${cpu.timeslices}\n`,
  );
  return `version 15\ntimestamp ${jiffies}\n${lines.join('')}`;
}

// ---------------------------------------------------------------- one task

interface Entity extends Task {
  se: { vruntime: number; weight: number };
  execTime: number;
  waitTime: number;
  timeslices: number;
  migrations: number;
  voluntarySwitches: number;
  involuntarySwitches: number;
  policy: number;
  rtPriority: number;
}

const isEntity = (task: Task): task is Entity => 'se' in task && 'execTime' in task;

/** Priority as the kernel counts: 0 … 99 real time, 100 … 139 nice −20 … 19. */
export function kernelPriority(task: Task): number {
  const own = task as Partial<Entity>;
  return own.rtPriority ? 99 - own.rtPriority : 120 + task.nice;
}

export const policyOf = (task: Task): number => (task as Partial<Entity>).policy ?? 0;
export const realTimePriority = (task: Task): number => (task as Partial<Entity>).rtPriority ?? 0;

/** Run time, waiting time (ns), number of times it got a CPU. */
export function taskSchedstat(task: Task): string {
  return isEntity(task) ? `${task.execTime * NS} ${task.waitTime * NS} ${task.timeslices}\n` : '0 0 0\n';
}

const milliseconds = (instructions: number): string => {
  const ns = Math.round(instructions * NS);
  return `${Math.floor(ns / 1e6)}.${String(Math.abs(ns % 1e6)).padStart(6, '0')}`;
};

export function taskSched(kernel: Kernel, task: Task): string {
  if (!isEntity(task)) return '';
  const rows: [string, string | number][] = [
    ['se.exec_start', milliseconds(kernel.now)],
    ['se.vruntime', milliseconds(task.se.vruntime)],
    ['se.sum_exec_runtime', milliseconds(task.execTime)],
    ['se.nr_migrations', task.migrations],
    ['nr_switches', task.voluntarySwitches + task.involuntarySwitches],
    ['nr_voluntary_switches', task.voluntarySwitches],
    ['nr_involuntary_switches', task.involuntarySwitches],
    ['se.load.weight', task.se.weight * 1024],
    ['policy', task.policy],
    ['prio', kernelPriority(task)],
  ];
  const head = `${task.comm} (${task.pid}, #threads: ${task.group.length})\n${'-'.repeat(67)}\n`;
  return head + rows.map(([name, value]) => `${name.padEnd(45)}:${String(value).padStart(21)}\n`).join('');
}
