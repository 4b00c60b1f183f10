/** The types of module parameters: param_ops_int and its kin. Follows kernel/params.c. */
import { EINVAL, ENOMEM, ENOSPC, ERANGE } from '../../errno';
import type { Sleeping } from '../../types';
import { cText } from '../format';
import { parseBool, parseSigned, parseUnsigned } from '../kstrto';
import { storeString } from '../params';
import { at, sizeOf } from '../structs';
import type { ModuleSystem } from '../system';
import { type ExportGroup, type ExportRow, fn, variable } from './types';

const arg = (system: ModuleSystem, kp: number): number => system.memory.i64(kp + at('kernel_param', 'arg'));

/** Writes `text\n` at `buffer`; its length. */
function put(system: ModuleSystem, buffer: number, text: string): number {
  const bytes = cText(`${text}\n`);
  system.memory.setBytes(buffer, bytes);
  system.memory.setU8(buffer + bytes.length, 0);
  return bytes.length;
}

/** set and get of one kind, and the ops that hold them. */
function kind(name: string, set: ExportRow['run'], get: ExportRow['run'], flags = 0): ExportRow[] {
  return [
    fn(`param_set_${name}`, set!),
    fn(`param_get_${name}`, get!),
    variable(`param_ops_${name}`, sizeOf('kernel_param_ops'), (system, address) => {
      system.memory.setU32(address, flags);
      system.memory.setI64(address + at('kernel_param_ops', 'set'), system.address(`param_set_${name}`));
      system.memory.setI64(address + at('kernel_param_ops', 'get'), system.address(`param_get_${name}`));
    }),
  ];
}

function integer(name: string, bits: number, isSigned: boolean, base = 0): ExportRow[] {
  const limit = 1n << BigInt(bits);
  return kind(
    name,
    (system, text, kp) => {
      const value = isSigned ? parseSigned(system.text(text), base, bits) : parseUnsigned(system.text(text), base);
      if (typeof value === 'number') return value;
      if (!isSigned && value >= limit) return -ERANGE;
      system.memory.setBytes(
        arg(system, kp),
        new Uint8Array(BigUint64Array.of(BigInt.asUintN(64, value)).buffer, 0, bits / 8),
      );
      return 0;
    },
    (system, buffer, kp) => {
      const bytes = new Uint8Array(8);
      bytes.set(system.memory.bytes(arg(system, kp), bits / 8));
      const raw = new DataView(bytes.buffer).getBigUint64(0, true);
      const value = isSigned ? BigInt.asIntN(bits, raw) : raw;
      return put(system, buffer, name === 'hexint' ? `0x${value.toString(16).padStart(8, '0')}` : value.toString());
    },
  );
}

function bool(system: ModuleSystem, text: number, invert: boolean, kp: number): number {
  const value = text === 0 ? true : parseBool(system.text(text));
  if (typeof value === 'number') return value;
  system.memory.setU8(arg(system, kp), value !== invert ? 1 : 0);
  return 0;
}

const showBool =
  (invert: boolean): ExportRow['run'] =>
  (system, buffer, kp) =>
    put(system, buffer, (system.memory.u8(arg(system, kp)) !== 0) !== invert ? 'Y' : 'N');

/** An array is a list with commas; each element is set by the ops of its own kind. */
function* setArray(system: ModuleSystem, text: number, kp: number): Sleeping<number> {
  const { memory, slab } = system;
  const array = arg(system, kp);
  const max = memory.u32(array + at('kparam_array', 'max'));
  const size = memory.u32(array + at('kparam_array', 'elemsize'));
  const num = memory.i64(array + at('kparam_array', 'num'));
  const ops = memory.i64(array + at('kparam_array', 'ops'));
  const first = memory.i64(array + at('kparam_array', 'elem'));
  const words = system.text(text).replace(/\n$/, '').split(',');
  if (words.length === 0 || words[0] === '') return -EINVAL;
  if (words.length > max) {
    system.kernel.printk(3, `${system.text(memory.i64(kp))}: can only take ${max} arguments`);
    return -EINVAL;
  }
  const copy = slab.kmalloc(sizeOf('kernel_param'));
  if (copy === 0) return -ENOMEM;
  let result = 0;
  for (const [index, word] of words.entries()) {
    memory.setBytes(copy, memory.bytes(kp, sizeOf('kernel_param')));
    memory.setI64(copy + at('kernel_param', 'arg'), first + index * size);
    const value = storeString(system, word);
    result = (yield* system.call(memory.i64(ops + at('kernel_param_ops', 'set')), [value, copy], ['parse_args'])) | 0;
    slab.kfree(value);
    if (result !== 0) break;
    if (num !== 0) memory.setU32(num, index + 1);
  }
  slab.kfree(copy);
  return result;
}

