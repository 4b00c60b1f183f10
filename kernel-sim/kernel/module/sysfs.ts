/**
 * /sys/module/NAME: state, sizes, users, sections, and the parameters with their permissions. Follows kernel/module/sysfs.c and
 * kernel/params.c: param_attr_show. Departs from Linux: a parameter with functions of the module's own cannot be read or written
 * here (-EIO), because these files answer at once.
 */
import { hex16, KernelFault } from '../arch/kernel-space';
import { EFAULT, EIO } from '../errno';
import { sysfsOf } from '../fs/sysfs/index';
import type { Module, ModuleParam } from './module';
import { storeString } from './params';
import { at, sizeOf } from './structs';
import type { ModuleSystem } from './system';
import { moduleTaintText } from './taint';

const PAGE = 4096;

export function showModule(system: ModuleSystem, module: Module): void {
  const tree = sysfsOf(system.kernel);
  const root = `/module/${module.name}`;
  const file = (name: string, text: () => string | number, mode = 0o444) =>
    tree.create(`${root}/${name}`, { show: () => `${text()}\n`, mode });
  file('initstate', () => (module.state === 'unformed' ? 'coming' : module.state));
  file('refcnt', () => module.refcount);
  file('coresize', () => module.core.size);
  file('initsize', () => module.init.size);
  file('taint', () => moduleTaintText(module.taints));
  if (module.version !== '') file('version', () => module.version);
  if (module.srcversion !== '') file('srcversion', () => module.srcversion);
  tree.create(`${root}/uevent`, { store: (_kernel, _writer, text) => text.length });
  tree.directory(`${root}/holders`);
  for (const { name, address } of module.sections) file(`sections/${name}`, () => `0x${hex16(address)}`, 0o400);
  for (const param of module.params) if (param.perm !== 0) showParam(system, root, param);
  for (const used of module.uses) tree.link(`/module/${used.name}/holders/${module.name}`, root);
}

export function hideModule(system: ModuleSystem, module: Module): void {
  const tree = sysfsOf(system.kernel);
  for (const used of module.uses) tree.remove(`/module/${used.name}/holders/${module.name}`);
  tree.remove(`/module/${module.name}`);
}

function showParam(system: ModuleSystem, root: string, param: ModuleParam): void {
  const writable = (param.perm & 0o222) !== 0;
  sysfsOf(system.kernel).create(`${root}/parameters/${param.name}`, {
    show: () => guarded(() => read(system, param.address)),
    ...(writable ? { store: (_kernel, _writer, text) => guarded(() => write(system, param.address, text)) } : {}),
    mode: param.perm & 0o777,
  });
}

/** A pointer of the module's may be bad. */
function guarded<T>(body: () => T): T | number {
  try {
    return body();
  } catch (error) {
    if (error instanceof KernelFault) return -EFAULT;
    throw error;
  }
}

const opsOf = (system: ModuleSystem, kp: number): number => system.memory.i64(kp + at('kernel_param', 'ops'));

/** The text of a value, with its newline. */
function read(system: ModuleSystem, kp: number): string | number {
  const ops = opsOf(system, kp);
  if (ops === system.address('param_array_ops')) return readArray(system, kp);
  const { slab, memory } = system;
  const page = slab.kmalloc(PAGE);
  const length = system.callOwn(memory.i64(ops + at('kernel_param_ops', 'get')), page, kp) ?? -EIO;
  const text = length < 0 ? length : new TextDecoder().decode(memory.bytes(page, length));
  slab.kfree(page);
  return text;
}

function readArray(system: ModuleSystem, kp: number): string | number {
  const { memory, slab } = system;
  const array = memory.i64(kp + at('kernel_param', 'arg'));
  const num = memory.i64(array + at('kparam_array', 'num'));
  const count = num === 0 ? memory.u32(array + at('kparam_array', 'max')) : memory.u32(num);
  const size = memory.u32(array + at('kparam_array', 'elemsize'));
  const first = memory.i64(array + at('kparam_array', 'elem'));
  const copy = slab.kmalloc(sizeOf('kernel_param'));
  memory.setI64(copy + at('kernel_param', 'ops'), memory.i64(array + at('kparam_array', 'ops')));
  const words: string[] = [];
  for (let i = 0; i < count; i++) {
    memory.setI64(copy + at('kernel_param', 'arg'), first + i * size);
    const text = read(system, copy);
    if (typeof text === 'number') return text;
    words.push(text.trimEnd());
  }
  slab.kfree(copy);
  return `${words.join(',')}\n`;
}

function write(system: ModuleSystem, kp: number, text: string): number {
  const value = storeString(system, text);
  const set = system.memory.i64(opsOf(system, kp) + at('kernel_param_ops', 'set'));
  const result = system.callOwn(set, value, kp) ?? -EIO;
  system.slab.kfree(value);
  return result < 0 ? result : text.length;
}
