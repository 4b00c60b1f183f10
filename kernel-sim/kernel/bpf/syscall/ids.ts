/** Going through all objects: GET_NEXT_ID, GET_FD_BY_ID. Follows kernel/bpf/syscall.c. */

import { CAP_SYS_ADMIN } from '../../abi/capability';
import { EINVAL, ENOENT, EPERM } from '../../errno';
import { capable } from '../../fs/permission';
import type { RunningKernel } from '../../kernel';
import type { TaskStruct } from '../../sched/task';
import { bpfOf } from '../system';
import type { Attr } from './attr';
import { type BpfObject, hold, newFd } from './objects';

type Kind = 'map' | 'prog' | 'link' | 'btf';

function table(kernel: RunningKernel, kind: Kind): ReadonlyMap<number, unknown> {
  const system = bpfOf(kernel);
  return { map: system.maps, prog: system.programs, link: system.links, btf: system.btfs.objects }[kind];
}

export const getNextId = (kind: Kind) => (kernel: RunningKernel, task: TaskStruct, attr: Attr) => {
  if (attr.only(12) < 0 || attr.u32(0) >= 0x7fffffff) return -EINVAL;
  if (!capable(task.cred, CAP_SYS_ADMIN)) return -EPERM;
  const from = attr.u32(0);
  const next = [...table(kernel, kind).keys()].filter((id) => id > from).sort((a, b) => a - b)[0];
  return next === undefined ? -ENOENT : attr.put32(kernel, task, 4, next);
};

export const getFdById = (kind: Kind) => (kernel: RunningKernel, task: TaskStruct, attr: Attr) => {
  if (attr.only(kind === 'map' ? 12 : 4) < 0) return -EINVAL;
  if (!capable(task.cred, CAP_SYS_ADMIN)) return -EPERM;
  const found = table(kernel, kind).get(attr.u32(0));
  if (!found) return -ENOENT;
  const key = { map: 'map', prog: 'program', link: 'link', btf: 'btf' }[kind];
  const object = { kind, [key]: found } as unknown as BpfObject;
  hold(object);
  return newFd(kernel, task, object, kind === 'map' ? attr.u32(8) : 0);
};
