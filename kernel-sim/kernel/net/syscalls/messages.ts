/** struct msghdr, iovec and control messages between user memory and Message. Follows net/socket.c (copy_msghdr_from_user), net/core/scm.c. */
import { CAP_SYS_ADMIN } from '../../abi/capability';
import { IOV_MAX } from '../../abi/limits';
import * as S from '../../abi/socket';
import { EBADF, EFAULT, EINVAL, EMFILE, EMSGSIZE, ENOBUFS, EPERM, ETOOMANYREFS } from '../../errno';
import { getFile } from '../../fs/file';
import { capable } from '../../fs/permission';
import { get64, put64, structure } from '../../fs/syscalls/memory';
import { fileOf } from '../../fs/syscalls/paths';
import { importIovec } from '../../fs/syscalls/read-write';
import type { File, Kernel, Task } from '../../types';
import type { ControlMessage, Message } from '../message';

export const MSGHDR = 56;
const CMSG_HEADER = 16;
const align8 = (n: number): number => (n + 7) & ~7;
/** net.core.optmem_max. */
const MOST_CONTROL = 20480;

export interface UserMessage {
  message: Message;
  name: number;
  nameLength: number;
  control: number;
  controlLength: number;
}

/** A sockaddr from user memory; at most sockaddr_storage. */
export function readAddress(kernel: Kernel, task: Task, at: number, length: number): Uint8Array | number {
  const size = length | 0;
  if (size < 0 || size > S.SOCKADDR_STORAGE) return -EINVAL;
  const bytes = new Uint8Array(size);
  return size > 0 && kernel.copyFromUser(task, at, bytes) < 0 ? -EFAULT : bytes;
}

/** move_addr_to_user: what fits, and the true length. */
export function writeAddress(kernel: Kernel, task: Task, address: Uint8Array, at: number, lengthAt: number): number {
  const { bytes, view } = structure(4);
  if (kernel.copyFromUser(task, lengthAt, bytes) < 0) return -EFAULT;
  const room = view.getInt32(0, true);
  if (room < 0) return -EINVAL;
  const n = Math.min(room, address.length);
  if (n > 0 && kernel.copyToUser(task, at, address.subarray(0, n)) < 0) return -EFAULT;
  view.setInt32(0, address.length, true);
  return kernel.copyToUser(task, lengthAt, bytes) < 0 ? -EFAULT : 0;
}

export function readMsghdr(kernel: Kernel, task: Task, at: number, flags: number): UserMessage | number {
  const { bytes, view } = structure(MSGHDR);
  if (kernel.copyFromUser(task, at, bytes) < 0) return -EFAULT;
  const count = get64(view, 24);
  if (count < 0 || count > IOV_MAX) return -EMSGSIZE;
  const io = importIovec(kernel, task, get64(view, 16), count);
  if (typeof io === 'number') return io;
  const nameLength = view.getInt32(8, true);
  const name = get64(view, 0);
  if (name !== 0 && nameLength < 0) return -EINVAL;
  return {
    message: { io, flags, name: null, control: [], outFlags: 0 },
    name,
    nameLength: name === 0 ? 0 : Math.min(nameLength, S.SOCKADDR_STORAGE),
    control: get64(view, 32),
    controlLength: get64(view, 40),
  };
}

/** Control messages that a program sends: descriptors become files, credentials are checked. */
export function readControl(kernel: Kernel, task: Task, user: UserMessage): number {
  const { control, controlLength, message } = user;
  if (control === 0 || controlLength === 0) return 0;
  if (controlLength > MOST_CONTROL) return -ENOBUFS;
  const bytes = new Uint8Array(controlLength);
  if (kernel.copyFromUser(task, control, bytes) < 0) return -EFAULT;
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + CMSG_HEADER <= bytes.length; ) {
    const length = get64(view, at);
    if (length < CMSG_HEADER || at + length > bytes.length) return refuse(kernel, message, -EINVAL);
    const [level, type] = [view.getInt32(at + 8, true), view.getInt32(at + 12, true)];
    const data = bytes.subarray(at + CMSG_HEADER, at + length);
    const one: ControlMessage = { level, type, data };
    if (level === S.SOL_SOCKET) {
      const error = socketControl(task, one);
      if (error < 0) return refuse(kernel, message, error);
    }
    message.control.push(one);
    at += align8(length);
  }
  return 0;
}

