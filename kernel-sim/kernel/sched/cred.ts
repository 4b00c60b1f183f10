/**
 * Who a task is: user and group ids, capabilities. Follows include/linux/cred.h and security/commoncap.c:
 * effective user 0 has every capability, anybody else none.
 */
import { CAP_FULL, CAP_NONE } from '../abi/capability';
import type { Cred } from '../types';

export function makeCred(uid: number, gid: number, groups: readonly number[] = []): Cred {
  const all = { uid, euid: uid, suid: uid, fsuid: uid, gid, egid: gid, sgid: gid, fsgid: gid };
  return { ...all, groups, capEffective: uid === 0 ? CAP_FULL : CAP_NONE };
}

export function capable(cred: Cred, capability: number): boolean {
  return ((cred.capEffective[capability >>> 5] >>> (capability & 31)) & 1) === 1;
}

/** A changed copy; capabilities follow the effective user id (cap_emulate_setxuid). */
export function changeCred(cred: Cred, changes: Partial<Cred>): Cred {
  const next = { ...cred, ...changes };
  if (changes.euid !== undefined && changes.euid !== cred.euid) {
    if (changes.euid === 0) return { ...next, capEffective: CAP_FULL };
    if (cred.euid === 0) return { ...next, capEffective: CAP_NONE };
  }
  return next;
}
