/**
 * Character devices: numbers, cdev, misc, and the device model as far as it makes nodes in /dev. Follows fs/char_dev.c,
 * drivers/char/misc.c, drivers/base/{class,core,devtmpfs}.c. Departs from Linux: a class and a device are known by name only.
 */
import { EBUSY, EINVAL, ENOMEM } from '../../errno';
import { contextOf } from '../../fs/context';
import { createNode, removeNode } from '../../fs/devtmpfs';
import { makedev } from '../../fs/inode';
import { sysfsOf } from '../../fs/sysfs/index';
import { showCharDevice } from '../../fs/sysfs/system';
import { S_IFCHR } from '../../types';
import { FILE_OPS, wrapOps } from '../file-ops';
import { at, sizeOf } from '../structs';
import type { ModuleSystem } from '../system';
import { alias, type ExportGroup, fn, gpl } from './types';

const MISC_MAJOR = 10;
const MISC_DYNAMIC_MINOR = 255;
const MINOR_BITS = 20;
/** Dynamic majors: 254 down to 234, then 511 down to 384. */
const DYNAMIC = [...Array.from({ length: 21 }, (_, i) => 254 - i), ...Array.from({ length: 128 }, (_, i) => 511 - i)];

interface Region {
  major: number;
  first: number;
  count: number;
  name: string;
}
interface Cdev {
  dev: number;
  count: number;
  /** Address of the struct cdev; 0: one that we made for register_chrdev. */
  cdev: number;
  fops: number;
  name: string;
}

class Devices {
  readonly regions: Region[] = [];
  readonly cdevs: Cdev[] = [];
  readonly misc = new Map<number, { minor: number; node: string }>();
  /** Nodes in /dev that device_create made, by dev_t. */
  readonly nodes = new Map<number, string>();
  readonly classes = new Map<number, string>();
  constructor(readonly system: ModuleSystem) {}

  private get registry() {
    return contextOf(this.system.kernel).charDevices;
  }

  reserve(major: number, first: number, count: number, name: string): number {
    let chosen = major;
    if (chosen === 0) {
      const free = DYNAMIC.find((candidate) => !this.taken(candidate, 0, 1 << MINOR_BITS));
      if (free === undefined) return -EBUSY;
      chosen = free;
    }
    if (chosen >= 512) {
      this.system.kernel.printk(3, `CHRDEV "${name}" major requested (${chosen}) is greater than the maximum (511)`);
      return -EINVAL;
    }
    if (this.taken(chosen, first, count)) return -EBUSY;
    this.regions.push({ major: chosen, first, count, name });
    this.registry.register(chosen, first, count, name, (minor) => this.opsOf(chosen, minor));
    return chosen;
  }

  private taken(major: number, first: number, count: number): boolean {
    if (this.registry.isTaken(major, first, count)) return true;
    return this.regions.some((r) => r.major === major && first < r.first + r.count && r.first < first + count);
  }

  release(major: number, first: number, count: number): void {
    const at = this.regions.findIndex((r) => r.major === major && r.first === first && r.count === count);
    if (at < 0) return;
    this.regions.splice(at, 1);
    this.registry.unregister(major, first, count);
  }

  private opsOf(major: number, minor: number) {
    const dev = ((major << MINOR_BITS) | minor) >>> 0;
    const found = this.cdevs.find((cdev) => dev >= cdev.dev && dev < cdev.dev + cdev.count);
    if (!found) return undefined;
    const { system } = this;
    const fops = found.cdev === 0 ? found.fops : system.memory.i64(found.cdev + at('cdev', 'ops'));
    const inode = (address: number) => system.memory.setI64(address + at('inode', 'i_cdev'), found.cdev);
    return wrapOps(system, fops, { layout: FILE_OPS, inode });
  }
}

const devices = (system: ModuleSystem): Devices => system.part('devices', () => new Devices(system));
const major = (dev: number): number => dev >>> MINOR_BITS;
const minor = (dev: number): number => dev & ((1 << MINOR_BITS) - 1);

function registerChrdev(
  system: ModuleSystem,
  number: number,
  base: number,
  count: number,
  name: number,
  fops: number,
): number {
  const list = devices(system);
  const result = list.reserve(number, base, count, system.text(name));
  if (result < 0) return result;
  const dev = ((result << MINOR_BITS) | base) >>> 0;
  list.cdevs.push({ dev, count, cdev: 0, fops, name: system.text(name) });
  return number === 0 ? result : 0;
}

