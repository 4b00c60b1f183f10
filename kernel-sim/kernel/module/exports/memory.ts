/** kmalloc, vmalloc, kmem_cache and pages. Follows mm/slab_common.c, mm/slub.c, mm/vmalloc.c, mm/util.c, mm/page_alloc.c. */
import { hex16 } from '../../arch/kernel-space';
import type { Cache } from '../slab';
import type { ModuleSystem } from '../system';
import { TAINT } from '../taint';
import { alias, type ExportGroup, fn, gpl, variable } from './types';

const ENOMEM_POINTER = -12;
const CACHE_BYTES = 256;

/** kfree(): nothing for NULL and ZERO_SIZE_PTR, a report for what was freed already, an oops for what never was allocated. */
export function kfree(system: ModuleSystem, address: number): number {
  if (address >= 0 && address <= 16) return 0;
  const caller = system.caller;
  const result = system.slab.kfree(address, caller);
  if (result === 'double') reportDoubleFree(system, address, caller);
  else if (result === 'not-slab') badFree(system, address, caller);
  return 0;
}

/** mm/slub.c: object_err, with slub_debug on: told, and not freed again. */
function reportDoubleFree(system: ModuleSystem, address: number, caller: number): void {
  const { kernel, kallsyms } = system;
  const object = system.slab.object(address)!;
  const name = object.cache?.name ?? 'kmalloc-large';
  const rule = '='.repeat(77);
  const where = (by: number) =>
    `${kallsyms.describe(by)} age=0 cpu=${kernel.cpu.index} pid=${kernel.current?.pid ?? 0}`;
  kernel.printk(3, rule);
  kernel.printk(3, `BUG ${name} (${system.taintedText()}): Object already free`);
  kernel.printk(3, '-'.repeat(77));
  kernel.printk(3, '');
  kernel.printk(3, `Allocated in ${where(object.allocatedBy)}`);
  kernel.printk(3, `Freed in ${where(object.freedBy)}`);
  kernel.printk(3, `Object 0x${hex16(address)} @offset=${((address % 4096) + 4096) % 4096}`);
  system.taint(TAINT.BAD_PAGE);
  system.oopses.note(`double free of ${name}`, caller, address);
  system.oopses.dumpStack();
  kernel.printk(3, `FIX ${name}: Object at 0x${hex16(address)} not freed`);
}

/** A pointer that no allocator gave: free_large_kmalloc warns, an address outside RAM faults on its struct page. */
function badFree(system: ModuleSystem, address: number, caller: number): void {
  system.memory.u8(address);
  system.kernel.printk(4, '------------[ cut here ]------------');
  system.oopses.warning(system.context(), 'mm/slab_common.c:972', caller);
  system.kernel.printk(4, `object pointer: 0x${hex16(system.hashPointer(address))}`);
}

const kmalloc = (system: ModuleSystem, size: number): number => system.slab.kmalloc(size, system.caller);

function krealloc(system: ModuleSystem, old: number, size: number): number {
  if (size === 0) {
    kfree(system, old);
    return 16;
  }
  const known = old > 16 || old < 0 ? system.slab.object(old) : undefined;
  const fresh = kmalloc(system, size);
  if (fresh === 0 || !known) return fresh;
  system.memory.setBytes(fresh, system.memory.bytes(old, Math.min(size, known.size)));
  system.slab.kfree(old, system.caller);
  return fresh;
}

function duplicate(system: ModuleSystem, bytes: Uint8Array, terminate: boolean): number {
  const address = kmalloc(system, bytes.length + (terminate ? 1 : 0));
  if (address !== 0 && address !== 16) {
    system.memory.setBytes(address, bytes);
    if (terminate) system.memory.setU8(address + bytes.length, 0);
  }
  return address;
}

function cacheOf(system: ModuleSystem, handle: number): Cache {
  const cache = system.slab.cacheOf(handle);
  // Something that is no kmem_cache: its fields are garbage, and so is the address that comes of them.
  if (!cache) system.memory.u64(handle >= 0 ? handle : 0x18);
  return cache!;
}

function* cacheAlloc(system: ModuleSystem, handle: number) {
  const caller = system.caller;
  const cache = cacheOf(system, handle);
  const address = system.slab.allocFrom(cache, caller);
  if (address !== 0 && cache.ctor !== 0) yield* system.call(cache.ctor, [address], ['kmem_cache_alloc']);
  return address;
}

function createCache(system: ModuleSystem, name: number, size: number, ctor: number): number {
  const handle = system.slab.kmalloc(CACHE_BYTES);
  if (handle === 0) return 0;
  system.slab.newCache(system.text(name), size, handle, ctor);
  return handle;
}

const order = (n: number): number => 4096 * 2 ** (n >>> 0);

