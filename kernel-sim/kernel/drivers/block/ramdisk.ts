/** /dev/ram0: a disk in the kernel's memory that answers at once and forgets everything at power-off. Follows drivers/block/brd.c. */
import type { PhysAddr } from '../../../machine/types';
import { EIO } from '../../errno';
import { contextOf } from '../../fs/context';
import type { Kernel } from '../../types';
import { type Bio, type BioTarget, newStats } from './bio';
import { BlockDevice } from './device';
import { SECTOR, SparseImage } from './image';

const RAMDISK_MAJOR = 1;
/** CONFIG_BLK_DEV_RAM_SIZE is 16 MiB in Debian; memory here is smaller. */
const SECTORS = (4 << 20) / SECTOR;

class RamDisk implements BioTarget {
  private readonly image = new SparseImage(SECTORS);
  readonly stats = newStats();

  constructor(private readonly kernel: Kernel) {}

  submit(bio: Bio): void {
    const { ram } = this.kernel.core;
    let sector = bio.sector;
    for (const { address, bytes } of bio.pieces) {
      if (sector + bytes / SECTOR > SECTORS) {
        bio.done(-EIO);
        return;
      }
      const piece = bio.op === 'write' ? ram.bytes.slice(address, address + bytes) : new Uint8Array(bytes);
      for (let at = 0; at < bytes; at += SECTOR, sector++) {
        if (bio.op === 'write') this.image.write(sector, piece, at);
        else this.image.read(sector, piece, at);
      }
      if (bio.op === 'read') ram.write(address as PhysAddr, piece);
    }
    bio.done(0);
  }
}

export function addRamDisk(kernel: Kernel): void {
  const { blockDevices } = contextOf(kernel);
  blockDevices.registerMajor(RAMDISK_MAJOR, 'ramdisk');
  const target = new RamDisk(kernel);
  blockDevices.add(
    new BlockDevice(kernel, {
      name: 'ram0',
      major: RAMDISK_MAJOR,
      minor: 0,
      target,
      sectors: SECTORS,
      stats: target.stats,
    }),
  );
}
