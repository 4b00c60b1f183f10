/** Address spaces without a processor: splits and merges against a page-by-page model, frames that all come back. */
import { describe, expect, test } from 'vitest';
import { createCore } from '../../machine/core';
import { SeededRandom } from '../random';
import type { Vfs } from '../types';
import { handleFault } from './fault';
import { dupMm } from './fork';
import { Frames } from './frames';
import { type MmShared, MmStruct } from './mm';
import { pteFrame } from './page-table';
import type { Swap } from './swap';
import { ANONYMOUS, VmArea, vmaFlags } from './vma';

const core = createCore({
  ramBytes: 8 << 20,
  cpus: 1,
  bus: { portIn: () => 0, portOut() {}, mmioRead: () => 0n, mmioWrite() {} },
});

function setup(): { shared: MmShared; frames: Frames; mm: MmStruct } {
  const frames = new Frames(core.ram, 1 << 20);
  const noFiles = { getFile: (file: unknown) => file, putFile() {} } as unknown as Vfs;
  const noSwap = {} as unknown as Swap;
  const zeroFrame = frames.alloc('kernel');
  const shared = {
    mmu: core.mmu,
    ram: core.ram,
    frames,
    zeroFrame,
    vfs: () => noFiles,
    charge() {},
    swap: () => noSwap,
  };
  return { shared, frames, mm: MmStruct.create(shared)! };
}

const BASE = 0x7000_0000_0000;
const at = (page: number) => BASE + page * 4096;
const area = (from: number, to: number, prot: number) =>
  new VmArea(at(from), at(to), prot, vmaFlags(), ANONYMOUS, 0, '');
const touch = (mm: MmStruct, page: number, write: boolean) =>
  handleFault(mm, at(page), { write, fetch: false }, 1 << 23);

describe('mappings', () => {
  test('random mmap, munmap and mprotect agree with a page-by-page model (seed 42)', () => {
    const { mm, frames } = setup();
    const random = new SeededRandom(42);
    const free = frames.free;
    const model = new Array<number>(64).fill(-1);
    for (let step = 0; step < 1500; step++) {
      const from = random.next32() % 60;
      const to = from + 1 + (random.next32() % (63 - from));
      const prot = random.next32() % 4;
      const kind = random.next32() % 4;
      if (kind === 0) {
        mm.unmap(at(from), at(to));
        mm.insert(area(from, to, prot));
        model.fill(prot, from, to);
      } else if (kind === 1) {
        mm.unmap(at(from), at(to));
        model.fill(-1, from, to);
      } else if (kind === 2) {
        for (const vma of mm.isolate(at(from), at(to))) {
          vma.prot = prot;
          mm.applyProtection(vma);
        }
        mm.mergeRange(at(from), at(to));
        for (let page = from; page < to; page++) if (model[page] >= 0) model[page] = prot;
      } else {
        const write = (random.next32() & 1) === 1;
        const allowed = write ? model[from] >= 2 : model[from] > 0;
        expect(typeof touch(mm, from, write) === 'string').toBe(allowed);
      }
      expect(model.map((_, page) => mm.find(at(page))?.prot ?? -1)).toEqual(model);
      const apart = mm.vmas.every(
        (vma, i) => i === 0 || (mm.vmas[i - 1].end <= vma.start && !mm.vmas[i - 1].joins(vma)),
      );
      expect(apart).toBe(true);
    }
    mm.unmap(at(0), at(64));
    expect(mm.residentPages).toBe(0);
    mm.put();
    expect(frames.free).toBe(free + 1);
  });

  test('free ranges are handed out from the top', () => {
    const { mm } = setup();
    expect(mm.unmappedBelow(4096)).toBe(0x7ffff7ffe000);
    mm.insert(new VmArea(0x7ffff7ff0000, 0x7ffff7fff000, 3, vmaFlags(), ANONYMOUS, 0, ''));
    expect(mm.unmappedBelow(8192)).toBe(0x7ffff7fee000);
    expect(mm.unmappedBelow(2 ** 47)).toBe(-1);
  });
});

describe('pages', () => {
  test('a read sees the zero page, a write gets a frame', () => {
    const { mm, shared } = setup();
    mm.insert(area(0, 4, 3));
    expect(touch(mm, 0, false)).toBe('demand-zero');
    expect(pteFrame(mm.table.low(mm.table.find(at(0))))).toBe(shared.zeroFrame);
    expect(mm.residentPages).toBe(0);
    expect(touch(mm, 0, true)).toBe('demand-zero');
    expect(mm.residentPages).toBe(1);
    expect(touch(mm, 9, false)).toEqual({ signal: 11, code: 1 });
  });

  test('fork shares frames until a write; the last owner keeps the frame without a copy', () => {
    const { mm, frames } = setup();
    mm.insert(area(0, 4, 3));
    for (let page = 0; page < 4; page++) touch(mm, page, true);
    const used = frames.used('anon');
    const child = dupMm(mm)!;
    expect(frames.used('anon')).toBe(used);
    const frame = (space: MmStruct) => pteFrame(space.table.low(space.table.find(at(0))));
    expect(frame(child)).toBe(frame(mm));
    expect(frames.count(frame(mm))).toBe(2);
    expect(touch(child, 0, true)).toBe('copy-on-write');
    expect(frame(child)).not.toBe(frame(mm));
    expect(frames.used('anon')).toBe(used + 1);
    const before = frame(mm);
    expect(touch(mm, 0, true)).toBe('copy-on-write');
    expect(frame(mm)).toBe(before);
    child.put();
    expect(frames.used('anon')).toBe(used);
  });

  test('out of frames is said, not thrown', () => {
    const { mm, frames } = setup();
    mm.insert(area(0, 4000, 3));
    let page = 0;
    while (touch(mm, page, true) === 'demand-zero') page++;
    expect(touch(mm, page, true)).toBe('out-of-memory');
    expect(frames.free).toBe(0);
    mm.unmap(at(0), at(4000));
    expect(frames.free).toBeGreaterThan(1500);
  });
});