export const MEMORY_EXPORTS: ExportGroup = {
  base: 0xffffffff81270000n,
  rows: [
    ...alias(['__kmalloc', '__kmalloc_node', '__kmalloc_node_track_caller', 'kvmalloc_node'], kmalloc, { cost: 60 }),
    ...alias(['kmalloc_large', 'kmalloc_large_node'], kmalloc, { cost: 60 }),
    fn('kmalloc_trace', (system, _cache, _flags, size) => kmalloc(system, size), { cost: 60 }),
    fn('kmalloc_node_trace', (system, _cache, _flags, _node, size) => kmalloc(system, size), { cost: 60 }),
    variable('kmalloc_caches', 4 * 14 * 8),
    fn('kfree', kfree, { cost: 50 }),
    fn('kvfree', (system, address) => {
      if (!system.slab.vfree(address)) kfree(system, address);
      return 0;
    }),
    fn('kfree_sensitive', (system, address) => {
      const object = system.slab.object(address);
      if (object) system.memory.fill(address, object.size, 0);
      return kfree(system, address);
    }),
    fn('kfree_const', kfree),
    fn('krealloc', krealloc),
    ...alias(['ksize', '__ksize'], (system, address) => system.slab.object(address)?.size ?? 0),
    fn('kstrdup', (system, text) => (text === 0 ? 0 : duplicate(system, system.memory.cstring(text), true))),
    fn('kstrdup_const', (system, text) => (text === 0 ? 0 : duplicate(system, system.memory.cstring(text), true))),
    fn('kstrndup', (system, text, max) => (text === 0 ? 0 : duplicate(system, system.memory.cstring(text, max), true))),
    fn('kmemdup', (system, from, length) => duplicate(system, system.memory.bytes(from, length), false)),
    fn('kmemdup_nul', (system, from, length) => duplicate(system, system.memory.bytes(from, length), true)),
    fn('kasprintf', (system, _flags, format) => duplicate(system, system.format(format, system.varargs(2)), true)),
    fn('kvasprintf', (system, _flags, format, va) => duplicate(system, system.format(format, system.vaList(va)), true)),
    fn('memdup_user', (system, from, length) => {
      const bytes = new Uint8Array(length);
      if (system.copyFromUser(bytes, from) > 0) return -14;
      const address = duplicate(system, bytes, false);
      return address === 0 ? ENOMEM_POINTER : address;
    }),
    fn('memdup_user_nul', (system, from, length) => {
      const bytes = new Uint8Array(length);
      if (system.copyFromUser(bytes, from) > 0) return -14;
      const address = duplicate(system, bytes, true);
      return address === 0 ? ENOMEM_POINTER : address;
    }),
    ...alias(['vmalloc', 'vzalloc', '__vmalloc', 'vmalloc_user'], (system, size) => system.slab.vmalloc(size), {
      cost: 500,
    }),
    fn('vfree', (system, address) => {
      if (address === 0 || system.slab.vfree(address)) return 0;
      const caller = system.caller;
      system.kernel.printk(4, '------------[ cut here ]------------');
      system.kernel.printk(4, `Trying to vfree() nonexistent vm area (${hex16(system.hashPointer(address))})`);
      system.oopses.warning(system.context(), 'mm/vmalloc.c:2719', caller);
      return 0;
    }),
    fn('kmem_cache_create', (system, name, size, _align, _flags, ctor) => createCache(system, name, size, ctor)),
    fn('kmem_cache_create_usercopy', (system, name, size) =>
      createCache(system, name, size, Number(BigInt.asIntN(64, lastOf(system)))),
    ),
    ...alias(['kmem_cache_alloc', 'kmem_cache_alloc_node', 'kmem_cache_alloc_lru'], cacheAlloc, { cost: 50 }),
    fn('kmem_cache_free', (system, _cache, address) => kfree(system, address)),
    fn('kmem_cache_size', (system, handle) => cacheOf(system, handle).objectSize),
    fn('kmem_cache_shrink', () => 0),
    fn('kmem_cache_destroy', (system, handle) => {
      if (handle === 0) return 0;
      const cache = cacheOf(system, handle);
      const caller = system.caller;
      const left = system.slab.destroyCache(cache);
      if (left > 0) {
        system.kernel.printk(
          3,
          `BUG ${cache.name} (${system.taintedText()}): Objects remaining in ${cache.name} on __kmem_cache_shutdown()`,
        );
        system.kernel.printk(
          4,
          `kmem_cache_destroy ${cache.name}: Slab cache still has objects when called from ${system.kallsyms.describe(caller)}`,
        );
        system.oopses.dumpStack();
      } else system.slab.kfree(handle);
      return 0;
    }),
    fn('__get_free_pages', (system, _flags, n) => system.slab.kmalloc(order(n), system.caller)),
    fn('get_zeroed_page', (system) => system.slab.kmalloc(4096, system.caller)),
    fn('free_pages', kfree),
    fn('si_meminfo', (system, info) => {
      const { frames } = system.kernel;
      system.memory.setI64(info + 32, frames.total);
      system.memory.setI64(info + 40, frames.free);
      return 0;
    }),
    fn('__check_object_size', () => 0),
    fn('__copy_overflow', (system, size, count) => {
      const caller = system.caller;
      system.kernel.printk(4, '------------[ cut here ]------------');
      system.kernel.printk(4, `Buffer overflow detected (${size} < ${count})!`);
      system.oopses.warning(system.context(), 'mm/maccess.c:234', caller);
      return 0;
    }),
    gpl('kfree_rcu_mightsleep', kfree),
    fn('kvfree_call_rcu', (system, _head, address) => kfree(system, address)),
  ],
};

/** The eighth argument (kmem_cache_create_usercopy's ctor). */
function lastOf(system: ModuleSystem): bigint {
  const rest = system.varargs(6);
  rest.next();
  return rest.next();
}
