/**
 * Module parameters: from the words behind `insmod x.ko`, and through /sys/module/x/parameters. Follows kernel/params.c: parse_args,
 * parse_one, param_attr_show. The values lie in the module's own variables; `struct kernel_param_ops` says how to read and write.
 */
import { EINVAL, ENOENT, ENOMEM, ENOSPC, EPERM } from '../errno';
import type { Sleeping } from '../types';
import { cText } from './format';
import type { Module, ModuleParam } from './module';
import { at } from './structs';
import type { ModuleSystem } from './system';

const FL_NOARG = 1;
const PAGE = 4096;

/** Words, `"` keeps blanks together: as [name, value or null]. */
export function splitArgs(text: string): [name: string, value: string | null][] {
  const words: [string, string | null][] = [];
  let at = 0;
  while (at < text.length) {
    while (/\s/.test(text[at] ?? '')) at++;
    if (at >= text.length) break;
    let quoted = false;
    let word = '';
    for (; at < text.length; at++) {
      if (!quoted && /\s/.test(text[at])) break;
      if (text[at] === '"') quoted = !quoted;
      else word += text[at];
    }
    const equals = word.indexOf('=');
    words.push(equals < 0 ? [word, null] : [word.slice(0, equals), word.slice(equals + 1)]);
  }
  return words;
}

const same = (a: string, b: string): boolean => a.replaceAll('-', '_') === b.replaceAll('-', '_');

/** 0 or the errno of the first bad one. */
export function* parseArgs(system: ModuleSystem, module: Module, text: string): Sleeping<number> {
  for (const [name, value] of splitArgs(text)) {
    const param = module.params.find((candidate) => same(candidate.name, name));
    if (!param) {
      system.kernel.printk(4, `${module.name}: unknown parameter '${name}' ignored`);
      continue;
    }
    const result = yield* setParam(system, param, value);
    if (result === 0) continue;
    const shown = value ?? '';
    if (result === -ENOENT) system.kernel.printk(3, `${module.name}: Unknown parameter \`${name}'`);
    else if (result === -ENOSPC)
      system.kernel.printk(3, `${module.name}: \`${shown}' too large for parameter \`${name}'`);
    else system.kernel.printk(3, `${module.name}: \`${shown}' invalid for parameter \`${name}'`);
    return result;
  }
  return 0;
}

/** Writes a parameter as the module's ops do it. `null`: given without a value. */
export function* setParam(system: ModuleSystem, param: ModuleParam, value: string | null): Sleeping<number> {
  const { memory, slab } = system;
  const ops = memory.i64(param.address + at('kernel_param', 'ops'));
  const set = memory.i64(ops + at('kernel_param_ops', 'set'));
  if (set === 0) return -EPERM;
  if (value === null && !(memory.u32(ops + at('kernel_param_ops', 'flags')) & FL_NOARG)) return -EINVAL;
  const buffer = value === null ? 0 : storeString(system, value);
  if (value !== null && buffer === 0) return -ENOMEM;
  const result = (yield* system.call(set, [buffer, param.address], ['parse_args'])) | 0;
  if (buffer !== 0) slab.kfree(buffer);
  return result;
}

/** The text of a parameter, as sysfs shows it. */
export function* getParam(system: ModuleSystem, param: ModuleParam): Sleeping<string | number> {
  const { memory, slab } = system;
  const ops = memory.i64(param.address + at('kernel_param', 'ops'));
  const get = memory.i64(ops + at('kernel_param_ops', 'get'));
  if (get === 0) return -EPERM;
  const page = slab.kmalloc(PAGE);
  if (page === 0) return -ENOMEM;
  const length = (yield* system.call(get, [page, param.address], ['param_attr_show'])) | 0;
  const text = length < 0 ? length : new TextDecoder().decode(memory.bytes(page, Math.min(length, PAGE)));
  slab.kfree(page);
  return text;
}

/** A copy of a string in kernel memory; 0 when there is none left. */
export function storeString(system: ModuleSystem, text: string): number {
  const bytes = cText(text);
  const address = system.slab.kmalloc(bytes.length + 1);
  if (address === 0) return 0;
  system.memory.setBytes(address, bytes);
  system.memory.setU8(address + bytes.length, 0);
  return address;
}
