/**
 * ext2 when much happens at once: several processes in the same directories on two processors, files larger than memory, a full disk.
 * Afterwards e2fsck must have nothing to say.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { runProgram } from '../../testing/machine';
import { compileFile, musl, program } from '../../testing/native';
import { makeExt2 } from './make';

const e2fsck = spawnSync('e2fsck', ['-V'], { stdio: 'ignore' }).error === undefined;
const root = process.getuid?.() === 0;
const folder = mkdtempSync(join(tmpdir(), 'ringzero-stress-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function check(image: Uint8Array): string {
  if (!e2fsck) return 'clean';
  const path = join(folder, 'check.img');
  writeFileSync(path, image);
  const run = spawnSync('e2fsck', ['-fn', path]);
  return run.status === 0 ? 'clean' : run.stdout.toString();
}

const CROWD = `
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
int main(int argc, char **argv) {
  mkdir("/mnt", 0755);
  if (mount("/dev/vda", "/mnt", "ext2", 0, 0)) return 9;
  for (int i = 0; i < 4; i++)
    if (fork() == 0) {
      char seed[16];
      freopen("/dev/null", "w", stdout);
      sprintf(seed, "%d", atoi(argv[1]) * 10 + i);
      execl("/workload", "workload", "/mnt", seed, "120", (char *)0);
      _exit(8);
    }
  int status, bad = 0;
  while (wait(&status) > 0) bad |= status;
  printf("children %x\\n", bad);
  printf("umount %d\\n", umount("/mnt"));
}`;

describe.skipIf(!musl)('many at once', () => {
  test.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 2],
  ])('seed %i on %i processors: sound afterwards', (seed, cpus) => {
    const workload = readFileSync(
      compileFile(fileURLToPath(new URL('testing/workload.c', import.meta.url)), `crowd-${seed}`),
    );
    const run = runProgram(program(CROWD, `crowd${seed}`), {
      init: ['/prog', String(seed)],
      files: [{ path: '/workload', mode: 0o755, data: workload }],
      disks: [{ name: 'vda', image: makeExt2({ bytes: 6 << 20 })! }],
      cpus,
      limit: 2e10,
    });
    expect(run.kernel.panicReport).toBeNull();
    expect(run.stdout).toBe('children 0\numount 0\n');
    expect(check(run.kernel.diskImage('vda')!)).toBe('clean');
  });
});

const LARGE = `
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
static unsigned char block[65536];
int main(void) {
  mkdir("/mnt", 0755);
  mount("/dev/vda", "/mnt", "ext2", 0, 0);
  int fd = open("/mnt/large", O_CREAT | O_RDWR, 0644);
  for (int i = 0; i < 320; i++) { memset(block, i, sizeof block); if (write(fd, block, sizeof block) != sizeof block) { perror("write"); return 1; } }
  int bad = 0;
  lseek(fd, 0, SEEK_SET);
  for (int i = 0; i < 320; i++) {
    if (read(fd, block, sizeof block) != sizeof block) { perror("read"); return 2; }
    for (unsigned j = 0; j < sizeof block; j += 509) bad += block[j] != (unsigned char)i;
  }
  printf("bad %d\\n", bad);
  close(fd);
  printf("umount %d\\n", umount("/mnt"));
}`;

test.skipIf(!musl)('a file of 20 MB in 8 MB of memory', () => {
  const run = runProgram(program(LARGE, 'large'), {
    ramBytes: 8 << 20,
    disks: [{ name: 'vda', image: makeExt2({ bytes: 32 << 20, blockSize: 4096 })! }],
    limit: 4e10,
  });
  expect(run.stdout).toBe('bad 0\numount 0\n');
  expect(check(run.kernel.diskImage('vda')!)).toBe('clean');
});

const FULL = `
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>
static char block[3000];
static void fill(const char *name) {
  int fd = open(name, O_CREAT | O_WRONLY, 0644);
  if (fd < 0) { printf("%s: %s\\n", name, strerror(errno)); return; }
  long total = 0, n;
  while ((n = write(fd, block, sizeof block)) > 0) total += n;
  printf("%s: %ld then %s\\n", name, total, strerror(errno));
  close(fd);
}
int main(int argc, char **argv) {
  if (argc > 2) { mkdir(argv[1], 0755); mount(argv[2], argv[1], "ext2", 0, 0); }
  if (chdir(argv[1])) return 1;
  chmod(".", 0777);
  seteuid(1000);
  fill("user");
  seteuid(0);
  fill("root");
  struct statfs s;
  sync();
  statfs(".", &s);
  printf("free %ld available %ld\\n", (long)s.f_bfree, (long)s.f_bavail);
  printf("mkdir %d %s\\n", mkdir("d", 0755), strerror(errno));
  unlink("user");
  sync();
  fill("again");
  int i;
  char name[32];
  for (i = 0; i < 1000; i++) { sprintf(name, "i%d", i); int fd = open(name, O_CREAT | O_WRONLY, 0644); if (fd < 0) break; close(fd); }
  printf("inodes %s\\n", strerror(errno));
  statfs(".", &s);
  printf("files free %ld\\n", (long)s.f_ffree);
  for (i = 0; i < 3; i++) { sprintf(name, "i%d", i); unlink(name); }
  printf("mkdir %d\\n", mkdir("e", 0755));
  if (argc > 2) { chdir("/"); printf("umount %d\\n", umount(argv[1])); }
}`;

test.skipIf(!musl)('a full disk: no space for users, then for root, then no inodes', () => {
  const image = makeExt2({ bytes: 1 << 20 })!;
  const run = runProgram(program(FULL, 'full'), {
    init: ['/prog', '/mnt', '/dev/vda'],
    disks: [{ name: 'vda', image }],
    limit: 1e10,
  });
  expect(run.stdout).toMatch(
    /^user: \d+ then No space left on device\nroot: \d+ then No space left on device\nfree \d available 0\n/,
  );
  expect(run.stdout).toContain('umount 0');
  expect(check(run.kernel.diskImage('vda')!)).toBe('clean');
  if (!root || !e2fsck) return;
  const path = join(folder, 'full.img');
  const at = mkdtempSync(join(folder, 'mnt-'));
  writeFileSync(path, image);
  if (spawnSync('mount', ['-o', 'loop', '-t', 'ext2', path, at]).status !== 0) return;
  const binary = join(folder, 'full');
  writeFileSync(binary, program(FULL, 'full2'), { mode: 0o755 });
  const native = execFileSync(binary, [at]).toString();
  execFileSync('umount', [at]);
  expect(run.stdout.replace('umount 0\n', '')).toBe(native);
});
