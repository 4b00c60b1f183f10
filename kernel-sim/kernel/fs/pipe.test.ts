/**
 * Pipes: order, capacity, atomicity, sleeping and waking, ends that close, the host's ends.
 */
import { describe, expect, test } from 'vitest';
import { O_NONBLOCK } from '../abi/fcntl';
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from '../abi/poll';
import { SIGPIPE } from '../abi/signal';
import { EAGAIN, EFAULT, EPIPE, ERESTARTSYS } from '../errno';
import { type Pipe, pipeOf, pipeOps } from './pipe';
import { createPipe } from './pipes';
import { FakeKernel, Sleeper } from './testing/fake-kernel';

function newPipe(flags = 0) {
  const k = new FakeKernel();
  const at = k.room(8);
  k.call(k.init, 'pipe2', at, flags);
  const [r, w] = [k.view(at, 8).getInt32(0, true), k.view(at, 8).getInt32(4, true)];
  const pipe: Pipe = pipeOf(k.init.files.get(r)!);
  return { k, task: k.init, r, w, pipe, room: k.room(200_000) };
}

test('bytes come out in the order they went in', () => {
  const { k, task, r, w } = newPipe();
  k.write(task, w, 'one ');
  k.write(task, w, 'two');
  expect(k.read(task, r, 5)).toBe('one t');
  expect(k.read(task, r, 100)).toBe('wo');
});

describe('capacity', () => {
  // Measured on Linux: how many writes of that size a non-blocking pipe takes, and how many bytes are then in it.
  const table: [size: number, writes: number, bytes: number][] = [
    [1, 65536, 65536],
    [100, 640, 64000],
    [2048, 32, 65536],
    [2049, 16, 32784],
    [4095, 16, 65520],
    [4096, 16, 65536],
    [4097, 11, 45066],
    [5000, 11, 54096],
    [100000, 1, 65536],
  ];
  test.each(table)('writes of %i bytes', (size, writes, bytes) => {
    const { k, task, w, pipe, room } = newPipe(O_NONBLOCK);
    let count = 0;
    while (k.call(task, 'write', w, room, size) > 0) count++;
    expect([count, pipe.used]).toEqual([writes, bytes]);
  });
});

describe('sleeping', () => {
  test('a reader waits for the first byte', () => {
    const { k, task, r, w, room } = newPipe();
    const reader = k.start(task, 'read', r, room, 10) as Sleeper<number>;
    expect(reader.asleep?.what).toBe('pipe_read');
    expect(reader.wake().result).toBe(undefined);
    k.write(task, w, 'x');
    expect(reader.wake().result).toBe(1);
  });

  test('a writer of more than fits waits for room and then writes all', () => {
    const { k, task, r, w, room } = newPipe();
    const writer = k.start(task, 'write', w, room, 100_000) as Sleeper<number>;
    expect(k.call(task, 'read', r, room, 4096)).toBe(4096);
    expect(writer.wake().asleep?.what).toBe('pipe_write');
    expect(k.call(task, 'read', r, room, 65536)).toBe(65536);
    expect(writer.wake().result).toBe(100_000);
  });

  test('a signal ends it: nothing done means restart, something done counts', () => {
    const { k, task, r, w, room } = newPipe();
    const reader = k.start(task, 'read', r, room, 10) as Sleeper<number>;
    expect(reader.wake(1).result).toBe(-ERESTARTSYS);
    const writer = k.start(task, 'write', w, room, 100_000) as Sleeper<number>;
    expect(writer.wake(1).result).toBe(65536);
    const full = k.start(task, 'write', w, room, 1) as Sleeper<number>;
    expect(full.wake(1).result).toBe(-ERESTARTSYS);
  });

  test('the last writer going means end of file, the last reader going means SIGPIPE', () => {
    const { k, task, r, w, room } = newPipe();
    const reader = k.start(task, 'read', r, room, 10) as Sleeper<number>;
    k.call(task, 'close', w);
    expect(reader.wake().result).toBe(0);
    const other = newPipe();
    const writer = other.k.start(other.task, 'write', other.w, other.room, 100_000) as Sleeper<number>;
    other.k.call(other.task, 'close', other.r);
    expect(writer.wake().result).toBe(65536);
    expect(other.k.signals).toEqual([[1, SIGPIPE]]);
    expect(other.k.write(other.task, other.w, 'x')).toBe(-EPIPE);
  });
});

