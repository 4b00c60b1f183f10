/**
 * tmpfs: frames taken and given back, limits, holes, link counts, times.
 */
import { describe, expect, test } from 'vitest';
import { O_CREAT, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } from '../../abi/fcntl';
import { EINVAL, ENOMEM, ENOSPC } from '../../errno';
import { atOnce } from '../../sleeping';
import type { Inode } from '../../types';
import { FakeKernel } from '../testing/fake-kernel';
import type { TmpfsRegular } from './inode';

const PAGE = 4096;

function inodeOf(k: FakeKernel, path: string): Inode {
  const found = atOnce(k.fs.vfs.walk(k.init, path));
  if (typeof found === 'number') throw new Error(`${path}: ${found}`);
  return found.dentry.inode!;
}

describe('frames', () => {
  test('a page is taken when it is written, and given back with the last name and the last open file', () => {
    const k = new FakeKernel();
    const free = k.kernel.frames.free;
    const fd = k.call(k.init, 'open', '/f', O_CREAT | O_RDWR, 0o644);
    k.call(k.init, 'write', fd, k.room(3 * PAGE), 3 * PAGE);
    k.call(k.init, 'link', '/f', '/g');
    expect(free - k.kernel.frames.free).toBe(3);
    k.call(k.init, 'unlink', '/f');
    k.call(k.init, 'unlink', '/g');
    expect(free - k.kernel.frames.free).toBe(3);
    k.call(k.init, 'close', fd);
    expect(free - k.kernel.frames.free).toBe(0);
  });

  test('a hole takes none, truncating gives back, renaming over a file too', () => {
    const k = new FakeKernel();
    const free = k.kernel.frames.free;
    const fd = k.call(k.init, 'open', '/f', O_CREAT | O_RDWR, 0o644);
    k.call(k.init, 'pwrite64', fd, k.room(1), 1, 100 * PAGE);
    expect(free - k.kernel.frames.free).toBe(1);
    k.call(k.init, 'ftruncate', fd, 50 * PAGE);
    expect(free - k.kernel.frames.free).toBe(0);
    k.write(k.init, fd, 'x');
    k.call(k.init, 'close', fd);
    k.call(k.init, 'creat', '/g', 0o644);
    k.call(k.init, 'rename', '/g', '/f');
    expect(free - k.kernel.frames.free).toBe(0);
  });

  test('a mapping sees the bytes that write put there, and beyond the end there is nothing', () => {
    const k = new FakeKernel();
    const fd = k.call(k.init, 'open', '/f', O_CREAT | O_RDWR, 0o644);
    k.write(k.init, fd, 'shared');
    const { pages } = inodeOf(k, '/f');
    const frame = pages?.page(0) as number;
    k.kernel.core.ram.bytes[frame * PAGE] = 0x53;
    expect(k.cat(k.init, '/f')).toBe('Shared');
    expect(pages?.page(1)).toBe(-14);
  });

  test('what is cut off reads as zeros when the file grows again', () => {
    const k = new FakeKernel();
    const fd = k.call(k.init, 'open', '/f', O_CREAT | O_RDWR, 0o644);
    k.write(k.init, fd, 'secret');
    k.call(k.init, 'ftruncate', fd, 2);
    k.call(k.init, 'ftruncate', fd, 4);
    expect(k.cat(k.init, '/f')).toBe('se\0\0');
  });
});

describe('limits', () => {
  function small(options: string) {
    const k = new FakeKernel();
    k.call(k.init, 'mkdir', '/m', 0o755);
    expect(k.call(k.init, 'mount', 'none', '/m', 'tmpfs', 0, options)).toBe(0);
    return k;
  }

  test('size= ends a write early, then ENOSPC', () => {
    const k = small('size=8k');
    const fd = k.call(k.init, 'open', '/m/f', O_CREAT | O_WRONLY, 0o644);
    const room = k.room(3 * PAGE);
    expect(k.call(k.init, 'write', fd, room, 3 * PAGE)).toBe(2 * PAGE);
    expect(k.call(k.init, 'write', fd, room, 1)).toBe(-ENOSPC);
    k.call(k.init, 'open', '/m/f', O_WRONLY | O_TRUNC, 0);
    expect(k.call(k.init, 'pwrite64', fd, room, 1, 0)).toBe(1);
  });

  test('nr_inodes= counts the root too', () => {
    const k = small('nr_inodes=3');
    expect(k.call(k.init, 'mkdir', '/m/a', 0o755)).toBe(0);
    expect(k.call(k.init, 'mkdir', '/m/b', 0o755)).toBe(0);
    expect(k.call(k.init, 'mkdir', '/m/c', 0o755)).toBe(-ENOSPC);
    expect(k.call(k.init, 'rmdir', '/m/a')).toBe(0);
    expect(k.call(k.init, 'mkdir', '/m/c', 0o755)).toBe(0);
  });

  test('no memory is ENOMEM', () => {
    const k = new FakeKernel({ frames: 64 });
    const fd = k.call(k.init, 'open', '/tmp/f', O_CREAT | O_WRONLY, 0o644);
    k.call(k.init, 'mount', 'none', '/tmp', 'tmpfs', 32, 'size=1g');
    const other = k.call(k.init, 'open', '/f', O_CREAT | O_WRONLY, 0o644);
    const room = k.room(60 * PAGE);
    while (k.kernel.frames.free > 0) k.kernel.frames.alloc('anon');
    expect(k.call(k.init, 'write', fd, room, 1)).toBe(-ENOMEM);
    expect(k.call(k.init, 'write', other, room, 1)).toBe(-ENOMEM);
  });

  test.each(['size=x', 'mode=9', 'bogus=1', 'size', 'nr_inodes=5%'])('option %s is refused', (option) => {
    const k = new FakeKernel();
    expect(k.call(k.init, 'mount', 'none', '/tmp', 'tmpfs', 0, option)).toBe(-EINVAL);
  });

  test('/proc/mounts shows what was asked for', () => {
    const k = small('size=1m,nr_inodes=10,mode=700,uid=5');
    const lines = String(k.cat(k.init, '/proc/mounts')).split('\n');
    expect(lines).toContain('none /m tmpfs rw,relatime,size=1024k,nr_inodes=10,mode=700,uid=5,inode64 0 0');
  });
});

