/**
 * The one system-call table: every row of every subject, by number, and the counts of what was called.
 * What is not here is answered -ENOSYS and counted under its name (names.ts). SYSCALLS.md is generated from it.
 */
import { bpfSyscalls } from '../bpf/syscall/index';
import { fsSyscalls } from '../fs/syscalls/index';
import { ipcSyscalls } from '../ipc/syscalls';
import { mmSyscalls } from '../mm/syscalls';
import { moduleSyscalls } from '../module/syscalls';
import { netSyscalls } from '../net/syscalls/index';
import { namespaceSyscalls } from '../nsproxy/syscalls';
import { perfSyscalls } from '../perf/syscalls';
import { ptraceSyscalls } from '../ptrace/syscalls';
import { credSyscalls } from '../sched/cred-syscalls';
import { groupSyscalls } from '../sched/group-syscalls';
import { policySyscalls } from '../sched/policy-syscalls';
import { processSyscalls } from '../sched/process-syscalls';
import { resourceSyscalls } from '../sched/resource-syscalls';
import { schedSyscalls } from '../sched/sched-syscalls';
import { signalSyscalls } from '../signal/syscalls';
import { timeSyscalls } from '../time/syscalls';
import type { SyscallRow } from '../types';
import { SYSCALL_NAMES } from './names';
import { syslogSyscalls } from './syslog';
import { systemSyscalls } from './system';

export const SYSCALL_ROWS: readonly SyscallRow[] = [
  ...fsSyscalls,
  ...ipcSyscalls,
  ...mmSyscalls,
  ...moduleSyscalls,
  ...netSyscalls,
  ...ptraceSyscalls,
  ...credSyscalls,
  ...groupSyscalls,
  ...processSyscalls,
  ...resourceSyscalls,
  ...schedSyscalls,
  ...namespaceSyscalls,
  ...policySyscalls,
  ...signalSyscalls,
  ...timeSyscalls,
  ...systemSyscalls,
  ...syslogSyscalls,
  ...bpfSyscalls,
  ...perfSyscalls,
];

/** strace writes numbers without a name like this. */
export function syscallName(nr: number): string {
  return SYSCALL_NAMES.get(nr) ?? `syscall_0x${BigInt.asUintN(64, BigInt(nr)).toString(16)}`;
}

export class SyscallTable {
  /** Index = number. */
  readonly rows: (SyscallRow | undefined)[] = [];
  private readonly counts = new Map<number, number>();
  private readonly missing = new Map<number, number>();

  constructor() {
    for (const row of SYSCALL_ROWS) this.rows[row.nr] = row;
  }

  count(nr: number, missing: boolean): void {
    const map = missing ? this.missing : this.counts;
    map.set(nr, (map.get(nr) ?? 0) + 1);
  }

  /** Calls so far, by name. */
  callsByName(): Record<string, number> {
    return byName(this.counts);
  }
  /** Calls answered -ENOSYS. */
  missingByName(): Record<string, number> {
    return byName(this.missing);
  }
}

function byName(counts: ReadonlyMap<number, number>): Record<string, number> {
  const named: Record<string, number> = {};
  for (const nr of [...counts.keys()].sort((a, b) => a - b)) named[syscallName(nr)] = counts.get(nr)!;
  return named;
}