function unregisterChrdev(system: ModuleSystem, number: number, base: number, count: number): number {
  const list = devices(system);
  const dev = ((number << MINOR_BITS) | base) >>> 0;
  list.release(number, base, count);
  drop(list, (cdev) => cdev.cdev === 0 && cdev.dev === dev);
  return 0;
}

function drop(list: Devices, which: (cdev: Cdev) => boolean): void {
  const at = list.cdevs.findIndex(which);
  if (at >= 0) list.cdevs.splice(at, 1);
}

function cdevInit(system: ModuleSystem, cdev: number, fops: number): number {
  const { memory } = system;
  memory.fill(cdev, sizeOf('cdev'), 0);
  memory.setI64(cdev + at('cdev', 'ops'), fops);
  const list = cdev + at('cdev', 'list');
  memory.setI64(list, list);
  memory.setI64(list + 8, list);
  return 0;
}

function miscRegister(system: ModuleSystem, misc: number): number {
  const { memory, kernel } = system;
  const list = devices(system);
  let number = memory.i32(misc + at('miscdevice', 'minor'));
  const used = new Set([...list.misc.values()].map((device) => device.minor));
  if (number === MISC_DYNAMIC_MINOR) {
    // 6.1: dynamic minors below 128, from 127 down.
    number = 127;
    while (used.has(number)) number--;
    memory.setU32(misc + at('miscdevice', 'minor'), number);
  } else if (used.has(number)) return -EBUSY;
  const registry = contextOf(kernel).charDevices;
  if (!list.regions.some((region) => region.major === MISC_MAJOR)) {
    list.regions.push({ major: MISC_MAJOR, first: 0, count: 256, name: 'misc' });
    registry.register(MISC_MAJOR, 0, 256, 'misc', (minorNumber) => miscOps(system, minorNumber));
  }
  const nodename = memory.i64(misc + at('miscdevice', 'nodename'));
  const node = system.text(nodename !== 0 ? nodename : memory.i64(misc + at('miscdevice', 'name')));
  list.misc.set(misc, { minor: number, node });
  const mode = memory.u16(misc + at('miscdevice', 'mode')) || 0o600;
  createNode(kernel, node, S_IFCHR | mode, makedev(MISC_MAJOR, number));
  showCharDevice(kernel, 'misc', node, MISC_MAJOR, number);
  return 0;
}

function miscOps(system: ModuleSystem, number: number) {
  for (const [misc, device] of devices(system).misc) {
    if (device.minor !== number) continue;
    const fops = system.memory.i64(misc + at('miscdevice', 'fops'));
    return wrapOps(system, fops, { layout: FILE_OPS, privateData: misc });
  }
  return undefined;
}

function classCreate(system: ModuleSystem, name: number): number {
  const address = system.slab.kmalloc(sizeOf('class'));
  if (address === 0) return -ENOMEM;
  system.memory.setI64(address + at('class', 'name'), name);
  devices(system).classes.set(address, system.text(name));
  sysfsOf(system.kernel).directory(`/class/${system.text(name)}`);
  return address;
}

function deviceCreate(system: ModuleSystem, owner: number, dev: number, drvdata: number, name: string): number {
  const address = system.slab.kmalloc(sizeOf('device'));
  if (address === 0) return -ENOMEM;
  system.memory.setI64(address + at('device', 'driver_data'), drvdata);
  system.memory.setU32(address + at('device', 'devt'), dev);
  const node = name.replaceAll('!', '/');
  devices(system).nodes.set(dev, node);
  if (dev === 0) return address;
  createNode(system.kernel, node, S_IFCHR | 0o600, makedev(major(dev), minor(dev)));
  showCharDevice(system.kernel, devices(system).classes.get(owner) ?? 'misc', node, major(dev), minor(dev));
  return address;
}

/** device_del, as far as /sys shows it. */
function hideCharDevice(system: ModuleSystem, className: string, name: string, number: number, unit: number): void {
  const tree = sysfsOf(system.kernel);
  tree.remove(`/class/${className}/${name.split('/').pop()}`);
  tree.remove(`/dev/char/${number}:${unit}`);
  tree.remove(`/devices/virtual/${className}/${name.replaceAll('/', '!')}`);
}

