/**
 * kmalloc, kmem_cache and vmalloc for C code: objects in real frames, at addresses of the direct map. Follows mm/slub.c with
 * slub_debug=FZP (checks and poison), which Debian leaves off: freed memory is filled with 0x6b, so that what was freed is seen
 * to be gone, and a second kfree is reported. Book-keeping is in TypeScript, out of reach of wild pointers.
 */
import { DIRECT_MAP, type KernelSpace, VMALLOC_START } from '../arch/kernel-space';
import type { FrameAllocator } from '../types';

const POISON_FREE = 0x6b;
const POISON_END = 0xa5;
const SIZES = [8, 16, 32, 64, 96, 128, 192, 256, 512, 1024, 2048, 4096, 8192];
/** MAX_ORDER − 1 pages are the most that kmalloc gives. */
const MAX_BYTES = 4 << 20;

/** kmem_cache: objects of one size. */
export interface Cache {
  name: string;
  objectSize: number;
  size: number;
  /** Address of the `struct kmem_cache` that C holds; 0 for the kmalloc caches. */
  handle: number;
  free: number[];
  slabs: Set<number>;
  allocated: number;
  ctor: number;
}

interface SlabObject {
  cache: Cache | null;
  size: number;
  live: boolean;
  /** Return addresses of who allocated and who freed, for reports. */
  allocatedBy: number;
  freedBy: number;
}

export type FreeResult = 'freed' | 'double' | 'not-slab';

export class Slab {
  private readonly caches = new Map<string, Cache>();
  /** Every object ever given out and not yet given back to the frames. */
  private readonly objects = new Map<number, SlabObject>();
  private readonly slabOf = new Map<number, Cache>();
  private readonly areas = new Map<number, { pages: number; size: number }>();
  private readonly large = new Map<number, number>();
  private vmallocNext = VMALLOC_START;

  constructor(
    private readonly memory: KernelSpace,
    private readonly frames: FrameAllocator,
  ) {
    for (const size of SIZES) this.newCache(size < 1024 ? `kmalloc-${size}` : `kmalloc-${size / 1024}k`, size);
  }

  newCache(name: string, objectSize: number, handle = 0, ctor = 0): Cache {
    const size = Math.max(8, Math.ceil(objectSize / 8) * 8);
    const cache: Cache = { name, objectSize, size, handle, free: [], slabs: new Set(), allocated: 0, ctor };
    this.caches.set(handle === 0 ? name : `${name}@${handle}`, cache);
    return cache;
  }

  cacheOf(handle: number): Cache | undefined {
    for (const cache of this.caches.values()) if (cache.handle === handle && handle !== 0) return cache;
    return undefined;
  }

  /** kmem_cache_destroy: how many objects were still in use. */
  destroyCache(cache: Cache): number {
    if (cache.allocated > 0) return cache.allocated;
    for (const base of cache.slabs) this.freeSlab(cache, base);
    this.caches.delete(`${cache.name}@${cache.handle}`);
    return 0;
  }

  /** Address, or 0 when memory is out. ZERO_SIZE_PTR (16) for nothing. */
  kmalloc(size: number, caller = 0): number {
    if (size === 0) return 16;
    if (!(size > 0) || size > MAX_BYTES) return 0;
    const fitting = SIZES.find((limit) => limit >= size);
    if (fitting === undefined) return this.allocLarge(size, caller);
    return this.allocFrom(
      this.caches.get(fitting < 1024 ? `kmalloc-${fitting}` : `kmalloc-${fitting / 1024}k`)!,
      caller,
      size,
    );
  }

  allocFrom(cache: Cache, caller: number, size = cache.objectSize): number {
    if (cache.free.length === 0 && !this.grow(cache)) return 0;
    const address = cache.free.pop()!;
    cache.allocated++;
    this.objects.set(address, { cache, size, live: true, allocatedBy: caller, freedBy: 0 });
    // init_on_alloc=1 is Debian's default.
    this.memory.fill(address, cache.size, 0);
    return address;
  }

