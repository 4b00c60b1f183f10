/**
 * /dev/loop0 … loop7: a file as a block device. Follows drivers/block/loop.c and loop(4).
 * Departs from it: no encryption, no direct I/O to the file, block size 512.
 */
import type { PhysAddr } from '../../../machine/types';
import { EBADF, EBUSY, EFAULT, EINVAL, EIO, ENODEV, ENXIO } from '../../errno';
import { contextOf } from '../../fs/context';
import { createNode } from '../../fs/devtmpfs';
import { isRegular, makedev } from '../../fs/inode';
import { withInode } from '../../fs/inode-lock';
import { runWork } from '../../fs/worker';
import { settle } from '../../sleeping';
import type { File, FileOperations, Kernel, MaySleep, Sleeping, Task } from '../../types';
import { S_IFBLK, S_IFCHR, S_IFMT } from '../../types';
import { type Bio, type BioTarget, newStats } from './bio';
import { BlockDevice } from './device';
import { SECTOR } from './image';

const LOOP_MAJOR = 7;
const DEVICES = 8;
const MISC_MAJOR = 10;
const LOOP_CTRL_MINOR = 237;

const LOOP_SET_FD = 0x4c00;
const LOOP_CLR_FD = 0x4c01;
const LOOP_SET_STATUS64 = 0x4c04;
const LOOP_GET_STATUS64 = 0x4c05;
const LOOP_SET_CAPACITY = 0x4c07;
const LOOP_CONFIGURE = 0x4c0a;
const LOOP_CTL_GET_FREE = 0x4c82;

const LO_FLAGS_READ_ONLY = 1;
const LO_FLAGS_AUTOCLEAR = 4;
/** struct loop_info64; in struct loop_config it follows fd and block size. */
const INFO_SIZE = 232;
const CONFIG_SIZE = 304;

class Loop implements BioTarget {
  readonly stats = newStats();
  file: File | null = null;
  offset = 0;
  sizeLimit = 0;
  flags = 0;
  fileName = new Uint8Array(64);
  device!: BlockDevice;
  private readonly waiting: Bio[] = [];
  private working = false;

  constructor(
    private readonly kernel: Kernel,
    readonly number: number,
  ) {}

  submit(bio: Bio): void {
    this.waiting.push(bio);
    if (this.working) return;
    this.working = true;
    runWork(this.kernel, this.work());
  }

  private *work(): Sleeping<void> {
    for (let bio = this.waiting.shift(); bio !== undefined; bio = this.waiting.shift())
      bio.done(yield* this.serve(bio));
    this.working = false;
  }

  private *serve(bio: Bio): Sleeping<number> {
    const { file, kernel } = this;
    if (file === null) return -EIO;
    if (bio.op === 'flush') return yield* settle(file.ops.fsync?.(kernel, file) ?? 0);
    let pos = this.offset + bio.sector * SECTOR;
    for (const { address, bytes } of bio.pieces) {
      const piece = bio.op === 'write' ? kernel.core.ram.bytes.slice(address, address + bytes) : new Uint8Array(bytes);
      const io = kernel.kernelBuffer(piece);
      const run = bio.op === 'write' ? file.ops.write : file.ops.read;
      const at = pos;
      const done = yield* settle(withInode(file.inode, () => run?.(kernel, kernel.init, file, io, at) ?? -EIO));
      if (done < 0) return done;
      if (bio.op === 'write' && done < bytes) return -EIO;
      if (bio.op === 'read') kernel.core.ram.write(address as PhysAddr, piece);
      pos += bytes;
    }
    const sectors = (pos - this.offset) / SECTOR - bio.sector;
    if (bio.op === 'read') {
      this.stats.reads++;
      this.stats.readSectors += sectors;
    } else {
      this.stats.writes++;
      this.stats.writeSectors += sectors;
    }
    return 0;
  }

  /** lo_size: the file's, from the offset on, cut to the limit. */
  resize(): void {
    const room = Math.max(0, (this.file?.inode.size ?? 0) - this.offset);
    const bytes = this.sizeLimit > 0 ? Math.min(room, this.sizeLimit) : room;
    this.device.sectors = Math.floor(bytes / SECTOR);
  }

  bind(task: Task, fd: number): number {
    if (this.file !== null) return -EBUSY;
    const file = task.files.get(fd);
    if (file === undefined) return -EBADF;
    if (!isRegular(file.inode) && (file.inode.mode & S_IFMT) !== S_IFBLK) return -EINVAL;
    this.file = this.kernel.vfs.getFile(file);
    if (!file.writable) this.flags |= LO_FLAGS_READ_ONLY;
    this.device.readOnly = !file.writable;
    this.resize();
    return 0;
  }

