/**
 * /proc/modules and /proc/kallsyms. Follows kernel/module/procfs.c: m_show and kernel/kallsyms.c: s_show.
 * Addresses are zero for whoever may not see them (kallsyms_show_value).
 */
import { hex16 } from '../../arch/kernel-space';
import { Kallsyms } from '../../module/kallsyms';
import type { Module } from '../../module/module';
import { moduleTaintText } from '../../module/taint';
import type { Kernel, Task } from '../../types';
import { capable } from '../permission';

const CAP_SYSLOG = 34;
const STATES = { live: 'Live', coming: 'Loading', going: 'Unloading', unformed: '' } as const;

/** Of a kernel with C code in it; a kernel of the file side's unit tests has none. */
interface WithModules {
  modules?: { modules: ReadonlyMap<string, Module>; kallsyms: Kallsyms };
}
const modulesOf = (kernel: Kernel): Module[] => [...((kernel as WithModules).modules?.modules.values() ?? [])];

const address = (value: number, visible: boolean): string => hex16(visible ? value : 0);

/** `hello 16384 0 - Live 0xffffffffc0000000 (OE)`, the newest first. */
export function modulesText(kernel: Kernel, reader: Task): string {
  const visible = capable(reader.cred, CAP_SYSLOG);
  let text = '';
  for (const module of modulesOf(kernel).reverse()) {
    if (module.state === 'unformed') continue;
    const users = [...module.usedBy].map(({ name }) => `${name},`);
    if (module.initFunction !== 0 && module.exitFunction === 0) users.push('[permanent],');
    const flags = moduleTaintText(module.taints) + { live: '', coming: '+', going: '-' }[module.state];
    const size = module.core.size + module.init.size;
    text += `${module.name} ${size} ${module.refcount} ${users.join('') || '-'} ${STATES[module.state]} 0x${address(module.core.base, visible)}`;
    text += flags === '' ? '\n' : ` (${flags})\n`;
  }
  return text;
}

export function kallsymsText(kernel: Kernel, reader: Task): string {
  const visible = capable(reader.cred, CAP_SYSLOG);
  let text = '';
  for (const symbol of ((kernel as WithModules).modules?.kallsyms ?? new Kallsyms()).all()) {
    text += `${address(symbol.address, visible)} ${symbol.type} ${symbol.name}`;
    text += symbol.module === '' ? '\n' : `\t[${symbol.module}]\n`;
  }
  return text;
}
