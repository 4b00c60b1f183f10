/**
 * Files at the top of /proc that tell about the whole system: a table. Follows fs/proc/{meminfo,stat,uptime,loadavg,version,devices}.c
 * and arch/x86/kernel/cpu/proc.c, with the lines and paddings of Linux 6.1 as Debian 12 builds it.
 */
import { INSTRUCTIONS_PER_SECOND } from '../../../machine/types';
import { HZ } from '../../abi/limits';
import { SYSCALL_NAMES } from '../../syscalls/names';
import { toTicks } from '../../time/units';
import type { Kernel } from '../../types';
import { contextOf } from '../context';
import { capable } from '../permission';
import { cpuinfoText } from './cpuinfo';
import { allTimes } from './details';
import { meminfoText } from './meminfo';
import type { Show } from './node';
import { VERSION_TEXT } from './release';

interface SystemFile {
  name: string;
  mode?: number;
  show: Show;
}

export const SYSTEM_FILES: readonly SystemFile[] = [
  { name: 'cmdline', show: () => 'console=tty1\n' },
  { name: 'cpuinfo', show: cpuinfoText },
  { name: 'devices', show: devicesText },
  { name: 'filesystems', show: filesystemsText },
  { name: 'interrupts', show: interruptsText },
  { name: 'kallsyms', show: (_kernel, reader) => kallsymsText(capable(reader.cred, CAP_SYSLOG)) },
  { name: 'loadavg', show: loadavgText },
  { name: 'meminfo', show: meminfoText },
  { name: 'modules', show: () => '' },
  { name: 'stat', show: statText },
  { name: 'swaps', show: () => 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n' },
  { name: 'uptime', show: uptimeText },
  { name: 'version', show: () => VERSION_TEXT },
];

const CAP_SYSLOG = 34;

const cpuCount = (kernel: Kernel): number => kernel.core.cpus?.length ?? 1;

/** Instructions in which no processor had anything to do. */
function idleTime(kernel: Kernel): number {
  const { user, system } = allTimes(kernel);
  return Math.max(0, kernel.now - user - system);
}

function seconds(instructions: number): string {
  const hundredths = Math.floor((instructions * 100) / INSTRUCTIONS_PER_SECOND);
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;
}

function uptimeText(kernel: Kernel): string {
  return `${seconds(kernel.now)} ${seconds(idleTime(kernel))}\n`;
}

/** Departs from Linux: no decaying averages are kept, so the three loads are 0.00. */
function loadavgText(kernel: Kernel): string {
  let running = 0;
  let last = 0;
  for (const task of kernel.tasks.values()) {
    if (task.state === 'R') running++;
    last = Math.max(last, task.pid);
  }
  return `0.00 0.00 0.00 ${running}/${kernel.tasks.size} ${last}\n`;
}

/** Counters that the core keeps, where it does. */
interface Counters {
  contextSwitches?: number;
  forks?: number;
}

function statText(kernel: Kernel): string {
  const { user, system } = allTimes(kernel);
  const times = `${toTicks(user)} 0 ${toTicks(system)} ${toTicks(idleTime(kernel))} 0 0 0 0 0 0`;
  const { contextSwitches = 0, forks = kernel.tasks.size } = kernel as Counters;
  const interrupts = timerInterrupts(kernel);
  let running = 0;
  let blocked = 0;
  for (const task of kernel.tasks.values()) {
    if (task.state === 'R') running++;
    else if (task.state === 'D') blocked++;
  }
  let text = `cpu  ${times}\n`;
  for (let cpu = 0; cpu < cpuCount(kernel); cpu++) text += `cpu${cpu} ${cpu === 0 ? times : '0 0 0 0 0 0 0 0 0 0'}\n`;
  return `${text}intr ${interrupts} ${interrupts}\nctxt ${contextSwitches}\nbtime ${kernel.bootTime}\nprocesses ${forks}\nprocs_running ${running}\nprocs_blocked ${blocked}\nsoftirq 0 0 0 0 0 0 0 0 0 0 0\n`;
}

const timerInterrupts = (kernel: Kernel): number => Math.floor((kernel.now * HZ) / INSTRUCTIONS_PER_SECOND);

function interruptsText(kernel: Kernel): string {
  const cpus = cpuCount(kernel);
  const columns = (first: number): string => {
    let text = '';
    for (let cpu = 0; cpu < cpus; cpu++) text += `${String(cpu === 0 ? first : 0).padStart(10)} `;
    return text;
  };
  let head = ' '.repeat(11);
  for (let cpu = 0; cpu < cpus; cpu++) head += `CPU${String(cpu).padEnd(8)}`;
  return `${head}\nLOC: ${columns(timerInterrupts(kernel))}  Local timer interrupts\nERR: ${'0'.padStart(10)}\nMIS: ${'0'.padStart(10)}\n`;
}

function devicesText(kernel: Kernel): string {
  let text = 'Character devices:\n';
  for (const [major, name] of contextOf(kernel).charDevices.list()) text += `${String(major).padStart(3)} ${name}\n`;
  return `${text}\nBlock devices:\n`;
}

function filesystemsText(kernel: Kernel): string {
  let text = '';
  for (const { name, nodev } of contextOf(kernel).types.values()) text += `${nodev ? 'nodev' : ''}\t${name}\n`;
  return text;
}

/** Where kernel text lies, and room for each entry point. */
const TEXT_START = 0xffffffff81000000n;
const FIRST_CALL = 0x2000n;
const CALL_STRIDE = 0x40n;

/** Address of a system call's entry point, as kallsyms shows it. */
export function syscallAddress(nr: number): bigint {
  return TEXT_START + FIRST_CALL + BigInt(nr) * CALL_STRIDE;
}

/** Without CAP_SYSLOG all addresses are 0 (kallsyms_show_value). */
function kallsymsText(visible: boolean): string {
  const symbols: [bigint, string][] = [
    [TEXT_START, '_text'],
    [TEXT_START, '_stext'],
  ];
  for (const [nr, name] of SYSCALL_NAMES) symbols.push([syscallAddress(nr), `__x64_sys_${name}`]);
  return symbols
    .sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))
    .map(([address, name]) => `${(visible ? address : 0n).toString(16).padStart(16, '0')} T ${name}\n`)
    .join('');
}
