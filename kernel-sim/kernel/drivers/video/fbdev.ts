/**
 * /dev/fb0: a picture in memory, 640 × 480 with four bytes a pixel, which programs write or map. Follows drivers/video/fbdev/core/fbmem.c
 * and include/uapi/linux/fb.h. Departs from it: one mode; its memory is taken when it is opened first.
 */

import type { PhysAddr } from '../../../machine/types';
import { EFAULT, EFBIG, EINVAL, ENODEV, ENOMEM, ENOSPC, ENOTTY } from '../../errno';
import { contextOf } from '../../fs/context';
import { createNode } from '../../fs/devtmpfs';
import { makedev } from '../../fs/inode';
import { genericSeek } from '../../fs/seek';
import { sysfsOf } from '../../fs/sysfs/index';
import { showCharDevice } from '../../fs/sysfs/system';
import type { FileOperations, Kernel } from '../../types';
import { S_IFCHR } from '../../types';

const FB_MAJOR = 29;
const VIDEO_GROUP = 44;
const WIDTH = 640;
const HEIGHT = 480;
const STRIDE = WIDTH * 4;
const BYTES = STRIDE * HEIGHT;
const FRAMES = BYTES / 4096;

const FBIOGET_VSCREENINFO = 0x4600;
const FBIOPUT_VSCREENINFO = 0x4601;
const FBIOGET_FSCREENINFO = 0x4602;
const FBIOPAN_DISPLAY = 0x4606;
const FBIOBLANK = 0x4611;
const VAR_SIZE = 160;
const FIX_SIZE = 80;

interface FrameBuffer {
  first: number;
  /** Goes up when a look found the picture changed. */
  generation: number;
  hash: number;
}

const buffers = new WeakMap<Kernel, FrameBuffer>();

const bufferOf = (kernel: Kernel): FrameBuffer | undefined => buffers.get(kernel);

function variable(): Uint8Array {
  const bytes = new Uint8Array(VAR_SIZE);
  const view = new DataView(bytes.buffer);
  [WIDTH, HEIGHT, WIDTH, HEIGHT, 0, 0, 32].forEach((value, i) => {
    view.setUint32(i * 4, value, true);
  });
  // red, green, blue, transparency: offset and length in bits.
  [
    [32, 16],
    [44, 8],
    [56, 0],
    [68, 24],
  ].forEach(([at, offset]) => {
    view.setUint32(at, offset, true);
    view.setUint32(at + 4, 8, true);
  });
  view.setInt32(88, -1, true);
  view.setInt32(92, -1, true);
  return bytes;
}

function fixed(buffer: FrameBuffer): Uint8Array {
  const bytes = new Uint8Array(FIX_SIZE);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode('simplefb'));
  view.setUint32(16, buffer.first * 4096, true);
  view.setUint32(24, BYTES, true);
  // FB_VISUAL_TRUECOLOR.
  view.setUint32(36, 2, true);
  view.setUint32(48, STRIDE, true);
  return bytes;
}

/** Any mode may be asked for; what cannot be is refused. */
function putVariable(wanted: DataView): number {
  const [width, height, bits] = [0, 4, 24].map((at) => wanted.getUint32(at, true));
  return width <= WIDTH && height <= HEIGHT && bits === 32 ? 0 : -EINVAL;
}

