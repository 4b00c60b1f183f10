/**
 * What the kernel's core asks of kernel/fs at boot: `export function setupFs(kernel, options): FileSystems` in fs/index.ts,
 * and `export const fsSyscalls: readonly SyscallRow[]` there too. Called once, before the first task exists:
 * `setupFs` registers the file-system types, mounts the root tmpfs, unpacks the initramfs and `options.files`.
 */
import type { BootOptions, File, FilesStruct, FsStruct, Kernel, Task, Vfs } from './types';

export interface FileSystems {
  readonly vfs: Vfs;
  /** An empty descriptor table. Its `limit` follows the task's RLIMIT_NOFILE (`setLimit`). */
  newFiles(): FilesStruct;
  /** Root and working directory `/`, umask 022. */
  newFs(): FsStruct;
  /** The files of descriptors 0, 1, 2 of the first process, one reference each: /dev/console three times, or the pipes. */
  openStdio(task: Task): readonly [File, File, File];
  consoleInput(bytes: Uint8Array): void;
  consoleResize(rows: number, columns: number): void;
  /** Host ends of the pipes; null with stdio: 'console'. */
  readonly stdio: {
    input(bytes: Uint8Array): void;
    closeInput(): void;
    onOutput: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void;
  } | null;
}

export type SetupFs = (kernel: Kernel, options: BootOptions) => FileSystems;
