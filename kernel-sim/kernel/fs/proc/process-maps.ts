/**
 * /proc/PID/maps: one line for each mapping. Follows fs/proc/task_mmu.c:show_map_vma; the name begins in column 74.
 */
import { PROT_EXEC, PROT_READ, PROT_WRITE } from '../../abi/mman';
import type { Kernel, Path, Task, Vma } from '../../types';
import { majorOf, minorOf } from '../inode';

/** 25 + 6 × sizeof(void *) − 1: what stands before the name is filled up to here. */
const NAME_COLUMN = 72;

export function mapsText(kernel: Kernel, task: Task, root: Path): string {
  let text = '';
  for (const vma of task.mm?.vmas ?? []) text += mapLine(kernel, vma, root);
  return text;
}

export function mapLine(kernel: Kernel, vma: Vma, root: Path): string {
  const { file } = vma;
  const device = file?.inode.sb.dev ?? 0;
  const head = [
    `${hex(vma.start, 8)}-${hex(vma.end, 8)}`,
    permissions(vma),
    hex(file === null ? 0 : vma.offset, 8),
    `${hex(majorOf(device), 2)}:${hex(minorOf(device), 2)}`,
    `${file?.inode.ino ?? 0} `,
  ].join(' ');
  const name = file === null ? vma.name : kernel.vfs.pathName(file.path, root).replace(/\n/g, '\\012');
  return name === '' ? `${head}\n` : `${head.padEnd(NAME_COLUMN)} ${name}\n`;
}

function permissions(vma: Vma): string {
  const bit = (mask: number, letter: string): string => ((vma.prot & mask) !== 0 ? letter : '-');
  return `${bit(PROT_READ, 'r')}${bit(PROT_WRITE, 'w')}${bit(PROT_EXEC, 'x')}${vma.shared ? 's' : 'p'}`;
}

const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');
