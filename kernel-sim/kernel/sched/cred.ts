/**
 * Who a task is: user and group ids, capabilities, user namespace. Follows include/linux/cred.h and security/commoncap.c:
 * cap_capable, cap_emulate_setxuid, cap_bprm_creds_from_file (no file capabilities).
 */
import { CAP_FULL, CAP_NONE } from '../abi/capability';
import { toKernel } from '../nsproxy/ids';
import { type UserNamespace, userNsOf } from '../nsproxy/namespaces';
import type { Cred } from '../types';

export type CapSet = readonly [number, number];

export function makeCred(uid: number, gid: number, groups: readonly number[] = []): Cred {
  const all = { uid, euid: uid, suid: uid, fsuid: uid, gid, egid: gid, sgid: gid, fsgid: gid };
  const caps = uid === 0 ? CAP_FULL : CAP_NONE;
  return {
    ...all,
    groups,
    capEffective: caps,
    capPermitted: caps,
    capInheritable: CAP_NONE,
    capBounding: CAP_FULL,
    capAmbient: CAP_NONE,
  };
}

export interface Caps {
  effective: CapSet;
  permitted: CapSet;
  inheritable: CapSet;
  bounding: CapSet;
  ambient: CapSet;
}

export function capsOf(cred: Cred): Caps {
  return {
    effective: cred.capEffective,
    permitted: cred.capPermitted ?? cred.capEffective,
    inheritable: cred.capInheritable ?? CAP_NONE,
    bounding: cred.capBounding ?? CAP_FULL,
    ambient: cred.capAmbient ?? CAP_NONE,
  };
}

export const capAnd = (a: CapSet, b: CapSet): CapSet => [(a[0] & b[0]) >>> 0, (a[1] & b[1]) >>> 0];
export const capOr = (a: CapSet, b: CapSet): CapSet => [(a[0] | b[0]) >>> 0, (a[1] | b[1]) >>> 0];
export const capSubset = (a: CapSet, of: CapSet): boolean => (a[0] & ~of[0]) === 0 && (a[1] & ~of[1]) === 0;
export const hasCap = (set: CapSet, capability: number): boolean =>
  ((set[capability >>> 5] >>> (capability & 31)) & 1) === 1;
export function withoutCap(set: CapSet, capability: number): CapSet {
  const next: [number, number] = [set[0], set[1]];
  next[capability >>> 5] = (next[capability >>> 5] & ~(1 << (capability & 31))) >>> 0;
  return next;
}

/** In the first user namespace: for what belongs to the whole machine. */
export function capable(cred: Cred, capability: number): boolean {
  return userNsOf(cred).parent === null && hasCap(cred.capEffective, capability);
}

/** For what belongs to `target`: held in it or in one around it, or its owner is asking from just outside (cap_capable). */
export function nsCapable(cred: Cred, capability: number, target: UserNamespace): boolean {
  const own = userNsOf(cred);
  for (let ns = target; ; ns = ns.parent) {
    if (ns === own) return hasCap(cred.capEffective, capability);
    if (ns.parent === null || ns.level <= own.level) return false;
    if (ns.parent === own && ns.owner === cred.euid) return true;
  }
}

/** Is this id root, as the task's own user namespace counts? */
function isRoot(cred: Cred, uid: number): boolean {
  const ns = userNsOf(cred);
  if (ns.parent === null) return uid === 0;
  return toKernel(ns, 'uidMap', 0) === uid;
}

/** A changed copy; capabilities follow the user ids (cap_emulate_setxuid). `keep`: PR_SET_KEEPCAPS. */
export function changeCred(cred: Cred, changes: Partial<Cred>, keep = false): Cred {
  const next = { ...cred, ...changes };
  const caps = capsOf(cred);
  const roots = (of: Cred) => [of.uid, of.euid, of.suid].some((uid) => isRoot(cred, uid));
  if (roots(cred) && !roots(next)) {
    if (!keep) {
      next.capPermitted = CAP_NONE;
      next.capEffective = CAP_NONE;
    }
    next.capAmbient = CAP_NONE;
  }
  const [before, after] = [isRoot(cred, cred.euid), isRoot(cred, next.euid)];
  if (before && !after) next.capEffective = CAP_NONE;
  if (!before && after) next.capEffective = next.capPermitted ?? caps.permitted;
  return next;
}

/** What execve leaves: root has what the bounding set allows, others their ambient set. */
export function execCred(cred: Cred): Cred {
  const { inheritable, bounding, ambient } = capsOf(cred);
  const privileged = isRoot(cred, cred.euid) || isRoot(cred, cred.uid);
  const permitted = privileged ? capOr(inheritable, bounding) : ambient;
  const effective = privileged && !isRoot(cred, cred.euid) ? CAP_NONE : permitted;
  return { ...cred, capPermitted: permitted, capEffective: effective };
}
