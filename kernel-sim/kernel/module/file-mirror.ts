/** `struct file`, `struct inode` and `struct dentry` as C drivers see them: made at open, kept in step around each call. */
import type { OpenFile } from '../fs/file';
import { majorOf, minorOf } from '../fs/inode';
import type { File, Inode } from '../types';
import { at, sizeOf } from './structs';
import type { ModuleSystem } from './system';

const FMODE = { READ: 1, WRITE: 2, LSEEK: 4, PREAD: 8, PWRITE: 16, CAN_READ: 0x20000, CAN_WRITE: 0x40000 };
const DENTRY = sizeOf('file') + 8;

/** dev_t of the kernel: 12 bits of major, 20 of minor. */
export const kernelDevice = (rdev: number): number => ((majorOf(rdev) << 20) | minorOf(rdev)) >>> 0;

export interface FileCopy {
  address: number;
  inode: number;
  /** A loff_t that calls get a pointer to. */
  pos: number;
}

const FILE_BYTES = DENTRY + sizeOf('dentry');

/** An inode of a module's own file system: it lies in guest memory anyway (vfs.ts: CInode). */
interface GuestInode {
  guestAddress: number;
  dentry: { address: number } | null;
}
function guestInode(inode: Inode): GuestInode | null {
  return 'guestAddress' in inode ? (inode as unknown as GuestInode) : null;
}

export class FileMirror {
  private readonly files = new WeakMap<File, FileCopy>();
  private readonly byAddress = new Map<number, File>();
  private readonly inodes = new Map<Inode, { address: number; users: number }>();

  constructor(private readonly system: ModuleSystem) {}

  of(file: File): FileCopy | undefined {
    return this.files.get(file);
  }
  fileAt(address: number): File | undefined {
    return this.byAddress.get(address);
  }

  /** Null when memory is out. */
  open(file: File, fops: number, setUp: (inode: number) => void): FileCopy | null {
    const { slab, memory } = this.system;
    const inode = this.openInode(file.inode);
    const address = slab.kmalloc(FILE_BYTES);
    if (inode === 0 || address === 0) return null;
    memory.setI64(address + at('file', 'f_inode'), inode);
    memory.setI64(address + at('file', 'f_op'), fops);
    memory.setI64(address + at('file', 'f_count'), 1);
    const dentry = guestInode(file.inode)?.dentry?.address;
    memory.setI64(address + at('file', 'f_path') + 8, dentry ?? address + DENTRY);
    if (dentry === undefined) this.dentry(file, address + DENTRY, inode);
    let mode = FMODE.LSEEK | FMODE.PREAD | FMODE.PWRITE;
    if (file.readable) mode |= FMODE.READ | FMODE.CAN_READ;
    if (file.writable) mode |= FMODE.WRITE | FMODE.CAN_WRITE;
    memory.setU32(address + at('file', 'f_mode'), mode);
    const copy = { address, inode, pos: address + sizeOf('file') };
    this.files.set(file, copy);
    this.byAddress.set(address, file);
    this.enter(file, copy);
    setUp(inode);
    return copy;
  }

  private dentry(file: File, address: number, inode: number): void {
    const { memory } = this.system;
    const name = new TextEncoder().encode((file as OpenFile).path.dentry.name).subarray(0, 31);
    memory.setBytes(address + at('dentry', 'd_iname'), name);
    memory.setI64(address + at('dentry', 'd_name') + 8, address + at('dentry', 'd_iname'));
    memory.setU32(address + at('dentry', 'd_name') + 4, name.length);
    memory.setI64(address + at('dentry', 'd_inode'), inode);
    memory.setI64(address + at('dentry', 'd_parent'), address);
  }

  private openInode(inode: Inode): number {
    const guest = guestInode(inode);
    if (guest) return guest.guestAddress;
    const known = this.inodes.get(inode);
    if (known) {
      known.users++;
      return known.address;
    }
    const { slab, memory } = this.system;
    const address = slab.kmalloc(sizeOf('inode'));
    if (address === 0) return 0;
    memory.setU16(address + at('inode', 'i_mode'), inode.mode);
    memory.setU32(address + at('inode', 'i_uid'), inode.uid);
    memory.setU32(address + at('inode', 'i_gid'), inode.gid);
    memory.setI64(address + at('inode', 'i_ino'), inode.ino);
    memory.setU32(address + at('inode', 'i_nlink'), inode.nlink);
    memory.setU32(address + at('inode', 'i_rdev'), kernelDevice(inode.rdev));
    memory.setI64(address + at('inode', 'i_size'), inode.size);
    memory.setU32(address + at('inode', 'i_count'), 1);
    memory.setI64(address + at('inode', 'i_mapping'), address + at('inode', 'i_data'));
    this.inodes.set(inode, { address, users: 1 });
    return address;
  }

  /** Before a call: what may have changed on our side. */
  enter(file: File, copy: FileCopy): void {
    const { memory } = this.system;
    memory.setI64(copy.address + at('file', 'f_pos'), file.pos);
    memory.setU32(copy.address + at('file', 'f_flags'), file.flags);
  }

  close(file: File): void {
    const copy = this.files.get(file);
    if (!copy) return;
    const { slab } = this.system;
    this.files.delete(file);
    this.byAddress.delete(copy.address);
    slab.kfree(copy.address);
    const inode = this.inodes.get(file.inode);
    if (inode && --inode.users === 0) {
      this.inodes.delete(file.inode);
      slab.kfree(inode.address);
    }
  }
}
