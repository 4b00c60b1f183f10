/**
 * Who works on files before the first task exists: unpacks the initramfs, mounts, makes device nodes. Root, with every capability.
 */
import { CAP_FULL } from '../abi/capability';
import { RLIM_INFINITY, RLIM_NLIMITS } from '../abi/resource';
import type { FsStruct, Kernel, Task } from '../types';
import { DescriptorTable } from './fdtable';

export function bootTask(kernel: Kernel, fs: FsStruct): Task {
  const task: Omit<Task, 'parent'> & { parent: Task | null } = {
    pid: 0,
    tgid: 0,
    parent: null,
    children: new Set(),
    group: [],
    pgid: 0,
    sid: 0,
    state: 'R',
    wchan: '',
    comm: 'swapper/0',
    cmdline: [],
    exePath: '',
    cred: {
      uid: 0,
      euid: 0,
      suid: 0,
      fsuid: 0,
      gid: 0,
      egid: 0,
      sgid: 0,
      fsgid: 0,
      groups: [],
      capEffective: CAP_FULL,
    },
    mm: null,
    files: new DescriptorTable(kernel),
    fs,
    tty: null,
    exitStatus: 0,
    nice: 0,
    cpu: 0,
    startTime: 0,
    userTime: 0,
    systemTime: 0,
    minorFaults: 0,
    majorFaults: 0,
    syscalls: 0,
    signalPending: false,
    rlimits: Array.from({ length: RLIM_NLIMITS }, () => [RLIM_INFINITY, RLIM_INFINITY]),
  };
  const self = task as Task;
  self.parent = self;
  return self;
}
