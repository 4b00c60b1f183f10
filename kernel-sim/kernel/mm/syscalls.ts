/** The system calls on memory. */
import { EINVAL } from '../errno';
import { arg, coreRow, out } from '../syscalls/row';
import type { SyscallRow } from '../types';
import { madvise, mincore, mlock, mlockall, msync, munlock, munlockall } from './advice';
import { brk, mmap, mprotect, mremap, munmap } from './mmap';
import { swapSyscalls } from './swap-syscalls';

const START = arg('addr', 'ptr');
const LENGTH = arg('length', 'size');
const PROT = arg('prot', 'prot');

export const mmSyscalls: readonly SyscallRow[] = [
  ...swapSyscalls,
  coreRow(9, 'mmap', [START, LENGTH, PROT, arg('flags', 'mmap-flags'), arg('fd', 'fd'), arg('off', 'off')], 200, mmap, {
    result: 'ptr',
    missing: 'Huge pages answer -ENOMEM.',
  }),
  coreRow(10, 'mprotect', [START, LENGTH, PROT], 150, mprotect),
  coreRow(11, 'munmap', [START, LENGTH], 200, munmap),
  coreRow(12, 'brk', [arg('brk', 'ptr')], 100, brk, { result: 'ptr' }),
  coreRow(
    25,
    'mremap',
    [START, arg('old_len', 'size'), arg('new_len', 'size'), arg('flags', 'int'), arg('new_addr', 'ptr')],
    250,
    mremap,
    { result: 'ptr' },
  ),
  coreRow(26, 'msync', [START, LENGTH, arg('flags', 'int')], 60, msync),
  coreRow(27, 'mincore', [START, LENGTH, out('vec', 'ptr')], 80, mincore),
  coreRow(28, 'madvise', [START, LENGTH, arg('behavior', 'madvise')], 100, madvise, {
    missing: 'Hints on access order change nothing; MADV_FREE frees at once.',
  }),
  coreRow(149, 'mlock', [START, LENGTH], 100, (kernel, task, start, length) => mlock(kernel, task, start, length)),
  coreRow(150, 'munlock', [START, LENGTH], 60, munlock),
  coreRow(151, 'mlockall', [arg('flags', 'int')], 100, mlockall),
  coreRow(152, 'munlockall', [], 60, munlockall),
  coreRow(325, 'mlock2', [START, LENGTH, arg('flags', 'int')], 100, (kernel, task, start, length, flags) =>
    flags & ~1 ? -EINVAL : mlock(kernel, task, start, length, flags !== 0),
  ),
];
