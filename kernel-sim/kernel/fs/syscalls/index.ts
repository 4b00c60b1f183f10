/**
 * All system calls of the file side, in one list for the kernel's table.
 */
import type { SyscallRow } from '../../types';
import { openSyscalls } from './open';
import { readWriteSyscalls } from './read-write';
import { statSyscalls } from './stat';

export const fsSyscalls: readonly SyscallRow[] = [...openSyscalls, ...readWriteSyscalls, ...statSyscalls];
