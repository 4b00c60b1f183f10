/**
 * Descriptors of a process (struct files_struct): number → open file, and the close-on-exec bits. Follows fs/file.c.
 */

import { EBADF, EMFILE } from '../errno';
import { objectAddress, probed } from '../trace/kernel-events';
import type { File, FilesStruct, Kernel, Task } from '../types';
import { getFile, putFile } from './file';
import { releasePosixLocks } from './locks';
import { traceFile } from './trace';

export class DescriptorTable implements FilesStruct {
  users = 1;
  /** RLIMIT_NOFILE, soft. */
  limit = 1024;
  private readonly files: (File | undefined)[] = [];
  private readonly cloexec: boolean[] = [];
  /** No descriptor below this one is free. */
  private nextFree = 0;

  constructor(private readonly kernel: Kernel) {}

  /** RLIMIT_NOFILE has changed. */
  setLimit(limit: number): void {
    this.limit = limit;
  }

  get(fd: number): File | undefined {
    return this.files[fd];
  }

  install(file: File, options: { min?: number; cloexec?: boolean } = {}): number {
    const min = options.min ?? 0;
    let fd = Math.max(min, this.nextFree);
    while (this.files[fd] !== undefined) fd++;
    if (fd >= this.limit) return -EMFILE;
    if (min <= this.nextFree) this.nextFree = fd + 1;
    this.put(fd, file, options.cloexec === true);
    return fd;
  }

  installAt(fd: number, file: File, cloexec: boolean): void {
    const old = this.files[fd];
    this.put(fd, file, cloexec);
    if (old !== undefined) putFile(this.kernel, old);
  }

  close(kernel: Kernel, task: Task, fd: number): number {
    const file = this.files[fd];
    if (file === undefined) return -EBADF;
    this.files[fd] = undefined;
    this.nextFree = Math.min(this.nextFree, fd);
    releasePosixLocks(file.inode, this);
    probed(kernel, 'filp_close')?.enter(objectAddress(kernel, file), objectAddress(kernel, this));
    if (kernel.wants('vfs')) traceFile(kernel, task, 'close', file);
    putFile(kernel, file);
    return 0;
  }

  getCloexec(fd: number): boolean {
    return this.cloexec[fd] === true;
  }

  setCloexec(fd: number, on: boolean): void {
    this.cloexec[fd] = on;
  }

  clone(): DescriptorTable {
    const copy = new DescriptorTable(this.kernel);
    copy.limit = this.limit;
    copy.nextFree = this.nextFree;
    this.files.forEach((file, fd) => {
      if (file !== undefined) copy.put(fd, getFile(file), this.getCloexec(fd));
    });
    return copy;
  }

  onExec(kernel: Kernel, task: Task): void {
    for (let fd = 0; fd < this.files.length; fd++) if (this.cloexec[fd]) this.close(kernel, task, fd);
  }

  closeAll(kernel: Kernel, task: Task): void {
    for (let fd = 0; fd < this.files.length; fd++) this.close(kernel, task, fd);
  }

  *entries(): Generator<[fd: number, file: File, cloexec: boolean]> {
    for (let fd = 0; fd < this.files.length; fd++) {
      const file = this.files[fd];
      if (file !== undefined) yield [fd, file, this.getCloexec(fd)];
    }
  }

  /** One past the highest descriptor in use. */
  get highest(): number {
    return this.files.length;
  }

  private put(fd: number, file: File, cloexec: boolean): void {
    // Holes stay dense, so that the array never becomes a dictionary.
    while (this.files.length < fd) this.files.push(undefined);
    this.files[fd] = file;
    this.cloexec[fd] = cloexec;
  }
}
