/** Modules about themselves and what does not fit elsewhere. Follows kernel/module/main.c, kernel/cred.c, kernel/capability.c. */
import { ENOENT } from '../../errno';
import { capable } from '../../sched/cred';
import { at } from '../structs';
import type { ModuleSystem } from '../system';
import { type ExportGroup, fn, gpl, variable } from './types';

const byAddress = (system: ModuleSystem, self: number) =>
  [...system.modules.values()].find((module) => module.self === self);

export const MODULE_EXPORTS: ExportGroup = {
  base: 0xffffffff811a8000n,
  rows: [
    fn('try_module_get', (system, self) => (self === 0 || byAddress(system, self)?.get() ? 1 : 0)),
    fn('__module_get', (system, self) => {
      byAddress(system, self)?.get();
      return 0;
    }),
    fn('module_put', (system, self) => {
      byAddress(system, self)?.put();
      return 0;
    }),
    fn('module_refcount', (system, self) => byAddress(system, self)?.refcount ?? 0),
    fn('__request_module', () => -ENOENT),
    fn('capable', (system, capability) => {
      const cred = system.kernel.current?.cred;
      return !cred || capable(cred, capability) ? 1 : 0;
    }),
    fn('ns_capable', (system, _ns, capability) => {
      const cred = system.kernel.current?.cred;
      return !cred || capable(cred, capability) ? 1 : 0;
    }),
    fn('from_kuid', (_system, _ns, uid) => uid >>> 0),
    fn('from_kgid', (_system, _ns, gid) => gid >>> 0),
    fn('from_kuid_munged', (_system, _ns, uid) => uid >>> 0),
    fn('from_kgid_munged', (_system, _ns, gid) => gid >>> 0),
    fn('make_kuid', (_system, _ns, uid) => uid >>> 0),
    fn('make_kgid', (_system, _ns, gid) => gid >>> 0),
    fn('__task_pid_nr_ns', (system, task, type) => {
      const found = system.mirror.taskAt(task);
      if (!found) return 0;
      return [found.pid, found.tgid, found.pgid, found.sid][type >>> 0] ?? 0;
    }),
    fn('send_sig', (system, signal, task) => {
      const found = system.mirror.taskAt(task);
      if (found) system.kernel.sendSignal(found, signal | 0);
      return found ? 0 : -3;
    }),
    fn('get_task_comm', (system, buffer, task) => {
      system.memory.setBytes(buffer, system.memory.bytes(task + at('task_struct', 'comm'), 16));
      return buffer;
    }),
    fn('__get_task_comm', (system, buffer, _size, task) => {
      system.memory.setBytes(buffer, system.memory.bytes(task + at('task_struct', 'comm'), 16));
      return buffer;
    }),
    gpl('kallsyms_lookup_name', (system, name) => system.kallsyms.find(system.text(name))?.address ?? 0, {
      internal: true,
    }),
    fn('sprint_symbol', (system, buffer, address) => {
      const bytes = new TextEncoder().encode(system.kallsyms.describe(address));
      system.memory.setBytes(buffer, Uint8Array.of(...bytes, 0));
      return bytes.length;
    }),
    variable('init_user_ns', 64),
    variable('init_net', 64),
    variable('nr_cpu_ids', 4, (system, address) => system.memory.setU32(address, system.kernel.core.cpus.length)),
    variable('__cpu_online_mask', 8, (system, address) =>
      system.memory.setI64(address, 2 ** system.kernel.core.cpus.length - 1),
    ),
    variable('__num_online_cpus', 4, (system, address) =>
      system.memory.setU32(address, system.kernel.core.cpus.length),
    ),
    variable('page_offset_base', 8, (system, address) => system.memory.setU64(address, 0xffff888000000000n)),
    variable('vmemmap_base', 8, (system, address) => system.memory.setU64(address, 0xffffea0000000000n)),
    variable('phys_base', 8),
    variable('empty_zero_page', 8),
  ],
};