describe('directories', () => {
  test('link counts and sizes as Linux shows them', () => {
    const k = new FakeKernel();
    k.call(k.init, 'mkdir', '/d', 0o755);
    const at = (path: string) => [inodeOf(k, path).nlink, inodeOf(k, path).size];
    expect(at('/d')).toEqual([2, 40]);
    k.call(k.init, 'mkdir', '/d/sub', 0o755);
    k.call(k.init, 'creat', '/d/file', 0o644);
    expect(at('/d')).toEqual([3, 80]);
    k.call(k.init, 'mkdir', '/e', 0o755);
    k.call(k.init, 'rename', '/d/sub', '/e/sub');
    expect([at('/d'), at('/e')]).toEqual([
      [2, 60],
      [3, 60],
    ]);
  });

  test('the newest name is listed first', () => {
    const k = new FakeKernel();
    k.call(k.init, 'mkdir', '/d', 0o755);
    for (const name of ['a', 'b', 'c']) k.call(k.init, 'creat', `/d/${name}`, 0o644);
    const fd = k.call(k.init, 'open', '/d', O_RDONLY, 0);
    expect(k.names(k.init, fd)).toEqual(['.', '..', 'c', 'b', 'a']);
  });
});

test('times: a write moves mtime and ctime, a read moves atime once (relatime), by jiffies', () => {
  const k = new FakeKernel();
  const fd = k.call(k.init, 'open', '/tmp/f', O_CREAT | O_RDWR, 0o644);
  const inode = inodeOf(k, '/tmp/f');
  const born = inode.mtime;
  k.now = 100_000;
  k.write(k.init, fd, 'x');
  expect(inode.mtime).toBe(born);
  k.now = 100_000_000;
  k.write(k.init, fd, 'x');
  expect([inode.mtime, inode.ctime, inode.atime]).toEqual([[1_700_000_001, 0], [1_700_000_001, 0], born]);
  k.now = 200_000_000;
  k.cat(k.init, '/tmp/f');
  expect(inode.atime).toEqual([1_700_000_002, 0]);
  k.now = 300_000_000;
  k.cat(k.init, '/tmp/f');
  expect(inode.atime).toEqual([1_700_000_002, 0]);
});

describe('content shared with the initramfs', () => {
  const bytes = Uint8Array.from({ length: 5 * PAGE + 100 }, (_, i) => (i * 31 + (i >> 8)) & 255);
  const shared = (k: FakeKernel) => {
    k.call(k.init, 'close', k.call(k.init, 'creat', '/lazy', 0o644));
    const { data } = inodeOf(k, '/lazy') as TmpfsRegular;
    expect(data.share(bytes)).toBe(0);
    return data;
  };

  test('costs no frame until it is written or mapped; blocks are counted all the same', () => {
    const k = new FakeKernel();
    const free = k.kernel.frames.free;
    const data = shared(k);
    expect([inodeOf(k, '/lazy').size, data.count, data.present(5)]).toEqual([bytes.length, 6, true]);
    expect(k.cat(k.init, '/lazy')).toHaveLength(bytes.length);
    expect(free - k.kernel.frames.free).toBe(0);
    const frame = data.page(1);
    expect(k.kernel.core.ram.bytes.slice(frame * PAGE, frame * PAGE + PAGE)).toEqual(bytes.slice(PAGE, 2 * PAGE));
    expect(free - k.kernel.frames.free).toBe(1);
    k.call(k.init, 'unlink', '/lazy');
    expect(free - k.kernel.frames.free).toBe(0);
  });

  test('behaves as a written file under random writes, cuts and holes, and the archive stays as it was', () => {
    const seed = 20261124;
    const before = bytes.slice();
    let state = seed;
    const random = (below: number) => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % below;
    };
    for (let round = 0; round < 20; round++) {
      const k = new FakeKernel();
      const lazy = shared(k);
      k.call(k.init, 'close', k.call(k.init, 'creat', '/plain', 0o644));
      const plain = (inodeOf(k, '/plain') as TmpfsRegular).data;
      plain.write(k.kernel.kernelBuffer(bytes), 0);
      const inodes = [inodeOf(k, '/lazy'), inodeOf(k, '/plain')];
      const used = lazy.count + plain.count;
      expect(used).toBe(12);
      for (let step = 0; step < 12; step++) {
        const [kind, from, length] = [random(4), random(7 * PAGE), random(2 * PAGE) + 1];
        for (const data of [lazy, plain]) {
          if (kind === 0) data.write(k.kernel.kernelBuffer(new Uint8Array(length).fill(step + 1)), from);
          else if (kind === 1) data.punch(from, from + length);
          else if (kind === 3) data.page(Math.floor(from / PAGE));
        }
        if (kind === 2) for (const inode of inodes) inode.ops.truncate?.(inode, from);
        const what = `seed ${seed}, round ${round}, step ${step}, kind ${kind}`;
        expect([inodes[0].size, lazy.count], what).toEqual([inodes[1].size, plain.count]);
        expect(k.cat(k.init, '/lazy') === k.cat(k.init, '/plain'), what).toBe(true);
        for (const data of [true, false]) expect(lazy.seek(0, data), what).toBe(plain.seek(0, data));
      }
    }
    expect(bytes).toEqual(before);
  });
});