export const DEVICE_EXPORTS: ExportGroup = {
  base: 0xffffffff81390000n,
  rows: [
    fn('__register_chrdev', registerChrdev),
    fn('__unregister_chrdev', (system, number, base, count) => unregisterChrdev(system, number, base, count)),
    fn('alloc_chrdev_region', (system, out, base, count, name) => {
      const result = devices(system).reserve(0, base, count, system.text(name));
      if (result < 0) return result;
      system.memory.setU32(out, ((result << MINOR_BITS) | base) >>> 0);
      return 0;
    }),
    fn('register_chrdev_region', (system, dev, count, name) => {
      const number = dev >>> 0;
      return Math.min(0, devices(system).reserve(major(number), minor(number), count, system.text(name)));
    }),
    fn('unregister_chrdev_region', (system, dev, count) => {
      devices(system).release(major(dev >>> 0), minor(dev >>> 0), count);
      return 0;
    }),
    fn('cdev_init', cdevInit),
    fn('cdev_alloc', (system) => {
      const address = system.slab.kmalloc(sizeOf('cdev'));
      if (address !== 0) cdevInit(system, address, 0);
      return address;
    }),
    fn('cdev_add', (system, cdev, dev, count) => {
      system.memory.setU32(cdev + at('cdev', 'dev'), dev);
      system.memory.setU32(cdev + at('cdev', 'count'), count);
      devices(system).cdevs.push({ dev: dev >>> 0, count: count >>> 0, cdev, fops: 0, name: '' });
      return 0;
    }),
    fn('cdev_del', (system, cdev) => {
      drop(devices(system), (entry) => entry.cdev === cdev);
      return 0;
    }),
    fn('misc_register', miscRegister),
    fn('misc_deregister', (system, misc) => {
      const list = devices(system);
      const device = list.misc.get(misc);
      if (device) removeNode(system.kernel, device.node);
      if (device) hideCharDevice(system, 'misc', device.node, MISC_MAJOR, device.minor);
      list.misc.delete(misc);
      return 0;
    }),
    gpl('__class_create', (system, _owner, name) => classCreate(system, name)),
    gpl('class_create', (system, name) => classCreate(system, name)),
    gpl('class_destroy', (system, address) => {
      if (address === 0 || (address < 0 && address >= -4095)) return 0;
      sysfsOf(system.kernel).remove(`/class/${devices(system).classes.get(address)}`);
      devices(system).classes.delete(address);
      system.slab.kfree(address);
      return 0;
    }),
    gpl('device_create', (system, owner, _parent, dev, drvdata, format) => {
      const name = new TextDecoder().decode(system.format(format, system.varargs(5)));
      return deviceCreate(system, owner, dev >>> 0, drvdata, name);
    }),
    gpl('device_destroy', (system, owner, dev) => {
      const list = devices(system);
      const node = list.nodes.get(dev >>> 0);
      if (node !== undefined) {
        removeNode(system.kernel, node);
        const className = list.classes.get(owner) ?? 'misc';
        hideCharDevice(system, className, node, major(dev >>> 0), minor(dev >>> 0));
      }
      list.nodes.delete(dev >>> 0);
      return 0;
    }),
    ...alias(['noop_llseek'], (system, file) => system.memory.i64(file + at('file', 'f_pos'))),
    fn('no_llseek', () => -29),
    fn('nonseekable_open', (system, _inode, file) => {
      const mode = system.memory.u32(file + at('file', 'f_mode'));
      system.memory.setU32(file + at('file', 'f_mode'), mode & ~(4 | 8 | 16));
      return 0;
    }),
    fn('stream_open', () => 0),
    fn('simple_open', (system, inode, file) => {
      const data = system.memory.i64(inode + at('inode', 'i_private'));
      if (data !== 0) system.memory.setI64(file + at('file', 'private_data'), data);
      return 0;
    }),
    fn('fixed_size_llseek', (system, file, offset, whence, size) => seek(system, file, offset, whence, size)),
    ...alias(['default_llseek', 'generic_file_llseek'], (system, file, offset, whence) => {
      const inode = system.memory.i64(file + at('file', 'f_inode'));
      return seek(system, file, offset, whence, system.memory.i64(inode + at('inode', 'i_size')));
    }),
  ],
};

function seek(system: ModuleSystem, file: number, offset: number, whence: number, size: number): number {
  const { memory } = system;
  const pos = memory.i64(file + at('file', 'f_pos'));
  const to = offset + ((whence | 0) === 1 ? pos : (whence | 0) === 2 ? size : 0);
  if (to < 0) return -EINVAL;
  memory.setI64(file + at('file', 'f_pos'), to);
  return to;
}