  private grow(cache: Cache): boolean {
    const pages = Math.max(1, Math.ceil(cache.size / 4096));
    const frame = this.frames.allocRun(pages, 'kernel');
    if (frame < 0) return false;
    const base = DIRECT_MAP + frame * 4096;
    cache.slabs.add(base);
    for (let i = 0; i < pages; i++) this.slabOf.set(base + i * 4096, cache);
    for (let at = Math.floor((pages * 4096) / cache.size) - 1; at >= 0; at--) {
      cache.free.push(base + at * cache.size);
      this.poison(base + at * cache.size, cache.size);
    }
    return true;
  }

  private poison(address: number, size: number): void {
    this.memory.fill(address, size, POISON_FREE);
    this.memory.setU8(address + size - 1, POISON_END);
  }

  private freeSlab(cache: Cache, base: number): void {
    const pages = Math.max(1, Math.ceil(cache.size / 4096));
    for (let at = 0; at < Math.floor((pages * 4096) / cache.size); at++) this.objects.delete(base + at * cache.size);
    for (let i = 0; i < pages; i++) {
      this.slabOf.delete(base + i * 4096);
      this.frames.put((base - DIRECT_MAP) / 4096 + i);
    }
  }

  private allocLarge(size: number, caller: number): number {
    const pages = Math.ceil(size / 4096);
    const frame = this.frames.allocRun(pages, 'kernel');
    if (frame < 0) return 0;
    const address = DIRECT_MAP + frame * 4096;
    this.large.set(address, pages);
    this.objects.set(address, { cache: null, size, live: true, allocatedBy: caller, freedBy: 0 });
    return address;
  }

  /** What is known of the object at `address`. */
  object(address: number): Readonly<SlabObject> | undefined {
    return this.objects.get(address);
  }

  /** The cache whose slab `address` lies in, and the object's start. */
  find(address: number): { cache: Cache; object: number } | null {
    const page = address - (((address % 4096) + 4096) % 4096);
    const cache = this.slabOf.get(page);
    if (!cache) return null;
    let base = page;
    while (!cache.slabs.has(base)) base -= 4096;
    return { cache, object: base + Math.floor((address - base) / cache.size) * cache.size };
  }

  kfree(address: number, caller = 0): FreeResult {
    const object = this.objects.get(address);
    if (!object) return 'not-slab';
    if (!object.live) return 'double';
    object.live = false;
    object.freedBy = caller;
    const { cache } = object;
    if (!cache) {
      const pages = this.large.get(address)!;
      this.large.delete(address);
      this.objects.delete(address);
      for (let i = 0; i < pages; i++) this.frames.put((address - DIRECT_MAP) / 4096 + i);
      return 'freed';
    }
    cache.allocated--;
    this.poison(address, cache.size);
    // The one freed longest ago is given out first, so that a use after free shows for a while.
    cache.free.unshift(address);
    return 'freed';
  }

  // ---------------------------------------------------------------- vmalloc

  /** Mapped page by page, with a page of nothing behind it. 0: no memory. */
  vmalloc(size: number): number {
    if (!(size > 0)) return 0;
    const pages = Math.ceil(size / 4096);
    if (pages > this.frames.free) return 0;
    const base = this.vmallocNext;
    this.vmallocNext += (pages + 1) * 4096;
    this.areas.set(base, { pages, size });
    for (let i = 0; i < pages; i++) {
      const frame = this.frames.alloc('kernel');
      if (frame < 0 || !this.memory.map(base + i * 4096, frame, { write: true, exec: false })) {
        if (frame >= 0) this.frames.put(frame);
        this.vfree(base);
        return 0;
      }
    }
    return base;
  }

  vfree(address: number): boolean {
    const area = this.areas.get(address);
    if (!area) return false;
    this.areas.delete(address);
    for (let i = 0; i < area.pages; i++) {
      const frame = this.memory.unmap(address + i * 4096);
      if (frame >= 0) this.frames.put(frame);
    }
    return true;
  }

  vmallocSize(address: number): number | undefined {
    return this.areas.get(address)?.size;
  }

  /** Objects in use, by cache: for reports and snapshots. */
  *inUse(): Generator<[address: number, object: Readonly<SlabObject>]> {
    for (const [address, object] of this.objects) if (object.live) yield [address, object];
  }
}
