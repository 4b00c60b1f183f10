/**
 * Disks that are wrong and machines that lose power: errors in Linux's words, never a crash, and what fsync promised is there.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { bootProgram, proceed, runProgram } from '../../testing/machine';
import { compileFile, musl, program } from '../../testing/native';
import { makeExt2 } from './make';

const folder = mkdtempSync(join(tmpdir(), 'ringzero-faults-'));
afterAll(() => rmSync(folder, { recursive: true }));
const e2fsck = spawnSync('e2fsck', ['-V'], { stdio: 'ignore' }).error === undefined;

const workload = musl
  ? readFileSync(compileFile(fileURLToPath(new URL('testing/workload.c', import.meta.url)), 'faulty'))
  : new Uint8Array(0);
const args = (seed: number, steps: number) => ['/prog', '/mnt', String(seed), String(steps), '/dev/vda'];
const logOf = (run: { kernel: { log: readonly { text: string }[] } }) =>
  run.kernel.log.map(({ text }) => text).join('\n');

const LIAR = `
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
static void put(const char *path, int sync) {
  static char text[20000];
  memset(text, 'x', sizeof text);
  int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);
  write(fd, text, sizeof text);
  if (sync) fsync(fd);
  close(fd);
}
int main(void) {
  mkdir("/mnt", 0755);
  mount("/dev/vda", "/mnt", "ext2", 0, 0);
  put("/mnt/safe", 1);
  int dir = open("/mnt", O_RDONLY);
  fsync(dir);
  put("/mnt/lost", 0);
  printf("written\\n");
  fflush(stdout);
  for (;;) pause();
}`;

const LOOK = `
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
int main(void) {
  mkdir("/mnt", 0755);
  if (mount("/dev/vda", "/mnt", "ext2", 0, 0)) perror("mount");
  struct stat st;
  printf("safe %ld\\n", stat("/mnt/safe", &st) ? -1 : (long)st.st_size);
  int fd = open("/mnt/safe", O_RDONLY);
  char buffer[20001];
  long n = read(fd, buffer, sizeof buffer);
  int good = 0;
  for (int i = 0; i < n; i++) good += buffer[i] == 'x';
  printf("bytes %d\\n", good);
  printf("lost %ld\\n", stat("/mnt/lost", &st) ? -1 : (long)st.st_size);
}`;

describe.skipIf(!musl)('the plug is pulled', () => {
  test.each([1, 2, 3, 4])('seed %i: fsync kept its word, the rest is gone or half there', (seed) => {
    const run = bootProgram(program(LIAR, 'liar'), {
      seed,
      disks: [{ name: 'vda', image: makeExt2({ bytes: 4 << 20 })! }],
    });
    while (run.stdout === '') proceed(run, 1_000_000);
    const [{ name, image }] = run.kernel.powerCut();
    expect(name).toBe('vda');
    expect(run.kernel.run(1_000_000).reason).toBe('power-off');
    const again = runProgram(program(LOOK, 'look'), { disks: [{ name: 'vda', image }] });
    expect(again.stdout).toMatch(/^safe 20000\nbytes 20000\nlost -?\d+\n$/);
    expect(logOf(again)).toContain('EXT2-fs (vda): warning: mounting unchecked fs, running e2fsck is recommended');
    if (!e2fsck) return;
    const path = join(folder, 'cut.img');
    writeFileSync(path, image);
    expect(spawnSync('e2fsck', ['-fy', path]).status).toBeLessThanOrEqual(1);
  });

  test('after thirty seconds it is safe without fsync', () => {
    const run = bootProgram(program(LIAR, 'liar'), {
      disks: [{ name: 'vda', image: makeExt2({ bytes: 4 << 20 })! }],
    });
    while (run.stdout === '') proceed(run, 1_000_000);
    proceed(run, 6_000_000_000);
    const disk = run.kernel.diskImage('vda')!;
    const again = runProgram(program(LOOK, 'look'), { disks: [{ name: 'vda', image: disk }] });
    expect(again.stdout).toBe('safe 20000\nbytes 20000\nlost 20000\n');
  });
});

const MOUNT = `
#include <errno.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
int main(int c, char **v) {
  mkdir("/mnt", 0755);
  printf("%d\\n", mount("/dev/vda", "/mnt", "ext2", c > 1 ? MS_RDONLY : 0, 0) ? errno : 0);
}`;

describe.skipIf(!musl)('what cannot be mounted', () => {
  const image = makeExt2({ bytes: 1 << 20 })!;
  const broken = (offset: number, value: number): Uint8Array => {
    const copy = image.slice();
    new DataView(copy.buffer).setUint32(1024 + offset, value, true);
    return copy;
  };
  test.each([
    ['no file system', new Uint8Array(1 << 20), 22, "error: can't find an ext2 filesystem on dev vda."],
    ['extents', broken(96, 0x42), 22, "error: couldn't mount because of unsupported optional features (40)"],
    [
      'metadata_csum',
      broken(100, 0x403),
      22,
      "error: couldn't mount RDWR because of unsupported optional features (400)",
    ],
    [
      'more blocks than the disk has',
      broken(4, 5000),
      22,
      'error: bad geometry: block count 5000 exceeds size of device (1024 blocks)',
    ],
    ['a block size of 64 kB', broken(24, 6), 22, 'error: bad blocksize'],
  ])('%s', (_name, bad, errno, words) => {
    const run = runProgram(program(MOUNT, 'mount'), { disks: [{ name: 'vda', image: bad }] });
    expect(run.stdout).toBe(`${errno}\n`);
    expect(logOf(run)).toContain(`EXT2-fs (vda): ${words}`);
  });
});

describe.skipIf(!musl)('images with random damage', () => {
  const sound = musl
    ? runProgram(workload, {
        init: args(5, 150),
        disks: [{ name: 'vda', image: makeExt2({ bytes: 2 << 20 })! }],
        limit: 1e10,
      })
    : null;
  test.each(Array.from({ length: 24 }, (_, i) => i + 1))('seed %i', (seed) => {
    const image = sound!.kernel.diskImage('vda')!.slice();
    let state = seed * 7919;
    const next = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return (state >> 4) % below;
    };
    // Superblock but for its magic, descriptors, bitmaps, inode tables, directories.
    for (let i = 0; i < 40; i++) {
      const at = seed % 3 === 0 ? 1024 + next(160) : 2048 + next(200 * 1024);
      if (at < 1024 + 56 || at > 1024 + 58) image[at] = next(256);
    }
    const run = runProgram(workload, { init: args(seed, 80), disks: [{ name: 'vda', image }], limit: 3e9 });
    expect(run.kernel.panicReport, `seed ${seed}`).toBeNull();
    expect(['power-off', 'budget']).toContain(run.reason);
  });
});
