/**
 * Who may look into a process: PTRACE_MODE_READ of kernel/ptrace.c. Same user in all ids, or CAP_SYS_PTRACE.
 */
import { CAP_SYS_PTRACE } from '../../abi/capability';
import type { Task } from '../../types';
import { capable } from '../permission';

export function mayInspect(reader: Task, target: Task): boolean {
  if (reader.tgid === target.tgid) return true;
  const { cred } = target;
  const { fsuid, fsgid } = reader.cred;
  const sameUser = fsuid === cred.euid && fsuid === cred.suid && fsuid === cred.uid;
  const sameGroup = fsgid === cred.egid && fsgid === cred.sgid && fsgid === cred.gid;
  return (sameUser && sameGroup) || capable(reader.cred, CAP_SYS_PTRACE);
}