function refuse(kernel: Kernel, message: Message, error: number): number {
  dropFiles(kernel, message);
  return error;
}

/** Files that nobody got. */
export function dropFiles(kernel: Kernel, message: Message): void {
  for (const one of message.control) for (const file of one.files ?? []) kernel.vfs.putFile(file);
  message.control = [];
}

function socketControl(task: Task, one: ControlMessage): number {
  const view = new DataView(one.data.buffer, one.data.byteOffset, one.data.length);
  if (one.type === S.SCM_RIGHTS) {
    const count = one.data.length >> 2;
    if (count > S.SCM_MAX_FD) return count > 253 ? -EINVAL : -ETOOMANYREFS;
    const files: File[] = [];
    for (let i = 0; i < count; i++) {
      const file = fileOf(task, view.getInt32(i * 4, true));
      if (file === undefined || file.isPath) {
        for (const got of files) got.refs--;
        return -EBADF;
      }
      files.push(getFile(file));
    }
    one.files = files;
    return 0;
  }
  if (one.type !== S.SCM_CREDENTIALS || one.data.length < 12) return -EINVAL;
  const [pid, uid, gid] = [0, 4, 8].map((at) => view.getInt32(at, true));
  const { cred } = task;
  const ownUid = uid === cred.uid || uid === cred.euid || uid === cred.suid;
  const ownGid = gid === cred.gid || gid === cred.egid || gid === cred.sgid;
  const root = capable(cred, CAP_SYS_ADMIN);
  return (pid === task.tgid || root) && (ownUid || root) && (ownGid || root) ? 0 : -EPERM;
}

/** Writes what was received behind the data: name, control messages, flags, and their lengths into the msghdr at `at`. */
export function finishReceive(kernel: Kernel, task: Task, at: number, user: UserMessage, cloexec: boolean): number {
  const { message } = user;
  const { bytes, view } = structure(MSGHDR);
  if (kernel.copyFromUser(task, at, bytes) < 0) return -EFAULT;
  if (user.name !== 0) {
    const name = message.name ?? new Uint8Array(0);
    const n = Math.min(name.length, user.nameLength);
    if (n > 0 && kernel.copyToUser(task, user.name, name.subarray(0, n)) < 0) return -EFAULT;
    view.setInt32(8, name.length, true);
  }
  const used = writeControl(kernel, task, user, cloexec);
  if (used < 0) return used;
  put64(view, 40, used);
  view.setInt32(48, message.outFlags | (cloexec ? S.MSG_CMSG_CLOEXEC : 0), true);
  return kernel.copyToUser(task, at, bytes);
}

function writeControl(kernel: Kernel, task: Task, user: UserMessage, cloexec: boolean): number {
  const { message } = user;
  let used = 0;
  const room = user.control === 0 ? 0 : user.controlLength;
  for (const one of message.control) {
    const left = room - used;
    const data = one.files === undefined ? one.data : installed(kernel, task, one.files, left, cloexec, message);
    if (data === null || left < CMSG_HEADER) {
      message.outFlags |= S.MSG_CTRUNC;
      continue;
    }
    const length = Math.min(CMSG_HEADER + data.length, left);
    if (length < CMSG_HEADER + data.length) message.outFlags |= S.MSG_CTRUNC;
    const bytes = new Uint8Array(length);
    const view = new DataView(bytes.buffer);
    put64(view, 0, length);
    view.setInt32(8, one.level, true);
    view.setInt32(12, one.type, true);
    bytes.set(data.subarray(0, length - CMSG_HEADER), CMSG_HEADER);
    if (kernel.copyToUser(task, user.control + used, bytes) < 0) return -EFAULT;
    used += Math.min(align8(length), left);
  }
  return used;
}

/** Descriptors for received files, as many as there is room for; the others are closed (scm_detach_fds). */
function installed(
  kernel: Kernel,
  task: Task,
  files: File[],
  room: number,
  cloexec: boolean,
  message: Message,
): Uint8Array | null {
  const most = Math.max(0, Math.floor((room - CMSG_HEADER) / 4));
  const numbers: number[] = [];
  for (const file of files) {
    const fd = numbers.length < most ? task.files.install(file, { cloexec }) : -EMFILE;
    if (fd < 0) {
      message.outFlags |= S.MSG_CTRUNC;
      kernel.vfs.putFile(file);
    } else numbers.push(fd);
  }
  return numbers.length === 0 ? null : new Uint8Array(Int32Array.from(numbers).buffer);
}
