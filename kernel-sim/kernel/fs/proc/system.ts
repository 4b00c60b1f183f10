/**
 * Files at the top of /proc that tell about the whole system: a table. Follows fs/proc/{meminfo,stat,uptime,loadavg,version,devices}.c
 * and arch/x86/kernel/cpu/proc.c, with the lines and paddings of Linux 6.1 as Debian 12 builds it.
 */
import { INSTRUCTIONS_PER_SECOND } from '../../../machine/types';
import { EIO } from '../../errno';
import type { Kernel, Task } from '../../types';
import { sysrq } from '../cache-control';
import { contextOf } from '../context';
import { cpuinfoText } from './cpuinfo';
import {
  contextSwitches,
  cpuTimes,
  forkCount,
  idleTime,
  interruptCount,
  interruptsText,
  loadText,
  schedstatText,
} from './cpus';
import { meminfoText } from './meminfo';
import { swapsText, vmstatText } from './memory';
import { kallsymsText, modulesText } from './modules';
import type { Show, Store } from './node';
import { VERSION_TEXT } from './release';
import { iomemText, ioportsText } from './resources';

interface SystemFile {
  name: string;
  mode?: number;
  show: Show;
  store?: Store;
}

export const SYSTEM_FILES: readonly SystemFile[] = [
  { name: 'cmdline', show: () => 'console=tty1\n' },
  { name: 'cpuinfo', show: cpuinfoText },
  { name: 'devices', show: devicesText },
  { name: 'diskstats', show: (kernel) => contextOf(kernel).blockDevices.diskstatsText() },
  { name: 'filesystems', show: filesystemsText },
  { name: 'interrupts', show: interruptsText },
  { name: 'iomem', mode: 0o400, show: iomemText },
  { name: 'ioports', mode: 0o400, show: ioportsText },
  { name: 'kallsyms', show: kallsymsText },
  { name: 'loadavg', show: loadavgText },
  { name: 'meminfo', show: meminfoText },
  { name: 'modules', show: modulesText },
  { name: 'partitions', show: (kernel) => contextOf(kernel).blockDevices.partitionsText() },
  { name: 'schedstat', show: schedstatText },
  { name: 'stat', show: statText },
  { name: 'swaps', show: swapsText },
  { name: 'vmstat', show: vmstatText },
  { name: 'sysrq-trigger', mode: 0o200, show: () => -EIO, store: sysrqTrigger },
  { name: 'uptime', show: uptimeText },
  { name: 'version', show: () => VERSION_TEXT },
];

function seconds(instructions: number): string {
  const hundredths = Math.floor((instructions * 100) / INSTRUCTIONS_PER_SECOND);
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;
}

function uptimeText(kernel: Kernel): string {
  return `${seconds(kernel.now)} ${seconds(idleTime(kernel))}\n`;
}

function loadavgText(kernel: Kernel): string {
  let running = 0;
  let last = 0;
  for (const task of kernel.tasks.values()) {
    if (task.state === 'R') running++;
    last = Math.max(last, task.pid);
  }
  return `${loadText(kernel)} ${running}/${kernel.tasks.size} ${last}\n`;
}

function statText(kernel: Kernel): string {
  const interrupts = interruptCount(kernel);
  let running = 0;
  let blocked = 0;
  for (const task of kernel.tasks.values()) {
    if (task.state === 'R') running++;
    else if (task.state === 'D') blocked++;
  }
  const switches = contextSwitches(kernel);
  return `${cpuTimes(kernel)}intr ${interrupts}\nctxt ${switches}\nbtime ${kernel.bootTime}\nprocesses ${forkCount(kernel)}\nprocs_running ${running}\nprocs_blocked ${blocked}\nsoftirq 0 0 0 0 0 0 0 0 0 0 0\n`;
}

function devicesText(kernel: Kernel): string {
  let text = 'Character devices:\n';
  for (const [major, name] of contextOf(kernel).charDevices.list()) text += `${String(major).padStart(3)} ${name}\n`;
  return `${text}\nBlock devices:\n${contextOf(kernel).blockDevices.majorLines()}`;
}

/** One key; a leading `_` takes them all. */
function sysrqTrigger(kernel: Kernel, _writer: Task, text: string): number {
  const keys = text.startsWith('_') ? text.slice(1) : text.slice(0, 1);
  for (const key of keys) sysrq(kernel, key);
  return text.length;
}

function filesystemsText(kernel: Kernel): string {
  let text = '';
  for (const { name, nodev } of contextOf(kernel).types.values()) text += `${nodev ? 'nodev' : ''}\t${name}\n`;
  return text;
}
