/**
 * System calls on memory whose pages come from a device: a program mapped from ext2 passes a string that is not read in yet.
 * Linux sleeps in the middle of copy_from_user; here a copy cannot sleep, so the pages that the arguments point to are brought in
 * before the call begins (the table says where they point), and a call that still meets an absent page is begun again.
 * Only processes with such mappings ever come past the first line.
 */
import { EFAULT } from '../errno';
import type { RunningKernel } from '../kernel';
import type { MmStruct } from '../mm/mm';
import { faultInWaiting, readUser } from '../mm/uaccess';
import { foreignCall, isForeign } from '../nsproxy/calls';
import type { TaskStruct } from '../sched/task';
import { settle } from '../sleeping';
import type { MaySleep, Sleeping, SyscallArg, SyscallRow } from '../types';

type Args = readonly [number, number, number, number, number, number];

export function callHandler(
  kernel: RunningKernel,
  task: TaskStruct,
  row: SyscallRow,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
): MaySleep<number> {
  if (isForeign(task)) {
    return foreignCall(task, row, [a, b, c, d, e, f], (inner) => {
      const [p, q, r, s, t, u] = inner;
      if (task.mm?.mayWait === true) return call(kernel, task, row, [p, q, r, s, t, u]);
      return row.handler(kernel, task, p, q, r, s, t, u);
    });
  }
  if (task.mm?.mayWait === true) return call(kernel, task, row, [a, b, c, d, e, f]);
  return row.handler(kernel, task, a, b, c, d, e, f);
}

/** How often a call is begun again; each time one more page is there. */
const MOST_TRIES = 64;

function* call(kernel: RunningKernel, task: TaskStruct, row: SyscallRow, args: Args): Sleeping<number> {
  const mm = task.mm!;
  for (let i = 0; i < row.args.length; i++) yield* bringIn(kernel, task, mm, row.args, args, i);
  for (let tries = 0; ; tries++) {
    mm.awaited = null;
    const result = yield* settle(row.handler(kernel, task, ...args));
    const page = mm.awaited as MmStruct['awaited'];
    if (result !== -EFAULT || page === null || mm !== task.mm || tries === MOST_TRIES) return result;
    yield* faultInWaiting(mm, page.address, page.write, kernel.faultContext(task));
  }
}

const STRING_BYTES = 4096;
const STRUCT_BYTES = 256;
const MOST_BYTES = 1 << 20;
/** Numbers, not addresses. */
const PLAIN = new Set<SyscallArg['type']>([
  'int',
  'uint',
  'long',
  'ulong',
  'size',
  'off',
  'fd',
  'dirfd',
  'mode',
  'pid',
  'uid',
  'signal',
  'open-flags',
  'prot',
  'mmap-flags',
  'whence',
]);

function* bringIn(
  kernel: RunningKernel,
  task: TaskStruct,
  mm: MmStruct,
  kinds: readonly SyscallArg[],
  args: Args,
  i: number,
): Sleeping<void> {
  const { type, direction, length } = kinds[i];
  const address = args[i];
  if (PLAIN.has(type) || address < 4096) return;
  const write = direction !== 'in';
  if (type === 'iovec') {
    const count = Math.min(typeof length === 'number' ? args[length] : 0, 1024);
    yield* range(kernel, task, mm, address, count * 16, false);
    const vector = new Uint8Array(count * 16);
    if (readUser(mm, address, vector, 0, vector.length, kernel.faultContext(task)) < vector.length) return;
    const view = new DataView(vector.buffer);
    for (let at = 0; at < vector.length; at += 16)
      yield* range(kernel, task, mm, Number(view.getBigInt64(at, true)), Number(view.getBigInt64(at + 8, true)), write);
    return;
  }
  const bytes = length === 'result' ? args[i + 1] : typeof length === 'number' ? args[length] : null;
  const size = type === 'path' || type === 'str' ? STRING_BYTES : (bytes ?? STRUCT_BYTES);
  yield* range(kernel, task, mm, address, size, write);
}

/** Those pages of the range that lie in mappings whose pages may have to be waited for. */
function* range(
  kernel: RunningKernel,
  task: TaskStruct,
  mm: MmStruct,
  address: number,
  bytes: number,
  write: boolean,
): Sleeping<void> {
  const end = address + Math.min(bytes, MOST_BYTES);
  for (let va = address - (address % 4096); va < end; va += 4096) {
    const vma = mm.find(va);
    if (vma?.backing.pages?.waits !== true) continue;
    yield* faultInWaiting(mm, Math.max(va, address), write, kernel.faultContext(task));
  }
}
