/**
 * Maps, programs, links and BTF as files: what a descriptor of bpf(2) is. Follows kernel/bpf/syscall.c (bpf_map_fops, bpf_prog_fops,
 * bpf_link_fops) and kernel/bpf/btf.c.
 */
import { O_CLOEXEC, O_RDONLY, O_RDWR, O_WRONLY } from '../../abi/fcntl';
import { PROT_WRITE } from '../../abi/mman';
import { POLLERR } from '../../abi/poll';
import { EBADF, EINVAL } from '../../errno';
import { anonymousFile } from '../../fs/anonymous';
import { install } from '../../fs/syscalls/open';
import type { RunningKernel } from '../../kernel';
import type { TaskStruct } from '../../sched/task';
import type { File, FileOperations } from '../../types';
import type { BtfObject } from '../btf/object';
import { BPF_F_RDONLY, BPF_F_WRONLY, type BpfMap } from '../maps/map';
import type { BpfProgram } from '../program';
import { type BpfLink, bpfOf } from '../system';

/** What is behind a descriptor. */
export type BpfObject =
  | { kind: 'map'; map: BpfMap }
  | { kind: 'prog'; program: BpfProgram }
  | { kind: 'link'; link: BpfLink }
  | { kind: 'btf'; btf: BtfObject }
  | { kind: 'stats' };

const objectOf = (file: File): BpfObject => file.private as BpfObject;

const mapOps: FileOperations = {
  stream: true,
  read: () => -EINVAL,
  write: () => -EINVAL,
  poll(file, queues) {
    const object = objectOf(file);
    const bits = object.kind === 'map' ? object.map.poll(queues) : -1;
    return bits < 0 ? POLLERR : bits;
  },
  mapping(_kernel, _task, file, { prot, length, offset }) {
    const object = objectOf(file);
    if (object.kind !== 'map') return -EINVAL;
    const { map } = object;
    const error = map.mmap(length / 4096, offset / 4096, (prot & PROT_WRITE) !== 0);
    if (error < 0) return error;
    return { page: (index) => map.mapPage(index), dirty: () => {} };
  },
  release: (kernel, file) => release(kernel as RunningKernel, objectOf(file)),
};
const otherOps: FileOperations = {
  stream: true,
  read: () => -EINVAL,
  write: () => -EINVAL,
  release: (kernel, file) => release(kernel as RunningKernel, objectOf(file)),
};

/** One reference less. */
export function release(kernel: RunningKernel, object: BpfObject): void {
  const system = bpfOf(kernel);
  if (object.kind === 'map') system.dropMap(object.map);
  else if (object.kind === 'prog') object.program.put();
  else if (object.kind === 'link') system.dropLink(object.link);
  else if (object.kind === 'btf') system.btfs.put(object.btf);
  else system.statistics--;
}

/** One reference more. */
export function hold(object: BpfObject): void {
  if (object.kind === 'map') object.map.refs++;
  else if (object.kind === 'prog') object.program.get();
  else if (object.kind === 'link') object.link.refs++;
  else if (object.kind === 'btf') object.btf.refs++;
}

const NAMES = { map: 'bpf-map', prog: 'bpf-prog', link: 'bpf_link', btf: 'btf', stats: 'bpf-stats' } as const;

/** A new descriptor that takes over the caller's reference; -EMFILE gives it back. */
export function newFd(kernel: RunningKernel, task: TaskStruct, object: BpfObject, access = 0): number {
  const rights = access & BPF_F_RDONLY ? O_RDONLY : access & BPF_F_WRONLY ? O_WRONLY : O_RDWR;
  const isMap = object.kind === 'map';
  const file = anonymousFile(kernel, NAMES[object.kind], isMap ? mapOps : otherOps, rights | O_CLOEXEC);
  file.private = object;
  return install(kernel, task, file, O_CLOEXEC);
}

/** The object behind a descriptor of the task, of this kind: -EBADF, -EINVAL. */
export function fromFd<K extends BpfObject['kind']>(
  task: TaskStruct,
  fd: number,
  kind: K,
): Extract<BpfObject, { kind: K }> | number {
  const file = task.files.get(fd);
  if (!file) return -EBADF;
  if (file.ops !== mapOps && file.ops !== otherOps) return -EINVAL;
  const object = objectOf(file);
  return object.kind === kind ? (object as Extract<BpfObject, { kind: K }>) : -EINVAL;
}

export function anyFromFd(task: TaskStruct, fd: number): BpfObject | number {
  const file = task.files.get(fd);
  if (!file) return -EBADF;
  return file.ops === mapOps || file.ops === otherOps ? objectOf(file) : -EINVAL;
}

/** The map and what the descriptor allows. */
export function mapFd(task: TaskStruct, fd: number): { map: BpfMap; file: File } | number {
  const found = fromFd(task, fd, 'map');
  return typeof found === 'number' ? found : { map: found.map, file: task.files.get(fd)! };
}