const fbOps: FileOperations = {
  open(kernel) {
    if (buffers.has(kernel)) return 0;
    const first = kernel.frames.allocRun(FRAMES, 'kernel');
    if (first < 0) return -ENOMEM;
    buffers.set(kernel, { first, generation: 0, hash: 0 });
    return 0;
  },
  read(kernel, _task, _file, io, pos) {
    const buffer = bufferOf(kernel);
    if (buffer === undefined) return -ENODEV;
    const length = Math.min(io.remaining, BYTES - pos);
    if (length <= 0) return 0;
    return io.put(kernel.core.ram.bytes, buffer.first * 4096 + pos, length) || -EFAULT;
  },
  write(kernel, _task, _file, io, pos) {
    const buffer = bufferOf(kernel);
    if (buffer === undefined) return -ENODEV;
    if (pos > BYTES) return -EFBIG;
    const bytes = new Uint8Array(Math.min(io.remaining, BYTES - pos));
    if (bytes.length === 0) return io.remaining === 0 ? 0 : -ENOSPC;
    const moved = io.get(bytes, 0, bytes.length);
    kernel.core.ram.write((buffer.first * 4096 + pos) as PhysAddr, bytes.subarray(0, moved));
    return moved || -EFAULT;
  },
  llseek: (file, offset, whence) => (whence === 2 ? -EINVAL : genericSeek(file, offset, whence)),
  mmap(kernel, _task, _file, vma) {
    const buffer = bufferOf(kernel);
    if (buffer === undefined) return -ENODEV;
    return vma.end - vma.start > BYTES ? -EINVAL : buffer.first;
  },
  ioctl(kernel, task, _file, command, arg) {
    const buffer = bufferOf(kernel);
    if (buffer === undefined) return -ENODEV;
    switch (command >>> 0) {
      case FBIOGET_VSCREENINFO:
        return kernel.copyToUser(task, arg, variable());
      case FBIOGET_FSCREENINFO:
        return kernel.copyToUser(task, arg, fixed(buffer));
      case FBIOPUT_VSCREENINFO:
      case FBIOPAN_DISPLAY: {
        const bytes = new Uint8Array(VAR_SIZE);
        if (kernel.copyFromUser(task, arg, bytes) < 0) return -EFAULT;
        const error = putVariable(new DataView(bytes.buffer));
        return error < 0 ? error : kernel.copyToUser(task, arg, variable());
      }
      case FBIOBLANK:
        return arg > 4 ? -EINVAL : 0;
    }
    return -ENOTTY;
  },
};

export function addFramebuffer(kernel: Kernel): void {
  contextOf(kernel).charDevices.register(FB_MAJOR, 0, 1, 'fb', fbOps);
  createNode(kernel, 'fb0', S_IFCHR | 0o660, makedev(FB_MAJOR, 0), VIDEO_GROUP);
  showCharDevice(kernel, 'graphics', 'fb0', FB_MAJOR, 0, '/devices/platform/simple-framebuffer.0');
  const place = '/devices/platform/simple-framebuffer.0/graphics/fb0';
  const tree = sysfsOf(kernel);
  const values: Record<string, string> = {
    name: 'simplefb',
    bits_per_pixel: '32',
    virtual_size: `${WIDTH},${HEIGHT}`,
    stride: String(STRIDE),
    modes: `U:${WIDTH}x${HEIGHT}p-0`,
    rotate: '0',
  };
  for (const [name, text] of Object.entries(values)) tree.create(`${place}/${name}`, { show: () => `${text}\n` });
}

/** The pixels, as B G R and an unused byte each; null until somebody has opened it. */
export function framebufferPixels(kernel: Kernel): Uint8Array | null {
  const buffer = bufferOf(kernel);
  if (buffer === undefined) return null;
  return kernel.core.ram.bytes.slice(buffer.first * 4096, buffer.first * 4096 + BYTES);
}

/** For snapshots: its shape, and a number that changes with the picture. */
export function framebufferShape(
  kernel: Kernel,
): { width: number; height: number; stride: number; generation: number } | undefined {
  const buffer = bufferOf(kernel);
  if (buffer === undefined) return undefined;
  const { bytes } = kernel.core.ram;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + buffer.first * 4096, BYTES / 4);
  let hash = 1;
  for (const word of words) hash = (Math.imul(hash, 31) + word) | 0;
  if (hash !== buffer.hash) {
    buffer.hash = hash;
    buffer.generation++;
  }
  return { width: WIDTH, height: HEIGHT, stride: STRIDE, generation: buffer.generation };
}
