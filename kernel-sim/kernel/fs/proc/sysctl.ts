/**
 * /proc/sys: settings of the kernel as files, a tree in one table. Follows kernel/sysctl.c, kernel/utsname_sysctl.c, drivers/char/random.c.
 * Departs from Linux: only what programs commonly read; most cannot be changed.
 */
import { EINVAL } from '../../errno';
import { UTS } from '../../syscalls/uts';
import type { Kernel } from '../../types';
import type { BaseInode, BaseSuperBlock } from '../inode';
import { PIPE_MAX_SIZE } from '../pipe';
import { ProcFile, ProcFixed, type Show, type Store } from './node';

interface Setting {
  show: Show;
  store?: Store;
}
type Tree = { [name: string]: Tree | Setting };

const constant = (value: string | number): Setting => ({ show: () => `${value}\n` });

const isSetting = (node: Tree | Setting): node is Setting => typeof node.show === 'function';

const TREE: Tree = {
  fs: {
    'file-max': constant('9223372036854775807'),
    nr_open: constant(1048576),
    'pipe-max-size': constant(PIPE_MAX_SIZE),
    'pipe-user-pages-hard': constant(0),
    'pipe-user-pages-soft': constant(16384),
    protected_hardlinks: constant(1),
    protected_symlinks: constant(1),
  },
  kernel: {
    cap_last_cap: constant(40),
    domainname: uts('domainname'),
    hostname: uts('nodename'),
    kptr_restrict: constant(0),
    ngroups_max: constant(65536),
    osrelease: constant(UTS.release),
    ostype: constant(UTS.sysname),
    overflowgid: constant(65534),
    overflowuid: constant(65534),
    pid_max: constant(32768),
    printk: constant('4\t4\t1\t7'),
    random: {
      boot_id: { show: (kernel) => `${bootId(kernel)}\n` },
      entropy_avail: constant(256),
      poolsize: constant(256),
      uuid: { show: (kernel) => `${uuid(kernel)}\n` },
      write_wakeup_threshold: constant(256),
    },
    randomize_va_space: constant(0),
    'threads-max': { show: (kernel) => `${Math.floor(kernel.frames.total / 8)}\n` },
    version: constant(UTS.version),
  },
  vm: {
    max_map_count: constant(65530),
    mmap_min_addr: constant(65536),
    overcommit_memory: constant(0),
    overcommit_ratio: constant(50),
    swappiness: constant(60),
  },
};

/** The names that sethostname(2) and setdomainname(2) set. */
function uts(which: 'nodename' | 'domainname'): Setting {
  return {
    show: (kernel) => `${kernel.hostname[which]}\n`,
    store(kernel, _writer, text) {
      const name = text.replace(/\n[\s\S]*$/, '');
      if (name.length > 64) return -EINVAL;
      kernel.hostname[which] = name;
      return text.length;
    },
  };
}

/** A random UUID, version 4. */
function uuid(kernel: Kernel): string {
  const bytes = new Uint8Array(16);
  kernel.randomBytes(bytes);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const bootIds = new WeakMap<Kernel, string>();

function bootId(kernel: Kernel): string {
  let id = bootIds.get(kernel);
  if (id === undefined) {
    id = uuid(kernel);
    bootIds.set(kernel, id);
  }
  return id;
}

export function sysctlDirectory(sb: BaseSuperBlock, tree: Tree = TREE): BaseInode {
  const entries = new Map<string, BaseInode>();
  for (const [name, node] of Object.entries(tree)) {
    if (!isSetting(node)) entries.set(name, sysctlDirectory(sb, node));
    else entries.set(name, new ProcFile(sb, node.store === undefined ? 0o444 : 0o644, node.show, node.store ?? null));
  }
  return new ProcFixed(sb, entries);
}
