/**
 * Mount options of tmpfs: `size=16m,nr_inodes=10k,mode=755,uid=0,gid=0`. Follows mm/shmem.c:shmem_parse_one and tmpfs(5).
 */
import { PAGE_SIZE } from '../../../machine/types';
import type { Kernel } from '../../types';

export interface TmpfsOptions {
  /** Pages. */
  size: number;
  inodes: number;
  mode: number;
  uid: number;
  gid: number;
  /** Options given by name: /proc/mounts shows size and nr_inodes only then. */
  shown: ReadonlySet<string>;
}

const UNITS: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** Linux's defaults: half of the memory, one inode for each page of that. null: a bad option. */
export function parseOptions(kernel: Kernel, text: string): TmpfsOptions | null {
  const half = Math.floor(kernel.frames.total / 2);
  const shown = new Set<string>();
  const options: TmpfsOptions = { size: half, inodes: half, mode: 0o1777, uid: 0, gid: 0, shown };
  for (const option of text.split(',')) {
    if (option === '' || IGNORED.has(option)) continue;
    const [key, value] = option.split('=', 2);
    const number = value === undefined ? Number.NaN : amount(value, key, kernel);
    if (Number.isNaN(number)) return null;
    if (key === 'size') options.size = Math.ceil(number / PAGE_SIZE);
    else if (key === 'nr_blocks') options.size = number;
    else if (key === 'nr_inodes') options.inodes = number;
    else if (key === 'mode') options.mode = number & 0o7777;
    else if (key === 'uid') options.uid = number;
    else if (key === 'gid') options.gid = number;
    else return null;
    shown.add(key === 'nr_blocks' ? 'size' : key);
  }
  if (options.size === 0) options.size = Number.MAX_SAFE_INTEGER;
  return options;
}

const IGNORED = new Set(['inode64', 'noswap']);

function amount(value: string, key: string, kernel: Kernel): number {
  if (key === 'mode') return /^[0-7]+$/.test(value) ? Number.parseInt(value, 8) : Number.NaN;
  const match = /^(\d+)([kmgt%]?)$/i.exec(value);
  if (match === null) return Number.NaN;
  const unit = match[2].toLowerCase();
  if (unit === '%')
    return key === 'size' ? Math.floor((Number(match[1]) / 100) * kernel.frames.total) * PAGE_SIZE : Number.NaN;
  return Number(match[1]) * (unit === '' ? 1 : UNITS[unit]);
}
