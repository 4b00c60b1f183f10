/**
 * /proc/sys: settings of the kernel as files, a tree in one table. Follows kernel/sysctl.c, kernel/utsname_sysctl.c, drivers/char/random.c.
 * Departs from Linux: only what programs commonly read; most cannot be changed.
 */
import { EINVAL } from '../../errno';
import { UTS } from '../../syscalls/uts';
import type { Kernel, Task } from '../../types';
import { dropCaches } from '../cache-control';
import { contextOf } from '../context';
import type { BaseInode, BaseSuperBlock } from '../inode';
import type { DirtyLimits } from '../page-cache-state';
import { PIPE_MAX_SIZE } from '../pipe';
import { memoryOf } from './memory';
import { netSettings } from './net-sysctl';
import { ProcFile, ProcFixed, parseNumber, type Show, type Store } from './node';

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
    bpf_stats_enabled: constant(0),
    perf_event_max_sample_rate: constant(100000),
    perf_event_paranoid: constant(3),
    unprivileged_bpf_disabled: constant(2),
    ngroups_max: constant(65536),
    osrelease: constant(UTS.release),
    ostype: constant(UTS.sysname),
    overflowgid: constant(65534),
    overflowuid: constant(65534),
    panic_on_oops: modules('panicOnOops'),
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
    tainted: modules('tainted'),
    'threads-max': { show: (kernel) => `${Math.floor(kernel.frames.total / 8)}\n` },
    version: constant(UTS.version),
    watchdog_thresh: modules('watchdogThresh'),
  },
  vm: {
    dirty_background_ratio: dirtyLimit('background'),
    dirty_expire_centisecs: dirtyLimit('expire'),
    dirty_ratio: dirtyLimit('ratio'),
    dirty_writeback_centisecs: dirtyLimit('interval'),
    drop_caches: {
      show: () => '0\n',
      store(kernel, writer, text) {
        const which = parseNumber(text);
        if (which === null || which < 1 || which > 4) return -EINVAL;
        if (which < 4) {
          kernel.printk(6, `${writer.comm} (${writer.pid}): drop_caches: ${which}`);
          dropCaches(kernel, which);
        }
        return text.length;
      },
    },
    max_map_count: constant(65530),
    mmap_min_addr: constant(65536),
    overcommit_memory: vmSetting('overcommitMemory', 2, 0),
    overcommit_ratio: vmSetting('overcommitRatio', 100, 50),
    swappiness: vmSetting('swappiness', 200, 60),
  },
};

/** When dirty pages go to the disk. */
function dirtyLimit(which: keyof DirtyLimits): Setting {
  return {
    show: (kernel) => `${contextOf(kernel).pageCache.limits[which]}\n`,
    store(kernel, _writer, text) {
      const value = parseNumber(text);
      const most = which === 'expire' || which === 'interval' ? 0x7fffffff : 100;
      if (value === null || value < 0 || value > most) return -EINVAL;
      contextOf(kernel).pageCache.limits[which] = value;
      return text.length;
    },
  };
}

/** A number that the C side of the kernel keeps (module/system.ts). */
function modules(which: 'panicOnOops' | 'tainted' | 'watchdogThresh'): Setting {
  type WithModules = { modules?: Record<typeof which, number> };
  return {
    show: (kernel) => `${(kernel as unknown as WithModules).modules?.[which] ?? 0}\n`,
    store(kernel, _writer, text) {
      const value = /^\s*\d+\s*$/.test(text) ? Number(text) : -1;
      const state = (kernel as unknown as WithModules).modules;
      if (value < 0 || !state) return -EINVAL;
      // Taint can be added, never taken away.
      state[which] = which === 'tainted' ? state[which] | value : value;
      return text.length;
    },
  };
}

/** A number of /proc/sys/vm. */
function vmSetting(
  name: 'overcommitMemory' | 'overcommitRatio' | 'swappiness',
  most: number,
  initial: number,
): Setting {
  return {
    show: (kernel) => `${memoryOf(kernel).vm?.[name] ?? initial}\n`,
    store(kernel, _writer, text) {
      const value = Number(text.trim());
      const { vm } = memoryOf(kernel);
      if (text.trim() === '' || !Number.isInteger(value) || value < 0 || value > most || !vm) return -EINVAL;
      vm[name] = value;
      return text.length;
    },
  };
}

/** Those of the reader's uts namespace. */
function namesOf(kernel: Kernel, task: Task): { nodename: string; domainname: string } {
  return (task as Task & { nsproxy?: { uts: { names: Kernel['hostname'] } } }).nsproxy?.uts.names ?? kernel.hostname;
}

/** The names that sethostname(2) and setdomainname(2) set. */
function uts(which: 'nodename' | 'domainname'): Setting {
  return {
    show: (kernel, reader) => `${namesOf(kernel, reader)[which]}\n`,
    store(kernel, writer, text) {
      const name = text.replace(/\n[\s\S]*$/, '');
      if (name.length > 64) return -EINVAL;
      namesOf(kernel, writer)[which] = name;
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

TREE.net = netSettings();

export function sysctlDirectory(sb: BaseSuperBlock, tree: Tree = TREE): BaseInode {
  const entries = new Map<string, BaseInode>();
  for (const [name, node] of Object.entries(tree)) {
    if (!isSetting(node)) entries.set(name, sysctlDirectory(sb, node));
    else entries.set(name, new ProcFile(sb, node.store === undefined ? 0o444 : 0o644, node.show, node.store ?? null));
  }
  return new ProcFixed(sb, entries);
}
