/**
 * All system calls of the file side, in one list for the kernel's table.
 */
import type { SyscallRow } from '../../types';
import { attributeSyscalls } from './attributes';
import { copySyscalls } from './copy';
import { descriptorSyscalls } from './descriptors';
import { directorySyscalls } from './directory';
import { eventSyscalls } from './events';
import { inotifySyscalls } from './inotify';
import { mountSyscalls } from './mount';
import { nameSyscalls } from './names';
import { openSyscalls } from './open';
import { pollSyscalls } from './poll';
import { readWriteSyscalls } from './read-write';
import { sizeSyscalls } from './size';
import { statSyscalls } from './stat';
import { xattrSyscalls } from './xattr';

export const fsSyscalls: readonly SyscallRow[] = [
  ...readWriteSyscalls,
  ...openSyscalls,
  ...statSyscalls,
  ...descriptorSyscalls,
  ...directorySyscalls,
  ...nameSyscalls,
  ...attributeSyscalls,
  ...sizeSyscalls,
  ...copySyscalls,
  ...pollSyscalls,
  ...eventSyscalls,
  ...mountSyscalls,
  ...xattrSyscalls,
  ...inotifySyscalls,
];
