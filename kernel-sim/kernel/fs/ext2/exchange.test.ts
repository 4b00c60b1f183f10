/**
 * Our ext2 and Linux's: the same work gives the same answers, our disks pass e2fsck and mount in Linux, Linux's mount here.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { runProgram } from '../../testing/machine';
import { compileFile, musl } from '../../testing/native';
import { makeExt2 } from './make';

const has = (command: string): boolean => spawnSync(command, ['-V'], { stdio: 'ignore' }).error === undefined;
const tools = has('e2fsck') && has('mke2fs');
const root = process.getuid?.() === 0;
const folder = mkdtempSync(join(tmpdir(), 'ringzero-ext2-'));
const canMount = tools && root && loopWorks();
if (!tools) console.warn('e2fsprogs is not here: images are not exchanged with e2fsck');
else if (!canMount) console.warn('not root, or no loop devices: images are not mounted in Linux');
afterAll(() => execFileSync('rm', ['-rf', folder]));

function loopWorks(): boolean {
  writeFileSync(join(folder, 'try.img'), makeExt2({ bytes: 1 << 20 })!);
  return onLinux('try.img', () => {}) === null;
}

/** Mounts an image in Linux while `use` runs; null or what went wrong. */
function onLinux(image: string, use: (at: string) => void): string | null {
  const at = mkdtempSync(join(folder, 'mnt-'));
  const mounted = spawnSync('mount', ['-o', 'loop', '-t', 'ext2', join(folder, image), at]);
  if (mounted.status !== 0) return mounted.stderr.toString();
  try {
    use(at);
  } finally {
    execFileSync('umount', [at]);
  }
  return null;
}

function check(image: Uint8Array): string {
  const path = join(folder, 'check.img');
  writeFileSync(path, image);
  const run = spawnSync('e2fsck', ['-fn', path]);
  return run.status === 0 ? 'clean' : run.stdout.toString();
}

const program = musl ? compileFile(fileURLToPath(new URL('testing/workload.c', import.meta.url)), 'workload') : '';

/** The work in the simulator, on a disk with this image: what it printed, and the disk afterwards. */
function simulate(image: Uint8Array, seed: number, steps: number) {
  const run = runProgram(readFileSync(program), {
    init: ['/prog', '/mnt', String(seed), String(steps), '/dev/vda'],
    disks: [{ name: 'vda', image }],
    limit: 20_000_000_000,
  });
  expect(run.kernel.panicReport).toBeNull();
  return { run, disk: run.kernel.diskImage('vda')! };
}

const CASES = [
  { seed: 1, steps: 400, bytes: 4 << 20, blockSize: 1024 },
  { seed: 2, steps: 400, bytes: 12 << 20, blockSize: 1024 },
  { seed: 3, steps: 300, bytes: 8 << 20, blockSize: 4096 },
  { seed: 4, steps: 300, bytes: 6 << 20, blockSize: 2048 },
  { seed: 5, steps: 600, bytes: 24 << 20, blockSize: 1024 },
] as const;

describe.skipIf(!musl || !tools)('our disks', () => {
  test.each(CASES)('seed $seed, $blockSize-byte blocks: e2fsck has nothing to say', ({ seed, steps, ...made }) => {
    const { run, disk } = simulate(makeExt2(made)!, seed, steps);
    expect(run.status, run.stdout.slice(-300)).toBe(0);
    expect(check(disk)).toBe('clean');
  });

  test.runIf(canMount).each(CASES)('seed $seed: Linux answers the same', ({ seed, steps, ...made }) => {
    const image = makeExt2(made)!;
    writeFileSync(join(folder, 'native.img'), image);
    let native = '';
    const failed = onLinux('native.img', (at) => {
      native = execFileSync(program, [at, String(seed), String(steps)]).toString('latin1');
    });
    expect(failed).toBeNull();
    const { run } = simulate(image, seed, steps);
    expect(run.stdout.split('\n')).toEqual(native.split('\n'));
  });
});

describe.skipIf(!musl || !canMount)("Linux's disks", () => {
  test.each([
    ['-b', '1024'],
    ['-b', '4096'],
    ['-I', '256'],
    ['-O', '^resize_inode,^dir_index'],
    ['-r', '1'],
  ])('mke2fs %s %s mounts here, is worked on and stays sound', (option, value) => {
    const path = join(folder, 'theirs.img');
    execFileSync('rm', ['-f', path]);
    execFileSync('mke2fs', ['-q', '-F', '-t', 'ext2', option, value, path, '8192k']);
    const failed = onLinux('theirs.img', (at) => execFileSync(program, [at, '77', '200']));
    expect(failed).toBeNull();
    const { run, disk } = simulate(readFileSync(path), 78, 200);
    expect(run.status, run.stdout.slice(-300)).toBe(0);
    expect(check(disk)).toBe('clean');
    // And Linux goes on with what we made of it.
    writeFileSync(path, disk);
    expect(onLinux('theirs.img', (at) => execFileSync(program, [at, '79', '100']))).toBeNull();
    expect(check(readFileSync(path))).toBe('clean');
  });
});