  /** At once when nobody else has it, else with its last user. */
  clear(): number {
    if (this.file === null) return -ENXIO;
    if (this.device.openers > 1 || this.device.holder !== null) {
      this.flags |= LO_FLAGS_AUTOCLEAR;
      return 0;
    }
    this.release();
    return 0;
  }

  release(): void {
    const { file } = this;
    if (file === null) return;
    runWork(this.kernel, this.finish(file));
    this.flags = 0;
    this.offset = 0;
    this.sizeLimit = 0;
    this.fileName.fill(0);
  }

  private *finish(file: File): Sleeping<void> {
    yield* this.device.invalidate();
    this.file = null;
    this.device.sectors = 0;
    this.kernel.vfs.putFile(file);
  }

  setStatus(info: DataView, bytes: Uint8Array): number {
    const offset = Number(info.getBigUint64(24, true));
    if (info.getUint32(44, true) !== 0) return -EINVAL;
    this.offset = offset;
    this.sizeLimit = Number(info.getBigUint64(32, true));
    const settable = LO_FLAGS_AUTOCLEAR;
    this.flags = (this.flags & ~settable) | (info.getUint32(52, true) & settable);
    this.fileName.set(bytes.subarray(56, 120));
    this.resize();
    return 0;
  }

  getStatus(): Uint8Array {
    const bytes = new Uint8Array(INFO_SIZE);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, BigInt(this.file?.inode.sb.dev ?? 0), true);
    view.setBigUint64(8, BigInt(this.file?.inode.ino ?? 0), true);
    view.setBigUint64(24, BigInt(this.offset), true);
    view.setBigUint64(32, BigInt(this.sizeLimit), true);
    view.setUint32(40, this.number, true);
    view.setUint32(52, this.flags, true);
    bytes.set(this.fileName, 56);
    return bytes;
  }
}

function loopIoctl(loop: Loop, kernel: Kernel, task: Task, command: number, arg: number): MaySleep<number> | undefined {
  switch (command) {
    case LOOP_SET_FD:
      return loop.bind(task, arg | 0);
    case LOOP_CLR_FD:
      return loop.clear();
    case LOOP_SET_CAPACITY:
      loop.resize();
      return 0;
    case LOOP_GET_STATUS64:
      return loop.file === null ? -ENXIO : kernel.copyToUser(task, arg, loop.getStatus());
    case LOOP_SET_STATUS64:
    case LOOP_CONFIGURE: {
      const config = command === LOOP_CONFIGURE;
      const bytes = new Uint8Array(config ? CONFIG_SIZE : INFO_SIZE);
      if (kernel.copyFromUser(task, arg, bytes) < 0) return -EFAULT;
      const view = new DataView(bytes.buffer);
      if (!config) return loop.file === null ? -ENXIO : loop.setStatus(view, bytes);
      const bound = loop.bind(task, view.getInt32(0, true));
      return bound < 0 ? bound : loop.setStatus(new DataView(bytes.buffer, 8), bytes.subarray(8));
    }
  }
  return undefined;
}

export function addLoopDevices(kernel: Kernel): void {
  const { blockDevices, charDevices } = contextOf(kernel);
  blockDevices.registerMajor(LOOP_MAJOR, 'loop');
  const loops: Loop[] = [];
  for (let number = 0; number < DEVICES; number++) {
    const loop = new Loop(kernel, number);
    loop.device = new BlockDevice(kernel, {
      name: `loop${number}`,
      major: LOOP_MAJOR,
      minor: number,
      target: loop,
      sectors: 0,
      stats: loop.stats,
    });
    loop.device.ioctl = (_kernel, task, _file, command, arg) => loopIoctl(loop, kernel, task, command, arg);
    loop.device.onIdle = () => {
      if ((loop.flags & LO_FLAGS_AUTOCLEAR) !== 0) loop.release();
    };
    blockDevices.add(loop.device);
    loops.push(loop);
  }
  const control: FileOperations = {
    ioctl: (_kernel, _task, _file, command) =>
      command >>> 0 === LOOP_CTL_GET_FREE ? (loops.find(({ file }) => file === null)?.number ?? -ENODEV) : -EINVAL,
  };
  charDevices.register(MISC_MAJOR, LOOP_CTRL_MINOR, 1, 'misc', control);
  createNode(kernel, 'loop-control', S_IFCHR | 0o660, makedev(MISC_MAJOR, LOOP_CTRL_MINOR), 6);
}