test('poll tells what can be done', () => {
  const { k, task, r, w, room } = newPipe(O_NONBLOCK);
  const [reader, writer] = [task.files.get(r)!, task.files.get(w)!];
  expect([pipeOps.poll?.(reader, []), pipeOps.poll?.(writer, [])]).toEqual([0, POLLOUT | POLLWRNORM]);
  while (k.call(task, 'write', w, room, 4096) > 0);
  expect([pipeOps.poll?.(reader, []), pipeOps.poll?.(writer, [])]).toEqual([POLLIN | POLLRDNORM, 0]);
  task.files.close(k.kernel, task, w);
  expect(pipeOps.poll?.(reader, [])).toBe(POLLIN | POLLRDNORM | POLLHUP);
  const other = newPipe();
  const lonely = other.task.files.get(other.w)!;
  other.k.call(other.task, 'close', other.r);
  expect(pipeOps.poll?.(lonely, [])).toBe(POLLOUT | POLLWRNORM | POLLERR);
});

test('a bad address moves nothing', () => {
  const { k, task, r, w } = newPipe(O_NONBLOCK);
  expect(k.call(task, 'write', w, 8, 10)).toBe(-EFAULT);
  expect(k.call(task, 'read', r, 8, 10)).toBe(-EAGAIN);
  k.write(task, w, 'x');
  expect(k.call(task, 'read', r, 8, 10)).toBe(-EFAULT);
  expect(k.read(task, r)).toBe('x');
});

test('an inherited end counts once for each process', () => {
  const { k, task, r, w } = newPipe();
  const child = k.task(2);
  child.files = task.files.clone();
  k.call(task, 'close', w);
  expect(k.start(task, 'read', r, k.room(4), 1)).toBeInstanceOf(Sleeper);
  child.files.closeAll(k.kernel, child);
  expect(k.read(task, r)).toBe('');
});

describe("the host's ends", () => {
  test('input of any length goes in as the guest makes room, then end of file', () => {
    const k = new FakeKernel({ stdio: 'pipes' });
    const [stdin] = k.fs.openStdio(k.init);
    const fd = k.init.files.install(stdin);
    k.fs.stdio?.input(new Uint8Array(150_000).fill(0x61));
    k.fs.stdio?.closeInput();
    let total = 0;
    for (;;) {
      const n = k.call(k.init, 'read', fd, k.room(0), 9999);
      if (n <= 0) break;
      total += n;
    }
    expect(total).toBe(150_000);
  });

  test('output reaches the host at once and never blocks', () => {
    const k = new FakeKernel({ stdio: 'pipes' });
    const got: string[] = [];
    k.fs.stdio!.onOutput = (stream, bytes) => got.push(`${stream}:${bytes.length}`);
    const [, stdout, stderr] = k.fs.openStdio(k.init);
    const [out, err] = [k.init.files.install(stdout), k.init.files.install(stderr)];
    k.write(k.init, out, 'hello');
    k.write(k.init, err, 'oh');
    expect(k.call(k.init, 'write', out, k.room(0), 200_000)).toBe(200_000);
    expect(got.slice(0, 2)).toEqual(['stdout:5', 'stderr:2']);
  });
});

test('a pipe made in the kernel is a pipe like any other', () => {
  const k = new FakeKernel();
  const { read, write } = createPipe(k.kernel);
  const [r, w] = [k.init.files.install(read), k.init.files.install(write)];
  k.write(k.init, w, 'x');
  expect(k.read(k.init, r)).toBe('x');
  expect(k.fs.vfs.pathName(read.path)).toMatch(/^pipe:\[\d+\]$/);
});
