/** A running kernel with what its owner outside may ask of it: input, snapshots, files, source places. */
import { cutPower, diskContent } from './drivers/block/setup';
import { inputEvent } from './drivers/input/evdev';
import { framebufferPixels } from './drivers/video/fbdev';
import { listHostDirectory, writeHostFile } from './fs/host-files';
import { RunningKernel } from './kernel';
import { isSleeping } from './sleeping';
import type { AddressSpaceSnapshot, KernelSnapshot, PageWalkSnapshot } from './snapshot';
import { kernelSnapshot } from './snapshot-kernel';
import { addressSpaceSnapshot, pageWalkSnapshot } from './snapshot-memory';
import type { ProgramDebug, SourcePlace } from './trace/debug-info';
import type { Booted, HostEntry } from './types';

export class BootedKernel extends RunningKernel implements Booted {
  get stdio(): Booted['stdio'] {
    return this.files.stdio;
  }

  consoleInput(bytes: Uint8Array): void {
    this.files.consoleInput(bytes);
  }

  consoleResize(rows: number, columns: number): void {
    this.files.consoleResize(rows, columns);
  }

  powerCut(): { name: string; image: Uint8Array }[] {
    this.powerOff();
    return cutPower(this);
  }

  framebuffer(): Uint8Array | null {
    return framebufferPixels(this);
  }

  inputEvent(device: number, type: number, code: number, value: number): void {
    inputEvent(this, device, type, code, value);
  }

  diskImage(name: string): Uint8Array | null {
    return diskContent(this, name);
  }

  snapshot(): KernelSnapshot {
    return kernelSnapshot(this);
  }

  addressSpace(pid: number): AddressSpaceSnapshot | null {
    return addressSpaceSnapshot(this, pid);
  }

  pageWalk(pid: number, va: number): PageWalkSnapshot | null {
    return pageWalkSnapshot(this, pid, va);
  }

  running(cpu: number): { pid: number; tgid: number } | null {
    return this.sched.cpus[cpu]?.current ?? null;
  }

  get modulesLoaded(): string {
    return [...this.modules.modules.values()].map((m) => `${m.name} ${m.core.base} ${m.init.base}`).join();
  }

  moduleSymbols(): ReturnType<Booted['moduleSymbols']> {
    const modules = [...this.modules.modules.values()];
    const lines = modules.flatMap((module) => module.lines?.all ?? []);
    // The names that module_init() and module_exit() add are those of functions that have one already.
    const code = this.modules.kallsyms
      .all()
      .filter((s) => s.module !== '' && /[tT]/.test(s.type) && s.size > 0 && !/^(init|cleanup)_module$/.test(s.name));
    const functions = code.map(({ name, address, size }) => ({ name, low: address, high: address + size }));
    return { functions: functions.map((f) => ({ ...f, file: '', line: 0 })), lines };
  }

  readFile(path: string): Uint8Array | null {
    const found = this.vfs.walk(this.init, path);
    if (isSleeping(found) || typeof found === 'number' || !found.dentry.inode) return null;
    const bytes = new Uint8Array(found.dentry.inode.size);
    const got = this.vfs.readKernel(found.dentry.inode, 0, bytes);
    return isSleeping(got) || got < 0 ? null : bytes.subarray(0, got);
  }

  writeFile(path: string, mode: number, data: Uint8Array): number {
    return writeHostFile(this, path, mode, data);
  }

  listDirectory(path: string): HostEntry[] | null {
    return listHostDirectory(this, path);
  }

  addDebugInfo(path: string, debug: ProgramDebug): void {
    this.debug.add(path, debug);
  }

  locate(pid: number, address: number): SourcePlace | null {
    const path = this.tasks.get(pid)?.exePath ?? this.exitedPaths.get(pid);
    return path === undefined ? null : this.debug.locate(path, address);
  }
}