function* getArray(system: ModuleSystem, buffer: number, kp: number): Sleeping<number> {
  const { memory, slab } = system;
  const array = arg(system, kp);
  const num = memory.i64(array + at('kparam_array', 'num'));
  const count = num === 0 ? memory.u32(array + at('kparam_array', 'max')) : memory.u32(num);
  const size = memory.u32(array + at('kparam_array', 'elemsize'));
  const ops = memory.i64(array + at('kparam_array', 'ops'));
  const first = memory.i64(array + at('kparam_array', 'elem'));
  const copy = slab.kmalloc(sizeOf('kernel_param'));
  if (copy === 0) return -ENOMEM;
  let offset = 0;
  for (let index = 0; index < count; index++) {
    // Each element ends in a newline; commas take the place of all but the last.
    if (offset > 0) memory.setU8(buffer + offset - 1, 0x2c);
    memory.setBytes(copy, memory.bytes(kp, sizeOf('kernel_param')));
    memory.setI64(copy + at('kernel_param', 'arg'), first + index * size);
    const get = memory.i64(ops + at('kernel_param_ops', 'get'));
    const length = (yield* system.call(get, [buffer + offset, copy], ['param_attr_show'])) | 0;
    if (length < 0) return length;
    offset += length;
  }
  slab.kfree(copy);
  return offset;
}

export const PARAM_EXPORTS: ExportGroup = {
  base: 0xffffffff810e0000n,
  rows: [
    ...integer('byte', 8, false),
    ...integer('short', 16, true),
    ...integer('ushort', 16, false),
    ...integer('int', 32, true),
    ...integer('uint', 32, false),
    ...integer('long', 64, true),
    ...integer('ulong', 64, false),
    ...integer('ullong', 64, false),
    ...integer('hexint', 32, false, 16),
    ...kind('bool', (s, text, kp) => bool(s, text, false, kp), showBool(false), 1),
    ...kind('invbool', (s, text, kp) => bool(s, text, true, kp), showBool(true)),
    ...kind(
      'bint',
      (system, text, kp) => {
        const value = text === 0 ? true : parseBool(system.text(text));
        if (typeof value === 'number') return value;
        system.memory.setU32(arg(system, kp), value ? 1 : 0);
        return 0;
      },
      (system, buffer, kp) => put(system, buffer, String(system.memory.i32(arg(system, kp)))),
      1,
    ),
    ...kind(
      'charp',
      (system, text, kp) => {
        const value = system.text(text);
        if (value.length > 1024) {
          system.kernel.printk(3, `${system.text(system.memory.i64(kp))}: string parameter too long`);
          return -ENOSPC;
        }
        const copy = storeString(system, value);
        if (copy === 0) return -ENOMEM;
        system.memory.setI64(arg(system, kp), copy);
        return 0;
      },
      (system, buffer, kp) => {
        const address = system.memory.i64(arg(system, kp));
        return put(system, buffer, address === 0 ? '(null)' : system.text(address));
      },
    ),
    ...kind(
      'copystring',
      (system, text, kp) => {
        const string = arg(system, kp);
        const max = system.memory.u32(string + at('kparam_string', 'maxlen'));
        const bytes = system.memory.cstring(text);
        if (bytes.length + 1 > max) {
          system.kernel.printk(3, `${system.text(system.memory.i64(kp))}: string doesn't fit in ${max - 1} chars.`);
          return -ENOSPC;
        }
        const target = system.memory.i64(string + at('kparam_string', 'string'));
        system.memory.setBytes(target, Uint8Array.of(...bytes, 0));
        return 0;
      },
      (system, buffer, kp) =>
        put(system, buffer, system.text(system.memory.i64(arg(system, kp) + at('kparam_string', 'string')))),
    ).map((row) =>
      // The names are irregular: param_ops_string holds param_set_copystring.
      row.data === undefined ? row : { ...row, name: 'param_ops_string' },
    ),
    { name: 'param_array_set', internal: true, run: (system, text, kp) => setArray(system, text, kp) },
    { name: 'param_array_get', internal: true, run: (system, buffer, kp) => getArray(system, buffer, kp) },
    variable('param_array_ops', sizeOf('kernel_param_ops'), (system, address) => {
      system.memory.setI64(address + at('kernel_param_ops', 'set'), system.address('param_array_set'));
      system.memory.setI64(address + at('kernel_param_ops', 'get'), system.address('param_array_get'));
    }),
  ],
};
