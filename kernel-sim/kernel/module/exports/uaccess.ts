/**
 * The doors to user memory. Follows lib/usercopy.c, arch/x86/lib/{getuser,putuser}.S (arguments in rax and rdx/rcx, not by the ABI),
 * lib/strncpy_from_user.c, fs/libfs.c: simple_read_from_buffer.
 */
import { Reg } from '../../../machine/types';
import { EFAULT, EINVAL } from '../../errno';
import type { ModuleSystem } from '../system';
import { alias, type ExportGroup, type ExportRow, fn } from './types';

/** __get_user_N: address in rax; error in rax, value in rdx. */
function getUser(name: string, bytes: number): ExportRow {
  return fn(name, (system) => {
    const { cpu } = system.kernel;
    const value = new Uint8Array(8);
    const missing = system.copyFromUser(value.subarray(0, bytes), cpu.regNumber(Reg.RAX));
    cpu.setReg(Reg.RDX, missing > 0 ? 0n : new DataView(value.buffer).getBigUint64(0, true));
    return missing > 0 ? -EFAULT : 0;
  });
}

/** __put_user_N: value in rax, address in rcx; error in rcx. */
function putUser(name: string, bytes: number): ExportRow {
  return fn(name, (system) => {
    const { cpu } = system.kernel;
    const value = new Uint8Array(8);
    new DataView(value.buffer).setBigUint64(0, BigInt.asUintN(64, cpu.getReg(Reg.RAX)), true);
    const missing = system.copyToUser(cpu.regNumber(Reg.RCX), value.subarray(0, bytes));
    cpu.setRegNumber(Reg.RCX, missing > 0 ? -EFAULT : 0);
    return cpu.getReg(Reg.RAX);
  });
}

function simpleRead(
  system: ModuleSystem,
  to: number,
  count: number,
  ppos: number,
  from: number,
  available: number,
): number {
  const { memory } = system;
  const pos = memory.i64(ppos);
  if (pos < 0) return -EINVAL;
  if (pos >= available || count === 0) return 0;
  const n = Math.min(count, available - pos);
  const missing = system.copyToUser(to, memory.bytes(from + pos, n));
  if (missing === n) return -EFAULT;
  memory.setI64(ppos, pos + n - missing);
  return n - missing;
}

function simpleWrite(
  system: ModuleSystem,
  to: number,
  available: number,
  ppos: number,
  from: number,
  count: number,
): number {
  const { memory } = system;
  const pos = memory.i64(ppos);
  if (pos < 0) return -EINVAL;
  if (pos >= available || count === 0) return 0;
  const bytes = new Uint8Array(Math.min(count, available - pos));
  const missing = system.copyFromUser(bytes, from);
  if (missing === bytes.length) return -EFAULT;
  memory.setBytes(to + pos, bytes.subarray(0, bytes.length - missing));
  memory.setI64(ppos, pos + bytes.length - missing);
  return bytes.length - missing;
}

export const UACCESS_EXPORTS: ExportGroup = {
  base: 0xffffffff816e0000n,
  rows: [
    ...alias(['_copy_to_user', 'copy_to_user'], (system, to, from, n) =>
      system.copyToUser(to, system.memory.bytes(from, n)),
    ),
    ...alias(['_copy_from_user', 'copy_from_user'], (system, to, from, n) => {
      const bytes = new Uint8Array(n);
      const missing = system.copyFromUser(bytes, from);
      // What could not be had is zeroed, so that nothing of the kernel leaks.
      system.memory.setBytes(to, bytes);
      return missing;
    }),
    ...alias(['clear_user', '__clear_user'], (system, to, n) => system.copyToUser(to, new Uint8Array(n))),
    ...alias(['strncpy_from_user'], (system, to, from, n) => {
      const { kernel, memory } = system;
      const task = kernel.current;
      if (!task || n <= 0) return n <= 0 ? 0 : -EFAULT;
      const bytes = kernel.readBytesZ(task, from, n);
      if (typeof bytes !== 'number') {
        memory.setBytes(to, Uint8Array.of(...bytes, 0));
        return bytes.length;
      }
      const whole = new Uint8Array(n);
      if (system.copyFromUser(whole, from) > 0) return -EFAULT;
      memory.setBytes(to, whole);
      return n;
    }),
    fn('strnlen_user', (system, from, n) => {
      const bytes = system.kernel.current ? system.kernel.readBytesZ(system.kernel.current, from, n) : -EFAULT;
      if (typeof bytes === 'number') return bytes === -EFAULT ? 0 : n + 1;
      return bytes.length + 1;
    }),
    ...[1, 2, 4, 8].flatMap((bytes) => [
      getUser(`__get_user_${bytes}`, bytes),
      getUser(`__get_user_nocheck_${bytes}`, bytes),
      putUser(`__put_user_${bytes}`, bytes),
      putUser(`__put_user_nocheck_${bytes}`, bytes),
    ]),
    fn('simple_read_from_buffer', (system, to, count, ppos, from, available) =>
      simpleRead(system, to, count, ppos, from, available),
    ),
    fn('simple_write_to_buffer', (system, to, available, ppos, from, count) =>
      simpleWrite(system, to, available, ppos, from, count),
    ),
    fn('memory_read_from_buffer', (system, to, count, ppos, from, available) => {
      const pos = system.memory.i64(ppos);
      if (pos < 0) return -EINVAL;
      if (pos >= available) return 0;
      const n = Math.min(count, available - pos);
      system.memory.setBytes(to, system.memory.bytes(from + pos, n));
      system.memory.setI64(ppos, pos + n);
      return n;
    }),
    fn('copy_from_kernel_nofault', (system, to, from, n) => {
      for (let at = 0; at < n; at++) if (system.memory.translate(from + at, false) < 0) return -EFAULT;
      system.memory.setBytes(to, system.memory.bytes(from, n));
      return 0;
    }),
  ],
};
